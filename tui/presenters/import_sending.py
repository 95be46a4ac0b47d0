"""An import that is being sent: one row for each request, what it is at, what became of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from backend_client.portal.import_send import ImportStep
from backend_client.portal.job_lines import LeftJob
from tui.presenters.jobs import done_of
from tui.presenters.plan import PlanRow
from tui.presenters.row_states import RowState, counted_words
from tui.presenters.table import Column
from tui.translate import _, ngettext


def sending_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("what", _("What"), 22, narrow=14, wide=32),
        Column("effect", _("How"), 26, narrow=10, flexible=True),
        Column("state", _("Result"), 14, narrow=9, wide=40),
    )


def sending_rows(counts: Sequence[int]) -> tuple[PlanRow[int], ...]:
    """One row for each request of so many items; its change is its number."""
    rows, start = [], 0
    for number, count in enumerate(counts):
        words = _("Items {first} to {last}").format(first=start + 1, last=start + count)
        what = words if count else _("Collections")
        rows.append(PlanRow(str(number), what, _("in one request"), number))
        start += count
    return tuple(rows)


def weight_of(row: PlanRow[int], counts: Sequence[int]) -> int:
    """How many items the row stands for; collections alone count for one."""
    return 0 if row.change is None else max(1, counts[row.change])


def sending_outcome(rows: Sequence[PlanRow[Any]], counts: Sequence[int]) -> str:
    """How many items arrived."""
    states = Counter[RowState]()
    for row in rows:
        states[row.state] += weight_of(row, counts)
    return counted_words(states, _arrived if any(counts) else _made)


def doing_lines(step: ImportStep | None, *, more: bool) -> tuple[str, ...]:
    """What it is at and what a person can do about it; `more` requests follow."""
    leaving = _("Esc leaves it going on; x stops it before the next request.")
    if step is ImportStep.SENDING:
        sent = _("This request is under way and cannot be stopped; how far it is, only its answer tells.")
        return (sent, leaving if more else _("Esc leaves it going on."))
    if step is ImportStep.READING:
        read = _("The server has answered: the client is read again to count what arrived.")
        return (read, leaving if more else _("Esc leaves it going on."))
    return (_("What is still to be sent is encrypted; nothing else of the file is kept here."), leaving)


def again_sentence(left: LeftJob) -> str:
    """What is to be done about an import that ended before its last item."""
    done, count = done_of(left), left.line.count
    if done is None:
        return _("To import it again, choose the file again: what it held was not kept.")
    if done == count:
        return _("All of it arrived: nothing is left of it.")
    if not done:
        return _("Nothing of it was sent. Choose the file again: what it held was not kept.")
    words = _("{done} of {count} arrived. Choose the file again, and leave out what is there already.")
    return words.format(done=done, count=count)


def _arrived(count: int) -> str:
    return ngettext("{count} item arrived", "{count} items arrived", count)


def _made(count: int) -> str:
    return _("collections made") if count else _("no collection made")
