"""What becomes of the rows of a job that sends one after the other: states, words, counts. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from backend_client.errors import (
    ChangedMeanwhile,
    IdentifierTaken,
    ImportHalfDone,
    InviteRefusal,
    MemberHalfChanged,
    NotApplied,
    NotInvited,
    OutcomeUnknown,
    RateLimited,
    ResponseError,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from tui.presenters.table import Cell
from tui.translate import _


class RowState(StrEnum):
    """Where one row is. REFUSED and UNKNOWN are what a sending may end in besides DONE."""

    READY = "ready"
    LEFT_OUT = "left_out"
    SENDING = "sending"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_SENT = "not_sent"


_STYLES = {RowState.LEFT_OUT: "warning", RowState.REFUSED: "warning", RowState.UNKNOWN: "bad"}


def state_cell(state: RowState, why: str = "") -> Cell:
    """The state as a word with its reason; empty while nothing happened yet."""
    word = {
        RowState.READY: "",
        RowState.LEFT_OUT: _("left out"),
        RowState.SENDING: _("sending ..."),
        RowState.DONE: _("done"),
        RowState.REFUSED: _("refused"),
        RowState.UNKNOWN: _("UNKNOWN"),
        RowState.NOT_SENT: _("not sent"),
    }[state]
    return Cell(f"{word}: {why}" if why and word else word, _STYLES.get(state, ""))


def counted_states(states: Sequence[RowState], done_words: Callable[[int], str]) -> str:
    """How the rows ended, counted; `done_words(n)` is the sentence for those done, with `{count}`."""
    return counted_words(Counter(states), done_words)


def counted_words(counts: Mapping[RowState, int], done_words: Callable[[int], str]) -> str:
    """The same for what is counted already."""
    done = counts.get(RowState.DONE, 0)
    said = [done_words(done).format(count=done)]
    for state, word in (
        (RowState.REFUSED, _("{count} refused")),
        (RowState.UNKNOWN, _("{count} unknown")),
        (RowState.NOT_SENT, _("{count} not sent")),
        (RowState.LEFT_OUT, _("{count} left out")),
    ):
        count = counts.get(state, 0)
        if count:
            said.append(word.format(count=count))
    return ", ".join(said) + "."


_CONCERNS_ALL = frozenset(
    {Rule.ADMINS_ONLY, Rule.NOT_BILLABLE, Rule.PROVIDER_SUSPENDED, Rule.JOURNAL_UNWRITABLE}
)
"""Rules that the next row would break too."""


def ending(error: SeatwardenError) -> tuple[RowState, bool]:
    """What became of a row that was not done, and whether the rows after it stay unsent."""
    if isinstance(error, (OutcomeUnknown, ImportHalfDone)):
        return RowState.UNKNOWN, True
    if isinstance(error, IdentifierTaken):
        return RowState.REFUSED, True
    if isinstance(error, NotApplied):
        cause = error.cause
        return RowState.REFUSED, not isinstance(cause, ResponseError) or isinstance(cause, RateLimited)
    if isinstance(error, NotInvited) and error.reason in (InviteRefusal.MEMBER, InviteRefusal.SKIPPED):
        return RowState.REFUSED, False
    if isinstance(error, RuleBroken):
        return RowState.REFUSED, error.rule in _CONCERNS_ALL
    alone = isinstance(error, (ChangedMeanwhile, MemberHalfChanged))
    return (RowState.REFUSED, False) if alone else (RowState.NOT_SENT, True)
