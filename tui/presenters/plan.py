"""A plan of writes as a table: what each does, and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from backend_client.errors import Rule, RuleBroken
from tui.explain import explanation_of
from tui.presenters.row_states import RowState, counted_states, state_cell
from tui.presenters.table import Cell, Column
from tui.translate import _

ChangeT = TypeVar("ChangeT")


@dataclass(frozen=True, slots=True)
class PlanRow(Generic[ChangeT]):
    """One planned write. `what` and `effect` are finished and safe; `change` is what the portal applies.

    A row without a change is shown and never sent: it says why in `why` (exists already, breaks a rule).
    `detail` is the whole effect, shown below the table for the row under the cursor.
    """

    id: str
    what: str
    effect: str
    change: ChangeT | None
    state: RowState = RowState.READY
    why: str = ""
    detail: str = ""

    @property
    def sendable(self) -> bool:
        """Whether there is anything to send for it."""
        return self.change is not None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `plan_columns`."""
        return Cell(self.what), Cell(self.effect), state_cell(self.state, self.why)

    def with_state(self, state: RowState, why: str = "") -> PlanRow[ChangeT]:
        """The row in another state."""
        return replace(self, state=state, why=why)


def judged_row(
    row_id: str, what: str, effect: str, change: ChangeT, *, against: Rule | None = None, why: str = ""
) -> PlanRow[ChangeT]:
    """The row of a `change`, left out where a rule stands `against` it, or for another reason, `why`."""
    why = explanation_of(RuleBroken(against)).sentence if against is not None else why
    state = RowState.LEFT_OUT if why else RowState.READY
    return PlanRow(row_id, what, effect, None if why else change, state, why)


@dataclass(frozen=True, slots=True)
class PlanWords:
    """The words of one plan, finished and safe.

    `what` and `effect` head the columns; `review` stands above the table before anything is sent;
    `commit` is the choice that sends; `done(n)` is a sentence with `{count}` for n rows done; `told` gives
    further sentences about what became of it, asked for afterwards. `progress(n, of)` is said when the
    batch that ends with the nth row begins.
    """

    title: str
    what: str
    effect: str
    review: tuple[str, ...]
    commit: str
    done: Callable[[int], str]
    told: Callable[[], tuple[str, ...]] = tuple
    progress: Callable[[int, int], str] | None = None

    def outcome(self, rows: Sequence[PlanRow[Any]]) -> str:
        """How the rows ended, counted."""
        return counted_states([row.state for row in rows], self.done)


def names_of(rows: Sequence[PlanRow[ChangeT]], name: Callable[[ChangeT], str]) -> dict[str, str]:
    """What the journal calls each row that is to be sent, by its id; rows without a name are left out."""
    named = {row.id: name(row.change) for row in rows if row.change is not None}
    return {row_id: word for row_id, word in named.items() if word}


def rows_together(
    together: Callable[[ChangeT, ChangeT], bool],
) -> Callable[[PlanRow[ChangeT], PlanRow[ChangeT]], bool]:
    """`together` for rows instead of their changes."""

    def rows(one: PlanRow[ChangeT], other: PlanRow[ChangeT]) -> bool:
        return one.change is not None and other.change is not None and together(one.change, other.change)

    return rows


def plan_columns(words: PlanWords) -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("what", words.what, 28, narrow=14, wide=44),
        Column("effect", words.effect, 26, narrow=10, flexible=True),
        Column("state", _("Result"), 14, narrow=9, wide=40),
    )


def plan_record(row: PlanRow[Any]) -> dict[str, str]:
    """One row for JSON."""
    return {"what": row.what, "effect": row.effect, "state": row.state.value, "why": row.why}
