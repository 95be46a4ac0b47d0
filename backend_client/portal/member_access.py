"""What members of an opened client are and reach, what is to change, and what stands against it. Pure."""

from __future__ import annotations

from collections.abc import Collection as AbstractCollection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from backend_client.errors import Rule
from backend_client.portal.collections import Collection, Permission, permission_of
from backend_client.portal.groups import Group
from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.seats import Seats

if TYPE_CHECKING:  # screens import these values early; the wire models are heavy
    from backend_client.api.members import MemberRow

FULL_ACCESS = frozenset({"createNewCollections", "editAnyCollection", "deleteAnyCollection"})
"""The only permissions of a custom role that Vaultwarden knows: all three together, or none."""


@dataclass(frozen=True, slots=True)
class MemberAccess:
    """One member. `role` and `status` are the server's numbers; name and e-mail are foreign text.

    `permissions` (the server's names) are those of a custom role. `groups` are ids. `collections` maps ids of
    shared collections to direct access; somebody's own items are not among them. `everywhere`: reaches
    every collection by role (Vaultwarden only: `reaches_all`). `claimed`: the account is the client's.
    """

    id: str
    user_id: str | None
    email: str
    name: str
    status: int
    role: int
    permissions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    collections: Mapping[str, Permission] = field(default_factory=dict)
    everywhere: bool = False
    claimed: bool = False

    def reach(self, collection_id: str) -> Permission:
        """What they may do with that collection directly."""
        return self.collections.get(collection_id, Permission.NO_ACCESS)

    @property
    def confirmed_owner(self) -> bool:
        """Whether they are an owner who has the key."""
        return self.role == MemberRole.OWNER and self.status == MemberStatus.CONFIRMED


