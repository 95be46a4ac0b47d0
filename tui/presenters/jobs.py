"""Jobs in words: the line in every title, the rows of their list, what an earlier run left. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend_client.portal.job_lines import JobKind, JobLine, LeftJob
from tui.presenters.journal import journal_time
from tui.presenters.journal_words import act_word
from tui.presenters.numbers import clock_time
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _, ngettext

WIDE = 100
"""Columns from which the title says what is done."""


class JobState(StrEnum):
    """Where a job is. STOPPING: after the request under way."""

    WAITING = "waiting"
    SENDING = "sending"
    LOCKED = "locked"
    STOPPING = "stopping"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class JobView:
    """One job as it stands. `outcome` is finished, and said once it is over; `behind` is what it waits for.

    `finish` is when it will be over at the speed so far; None while nothing is known of that. `trouble`:
    some rows were not done.
    """

    line: JobLine
    state: JobState
    sent: int
    count: int
    outcome: str = ""
    behind: JobLine | None = None
    finish: datetime | None = None
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class JobRow:
    """One row of the list of jobs: of this run, or what an earlier one left."""

    id: str
    cells: tuple[Cell, ...]


def job_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("what", _("What"), 12, narrow=9, wide=18),
        Column("client", _("Client"), 18, narrow=10, wide=34),
        Column("rows", _("Sent"), 9, narrow=7, right=True),
        Column("state", _("State"), 28, narrow=12, flexible=True),
    )


def job_row(row_id: str, view: JobView) -> JobRow:
    """A job of this run."""
    figures = Cell(f"{view.sent}/{view.count}")
    return JobRow(row_id, (Cell(_kind(view.line)), Cell(place_of(view.line)), figures, _state(view)))


def left_row(row_id: str, left: LeftJob) -> JobRow:
    """What an earlier run left."""
    told = _("stopped {time}; Enter goes on").format(time=journal_time(left.at))
    done = done_of(left)
    figures = Cell(f"{'?' if done is None else done}/{left.line.count}")
    return JobRow(row_id, (Cell(_kind(left.line)), Cell(place_of(left.line)), figures, Cell(told, "warning")))


def done_of(left: LeftJob) -> int | None:
    """How many rows are known to be done; of an import how many items, None where that is not known."""
    line = left.line
    if line.kind is not JobKind.IMPORT:
        return len(left.done)
    counts = line.asked.get("items")
    if left.unknown or not line.rows or not isinstance(counts, list) or len(counts) != len(line.rows):
        return None
    pairs = zip(line.rows, counts, strict=True)
    return sum(count for row, count in pairs if row in left.done and isinstance(count, int))


def _kind(line: JobLine) -> str:
    return act_word(line.kind.value)


def place_of(line: JobLine) -> str:
    """The client it is about, or how many."""
    if line.client:
        return safe_text(line.client, limit=60)
    if line.kind is JobKind.SEATS:
        return ngettext("{count} client", "{count} clients", line.count).format(count=line.count)
    return _("provider")


def job_title(line: JobLine) -> str:
    """What is done and where: `Invite: Birch & Sons`."""
    return _("{act}: {place}").format(act=_kind(line), place=place_of(line))


def _state(view: JobView) -> Cell:
    if view.state is JobState.OVER:
        return Cell(view.outcome, "warning" if view.trouble else "")
    if view.state is JobState.SENDING and view.finish is not None:
        return Cell(_("sending, done about {time}").format(time=clock_time(view.finish)))
    if view.state is JobState.WAITING and view.behind is not None:
        return Cell(_("waits for {job}").format(job=job_title(view.behind)), "muted")
    return Cell(
        {
            JobState.WAITING: _("waits for its turn"),
            JobState.SENDING: _("sending"),
            JobState.LOCKED: _("waits for unlock"),
            JobState.STOPPING: _("stopping ..."),
        }[view.state],
        "" if view.state is JobState.SENDING else "muted",
    )


def job_sentence(view: JobView) -> str:
    """How it stands, in a sentence above its rows."""
    if view.state is JobState.OVER:
        return view.outcome
    return _("{sent} of {count}: {state}.").format(
        sent=view.sent, count=view.count, state=_state(view).text.rstrip(" .")
    )


def wait_words(view: JobView, *, can_leave: bool = True) -> str:
    """Why nothing is sent just now, and what Esc does meanwhile; empty while something is sent."""
    if view.state is JobState.LOCKED:
        return _("Locked: it waits, and goes on by itself after unlocking.")
    if view.state is not JobState.WAITING:
        return ""
    why = _("It waits for its turn: two others are being sent.")
    if view.behind is not None:
        why = _("It waits until this is over: {job}.").format(job=job_title(view.behind))
    return f"{why} {_('Esc leaves it, x stops it.') if can_leave else _('Esc stops it.')}"


def progress_words(said: str, *, can_leave: bool) -> str:
    """How far it is (a finished sentence), and what Esc does meanwhile."""
    how = _("Esc leaves it going on, x stops it.") if can_leave else _("Esc stops after this one.")
    return f"{said} {how}"


def compact(views: Sequence[JobView], ended: int, width: int) -> str:
    """For the title of every screen, without names; `ended` are over and not looked at. May be empty.

    The sign stands for what moves: a job that waits has words instead.
    """
    if not views:
        return _("{count} ended: F9").format(count=ended) if ended else ""
    first = views[0]
    said = f"{first.sent}/{first.count}"
    moves = first.state in (JobState.SENDING, JobState.STOPPING)
    if width >= WIDE:
        said = f"{_kind(first.line)} {said}"
        if first.state is JobState.LOCKED:
            said = _("{job}, waits for unlock").format(job=said)
        elif first.finish is not None:
            said = _("{job}, done {time}").format(job=said, time=clock_time(first.finish))
        elif not moves:
            said = _("{job}, waits").format(job=said)
    elif not moves:
        said = _("{job}, waits").format(job=said)
    more = f" +{len(views) - 1}" if len(views) > 1 else ""
    return f"\N{CLOCKWISE OPEN CIRCLE ARROW} {said}{more}" if moves else f"{said}{more}"


def ended_sentence(view: JobView) -> str:
    """What is said when one ended elsewhere."""
    return _("{job}: {outcome} F9 shows it row by row.").format(
        job=job_title(view.line), outcome=view.outcome
    )


def left_sentence(left: Sequence[LeftJob]) -> str:
    """What the start says of jobs that an earlier run left; empty where it left none."""
    if not left:
        return ""
    first = left[0]
    done = done_of(first)
    told = _("{job} stopped after {done} of {count}.").format(
        job=job_title(first.line), done=done, count=first.line.count
    )
    if done is None:
        told = _("{job} was interrupted.").format(job=job_title(first.line))
    if len(left) > 1:
        more = len(left) - 1
        told += " " + ngettext("{count} more stopped.", "{count} more stopped.", more).format(count=more)
    return told + " " + _("F9 or :jobs, then Enter, goes on.")


def left_sentences(left: LeftJob) -> tuple[str, ...]:
    """All that is known of one, for below the list."""
    done = done_of(left)
    again = _("The file must be chosen again: what it held was not kept. What looks alike is told then.")
    if done is None:
        ended = _(
            "The program ended while it was sent: Enter looks at what arrived, by what the client holds."
        )
        return (ended, again)
    told = [
        _("Stopped after {done} of {count}: the program ended before the rest was sent.").format(
            done=done, count=left.line.count
        )
    ]
    if left.line.kind is JobKind.IMPORT:
        return (*told, again)
    if left.unknown:
        told.append(
            ngettext(
                "Of {count} it is not known whether it arrived.",
                "Of {count} it is not known whether they arrived.",
                len(left.unknown),
            ).format(count=len(left.unknown))
        )
    if not left.line.rows:
        told.append(_("There were too many rows to be kept: what is missing is chosen again."))
    told.append(_("Enter plans it anew from what the server shows now; x puts it away."))
    told.append(_asked_again(left.line.kind))
    return tuple(each for each in told if each)


def _asked_again(kind: JobKind) -> str:
    """What nobody kept, so that a person gives it once more; empty where nothing is asked for."""
    if kind in (JobKind.CONFIRM, JobKind.APPROVE):
        return _("The phrases are compared again, and the password is asked for as before.")
    if kind is JobKind.STAFF_CONFIRM:
        return _("The phrases are compared again, and the master password is asked for.")
    if kind is JobKind.DELETE_ACCOUNT:
        return _("It is agreed to again by typing, and the master password is asked for.")
    if kind in _TYPED:
        return _("It is agreed to again by typing.")
    return ""


_TYPED = frozenset(
    {JobKind.REMOVE, JobKind.AGAIN, JobKind.STAFF_REMOVE, JobKind.DELETE_COLLECTIONS, JobKind.DELETE_GROUPS}
)
