"""One change of seats over several clients: a preview of every row, then one row after the other.

fill in  --Enter-->  review  --Yes-->  running  -->  over  --"send the rest"-->  running
   ^------ No, Esc ----'                  |
                          Esc: stops after the present row
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from backend_client.portal.clients import Client, ClientList
from backend_client.portal.job_lines import LeftJob
from backend_client.portal.job_rest import rest_of_seats, seats_wished
from tui.job import Job
from tui.presenters.bulk_seats import (
    BulkMode,
    BulkPlan,
    BulkRow,
    bulk_columns,
    bulk_review,
    effect_lines,
    mode_words,
    plan_again,
    plan_bulk,
)
from tui.presenters.command_words import Command, Verb
from tui.presenters.jobs import progress_words, wait_words
from tui.presenters.row_states import RowState
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.form import FormEnd, Step
from tui.screens.left_job import is_all_there
from tui.seats_job import seats_job
from tui.terms import clients_counted
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.line_table import LineTable
from tui.widgets.number_input import NumberInput
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_BACK, _COMMIT, _LEAVE = "back", "commit", "leave"


class BulkSeatsScreen(FrameScreen["FormEnd | None"]):
    """Changes the seats of `clients`, rows of `listed`. What was done stays done, whatever comes after."""

    CSS_PATH = "bulk_seats.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "Type a number and see what becomes of every client before anything is sent. Rows that break a rule "
        "are left out. Rows are sent one after the other, those that give seats back first; Esc leaves them "
        "going on, which F9 shows, and x stops after the present one. Nothing is sent twice: a row whose "
        "outcome is not known is left alone."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("Back"), id="bulk.back", tooltip=N_("Back, or leave it.")),
        Binding("x", "stop", N_("Stop"), id="bulk.stop", tooltip=N_("Stop after the present row.")),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="bulk.up"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="bulk.down"),
    ]

    def __init__(
        self, portal: Portal, listed: ClientList, clients: Sequence[Client], left: LeftJob | None = None
    ) -> None:
        """`left` is what is left of a job, planned anew: no number is asked for."""
        self._counted = clients_counted(listed.provider.kind, len(clients))
        super().__init__(heading=(_("Seats of {clients}").format(clients=self._counted),))
        self._portal = portal
        self._listed = listed
        self._clients = tuple(clients)
        self._plan = BulkPlan((), ())
        self._left = left
        self._job = seats_job(listed, (), self._send, left)
        self._step = Step.FILL
        self._can_leave = False

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield ChoiceList([Choice(mode, label) for mode, label in mode_words()], id="mode")
        with Horizontal(classes="field"):
            yield Static(_("Number"), classes="label", markup=False)
            yield NumberInput(id="number")
        yield Sentences(id="review", style="strong")
        back = _("No, back to the number") if self._left is None else _("No, back")
        answers = [Choice(_BACK, back), Choice(_COMMIT, _("Yes, send them"))]
        yield ChoiceList(answers, id="answer")
        leave = Choice(_LEAVE, _("Back to the list"))
        yield ChoiceList([leave], id="end")
        yield ChoiceList([leave, Choice(_COMMIT, _("Send what was not sent"))], id="end-unsent")
        yield RuleLine()
        yield LineTable[BulkRow](bulk_columns(self._listed.provider.kind), id="rows")
        yield RuleLine()
        yield Sentences(id="effect")
        yield Sentences(style="warning", id="why")

    def on_mount(self) -> None:
        """Start in the number: the first mode is the usual one."""
        self.set_data_time(self._listed.read_at)
        self._show_step(Step.FILL)
        self.query_one("#number").focus()
        self._preview()
        left = self._left
        if left is not None and not is_all_there(self, left, rest_of_seats(left, self._clients)):
            self._review()

    def stop_writing(self) -> None:
        """Send no further row."""
        self._job.stop()

    def obey(self, command: Command) -> bool:
        """Going to the clients is leaving, and leaves in order."""
        if command.verb is Verb.CLIENTS:
            self.action_back()
            return True
        return super().obey(command)

    def action_back(self) -> None:
        """Leave what goes on by itself, or stop after the present row; back to the number; to the clients."""
        if self._step is Step.SENDING and not self._can_leave:
            self.action_stop()
        elif self._step is Step.REVIEW and self._left is None:
            self._fill()
        else:
            self._leave()

    def action_stop(self) -> None:
        """Stop after the present row."""
        self.front.jobs.stop(self._job)
        self.say(_("Stopping after this one ..."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is being sent is stopped."""
        if action == "stop":
            return self._step is Step.SENDING
        return super().check_action(action, parameters)

    def _leave(self) -> None:
        if self._step is Step.SENDING:
            self._job.watcher = None
            self.dismiss(FormEnd(_("It goes on in the background: F9 or :jobs shows it.")))
            return
        sent = self._step is Step.OVER
        if sent:
            self.front.jobs.close(self._job)
        self.dismiss(FormEnd(self._job.outcome) if sent else None)

    # Filling in and looking at it

    @on(ChoiceList.Moved, "#mode")
    def _mode_changed(self, event: ChoiceList.Moved) -> None:
        event.stop()
        self._preview()

    @on(ChoiceList.Taken, "#mode")
    def _mode_taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.query_one("#number").focus()

    @on(Input.Changed, "#number")
    def _number_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.say("")
        self._preview()

    @on(Input.Submitted, "#number")
    def _number_entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._review()

    @on(LineTable.Chosen, "#rows")
    def _row_chosen(self) -> None:
        if self._step is Step.FILL:
            self._review()

    @on(LineTable.Highlighted, "#rows")
    def _show_why(self) -> None:
        row = self._table.cursor_row
        self.query_one("#why", Sentences).set_sentences([row.why if row is not None else ""])

    def _preview(self) -> None:
        mode = BulkMode(self.query_one("#mode", ChoiceList).current)
        if self._left is not None:
            self._plan = plan_again(self._listed, self._clients, seats_wished(self._left))
        else:
            number = self.query_one("#number", NumberInput).number
            self._plan = plan_bulk(self._listed, self._clients, mode, number)
        self._job = seats_job(self._listed, self._plan.rows, self._send, self._left)
        self.query_one("#effect", Sentences).set_sentences(effect_lines(self._plan))
        self._show_rows()

    def _review(self) -> None:
        if self._left is None and self.query_one("#number", NumberInput).number is None:
            self.say(_("Type a number first."))
            return
        if not self._plan.ready:
            self.say(_("No row can be changed so. The reasons stand in the table."), "warning")
            return
        words = bulk_review(self._plan, self._listed.provider.kind)
        self.query_one("#review", Sentences).set_sentences((words,))
        self._show_step(Step.REVIEW)
        answer = self.query_one("#answer", ChoiceList)
        answer.choose(_BACK)
        answer.focus()

    def _fill(self) -> None:
        self._show_step(Step.FILL)
        self.query_one("#number").focus()

    # Sending

    @on(ChoiceList.Taken, "#answer")
    def _answered(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._step is Step.REVIEW:
            self._start() if event.id == _COMMIT else self.action_back()

    @on(ChoiceList.Taken, "#end, #end-unsent")
    def _ended(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._step is Step.OVER:
            self._start() if event.id == _COMMIT else self._leave()

    def _start(self) -> None:
        self._can_leave = self._job.may_be_left
        self._show_step(Step.SENDING)
        self._table.focus()
        self._job.watcher = self
        self.front.run_job(self._job)

    def job_changed(self, job: Job[Any]) -> None:
        """Say where it is, and at the end what became of it."""
        waits = "" if job.wish is None else wait_words(job.view(job.wish), can_leave=self._can_leave)
        if job.is_over:
            self._over(job.halt)
        elif waits:
            self.say(waits)
        elif not job.stopping:
            self._say_progress(*job.step)

    def _say_progress(self, position: int, count: int) -> None:
        name = next((row.client.name for row in self._job.run.rows if row.state is RowState.SENDING), "")
        said = _("{position} of {count}: {client}.").format(
            position=position, count=count, client=safe_text(name, limit=40)
        )
        self.say(progress_words(said, can_leave=self._can_leave))

    async def _send(self, rows: Sequence[BulkRow]) -> Sequence[Result]:
        changes, provider = self._portal.changes, self._listed.provider
        return await one_by_one(rows, lambda row: changes.set_seats(provider, row.client, row.after or 0))

    def _over(self, halt: str) -> None:
        self._show_step(Step.OVER)
        self.query_one("#review", Sentences).set_sentences((self._job.outcome,))
        self.say(halt, "bad")
        unsent = bool(self._job.run.waiting)
        self.query_one("#end").display = not unsent
        end = self.query_one("#end-unsent" if unsent else "#end", ChoiceList)
        end.display = True
        end.choose(_LEAVE)
        end.focus()

    # Drawing

    @property
    def _table(self) -> LineTable[BulkRow]:
        return self.query_one("#rows", LineTable)

    def job_row_changed(self, job: Job[Any], index: int) -> None:
        """Show it, and where it is being sent."""
        self._show_rows()
        if job.run.rows[index].state is RowState.SENDING:
            self._table.move_to(job.run.rows[index].id)

    def _show_rows(self) -> None:
        self._table.set_rows(tuple(self._job.run.rows))
        self._show_why()

    def _show_step(self, step: Step) -> None:
        self._step = step
        for name, steps in _SHOWN.items():
            for widget in self.query(name):
                widget.display = step in steps
        self.refresh_keys()


_SHOWN = {
    "#mode": (Step.FILL,),
    ".field": (Step.FILL,),
    "#review": (Step.REVIEW, Step.OVER),
    "#answer": (Step.REVIEW,),
    "#end, #end-unsent": (),
}
