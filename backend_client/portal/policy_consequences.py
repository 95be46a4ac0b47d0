"""What switching a policy on does to members, before it is sent. Pure.

Only types 0 and 3 revoke. Owners, admins and the signed-in account are spared, and whoever has not
accepted yet. Membership in other organizations cannot be seen from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.policies import PolicyBoard, PolicyMember
from backend_client.portal.policy_types import PolicyType

_SPARED = (MemberRole.OWNER, MemberRole.ADMIN)


@dataclass(frozen=True, slots=True)
class Consequences:
    """`revoked` lose access; `blockers` are those of them without a master password, for whom the server
    refuses the whole policy; `possible` lose access if they are in another organization.

    `known` is False where the members could not be read: the lists say nothing then.
    """

    revoked: tuple[PolicyMember, ...] = ()
    blockers: tuple[PolicyMember, ...] = ()
    possible: tuple[PolicyMember, ...] = ()
    known: bool = True


def consequences_of(board: PolicyBoard, number: int) -> Consequences:
    """What switching that type on would do now; nothing where it is on already."""
    if number not in (PolicyType.TWO_STEP, PolicyType.SINGLE_ORGANIZATION) or board.policy(number).enabled:
        return Consequences()
    if board.members is None:
        return Consequences(known=False)
    confirmed_only = board.vaultwarden and number == PolicyType.TWO_STEP
    covered = tuple(one for one in board.members if _is_covered(one, confirmed_only=confirmed_only))
    if number == PolicyType.SINGLE_ORGANIZATION:
        return Consequences(possible=covered)
    revoked = tuple(member for member in covered if not member.two_step)
    blockers = () if board.vaultwarden else tuple(one for one in revoked if not one.has_password)
    return Consequences(revoked=revoked, blockers=blockers)


def _is_covered(member: PolicyMember, *, confirmed_only: bool) -> bool:
    statuses = {MemberStatus.CONFIRMED} if confirmed_only else {MemberStatus.ACCEPTED, MemberStatus.CONFIRMED}
    return member.status in statuses and member.role not in _SPARED and not member.me
