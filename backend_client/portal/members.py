"""The members of an opened client: who they are, and what may be done with whom. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from backend_client.errors import Rule, SeatwardenError
from backend_client.portal.seats import Seats

if TYPE_CHECKING:  # screens import these values early; keys bring cryptography
    from backend_client.crypto.keys import PublicKey
    from backend_client.portal.interruptions import SettledAct


class MemberStatus(IntEnum):
    """The server's OrganizationUserStatusType."""

    REVOKED = -1
    INVITED = 0
    ACCEPTED = 1
    CONFIRMED = 2
    STAGED = 3


class MemberRole(IntEnum):
    """The server's OrganizationUserType. 3 is a role that newer servers no longer know."""

    OWNER = 0
    ADMIN = 1
    USER = 2
    CUSTOM = 4


class MemberAct(StrEnum):
    """What can be done with members; the value is the act's name in the journal."""

    CONFIRM = "member.confirm"
    RESEND = "member.resend"
    REVOKE = "member.revoke"
    RESTORE = "member.restore"
    REMOVE = "member.remove"
    DELETE_ACCOUNT = "member.delete_account"


ENDING = frozenset({MemberAct.REVOKE, MemberAct.REMOVE, MemberAct.DELETE_ACCOUNT})
"""Acts after which somebody has no access any more."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the way in, in, or suspended.

    `id` is the organization-user id, `user_id` the account's (None until the invitation is accepted).
    `email`, `name` and `groups` (names) are foreign text; `status` and `role` are the server's numbers.
    `permissions` are the server's names of what a custom role may do.
    `since` is when the row was made, None where the server does not say; `resent` when this program last
    mailed the invitation again. `claimed`: the account belongs to the organization by a verified domain.
    `recovery`: enrolled in account recovery.
    `revocation_reason`: 1 by hand, 2 two-step policy, 3 data-ownership policy, 4 single-organization policy.
    """

    id: str
    user_id: str | None
    email: str
    name: str
    status: int
    role: int
    groups: tuple[str, ...] = ()
    since: datetime | None = None
    resent: datetime | None = None
    two_step: bool = False
    claimed: bool = False
    revocation_reason: int | None = None
    recovery: bool = False
    permissions: frozenset[str] = frozenset()

    @property
    def owner(self) -> bool:
        """Whether the organization is theirs."""
        return self.role == MemberRole.OWNER


@dataclass(frozen=True, slots=True)
class MemberBoard:
    """Everybody of one client at `read_at` (UTC), in the server's order.

    `me` is the user id of whoever reads, `staff` whether they come from a provider, which counts as an
    owner. `seats` are the client's own figures, read now. `settled` are interrupted acts on people, each
    told once; one that waits, each time. `unreadable` rows were malformed.
    """

    members: tuple[Member, ...]
    read_at: datetime
    me: str
    staff: bool
    seats: Seats
    unreadable: int = 0
    settled: tuple[SettledAct, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierKey:
    """Another key of somebody: `who` agreed to its `phrase` from this machine, at `at`. The phrase is empty
    where the key belonged to another account with the same address: it is not known then."""

    phrase: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be confirmed: `phrase` is the fingerprint phrase of exactly this `key`.

    `digest` is the SHA-256 of the key's SPKI bytes in hex: what the journal keeps. `earlier`: they were
    confirmed before, with another key.
    """

    id: str
    user_id: str
    email: str
    name: str
    phrase: str
    digest: str
    key: PublicKey = field(repr=False)
    earlier: EarlierKey | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who can be confirmed, in the order asked for, and why the others (by member id) cannot."""

    ready: tuple[Candidate, ...]
    left_out: Mapping[str, Rule]


Results = Mapping[str, SeatwardenError | None]
"""How an act ended for each member id; None: it was done."""


def refusal_of(act: MemberAct, member: Member, board: MemberBoard) -> Rule | None:
    """Why `act` cannot be done with `member`, as far as that is known before asking the server."""
    wanted = {
        MemberAct.CONFIRM: (MemberStatus.ACCEPTED, Rule.NOT_ACCEPTED),
        MemberAct.RESEND: (MemberStatus.INVITED, Rule.NOT_INVITED),
        MemberAct.RESTORE: (MemberStatus.REVOKED, Rule.NOT_REVOKED),
    }.get(act)
    if wanted is not None and member.status != wanted[0]:
        return wanted[1]
    if act in (MemberAct.CONFIRM, MemberAct.RESEND):
        return None
    if member.user_id is not None and member.user_id == board.me:
        return Rule.YOURSELF
    if act is MemberAct.REVOKE and member.status == MemberStatus.REVOKED:
        return Rule.ALREADY_REVOKED
    if act is MemberAct.REMOVE and member.claimed:
        return Rule.CLAIMED_MEMBER
    if act is MemberAct.DELETE_ACCOUNT and not member.claimed:
        return Rule.NOT_CLAIMED
    return None


def refusals(act: MemberAct, ids: frozenset[str], board: MemberBoard) -> dict[str, Rule]:
    """Why `act` cannot be done with some of `ids`, together: owners and seats count over all."""
    found: dict[str, Rule] = {}
    present = {member.id: member for member in board.members}
    for each in ids - present.keys():
        found[each] = Rule.MEMBER_GONE
    chosen = [member for member in board.members if member.id in ids]
    for member in chosen:
        rule = refusal_of(act, member, board)
        if rule is not None:
            found[member.id] = rule
    if act in ENDING and not board.staff:
        ending = [one for one in chosen if one.id not in found and is_confirmed_owner(one)]
        owners = [one for one in board.members if is_confirmed_owner(one)]
        if ending and len(ending) == len(owners):
            found.update((member.id, Rule.LAST_OWNER) for member in ending)
    if act is MemberAct.RESTORE:
        fitting = [one for one in chosen if one.id not in found]
        left = board.seats.remaining
        for member in fitting[max(0, left) :] if left is not None else ():
            found[member.id] = Rule.RESTORE_SEATS
    return found


def is_confirmed_owner(member: Member) -> bool:
    """Whether the member is an owner who has the key."""
    return member.owner and member.status == MemberStatus.CONFIRMED
