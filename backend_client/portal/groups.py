"""The groups of one opened client: who is in them, what they reach, and what is to change. Values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.client_rules import check_name
from backend_client.portal.clients import Client
from backend_client.portal.collections import Collection, Permission, permission_of
from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.providers import Provider

if TYPE_CHECKING:  # screens import these values early; the wire models are heavy
    from backend_client.api.groups import GroupRow
    from backend_client.api.members import MemberRow

LONGEST_GROUP_NAME = 100
"""UTF-16 units of a group's name: the server's limit."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group. `name` is plain and foreign. `access` maps collection ids; what is missing is NO_ACCESS.

    `members` are organization-user ids. `external_id` is what a directory knows it by: foreign text, empty
    for a group made by hand.
    `reaches_all`: it reaches every collection whatever `access` says (Vaultwarden only).
    """

    id: str
    name: str
    access: Mapping[str, Permission] = field(default_factory=dict)
    members: frozenset[str] = frozenset()
    external_id: str = ""
    reaches_all: bool = False

    @property
    def from_directory(self) -> bool:
        """Whether a directory made it and keeps its members."""
        return bool(self.external_id)

    def reach(self, collection_id: str) -> Permission:
        """What its members may do with that collection through it."""
        return self.access.get(collection_id, Permission.NO_ACCESS)


@dataclass(frozen=True, slots=True)
class GroupMember:
    """Somebody who may be in a group. Text is foreign; `status` and `role` are the server's numbers."""

    id: str
    email: str
    name: str = ""
    status: int = MemberStatus.CONFIRMED
    role: int = MemberRole.USER


@dataclass(frozen=True, slots=True)
class GroupBoard:
    """Groups by name, collections in the order of their tree, members by e-mail, at `read_at` (UTC).

    `usable` is False where the organization may use no groups. `members_known` is False when the members
    could not be read: then nobody's memberships are known. `unreadable` rows were malformed.
    """

    provider: Provider
    client: Client
    groups: tuple[Group, ...]
    collections: tuple[Collection, ...]
    members: tuple[GroupMember, ...]
    read_at: datetime
    usable: bool = True
    members_known: bool = True
    unreadable: int = 0

    def group(self, group_id: str) -> Group | None:
        """The group of that id."""
        return next((group for group in self.groups if group.id == group_id), None)


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group to make."""

    name: str
    access: Mapping[str, Permission] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupAccessChange:
    """What `group`, as it was shown, is to reach: only collections whose permission changes."""

    group: Group
    wished: Mapping[str, Permission]


@dataclass(frozen=True, slots=True)
class GroupMembersChange:
    """Who is to be in `group`, as it was shown, and who no longer. Organization-user ids."""

    group: Group
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GroupRename:
    """Another name for `group`, as it was shown."""

    group: Group
    name: str


@dataclass(frozen=True, slots=True)
class GroupDeletion:
    """`group`, as it was shown, is to go."""

    group: Group


GroupChange = NewGroup | GroupAccessChange | GroupMembersChange | GroupRename | GroupDeletion
"""One planned write."""


@dataclass(frozen=True, slots=True)
class GroupWritten:
    """A group after a write. `differed`: others had changed it since it was shown; that was kept."""

    group: Group
    differed: bool = False


def check_group_name(name: str) -> str:
    """The name as it is sent. Raises RuleBroken for one that is empty, too long, or does not show."""
    check_name(name, LONGEST_GROUP_NAME)
    return name.strip()


def same_name(one: str, other: str) -> bool:
    """Whether two group names are one to a reader. The server compares none."""
    return one.strip().casefold() == other.strip().casefold()


def plan_access(
    board: GroupBoard, wished: Mapping[tuple[str, str], Permission]
) -> tuple[GroupAccessChange, ...]:
    """One change per group for the `wished` permissions, by (group id, collection id), that differ."""
    known = {collection.id for collection in board.collections}
    changes: list[GroupAccessChange] = []
    for group in board.groups:
        cells = {
            collection_id: permission
            for (group_id, collection_id), permission in wished.items()
            if group_id == group.id and collection_id in known and group.reach(collection_id) != permission
        }
        if cells:
            changes.append(GroupAccessChange(group, cells))
    return tuple(changes)


def plan_members(group: Group, wished: Iterable[str]) -> tuple[GroupMembersChange, ...]:
    """The one change that makes exactly `wished` the members of `group`; none where they are."""
    members = frozenset(wished)
    if members == group.members:
        return ()
    return (GroupMembersChange(group, members - group.members, group.members - members),)


def plan_rename(board: GroupBoard, group: Group, name: str) -> tuple[GroupRename, ...]:
    """The renaming of `group`; none where it has that name. Raises RuleBroken, also for a name in use."""
    sent = check_group_name(name)
    if sent == group.name:
        return ()
    if any(same_name(other.name, sent) for other in board.groups if other.id != group.id):
        raise RuleBroken(Rule.GROUP_EXISTS)
    return (GroupRename(group, sent),)


def left_unmanaged(
    board: GroupBoard,
    changes: Iterable[GroupAccessChange] = (),
    deleted: Iterable[Group] = (),
) -> tuple[Collection, ...]:
    """Collections that somebody manages now and nobody would after these changes."""
    if not board.members_known:
        return ()
    taken: dict[str, int] = {}
    given: set[str] = set()
    for group in deleted:
        for collection_id, permission in group.access.items():
            taken[collection_id] = taken.get(collection_id, 0) + (permission is Permission.MANAGE)
    for change in changes:
        for collection_id, permission in change.wished.items():
            if permission is Permission.MANAGE:
                given.add(collection_id)
            elif change.group.reach(collection_id) is Permission.MANAGE:
                taken[collection_id] = taken.get(collection_id, 0) + 1
    return tuple(
        each
        for each in board.collections
        if each.managers and each.id not in given and taken.get(each.id, 0) >= len(each.managers)
    )


def group_of(row: GroupRow, members: Iterable[str] = ()) -> Group:
    """One group of the wire."""
    return Group(
        id=row.id,
        name=row.name,
        access={selection.id: permission_of(selection) for selection in row.collections},
        members=frozenset(members),
        external_id=row.external_id or "",
        reaches_all=row.access_all,
    )


def groups_of(rows: Iterable[GroupRow], members: Iterable[MemberRow]) -> tuple[Group, ...]:
    """The groups by name, with whoever says to be in them."""
    inside: dict[str, list[str]] = {}
    for member in members:
        for group_id in member.groups:
            inside.setdefault(group_id, []).append(member.id)
    found = (group_of(row, inside.get(row.id, ())) for row in rows)
    return tuple(sorted(found, key=lambda group: (group.name.casefold(), group.name, group.id)))


def members_of(rows: Iterable[MemberRow]) -> tuple[GroupMember, ...]:
    """The members by e-mail."""
    found = (GroupMember(row.id, row.email, row.name or "", row.status, row.type) for row in rows)
    return tuple(sorted(found, key=lambda member: (member.email.casefold(), member.id)))


def tree_order(collection: Collection) -> tuple[bool, tuple[tuple[str, str], ...], str]:
    """A parent comes directly before what is below it; names that did not open come last."""
    parts = (part for part in (collection.name or "").split("/") if part)
    return collection.name is None, tuple((part.casefold(), part) for part in parts), collection.id
