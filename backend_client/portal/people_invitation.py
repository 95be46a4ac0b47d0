"""Who of those written down is invited into a provider, and why the others are not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend_client.portal.invitation_input import InvitedPerson
from backend_client.portal.people import MOST_INVITED, PeopleBoard, Person, known_of


class NotInvitedReason(StrEnum):
    """Why somebody is left out."""

    KNOWN = "known"
    OWN_ROLE = "own_role"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class LeftOutStaff:
    """One address that is not invited. `known` is who has it, for KNOWN."""

    person: InvitedPerson
    reason: NotInvitedReason
    known: Person | None = None


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """Addresses that are invited, in the order of the text, and those left out."""

    emails: tuple[str, ...] = ()
    left_out: tuple[LeftOutStaff, ...] = ()


def plan_staff(people: Sequence[InvitedPerson], board: PeopleBoard | None) -> StaffPlan:
    """At most as many as one invitation takes. `board`: None while it is not known who is there.

    One role is chosen for all: whoever is written down with a role or groups of their own is left out,
    because nothing else would do what was written.
    """
    known = known_of(board, [person.email for person in people]) if board is not None else {}
    emails: list[str] = []
    left_out: list[LeftOutStaff] = []
    for person in people:
        if person.email in known:
            left_out.append(LeftOutStaff(person, NotInvitedReason.KNOWN, known[person.email]))
        elif person.role is not None or person.groups:
            left_out.append(LeftOutStaff(person, NotInvitedReason.OWN_ROLE))
        elif len(emails) == MOST_INVITED:
            left_out.append(LeftOutStaff(person, NotInvitedReason.TOO_MANY))
        else:
            emails.append(person.email)
    return StaffPlan(tuple(emails), tuple(left_out))