@dataclass(frozen=True, slots=True)
class AccessBoard:
    """Members by e-mail, groups by name and collections in the order of their tree, at `read_at` (UTC).

    `roles` are those the account may hand out. `changeable` are ids of collections whose access it may
    change. `groups_usable`: the organization may have groups; `groups_known`: they could be read. `me` is the
    account's user id, `staff` whether it comes from a provider. `unreadable` rows were malformed.
    """

    members: tuple[MemberAccess, ...]
    groups: tuple[Group, ...]
    collections: tuple[Collection, ...]
    changeable: frozenset[str]
    roles: tuple[MemberRole, ...]
    read_at: datetime
    me: str
    staff: bool
    seats: Seats = field(default_factory=lambda: Seats(None, None))
    groups_usable: bool = True
    groups_known: bool = True
    custom_roles: bool = True
    vaultwarden: bool = False
    unreadable: int = 0

    def member(self, member_id: str) -> MemberAccess | None:
        """The member of that id."""
        return next((one for one in self.members if one.id == member_id), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished for some members; what is not named stays as each has it.

    `role` None: stays. `permissions` maps the server's names, `groups` ids to in or out, `collections` ids to
    access.
    """

    role: MemberRole | None = None
    permissions: Mapping[str, bool] = field(default_factory=dict)
    groups: Mapping[str, bool] = field(default_factory=dict)
    collections: Mapping[str, Permission] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is wished."""
        return self.role is None and not (self.permissions or self.groups or self.collections)


@dataclass(frozen=True, slots=True)
class MemberEdit:
    """What changes for `member`, as it was shown: only what differs.

    `role` and `permissions` None: stay. `joined` and `left` are group ids, `access` maps collection ids.
    """

    member: MemberAccess
    role: MemberRole | None = None
    permissions: frozenset[str] | None = None
    joined: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    access: Mapping[str, Permission] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to change."""
        return not (self.about_role or self.joined or self.left or self.access)

    @property
    def about_role(self) -> bool:
        """Whether the role, or what a custom one may do, changes."""
        return self.role is not None or self.permissions is not None

    @property
    def role_after(self) -> int:
        """The server's number of the role they are to have."""
        return self.member.role if self.role is None else self.role

    @property
    def permissions_after(self) -> frozenset[str]:
        """The permissions they are to have: none but with a custom role."""
        if self.role_after != MemberRole.CUSTOM:
            return frozenset()
        return self.member.permissions if self.permissions is None else self.permissions

    @property
    def groups_after(self) -> frozenset[str]:
        """The groups they are to be in."""
        return (self.member.groups | self.joined) - self.left

    @property
    def collections_after(self) -> dict[str, Permission]:
        """The direct access they are to have."""
        both = {**self.member.collections, **self.access}
        return {key: permission for key, permission in both.items() if permission}


def plan_edits(board: AccessBoard, ids: Iterable[str], wish: Wish) -> tuple[MemberEdit, ...]:
    """What `wish` changes for each of these members, in the order of `ids`; some may change nothing."""
    chosen = (board.member(each) for each in ids)
    return tuple(edit_of(member, wish) for member in chosen if member is not None)


def edit_of(member: MemberAccess, wish: Wish) -> MemberEdit:
    """What `wish` changes for one member."""
    role = wish.role if wish.role is not None and wish.role != member.role else None
    after = member.role if role is None else role
    permissions = None
    if after == MemberRole.CUSTOM:
        had = member.permissions if member.role == MemberRole.CUSTOM else frozenset[str]()
        granted = {name for name, on in wish.permissions.items() if on}
        wanted = (had | granted) - {name for name, on in wish.permissions.items() if not on}
        permissions = wanted if wanted != had or role is not None else None
    return MemberEdit(
        member,
        role=role,
        permissions=permissions,
        joined=frozenset(key for key, inside in wish.groups.items() if inside) - member.groups,
        left=frozenset(key for key, inside in wish.groups.items() if not inside) & member.groups,
        access={key: wanted for key, wanted in wish.collections.items() if member.reach(key) != wanted},
    )


def refusal_of_edit(edit: MemberEdit, board: AccessBoard) -> Rule | None:
    """Why one change cannot be made, as far as that is known before asking the server."""
    member = edit.member
    if member.user_id is not None and member.user_id == board.me:
        return Rule.YOURSELF
    owner = MemberRole.OWNER in (member.role, edit.role)
    if owner and MemberRole.OWNER not in board.roles:
        return Rule.OWNERS_ONLY
    if edit.role is MemberRole.CUSTOM and not board.custom_roles:
        return Rule.CUSTOM_ROLE_NOT_INCLUDED
    if board.vaultwarden and edit.permissions and edit.permissions != FULL_ACCESS:
        return Rule.PERMISSIONS_NOT_HERE
    if edit.joined and not board.groups_usable:
        return Rule.GROUPS_NOT_INCLUDED
    after = board.vaultwarden and reaches_all(edit.role_after, edit.permissions_after)
    if edit.access and (after or (member.everywhere and not edit.about_role)):
        return Rule.REACHES_EVERYTHING
    return Rule.COLLECTION_NOT_YOURS if edit.access.keys() - board.changeable else None


def edit_refusals(board: AccessBoard, edits: Sequence[MemberEdit]) -> dict[str, Rule]:
    """Why some of `edits` cannot be made, by member id, together: the last owner counts over all.

    Staff of a provider counts as an owner for the server, so with it behind the client an owner may go.
    """
    found = {edit.member.id: rule for edit in edits if (rule := refusal_of_edit(edit, board)) is not None}
    ending = [edit for edit in edits if edit.member.id not in found and takes_owner(edit)]
    if ending and not board.staff and len(ending) == sum(one.confirmed_owner for one in board.members):
        found.update((edit.member.id, Rule.LAST_OWNER) for edit in ending)
    return found


def takes_owner(edit: MemberEdit) -> bool:
    """Whether a confirmed owner becomes something else."""
    return edit.member.confirmed_owner and edit.role_after != MemberRole.OWNER


def left_ownerless(board: AccessBoard, edits: Iterable[MemberEdit]) -> bool:
    """Whether no confirmed owner of the client's own would be left."""
    ending = {edit.member.id for edit in edits if takes_owner(edit)}
    return bool(ending) and all(one.id in ending for one in board.members if one.confirmed_owner)


def left_unmanaged_by(board: AccessBoard, edits: Iterable[MemberEdit]) -> tuple[Collection, ...]:
    """Collections that somebody manages now and nobody would after these changes."""
    taken: dict[str, int] = {}
    given: set[str] = set()
    for edit in edits:
        for key, wanted in edit.access.items():
            if wanted is Permission.MANAGE:
                given.add(key)
            elif edit.member.reach(key) is Permission.MANAGE:
                taken[key] = taken.get(key, 0) + (edit.member.status != MemberStatus.REVOKED)
    return tuple(
        each
        for each in board.collections
        if each.managers and each.id not in given and taken.get(each.id, 0) >= len(each.managers)
    )


def reaches_all(role: int, permissions: AbstractCollection[str]) -> bool:
    """Whether a member reaches every collection on Vaultwarden, which then tells no access of theirs."""
    every = role == MemberRole.CUSTOM and FULL_ACCESS.issubset(permissions)
    return every or role in (MemberRole.OWNER, MemberRole.ADMIN)


def member_access_of(
    row: MemberRow, *, vaultwarden: bool = False, shared: AbstractCollection[str] | None = None
) -> MemberAccess:
    """One member of the wire, with direct access to collections of `shared` only; None: to all named."""
    by_role = vaultwarden and reaches_all(row.type, row.permissions)
    return MemberAccess(
        id=row.id,
        user_id=row.user_id,
        email=row.email,
        name=row.name or "",
        status=row.status,
        role=row.type,
        permissions=row.permissions if row.type == MemberRole.CUSTOM else frozenset(),
        groups=frozenset(row.groups),
        collections={
            each.id: permission_of(each) for each in row.collections if shared is None or each.id in shared
        },
        everywhere=by_role,
        claimed=row.claimed_by_organization,
    )
