"""The collections of one opened client, decrypted, with who may reach them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, TypedDict

from backend_client.portal.members import MemberRole, MemberStatus

if TYPE_CHECKING:  # screens import these values before the first paint; the wire models are heavy
    from backend_client.api.collections import CollectionRow
    from backend_client.api.groups import GroupRow
    from backend_client.api.members import MemberRow
    from backend_client.api.selection import Selection
    from backend_client.portal.opened_client import ReadingKey


class Permission(IntEnum):
    """What somebody may do with a collection, weakest first."""

    NO_ACCESS = 0
    VIEW_HIDDEN_PASSWORDS = 1
    VIEW = 2
    EDIT_HIDDEN_PASSWORDS = 3
    EDIT = 4
    MANAGE = 5


@dataclass(frozen=True, slots=True)
class Manager:
    """A member or group that manages a collection. `name` is foreign text (an e-mail or group name)."""

    name: str
    is_group: bool
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection. `name` is None when its EncString did not open; nesting is `/` in the name.

    `permission` is the signed-in account's own. `groups` are names (foreign text).
    """

    id: str
    name: str | None
    permission: Permission
    groups: tuple[str, ...] = ()
    managers: tuple[Manager, ...] = ()
    external_id: str | None = None

    @property
    def managed(self) -> bool:
        """Whether anybody manages it."""
        return bool(self.managers)


def permission_of(selection: Selection) -> Permission:
    """The permission one selection object grants."""
    if selection.manage:
        return Permission.MANAGE
    if selection.read_only:
        return Permission.VIEW_HIDDEN_PASSWORDS if selection.hide_passwords else Permission.VIEW
    return Permission.EDIT_HIDDEN_PASSWORDS if selection.hide_passwords else Permission.EDIT


@dataclass(frozen=True, slots=True)
class Access:
    """Who reaches which collection of an organization, indexed by collection id.

    `everywhere` manage every collection by their role, `own_everywhere` is the account's own such right.
    """

    groups: Mapping[str, tuple[str, ...]]
    managers: Mapping[str, tuple[Manager, ...]]
    own: Mapping[str, Permission]
    everywhere: tuple[Manager, ...] = ()
    own_everywhere: Permission = Permission.NO_ACCESS


def access_of(
    members: Iterable[MemberRow], groups: Iterable[GroupRow], user_id: str, *, admins_manage: bool = False
) -> Access:
    """Turn members' and groups' selections into per-collection access.

    Reading access this way writes no audit event, unlike the server's detailed collection list.
    Revoked members manage nothing. `admins_manage`: owners and admins manage everything by their role,
    as on Vaultwarden, which then lists no selections of theirs.
    """
    members = tuple(members)
    group_names: dict[str, list[str]] = {}
    managers: dict[str, list[Manager]] = {}
    own: dict[str, Permission] = {}
    own_groups: set[str] = set()
    for member in members:
        is_me = member.user_id == user_id
        if is_me:
            own_groups.update(member.groups)
        for selection in member.collections:
            permission = permission_of(selection)
            if is_me:
                own[selection.id] = max(permission, own.get(selection.id, Permission.NO_ACCESS))
            if permission is Permission.MANAGE and member.status != MemberStatus.REVOKED:
                manager = Manager(
                    member.email, is_group=False, confirmed=member.status == MemberStatus.CONFIRMED
                )
                managers.setdefault(selection.id, []).append(manager)
    for group in groups:
        for selection in group.collections:
            permission = permission_of(selection)
            group_names.setdefault(selection.id, []).append(group.name)
            if permission is Permission.MANAGE:
                managers.setdefault(selection.id, []).append(Manager(group.name, is_group=True))
            if group.id in own_groups:
                own[selection.id] = max(permission, own.get(selection.id, Permission.NO_ACCESS))
    return Access(
        groups={key: tuple(sorted(names, key=str.casefold)) for key, names in group_names.items()},
        managers={
            key: tuple(sorted(found, key=lambda manager: (not manager.confirmed, manager.name.casefold())))
            for key, found in managers.items()
        },
        own=own,
        **_by_role(members, user_id) if admins_manage else {},
    )


class _ByRole(TypedDict, total=False):
    everywhere: tuple[Manager, ...]
    own_everywhere: Permission


def _by_role(members: Iterable[MemberRow], user_id: str) -> _ByRole:
    admins = [
        member
        for member in members
        if member.type in (MemberRole.OWNER, MemberRole.ADMIN) and member.status != MemberStatus.REVOKED
    ]
    return {
        "everywhere": tuple(
            Manager(member.email, is_group=False, confirmed=member.status == MemberStatus.CONFIRMED)
            for member in admins
        ),
        "own_everywhere": (
            Permission.MANAGE if any(member.user_id == user_id for member in admins) else Permission.NO_ACCESS
        ),
    }


def open_collections(
    rows: Iterable[CollectionRow], key: ReadingKey, access: Access
) -> tuple[Collection, ...]:
    """Decrypt the names of `rows` in one pass. A name that does not open becomes None."""
    listed = tuple(rows)
    names = key.decrypt_many([row.name for row in listed])
    return tuple(
        Collection(
            id=row.id,
            name=_text(name),
            permission=max(access.own_everywhere, access.own.get(row.id, Permission.NO_ACCESS)),
            groups=access.groups.get(row.id, ()),
            managers=tuple(dict.fromkeys((*access.everywhere, *access.managers.get(row.id, ())))),
            external_id=row.external_id,
        )
        for row, name in zip(listed, names, strict=True)
    )


def _text(opened: object) -> str | None:
    if not isinstance(opened, bytes):
        return None
    try:
        return opened.decode("utf-8")
    except UnicodeDecodeError:
        return None
