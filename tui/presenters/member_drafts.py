"""What is wished for one or several members, not sent yet: set, switched, taken back. Pure; holds ids only.

A wish that everybody has already is none. `None` as an answer means that the members differ.
"""

from __future__ import annotations

from collections.abc import Iterable

from backend_client.portal.collections import Permission
from backend_client.portal.member_access import (
    AccessBoard,
    MemberAccess,
    MemberEdit,
    Wish,
    plan_edits,
)
from backend_client.portal.members import MemberRole


class AccessDraft:
    """Wishes for the members of these ids, over a board."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(ids)
        self.board: AccessBoard | None = None
        self._role: MemberRole | None = None
        self._permissions: dict[str, bool] = {}
        self._groups: dict[str, bool] = {}
        self._collections: dict[str, Permission] = {}

    # The board

    def take(self, board: AccessBoard) -> None:
        """Lay the wishes over a fresh board; those that are so by now, or lost their place, are dropped."""
        self.board = board
        groups = {group.id for group in board.groups}
        shelves = {each.id for each in board.collections}
        self._groups = {key: wish for key, wish in self._groups.items() if key in groups}
        self._collections = {key: wish for key, wish in self._collections.items() if key in shelves}
        self._drop_idle()

    def forget(self) -> None:
        """The board is gone; the wishes stay, by ids."""
        self.board = None

    @property
    def members(self) -> tuple[MemberAccess, ...]:
        """Whom it is about, as far as they are on the board."""
        found = (self.board.member(each) for each in self.ids) if self.board is not None else ()
        return tuple(member for member in found if member is not None)

    # What is wished

    @property
    def wish(self) -> Wish:
        """Everything that is wished."""
        custom = self.role is MemberRole.CUSTOM
        return Wish(
            self._role,
            dict(self._permissions) if custom else {},
            dict(self._groups),
            dict(self._collections),
        )

    @property
    def edits(self) -> tuple[MemberEdit, ...]:
        """What that changes, for those for whom it changes anything."""
        if self.board is None:
            return ()
        return tuple(edit for edit in plan_edits(self.board, self.ids, self.wish) if not edit.empty)

    @property
    def role(self) -> MemberRole | None:
        """The role all are to have; None where they differ, or it is none this program knows."""
        roles = {member.role for member in self.members}
        if self._role is not None:
            return self._role
        return next((each for each in MemberRole if roles == {int(each)}), None)

    @property
    def role_wished(self) -> bool:
        """Whether a role is wished that not everybody has."""
        return self._role is not None

    def granted(self, name: str) -> bool | None:
        """Whether all are to have that permission of a custom role."""
        if name in self._permissions:
            return self._permissions[name]
        return _same({name in member.permissions for member in self.members})

    def inside(self, group_id: str) -> bool | None:
        """Whether all are to be in that group."""
        if group_id in self._groups:
            return self._groups[group_id]
        return _same({group_id in member.groups for member in self.members})

    def reach(self, collection_id: str) -> Permission | None:
        """What all are to have there directly."""
        if collection_id in self._collections:
            return self._collections[collection_id]
        found = {member.reach(collection_id) for member in self.members}
        return found.pop() if len(found) == 1 else None

    def edited(self, name: str) -> bool:
        """Whether something is wished for that permission, group or collection."""
        return name in self._permissions or name in self._groups or name in self._collections

    # Wishing

    def wish_all(self, wish: Wish) -> None:
        """Wish this and nothing else."""
        self._role = wish.role
        self._permissions, self._groups = dict(wish.permissions), dict(wish.groups)
        self._collections = dict(wish.collections)
        self._drop_idle()

    def set_role(self, role: MemberRole | None) -> None:
        """Wish a role; None: each keeps theirs."""
        self._role = role
        self._drop_idle()

    def switch_permission(self, name: str) -> None:
        """On, off; where they differ: on, off, as each has it."""
        _switch(self._permissions, name, {name in member.permissions for member in self.members})
        self._drop_idle()

    def switch_group(self, group_id: str) -> None:
        """In, out; where they differ: in, out, as each has it."""
        _switch(self._groups, group_id, {group_id in member.groups for member in self.members})
        self._drop_idle()

    def set_reach(self, collection_id: str, permission: Permission) -> None:
        """Wish that permission."""
        self._collections[collection_id] = permission
        self._drop_idle()

    def take_back(self) -> bool:
        """Drop every wish. False where there was none."""
        had = not self.wish.empty
        self._role = None
        for wishes in (self._permissions, self._groups, self._collections):
            wishes.clear()
        return had

    def _drop_idle(self) -> None:
        members = self.members
        if self.board is None:
            return
        if self._role is not None and all(member.role == self._role for member in members):
            self._role = None
        self._permissions = {
            name: on
            for name, on in self._permissions.items()
            if any((name in member.permissions) is not on for member in members)
        }
        self._groups = {
            key: inside
            for key, inside in self._groups.items()
            if any((key in member.groups) is not inside for member in members)
        }
        self._collections = {
            key: wished
            for key, wished in self._collections.items()
            if any(member.reach(key) != wished for member in members)
        }


def _same(found: set[bool]) -> bool | None:
    return found.pop() if len(found) == 1 else None


def _switch(wishes: dict[str, bool], key: str, had: set[bool]) -> None:
    now = wishes[key] if key in wishes else _same(set(had))
    if now is None:
        wishes[key] = True
    elif len(had) > 1 and not now:
        del wishes[key]
    else:
        wishes[key] = not now
