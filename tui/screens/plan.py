"""A plan of writes: looked at, sent one batch after the other, its results row by row.

review  --Yes-->  sending  -->  over  --"send the rest"-->  sending
   |  No, Esc        |            |
   v                 '- Esc stops after the present batch
 dismissed with None              '-- dismissed with a PlanEnd
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import on, work
from textual.binding import Binding, BindingType

from tui.presenters.command_words import Command, Verb
from tui.presenters.plan import PlanRow, PlanWords, plan_columns
from tui.presenters.row_states import RowState
from tui.row_run import Result, RowRun
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.form import AnswerList, Step
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

ChangeT = TypeVar("ChangeT")

Send = Callable[[Sequence[ChangeT]], Awaitable[Sequence[Result]]]
"""Applies a batch: one result per change, or raises for all of them."""

_BACK, _COMMIT, _LEAVE = "back", "commit", "leave"


@dataclass(frozen=True, slots=True)
class PlanEnd(Generic[ChangeT]):
    """A plan of which something was sent. `sentence` counts the outcome; `done` are the changes made."""

    sentence: str
    done: tuple[ChangeT, ...]


class PlanScreen(FrameScreen["PlanEnd[ChangeT] | None"], Generic[ChangeT]):
    """Shows `rows`, sends their changes through `send` in batches of `batch`; `path` heads the screen.

    Dismisses with None when nothing was sent. `careful`: the cursor starts on the choice that sends nothing.
    """

    CSS_PATH = "plan.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "This is exactly what will be sent, row by row; rows that need nothing are shown and left alone. "
        "Esc stops after the present one. Nothing is sent twice: a row whose outcome is not known stays "
        "as it is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("Back"), id="plan.back", tooltip=N_("Back, or stop.")),
    ]

    def __init__(
        self,
        path: tuple[str, ...],
        words: PlanWords,
        rows: Sequence[PlanRow[ChangeT]],
        send: Send[ChangeT],
        *,
        batch: int = 1,
        careful: bool = False,
    ) -> None:
        super().__init__(heading=(" > ".join((*path, words.title)),))
        self._words = words
        self._careful = careful
        self._step = Step.REVIEW

        async def send_rows(batch_rows: Sequence[PlanRow[ChangeT]]) -> Sequence[Result]:
            return await send([row.change for row in batch_rows if row.change is not None])

        self._run = RowRun(rows, send_rows, batch=batch, changed=self._row_changed)

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(self._words.review, id="plan-review")
        answers = [Choice(_COMMIT, self._words.commit), Choice(_BACK, _("No, back"))]
        yield AnswerList(answers if self._run.waiting else answers[1:], id="plan-answer", alone=True)
        yield AnswerList([Choice(_LEAVE, _("Go on"))], id="plan-end", alone=True)
        rest = [Choice(_LEAVE, _("Go on")), Choice(_COMMIT, _("Send what was not sent"))]
        yield AnswerList(rest, id="plan-end-unsent", alone=True)
        yield RuleLine()
        yield LineTable[PlanRow[ChangeT]](plan_columns(self._words), id="plan-rows")
        yield TextLines([plain("")], id="plan-why")

    def on_mount(self) -> None:
        """The question first."""
        self._show_rows()
        self._show_step(Step.REVIEW, "#plan-answer")
        if self._careful and self._run.waiting:
            self.query_one("#plan-answer", ChoiceList).choose(_BACK)

    def obey(self, command: Command) -> bool:
        """Going to the clients is leaving, and leaves in order."""
        if command.verb is Verb.CLIENTS:
            self.action_back()
            return True
        return super().obey(command)

    def action_back(self) -> None:
        """Stop after the present batch, or leave."""
        if self._step is Step.SENDING:
            self._run.stop()
            self.say(_("Stopping after this one ..."))
        else:
            self._leave()

    def _leave(self) -> None:
        if self._step is Step.REVIEW:
            self.dismiss(None)
            return
        done = tuple(
            row.change for row in self._run.rows if row.state is RowState.DONE and row.change is not None
        )
        self.dismiss(PlanEnd(self._words.outcome(self._run.rows), done))

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._step is Step.SENDING:
            return
        if event.id == _COMMIT:
            self._show_step(Step.SENDING, "#plan-rows")
            self._send_all()
        else:
            self._leave()

    @work(exclusive=True, group="commit", exit_on_error=False, description="send a plan")
    async def _send_all(self) -> None:
        halt = await self._run.run(self._progress)
        outcome = self._words.outcome(self._run.rows)
        self.query_one("#plan-review", Sentences).set_sentences((outcome,))
        self._show_step(Step.OVER, "#plan-end-unsent" if self._run.waiting else "#plan-end")
        self.say(halt, "bad")

    def _progress(self, done: int, of: int) -> None:
        self.say(_("{position} of {count} ... Esc stops after this one.").format(position=done, count=of))

    def _row_changed(self, index: int) -> None:
        self._show_rows()
        if self._run.rows[index].state is RowState.SENDING:
            self._table.move_to(self._run.rows[index].id)

    @on(LineTable.Highlighted)
    def _show_why(self) -> None:
        row = self._table.cursor_row
        self.query_one("#plan-why", TextLines).set_text(f" {row.why}" if row is not None else "", "warning")

    @property
    def _table(self) -> LineTable[PlanRow[ChangeT]]:
        return self.query_one("#plan-rows", LineTable)

    def _show_rows(self) -> None:
        self._table.set_rows(tuple(self._run.rows))
        self._show_why()

    def _show_step(self, step: Step, focused: str) -> None:
        self._step = step
        for name in ("#plan-answer", "#plan-end", "#plan-end-unsent"):
            self.query_one(name).display = name == focused
        self.query_one(focused).focus()
        self.refresh_bindings()
        self.refresh_keys()
