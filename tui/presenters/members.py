"""The people of a client as a table: what needs doing first, honest ages, filter, detail. Pure.

A row carries only the date it was made, so an age means "since invited"; when a reminder was sent is known
from this machine's own journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from backend_client.portal.clients import Client
from backend_client.portal.members import Member, MemberBoard, MemberRole, MemberStatus
from backend_client.portal.providers import Provider
from tui.presenters.filter_text import filtered_by
from tui.presenters.onboarding_people import LIFE, status_counts, status_word
from tui.presenters.organization import access_banner
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
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _, ngettext

_GROUP = 40
_FIRST = {  # what needs doing first
    MemberStatus.ACCEPTED: 0,
    MemberStatus.INVITED: 1,
    MemberStatus.STAGED: 2,
    MemberStatus.REVOKED: 3,
    MemberStatus.CONFIRMED: 4,
}
_STYLES = {MemberStatus.ACCEPTED: "low", MemberStatus.REVOKED: "dim", MemberStatus.CONFIRMED: "ok"}


class MemberSort(StrEnum):
    """Orders of the board; all but the first are keys of columns, left to right."""

    TO_DO = "todo"
    STATUS = "status"
    NAME = "name"
    EMAIL = "email"
    ROLE = "role"
    AGE = "age"


class MemberView(StrEnum):
    """Whom the table shows, in the order of the key that cycles them."""

    ALL = "all"
    INVITED = "invited"
    TO_CONFIRM = "to_confirm"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person, drawn. `now` is when the board was read."""

    member: Member
    now: datetime

    @property
    def id(self) -> str:
        """The member's id."""
        return self.member.id

    @property
    def name(self) -> str:
        """The safe name, else the address."""
        return person_name(self.member)

    @property
    def to_do(self) -> bool:
        """Whether something is to be done about them here."""
        return self.member.status == MemberStatus.ACCEPTED or is_late(self.member, self.now)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `member_columns`."""
        member = self.member
        status = next((each for each in MemberStatus if each == member.status), None)
        late = is_late(member, self.now)
        return (
            Cell(status_word(member.status), _STYLES.get(status, "") if status is not None else ""),
            Cell(safe_text(member.name, limit=NAME) or "-"),
            Cell(safe_text(member.email, limit=EMAIL)),
            Cell(role_word(member.role)),
            Cell(", ".join(safe_text(group, limit=_GROUP) for group in member.groups)),
            Cell(age_words(member, self.now), "warning" if late else "", _short_age(member, self.now)),
            Cell(_("on") if member.two_step else "-"),
            Cell(_("on") if member.recovery else "-"),
        )


def member_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("status", _("Status"), 9),
        Column("name", _("Name"), 13, narrow=10, wide=18),
        Column("email", _("E-mail"), 24, narrow=12, wide=32, flexible=True),
        Column("role", _("Role"), 6, wide=8),
        Column("groups", _("Groups"), 12, wide=24, drop=2),
        Column("age", _("Age"), 16, narrow=12, wide=20),
        Column("two_step", _("2-step"), 6, drop=1),
        Column("recovery", _("Recovery"), 8, drop=3),
    )


def role_word(role: int) -> str:
    """The word for a role."""
    words = {
        MemberRole.OWNER: _("Owner"),
        MemberRole.ADMIN: _("Admin"),
        MemberRole.USER: _("User"),
        MemberRole.CUSTOM: _("Custom"),
    }
    return next((word for known, word in words.items() if known == role), _("Other"))


def _short_age(member: Member, now: datetime) -> str | None:
    """For a narrow column."""
    if member.status in (MemberStatus.ACCEPTED, MemberStatus.CONFIRMED) and member.since is not None:
        days = max(timedelta(), now - member.since).days
        return ngettext("{n} d ago", "{n} d ago", days).format(n=days)
    if member.status != MemberStatus.INVITED or member.resent is not None or is_late(member, now):
        return None
    if member.since is None or LIFE - (now - member.since) > timedelta(days=1):
        return None
    return _("expires in 1 d")


def member_rows(
    board: MemberBoard,
    *,
    wanted: str = "",
    sort: MemberSort = MemberSort.TO_DO,
    descending: bool = False,
    view: MemberView | None = None,
) -> tuple[MemberRow, ...]:
    """Rows of a `view` (None: everybody) that hold `wanted` anywhere (a leading `!` inverts), in order."""
    rows = [MemberRow(member, board.read_at) for member in board.members if in_view(member, view)]
    found = list(filtered_by(rows, wanted, _searched))
    found.sort(key=_to_do)
    if sort is not MemberSort.TO_DO:
        found.sort(key=_ORDERS[sort], reverse=descending)
    return tuple(found)


def in_view(member: Member, view: MemberView | None) -> bool:
    """Whether a view shows somebody. All leaves out the revoked, as the web vault does."""
    if view is None:
        return True
    if view is MemberView.ALL:
        return member.status != MemberStatus.REVOKED
    return member.status == _VIEWED[view]


_VIEWED = {
    MemberView.INVITED: MemberStatus.INVITED,
    MemberView.TO_CONFIRM: MemberStatus.ACCEPTED,
    MemberView.REVOKED: MemberStatus.REVOKED,
}


def view_words(board: MemberBoard, view: MemberView) -> str:
    """Whom the table shows, and how many they are."""
    count = sum(in_view(member, view) for member in board.members)
    return {
        MemberView.ALL: _("Shown: all, {count}"),
        MemberView.INVITED: _("Shown: invited, {count}"),
        MemberView.TO_CONFIRM: _("Shown: need confirmation, {count}"),
        MemberView.REVOKED: _("Shown: revoked, {count}"),
    }[view].format(count=count)


def _to_do(row: MemberRow) -> tuple[Any, ...]:
    """Whom to confirm, then the oldest invitations; owners before others."""
    member = row.member
    first = next((order for known, order in _FIRST.items() if known == member.status), 2)
    return (first, not member.owner, age_key(member), member.email.casefold(), member.id)


_ORDERS: Mapping[MemberSort, Callable[[MemberRow], Any]] = {
    MemberSort.STATUS: lambda row: row.member.status,
    MemberSort.NAME: lambda row: row.name.casefold(),
    MemberSort.EMAIL: lambda row: row.member.email.casefold(),
    MemberSort.ROLE: lambda row: row.member.role,
    MemberSort.AGE: lambda row: age_key(row.member),
}


def _searched(row: MemberRow) -> str:
    return "\n".join((*(cell.text for cell in row.cells), row.member.email, row.member.id)).casefold()


def counts_line(board: MemberBoard) -> str:
    """`Invited 5 -> Accepted 3 -> Confirmed 29  (Revoked 0)`."""
    statuses = [member.status for member in board.members]
    line, staged = status_counts(statuses), statuses.count(MemberStatus.STAGED)
    return line + "  " + _("Staged {n}").format(n=staged) if staged else line


def banner(provider: Provider, client: Client, board: MemberBoard | None) -> str:
    """How access happens, the plan, and the seats as the board just counted them."""
    return access_banner(provider, client if board is None else replace(client, seats=board.seats))


def detail_sentences(row: MemberRow) -> tuple[str, ...]:
    """Everything about the person under the cursor, and what can be done next."""
    member = row.member
    groups = ", ".join(safe_text(group, limit=_GROUP) for group in member.groups)
    facts = [
        full_name(member),
        role_word(member.role),
        _("groups: {names}").format(names=groups) if groups else _("in no group"),
        _("two-step login on") if member.two_step else _("two-step login off"),
        _("in account recovery") if member.recovery else _("not in account recovery"),
    ]
    if member.claimed:
        facts.append(_("account claimed by the client"))
    if member.since is not None:
        facts.append(_("invited on {date}").format(date=date_words(member.since)))
    if member.resent is not None:
        facts.append(_("resent on {date}").format(date=date_words(member.resent)))
    return (", ".join(facts) + ".", next_words(member, row.now))


def next_words(member: Member, now: datetime) -> str:
    """What to do about somebody; the key is named."""
    if member.status == MemberStatus.ACCEPTED:
        return _("Next: c compares the fingerprint phrase and confirms.")
    if member.status == MemberStatus.INVITED:
        if is_late(member, now):
            return _("Next: the link may be dead; r mails a new one, y copies what to write.")
        return _("Next: they accept by the link in the mail; y copies what to write to them.")
    if member.status == MemberStatus.REVOKED:
        return _("{why} T takes them back (it needs a seat), D removes them.").format(why=_revoked_by(member))
    if member.status == MemberStatus.STAGED:
        return _("Their directory announced them; they have no invitation and take no seat.")
    if member.claimed:
        said = _("e changes role and access, K revokes, X deletes their whole account.")
    else:
        said = _("e changes role and access, K revokes and frees the seat, D removes.")
    return f"{said} " + _("A gives them a new master password.") if member.recovery else said


def _revoked_by(member: Member) -> str:
    return {
        1: _("Revoked by hand."),
        2: _("Revoked by the two-step login policy."),
        3: _("Revoked by the data ownership policy."),
        4: _("Revoked by the single organization policy."),
    }.get(member.revocation_reason or 0, _("Revoked."))


def empty_words(board: MemberBoard | None, wanted: str, view: MemberView = MemberView.ALL) -> str:
    """What stands in an empty table."""
    if board is not None and view is not MemberView.ALL and not wanted:
        words = {
            MemberView.INVITED: _("Nobody has an open invitation. t shows others."),
            MemberView.TO_CONFIRM: _("Nobody waits to be confirmed. t shows others."),
            MemberView.REVOKED: _("Nobody is revoked. t shows others."),
        }
        return words[view]
    if board is not None and board.members:
        return _("Nothing matches '{text}'. Esc clears.").format(text=safe_text(wanted, limit=40))
    return _("Nobody is here yet. i invites people.")


def left_out_words(board: MemberBoard) -> str:
    """What to say about rows that could not be read; empty where all could."""
    if not board.unreadable:
        return ""
    return ngettext(
        "{n} member could not be read and is left out. R reads again.",
        "{n} members could not be read and are left out. R reads again.",
        board.unreadable,
    ).format(n=board.unreadable)


def chosen_members(board: MemberBoard, ids: Iterable[str]) -> tuple[Member, ...]:
    """These members, in the order of what needs doing."""
    wanted = frozenset(ids)
    return tuple(row.member for row in member_rows(board) if row.id in wanted)


def waiting_members(members: Iterable[Member]) -> tuple[Member, ...]:
    """Those who accepted and wait to be confirmed."""
    return tuple(member for member in members if member.status == MemberStatus.ACCEPTED)
