"""Who of the people somebody wrote down can be invited into a client, and in which requests. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from backend_client.portal.collections import Permission
from backend_client.portal.members import MemberRole
from backend_client.portal.seats import Seats

if TYPE_CHECKING:
    from backend_client.portal.clients import Client
    from backend_client.portal.invitation_input import InvitedPerson
    from backend_client.portal.providers import Provider

LARGEST_BATCH = 20
"""Addresses the server takes in one request."""

PERMISSIONS = (
    "accessEventLogs",
    "accessImportExport",
    "accessReports",
    "createNewCollections",
    "editAnyCollection",
    "deleteAnyCollection",
    "manageGroups",
    "managePolicies",
    "manageSso",
    "manageUsers",
    "manageResetPassword",
    "manageScim",
    "manageAccessRules",
)
"""What a custom role may be given, by the server's names, in the order of its own forms."""

_NEAR = 3


@dataclass(frozen=True, slots=True)
class RoomGroup:
    """A group somebody may be invited into. `name` is foreign text."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class InviteRoom:
    """What a client has room for, at `read_at` (UTC).

    `members` maps addresses in lower case to the server's status. `groups` is empty where the client may
    use none (`groups_usable`) or they could not be read (`groups_known`). `roles` are those the account may
    hand out. `policies_off`: the client could have policies and none is switched on; None: not known.
    `seconds_apart` is how long each request waits for the one before.
    """

    provider: Provider
    client: Client
    seats: Seats
    members: Mapping[str, int]
    groups: tuple[RoomGroup, ...]
    roles: tuple[MemberRole, ...]
    read_at: datetime
    groups_usable: bool = True
    groups_known: bool = True
    policies_off: bool | None = None
    vaultwarden: bool = False
    seconds_apart: float = 0.0
    unreadable: int = 0

    @property
    def left(self) -> int | None:
        """Seats for new people, at least 0; None where there is no limit, or it is not known."""
        remaining = self.seats.remaining
        return None if remaining is None else max(0, remaining)


@dataclass(frozen=True, slots=True)
class InviteDefaults:
    """For everybody whose row says nothing else. `groups` are names; `permissions` go with a custom role.
    `collections` maps ids to direct access, for everybody."""

    role: MemberRole = MemberRole.USER
    groups: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    collections: Mapping[str, Permission] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to invite, everything looked up. `groups` are ids, `group_names` foreign text; `collections`
    are ids with the direct access given."""

    email: str
    role: MemberRole
    groups: tuple[str, ...] = ()
    group_names: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    collections: tuple[tuple[str, Permission], ...] = ()

    @property
    def terms(self) -> tuple[object, ...]:
        """What all people of one request share."""
        return self.role, frozenset(self.groups), frozenset(self.permissions), frozenset(self.collections)


class LeftOutReason(StrEnum):
    """Why somebody is not to be invited."""

    MEMBER_ALREADY = "member_already"
    UNKNOWN_GROUP = "unknown_group"
    SEVERAL_GROUPS = "several_groups"
    NO_GROUPS = "no_groups"
    ROLE_NOT_ALLOWED = "role_not_allowed"
    NO_SEAT = "no_seat"


@dataclass(frozen=True, slots=True)
class LeftOutPerson:
    """`status` is the member's for MEMBER_ALREADY; `what` and `near` are group names, foreign text."""

    email: str
    reason: LeftOutReason
    status: int = 0
    what: str = ""
    near: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class InvitePlan:
    """`people` in the order they are sent: who shares terms stands together."""

    people: tuple[Invitee, ...] = ()
    left_out: tuple[LeftOutPerson, ...] = field(default=())

    @property
    def batches(self) -> tuple[tuple[Invitee, ...], ...]:
        """The requests."""
        return tuple(_batches(self.people))


def plan_invitations(
    people: Iterable[InvitedPerson],
    room: InviteRoom,
    defaults: InviteDefaults,
    *,
    most: int | None = None,
) -> InvitePlan:
    """Who of `people` is invited how. Only the first `most` are, where given; the others have no seat."""
    found: dict[tuple[object, ...], list[Invitee]] = {}
    index: dict[str, list[RoomGroup]] = {}
    for group in room.groups:
        index.setdefault(_folded(group.name), []).append(group)
    near: dict[str, tuple[str, ...]] = {}
    left: list[LeftOutPerson] = []
    count = 0
    for person in people:
        each = _looked_up(person, room, defaults, index, near)
        if isinstance(each, Invitee) and most is not None and count >= most:
            each = LeftOutPerson(person.email, LeftOutReason.NO_SEAT, line=person.line)
        if isinstance(each, LeftOutPerson):
            left.append(each)
            continue
        count += 1
        found.setdefault(each.terms, []).append(each)
    return InvitePlan(tuple(each for together in found.values() for each in together), tuple(left))


def _looked_up(
    person: InvitedPerson,
    room: InviteRoom,
    defaults: InviteDefaults,
    index: Mapping[str, Sequence[RoomGroup]],
    near: dict[str, tuple[str, ...]],
) -> Invitee | LeftOutPerson:
    """`index` holds the groups by folded name; `near` keeps what was found for names that no group has."""
    if person.email in room.members:
        status = room.members[person.email]
        return LeftOutPerson(person.email, LeftOutReason.MEMBER_ALREADY, status=status, line=person.line)
    role = defaults.role if person.role is None else person.role
    if role not in room.roles:
        return LeftOutPerson(person.email, LeftOutReason.ROLE_NOT_ALLOWED, line=person.line)
    groups: dict[str, RoomGroup] = {}
    for name in defaults.groups if person.groups is None else person.groups:
        same = index.get(_folded(name), ())
        if len(same) == 1:
            groups[same[0].id] = same[0]
            continue
        reason = _group_reason(room, several=bool(same))
        if reason is LeftOutReason.UNKNOWN_GROUP and name not in near:
            near[name] = near_groups(name, room)
        return LeftOutPerson(person.email, reason, what=name, near=near.get(name, ()), line=person.line)
    return Invitee(
        person.email,
        role,
        tuple(groups),
        tuple(group.name for group in groups.values()),
        defaults.permissions if role is MemberRole.CUSTOM else (),
        tuple(sorted((key, wanted) for key, wanted in defaults.collections.items() if wanted)),
    )


def _group_reason(room: InviteRoom, *, several: bool) -> LeftOutReason:
    if not room.groups_usable:
        return LeftOutReason.NO_GROUPS
    return LeftOutReason.SEVERAL_GROUPS if several else LeftOutReason.UNKNOWN_GROUP


def _folded(name: str) -> str:
    return name.strip().casefold()


def near_groups(name: str, room: InviteRoom) -> tuple[str, ...]:
    """Names of groups that somebody may have meant by `name`."""
    known = {_folded(group.name): group.name for group in room.groups}
    return tuple(known[each] for each in get_close_matches(_folded(name), known, _NEAR))


def same_request(one: Invitee, other: Invitee) -> bool:
    """Whether two people may be invited by one request."""
    return one.terms == other.terms


def _batches(people: Sequence[Invitee]) -> Iterator[tuple[Invitee, ...]]:
    batch: list[Invitee] = []
    for each in people:
        if batch and (len(batch) == LARGEST_BATCH or not same_request(batch[0], each)):
            yield tuple(batch)
            batch = []
        batch.append(each)
    if batch:
        yield tuple(batch)
