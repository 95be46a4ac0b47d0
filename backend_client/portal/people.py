"""The people of a provider: who they are, and what may be done with whom. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from backend_client.errors import Rule

if TYPE_CHECKING:
    from backend_client.portal.interruptions import SettledAct

MOST_INVITED = 20
"""Addresses of one invitation: the server's limit."""


class PersonStatus(IntEnum):
    """The server's ProviderUserStatusType. Nobody of a provider is ever revoked."""

    INVITED = 0
    ACCEPTED = 1
    CONFIRMED = 2


class PersonRole(IntEnum):
    """The server's ProviderUserType."""

    ADMIN = 0
    SERVICE_USER = 1


class PersonAct(StrEnum):
    """What can be done with people of a provider; the value is the act's name in the journal."""

    INVITE = "person.invite"
    RESEND = "person.resend"
    CONFIRM = "person.confirm"
    ROLE = "person.role"
    REMOVE = "person.remove"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the way into a provider, or in it.

    `id` is the provider-user id, `user_id` the account's (None until the invitation is accepted). `email`
    and `name` are foreign text; `status` and `role` are the server's numbers. The server tells no dates:
    `since` and `resent` are when this machine's journal says that a mail was sent.
    """

    id: str
    user_id: str | None
    email: str
    name: str
    status: int
    role: int
    since: datetime | None = None
    resent: datetime | None = None

    @property
    def admin(self) -> bool:
        """Whether they administer the provider, or will once they are confirmed."""
        return self.role == PersonRole.ADMIN

    @property
    def confirmed_admin(self) -> bool:
        """Whether they administer the provider now."""
        return self.admin and self.status == PersonStatus.CONFIRMED


@dataclass(frozen=True, slots=True)
class PeopleBoard:
    """Everybody of one provider at `read_at` (UTC), in the server's order.

    `me` is the user id of whoever reads. `settled` are interrupted acts on people, each told once; one
    that waits, each time. `unreadable` rows were malformed.
    """

    people: tuple[Person, ...]
    read_at: datetime
    me: str
    unreadable: int = 0
    settled: tuple[SettledAct, ...] = ()

    @property
    def admins(self) -> int:
        """Confirmed provider admins."""
        return sum(person.confirmed_admin for person in self.people)

    def counted(self, status: PersonStatus) -> int:
        """How many people have that status."""
        return sum(person.status == status for person in self.people)

    def is_me(self, person: Person) -> bool:
        """Whether that is who reads."""
        return bool(self.me) and person.user_id == self.me


def refusals(act: PersonAct, ids: frozenset[str], board: PeopleBoard) -> dict[str, Rule]:
    """Why RESEND, CONFIRM or REMOVE cannot be done with some of `ids`, together.

    The server removes nobody at all where no confirmed admin would be left outside of the set.
    """
    present = {person.id for person in board.people}
    found: dict[str, Rule] = dict.fromkeys(ids - present, Rule.MEMBER_GONE)
    chosen = [person for person in board.people if person.id in ids]
    for person in chosen:
        rule = _refusal(act, person, board)
        if rule is not None:
            found[person.id] = rule
    if act is PersonAct.REMOVE:
        going = {person.id for person in chosen} - found.keys()
        if going and not _admins_without(board, going):
            found.update(dict.fromkeys(going, Rule.LAST_ADMIN))
    return found


def _refusal(act: PersonAct, person: Person, board: PeopleBoard) -> Rule | None:
    if act is PersonAct.RESEND and person.status != PersonStatus.INVITED:
        return Rule.NOT_INVITED
    if act is PersonAct.CONFIRM and person.status != PersonStatus.ACCEPTED:
        return Rule.NOT_ACCEPTED
    if act is PersonAct.REMOVE and board.is_me(person):
        return Rule.YOURSELF
    return None


def role_refusal(person: Person, role: PersonRole, board: PeopleBoard) -> Rule | None:
    """Why `person` cannot be given `role`."""
    if person.role == role:
        return Rule.SAME_ROLE
    if role is not PersonRole.ADMIN and not _admins_without(board, {person.id}):
        return Rule.LAST_ADMIN
    return None


def _admins_without(board: PeopleBoard, ids: Iterable[str]) -> int:
    """Confirmed admins besides these people."""
    left_out = frozenset(ids)
    return sum(person.confirmed_admin and person.id not in left_out for person in board.people)


def known_of(board: PeopleBoard, emails: Sequence[str]) -> dict[str, Person]:
    """Those of `emails` that the provider knows already; the server would leave them out silently."""
    by_email = {person.email.casefold(): person for person in board.people}
    return {email: by_email[email.casefold()] for email in emails if email.casefold() in by_email}
