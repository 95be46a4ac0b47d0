"""A plan of writes: looked at, sent one batch after the other, its results row by row.

review  --Yes-->  sending  -->  over  --"send the rest"-->  sending
   |  No, Esc        |            |
   v                 '- Esc stops after the present batch; where there are several of a job, leaves it
 dismissed with None              '-- dismissed with a PlanEnd
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import events, on, work
from textual.binding import BindingType
from textual.widgets import Input

from backend_client.errors import ReadOnlyMode
from backend_client.portal.clients import Client
from tui.explain import explanation_of
from tui.job import Job, JobWish, JobWords
from tui.jobs import Jobs
from tui.presenters.command_words import Command, Verb
from tui.presenters.jobs import progress_words, wait_words
from tui.presenters.plan import PlanRow, PlanWords, plan_columns, rows_together
from tui.presenters.row_states import RowState
from tui.row_run import Result
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.form import AnswerList, Step
from tui.screens.name_wanted import NameWanted
from tui.screens.plan_table import PLAN_KEYS, PlanTable
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences

ChangeT = TypeVar("ChangeT")

Send = Callable[[Sequence[ChangeT]], Awaitable[Sequence[Result]]]
"""Applies a batch: one result per change, or raises for all of them."""

Toggle = Callable[[Sequence[PlanRow[Any]], str], Sequence[PlanRow[Any]]]
"""The rows with the row of that id left out or taken in again, and whatever hangs on it."""

_BACK, _COMMIT, _LEAVE = "back", "commit", "leave"


@dataclass(frozen=True, slots=True)
class PlanEnd(Generic[ChangeT]):
    """A plan of which something was sent. `sentence` counts the outcome; `done` are the changes made.

    `going` are those of a job that goes on by itself: sent, or still to be sent.
    """

    sentence: str
    done: tuple[ChangeT, ...]
    going: tuple[ChangeT, ...] = ()


class PlanScreen(FrameScreen["PlanEnd[ChangeT] | None"], Generic[ChangeT]):
    """Shows `rows`, sends their changes through `send` in batches of `batch`; `path` heads the screen.

    Changes that may not be sent `together` come in different batches.

    Dismisses with None when nothing was sent. `careful`: the cursor starts on the choice that sends nothing.
    With `toggle` rows can be left out, and the cursor starts among them. `confirm` says, of the changes to
    be sent, whether a client's name must be typed first. With a `wish` it is a job: of several requests it
    can be left while it is sent.
    """

    CSS_PATH = "plan.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "This is exactly what will be sent, row by row; rows that need nothing are shown and left alone. "
        "While it is sent, Esc stops after the present one; a long plan goes on by itself when it is left, "
        "F9 shows it then, and x stops it. Nothing is sent twice: a row whose outcome is not known stays as "
        "it is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*PLAN_KEYS]

    def __init__(
        self,
        path: tuple[str, ...],
        words: PlanWords,
        rows: Sequence[PlanRow[ChangeT]],
        send: Send[ChangeT],
        *,
        batch: int = 1,
        together: Callable[[ChangeT, ChangeT], bool] = lambda _one, _other: True,
        careful: bool = False,
        toggle: Toggle | None = None,
        confirm: Callable[[Sequence[ChangeT]], Client | None] = lambda _changes: None,
        wish: JobWish | None = None,
    ) -> None:
        super().__init__(heading=(" > ".join((*path, words.title)),))
        self._toggle = toggle
        self._confirm = confirm
        self._words = words
        self._careful = careful
        self._step = Step.REVIEW

        async def send_rows(batch_rows: Sequence[PlanRow[ChangeT]]) -> Sequence[Result]:
            return await send([row.change for row in batch_rows if row.change is not None])

        self._job: Job[PlanRow[ChangeT]] = Job(
            JobWords(plan_columns(words), words.outcome, words.told),
            rows,
            send_rows,
            wish=wish,
            batch=batch,
            together=rows_together(together),
        )
        self._run = self._job.run
        self._can_leave = False

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(self._words.review, id="plan-review")
        answers = [Choice(_COMMIT, self._words.commit), Choice(_BACK, _("No, back"))]
        yield AnswerList(answers if self._run.waiting else answers[1:], id="plan-answer", alone=True)
        yield AnswerList([Choice(_LEAVE, _("Go on"))], id="plan-end", alone=True)
        rest = [Choice(_LEAVE, _("Go on")), Choice(_COMMIT, _("Send what was not sent"))]
        yield AnswerList(rest, id="plan-end-unsent", alone=True)
        yield NameWanted(id="plan-name-wanted")
        yield RuleLine()
        yield PlanTable(plan_columns(self._words), id="plan-rows")
        yield Sentences(id="plan-why")

    def on_mount(self) -> None:
        """The question first."""
        self._show_rows()
        self._show_step(Step.REVIEW, "#plan-answer")
        if self._careful and self._run.waiting:
            self.query_one("#plan-answer", ChoiceList).choose(_BACK)
        if self._toggle is not None and self._run.waiting:
            self._table.focus()

    def stop_writing(self) -> None:
        """Send no further batch."""
        self._job.stop()

    def obey(self, command: Command) -> bool:
        """Going to the clients is leaving, and leaves in order."""
        if command.verb is Verb.CLIENTS:
            (self.action_stop if self.check_action("stop", ()) else self._leave)()
            return True
        return super().obey(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rows are left out before anything is sent, where that was asked for."""
        if action == "toggle_row":
            return self._toggle is not None and self._step is Step.REVIEW
        if action == "question":
            return self._step is Step.REVIEW
        if action in ("background", "stop_job"):
            return self._step is Step.SENDING and self._can_leave
        if action == "stop":
            return self._step is Step.SENDING and not self._can_leave
        if action == "back":
            return self._step is not Step.SENDING
        return super().check_action(action, parameters)

    def action_toggle_row(self) -> None:
        """Leave the row under the cursor out, or take it in again."""
        row = self._table.cursor_row
        if row is None or self._toggle is None:
            return
        before = list(self._run.rows)
        self._run.rows[:] = self._toggle(before, row.id)
        self.query_one(NameWanted).close()
        self._show_rows()
        moved = sum(one.state is not other.state for one, other in zip(before, self._run.rows, strict=True))
        if not row.sendable:
            self.say(_("Nothing is sent for this row."))
        elif moved > 1:
            self.say(_("Rows that hang on this one went with it."))
        else:
            self.say("")

    @on(LineTable.Chosen, "#plan-rows")
    def _to_the_question(self, event: LineTable.Chosen) -> None:
        event.stop()
        self.action_question()

    def action_question(self) -> None:
        """Go to the question."""
        if self._step is Step.REVIEW:
            self.query_one("#plan-answer").focus()

    def action_stop(self) -> None:
        """Stop after the present batch."""
        self._job.stop()
        self.say(_("Stopping after this one ..."))

    def action_stop_job(self) -> None:
        """Stop a job after the present request."""
        self.front.jobs.stop(self._job)

    def action_background(self) -> None:
        """Leave a job that goes on by itself."""
        self._leave()

    def action_back(self) -> None:
        """Leave."""
        self._leave()

    def _leave(self) -> None:
        if self._step is Step.REVIEW:
            self.dismiss(None)
            return
        sent = [row for row in self._run.rows if row.change is not None]
        done = tuple(row.change for row in sent if row.state is RowState.DONE and row.change is not None)
        if self._step is Step.SENDING:
            self._job.watcher = None
            going = tuple(row.change for row in sent if row.change is not None and row.change not in done)
            told = _("It goes on in the background: F9 or :jobs shows it.")
            self.dismiss(PlanEnd(told, done, going))
            return
        if self._job.wish is not None:
            self.front.jobs.close(self._job)
        self.dismiss(PlanEnd(self._job.outcome, done))

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._step is Step.SENDING:
            return
        if event.id == _COMMIT:
            self._commit()
        else:
            self._leave()

    def _commit(self) -> None:
        """Send, unless a name is wanted first."""
        changes = [self._run.rows[index].change for index in self._run.waiting]
        if not changes:
            self.say(_("Every row is left out: there is nothing to send."), "warning")
            return
        if self.front.read_only:
            self.say(explanation_of(ReadOnlyMode()).line(), "warning")
            return
        client = self._confirm([change for change in changes if change is not None])
        wanted = self.query_one(NameWanted)
        if client is not None and not wanted.is_typed(client):
            self.say(_("That is not its name. Nothing was sent.") if wanted.has_been_asked else "", "warning")
            wanted.ask(client)
            return
        self.query_one(NameWanted).close()
        self.say("")
        self._can_leave = self._job.may_be_left
        self._show_step(Step.SENDING, "#plan-rows")
        self._job.watcher = self
        if self._job.wish is not None:
            self.front.run_job(self._job)
        else:
            self._send_all()

    @on(Input.Submitted, "NameWanted Input")
    def _name_typed(self, event: Input.Submitted) -> None:
        event.stop()
        if self._step is not Step.SENDING:
            self._commit()

    @work(exclusive=True, group="commit", exit_on_error=False, description="send a plan")
    async def _send_all(self) -> None:
        await Jobs().only(self._job)

    def job_changed(self, job: Job[Any]) -> None:
        """Say where it is, and at the end what became of it."""
        waits = "" if job.wish is None else wait_words(job.view(job.wish), can_leave=self._can_leave)
        if job.is_over:
            self._show_outcome()
        elif job.stopping:
            self.say(_("Stopping after this one ..."))
        elif waits:
            self.say(waits)
        else:
            self._say_progress(*job.step)

    def _show_outcome(self) -> None:
        told = (self._job.outcome, *self._words.told())
        self.query_one("#plan-review", Sentences).set_sentences(told)
        self._show_step(Step.OVER, "#plan-end-unsent" if self._run.waiting else "#plan-end")
        self.say(self._job.halt, "bad")

    def _say_progress(self, done: int, of: int) -> None:
        said = _("{position} of {count} ...").format(position=done, count=of)
        if self._words.progress is not None:
            said = self._words.progress(done, of)
        self.say(progress_words(said, can_leave=self._can_leave))

    def job_row_changed(self, job: Job[Any], index: int) -> None:
        """Show it, and where it is being sent."""
        self._show_rows()
        if job.run.rows[index].state is RowState.SENDING:
            self._table.move_to(job.run.rows[index].id)

    @on(events.Resize)
    @on(LineTable.Highlighted)
    def _show_why(self) -> None:
        row = self._table.cursor_row
        cut = row is not None and not row.detail and self._table.cuts("effect", row.effect)
        told = row is not None and bool(row.why) and self._job.is_over and self._job.halt.startswith(row.why)
        said = () if row is None else ("" if told else row.why, row.effect if cut else row.detail)
        style = "warning" if row is not None and row.why else "muted"
        self.query_one("#plan-why", Sentences).set_sentences([one for one in said if one] or [""], style)

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
