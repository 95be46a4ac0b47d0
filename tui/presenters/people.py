"""The people of a provider as a table: what needs doing first, filter, views, detail. Pure.

The server tells no dates, so ages are known only of mails that this machine sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from backend_client.portal.people import PeopleBoard, Person, PersonRole, PersonStatus
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
from tui.presenters.filter_text import filtered_by
from tui.presenters.people_words import (
    EMAIL,
    NAME,
    age_key,
    age_words,
    date_words,
    full_name,
    is_late,
    person_name,
)
from tui.presenters.second_admin import second_admin_words
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.terms import role_word
from tui.translate import _, ngettext

_FIRST: dict[int, int] = {PersonStatus.ACCEPTED: 0, PersonStatus.INVITED: 1, PersonStatus.CONFIRMED: 2}
_STYLES: dict[int, str] = {PersonStatus.ACCEPTED: "low", PersonStatus.CONFIRMED: "ok"}


class PersonSort(StrEnum):
    """Orders of the board; all but the first are keys of columns, left to right."""

    TO_DO = "todo"
    STATUS = "status"
    NAME = "name"
    EMAIL = "email"
    ROLE = "role"
    AGE = "age"


class PersonView(StrEnum):
    """Whom the table shows, in the order of the key that cycles them."""

    ALL = "all"
    INVITED = "invited"
    TO_CONFIRM = "to_confirm"


_VIEWED = {PersonView.INVITED: PersonStatus.INVITED, PersonView.TO_CONFIRM: PersonStatus.ACCEPTED}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person, drawn. `now` is when the board was read; `me`: it is who reads."""

    person: Person
    now: datetime
    me: bool

    @property
    def id(self) -> str:
        """The person's id."""
        return self.person.id

    @property
    def name(self) -> str:
        """The safe name, else the address."""
        return person_name(self.person)

    @property
    def to_do(self) -> bool:
        """Whether something is to be done about them here."""
        return self.person.status == PersonStatus.ACCEPTED or is_late(self.person, self.now)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `person_columns`."""
        person = self.person
        return (
            Cell(person_status(person.status), _STYLES.get(person.status, "")),
            Cell(safe_text(person.name, limit=NAME) or "-"),
            Cell(safe_text(person.email, limit=EMAIL)),
            Cell(person_role(person.role)),
            Cell(_mail_words(person, self.now), "warning" if is_late(person, self.now) else ""),
        )


def person_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("status", _("Status"), 9, wide=11),
        Column("name", _("Name"), 15, narrow=10, wide=24),
        Column("email", _("E-mail"), 22, narrow=12, wide=40, flexible=True),
        Column("role", _("Role"), 14),
        Column("age", _("Mailed"), 14, narrow=10, wide=22, drop=1),
    )


def person_status(status: int) -> str:
    """The word for a status."""
    words = {
        PersonStatus.INVITED: _("Invited"),
        PersonStatus.ACCEPTED: _("Accepted"),
        PersonStatus.CONFIRMED: _("Confirmed"),
    }
    return next((word for known, word in words.items() if known == status), _("Other"))


def person_role(role: int) -> str:
    """The word for a role."""
    known = {
        PersonRole.ADMIN: ProviderRole.ADMIN,
        PersonRole.SERVICE_USER: ProviderRole.SERVICE_USER,
    }
    return next((role_word(word) for number, word in known.items() if number == role), _("Other"))


def _mail_words(person: Person, now: datetime) -> str:
    return age_words(person, now) if person.status == PersonStatus.INVITED else ""


def person_rows(
    board: PeopleBoard,
    *,
    wanted: str = "",
    sort: PersonSort = PersonSort.TO_DO,
    descending: bool = False,
    view: PersonView = PersonView.ALL,
) -> tuple[PersonRow, ...]:
    """Rows of a view that hold `wanted` anywhere (a leading `!` inverts), in order."""
    rows = [
        PersonRow(person, board.read_at, board.is_me(person))
        for person in board.people
        if in_view(person, view)
    ]
    found = list(filtered_by(rows, wanted, _searched))
    found.sort(key=_to_do)
    if sort is not PersonSort.TO_DO:
        found.sort(key=_ORDERS[sort], reverse=descending)
    return tuple(found)


def in_view(person: Person, view: PersonView) -> bool:
    """Whether a view shows somebody."""
    return view is PersonView.ALL or person.status == _VIEWED[view]


def _to_do(row: PersonRow) -> tuple[Any, ...]:
    """Whom to confirm, then the oldest invitations, then admins before service users."""
    person = row.person
    first = _FIRST.get(person.status, 1)
    return (first, age_key(person) if first == 1 else 0.0, person.role, person.email.casefold(), person.id)


_ORDERS: Mapping[PersonSort, Callable[[PersonRow], Any]] = {
    PersonSort.STATUS: lambda row: row.person.status,
    PersonSort.NAME: lambda row: row.name.casefold(),
    PersonSort.EMAIL: lambda row: row.person.email.casefold(),
    PersonSort.ROLE: lambda row: row.person.role,
    PersonSort.AGE: lambda row: age_key(row.person),
}


def _searched(row: PersonRow) -> str:
    return "\n".join((*(cell.text for cell in row.cells), row.person.email, row.person.id)).casefold()


def counts_line(board: PeopleBoard, view: PersonView | None = None) -> str:
    """`[All 12]  Invited 1  Needs confirmation 1`, the view in brackets where there is one."""
    words = {
        PersonView.ALL: _("All {n}").format(n=len(board.people)),
        PersonView.INVITED: _("Invited {n}").format(n=board.counted(PersonStatus.INVITED)),
        PersonView.TO_CONFIRM: _("Needs confirmation {n}").format(n=board.counted(PersonStatus.ACCEPTED)),
    }
    return "  ".join(f"[{word}]" if each is view else word for each, word in words.items())


def callout(board: PeopleBoard) -> str:
    """That somebody waits to be confirmed; empty where nobody does."""
    waiting = board.counted(PersonStatus.ACCEPTED)
    if not waiting:
        return ""
    return ngettext(
        "{n} person waits to be confirmed: c compares the fingerprint phrase.",
        "{n} people wait to be confirmed: c compares the fingerprint phrases.",
        waiting,
    ).format(n=waiting)


def advice_words(board: PeopleBoard) -> str:
    """The recommendation of a second admin with the keys that follow it; empty where there are two."""
    advice = second_admin_words(board.admins)
    return advice and advice + " " + _("i invites one, e promotes somebody.")


def scope_words(provider: Provider) -> str:
    """What belonging to a provider means."""
    words = _("People of {provider}: everybody confirmed reaches every client.")
    if provider.kind is ProviderKind.BUSINESS_UNIT:
        words = _("People of {provider}: everybody confirmed reaches every business unit.")
    elif provider.kind is ProviderKind.RESELLER:
        words = _("People of {provider}: everybody confirmed sees the seats of every client.")
    return words.format(provider=safe_text(provider.name, limit=40))


def detail_sentences(row: PersonRow) -> tuple[str, ...]:
    """Everything about the person under the cursor, and what can be done next."""
    person = row.person
    facts = [full_name(person), person_role(person.role)]
    if row.me:
        facts.append(_("this is you"))
    for moment, words in (
        (person.since, _("invited from here on {date}")),
        (person.resent, _("resent on {date}")),
    ):
        if moment is not None:
            facts.append(words.format(date=date_words(moment)))
    return (", ".join(facts) + ".", next_words(row))


def next_words(row: PersonRow) -> str:
    """What to do about somebody; the key is named."""
    person = row.person
    if person.status == PersonStatus.ACCEPTED:
        return _("Next: c compares the fingerprint phrase and confirms; it opens every client to them.")
    if person.status == PersonStatus.INVITED:
        if is_late(person, row.now):
            return _("Next: the link may be dead; r mails a new one, y copies what to write.")
        return _("Next: they accept by the link in the mail, within 120 hours; y copies what to write.")
    if row.me:
        return _("e changes your role, l shows what you did; only another admin removes you.")
    return _("e changes the role, D removes, l shows what they did.")


def empty_words(board: PeopleBoard | None, wanted: str, view: PersonView) -> str:
    """What stands in an empty table."""
    if wanted:
        return _("Nothing matches '{text}'. Esc clears.").format(text=safe_text(wanted, limit=40))
    if view is PersonView.INVITED:
        return _("Nobody has an open invitation. t shows others.")
    if view is PersonView.TO_CONFIRM:
        return _("Nobody waits to be confirmed. t shows others.")
    if board is not None and board.unreadable:
        return _("Nobody could be read.")
    return _("Nobody is here yet. i invites people.")


def left_out_words(board: PeopleBoard) -> str:
    """What to say about rows that could not be read; empty where all could."""
    if not board.unreadable:
        return ""
    return ngettext(
        "{n} person could not be read and is left out. R reads again.",
        "{n} people could not be read and are left out. R reads again.",
        board.unreadable,
    ).format(n=board.unreadable)


def chosen_people(board: PeopleBoard, ids: Iterable[str]) -> tuple[Person, ...]:
    """These people, in the order of what needs doing."""
    wanted = frozenset(ids)
    return tuple(row.person for row in person_rows(board) if row.id in wanted)


def waiting_people(people: Iterable[Person]) -> tuple[Person, ...]:
    """Those who accepted and wait to be confirmed."""
    return tuple(person for person in people if person.status == PersonStatus.ACCEPTED)
