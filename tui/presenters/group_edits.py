"""Edits of who reaches what, not sent yet: set, fill, take back. Pure; holds ids and no names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend_client.portal.collections import Permission
from backend_client.portal.groups import GroupBoard

Place = tuple[str, str]
"""A group's id and a collection's id."""


class AccessEdits:
    """Wished permissions over a board. Wishing what is there already is no edit."""

    def __init__(self) -> None:
        self._wished: dict[Place, Permission] = {}
        self._past: list[dict[Place, Permission]] = []
        self._there: dict[Place, Permission] = {}

    @property
    def wished(self) -> Mapping[Place, Permission]:
        """The edits."""
        return self._wished

    @property
    def group_count(self) -> int:
        """How many groups have edits."""
        return len({group for group, _collection in self._wished})

    def permission(self, group_id: str, collection_id: str) -> Permission:
        """What the cell shows: the wish, else what is there."""
        place = (group_id, collection_id)
        return self._wished.get(place, self._there.get(place, Permission.NO_ACCESS))

    def was(self, group_id: str, collection_id: str) -> Permission:
        """What is there."""
        return self._there.get((group_id, collection_id), Permission.NO_ACCESS)

    def edited(self, group_id: str, collection_id: str) -> bool:
        """Whether the cell differs from what is there."""
        return (group_id, collection_id) in self._wished

    def take(self, board: GroupBoard) -> int:
        """Lay the edits over a fresh board: those that are there by now, or have lost their place, are
        dropped. Returns how many lost their place."""
        self._there = {
            (group.id, collection_id): permission
            for group in board.groups
            for collection_id, permission in group.access.items()
        }
        groups = {group.id for group in board.groups}
        collections = {collection.id for collection in board.collections}
        lost = [place for place in self._wished if place[0] not in groups or place[1] not in collections]
        self._wished = {
            place: wish
            for place, wish in self._wished.items()
            if place not in lost and self._there.get(place, Permission.NO_ACCESS) != wish
        }
        self._past.clear()
        return len(lost)

    def set(self, places: Iterable[Place], permission: Permission) -> int:
        """Wish `permission` for `places`, as one step. Returns how many cells changed."""
        return self.set_each(dict.fromkeys(places, permission))

    def set_each(self, wishes: Mapping[Place, Permission]) -> int:
        """Wish each its own, as one step. Returns how many cells changed."""
        changing = {place: wish for place, wish in wishes.items() if self.permission(*place) != wish}
        if not changing:
            return 0
        self._past.append(dict(self._wished))
        for place, wish in changing.items():
            if self._there.get(place, Permission.NO_ACCESS) == wish:
                self._wished.pop(place, None)
            else:
                self._wished[place] = wish
        return len(changing)

    def undo(self) -> bool:
        """Take the last step back; without steps, every edit. False when there was nothing to take back."""
        if self._past:
            self._wished = self._past.pop()
            return True
        if self._wished:
            self._wished = {}
            return True
        return False

    def sent(self, group_ids: Iterable[str]) -> None:
        """The edits of these groups are sent elsewhere, and are none any more."""
        groups = frozenset(group_ids)
        self._wished = {place: wish for place, wish in self._wished.items() if place[0] not in groups}
        self._past.clear()

    def forget(self) -> None:
        """Drop every edit and what was there."""
        self._wished.clear()
        self._past.clear()
        self._there.clear()


def next_permission(permission: Permission) -> Permission:
    """The next one, in the order of their strength, and from the strongest to none."""
    order = list(Permission)
    return order[(order.index(permission) + 1) % len(order)]
