"""One change of seats over several clients: a preview of every row, then one row after the other.

fill in  --Enter-->  review  --Yes-->  running  -->  over  --"send the rest"-->  running
   ^------ No, Esc ----'                  |
                          Esc: stops after the present row
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from backend_client.portal.clients import Client, ClientList
from tui.presenters.bulk_seats import (
    BulkMode,
    BulkPlan,
    BulkRow,
    bulk_columns,
    bulk_outcome,
    bulk_review,
    effect_lines,
    mode_words,
    plan_bulk,
)
from tui.presenters.command_words import Command, Verb
from tui.presenters.row_states import RowState
from tui.row_run import Result, RowRun, one_by_one
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.form import FormEnd, Step
from tui.terms import clients_counted
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.line_table import LineTable
from tui.widgets.number_input import NumberInput
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_BACK, _COMMIT, _LEAVE = "back", "commit", "leave"


class BulkSeatsScreen(FrameScreen["FormEnd | None"]):
    """Changes the seats of `clients`, rows of `listed`. What was done stays done, whatever comes after."""

    CSS_PATH = "bulk_seats.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "Type a number and see what becomes of every client before anything is sent. Rows that break a rule "
        "are left out. Rows are sent one after the other, those that give seats back first; Esc stops after "
        "the present one. Nothing is sent twice: a row whose outcome is not known is left alone."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("Back"), id="bulk.back", tooltip=N_("Back, or stop.")),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="bulk.up"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="bulk.down"),
    ]

    def __init__(self, portal: Portal, listed: ClientList, clients: Sequence[Client]) -> None:
        self._counted = clients_counted(listed.provider.kind, len(clients))
        super().__init__(heading=(_("Seats of {clients}").format(clients=self._counted),))
        self._portal = portal
        self._listed = listed
        self._clients = tuple(clients)
        self._plan = BulkPlan((), ())
        self._run = self._run_of(())
        self._step = Step.FILL

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield ChoiceList([Choice(mode, label) for mode, label in mode_words()], id="mode")
        with Horizontal(classes="field"):
            yield Static(_("Number"), classes="label", markup=False)
            yield NumberInput(id="number")
        yield Sentences(id="review", style="strong")
        answers = [Choice(_BACK, _("No, back to the number")), Choice(_COMMIT, _("Yes, send them"))]
        yield ChoiceList(answers, id="answer")
        leave = Choice(_LEAVE, _("Back to the list"))
        yield ChoiceList([leave], id="end")
        yield ChoiceList([leave, Choice(_COMMIT, _("Send what was not sent"))], id="end-unsent")
        yield RuleLine()
        yield LineTable[BulkRow](bulk_columns(self._listed.provider.kind), id="rows")
        yield RuleLine()
        yield Sentences(id="effect")
        yield TextLines([plain("")], id="why")

    def on_mount(self) -> None:
        """Start in the number: the first mode is the usual one."""
        self.set_data_time(self._listed.read_at)
        self._show_step(Step.FILL)
        self.query_one("#number").focus()
        self._preview()

    def stop_writing(self) -> None:
        """Send no further row."""
        self._run.stop()

    def obey(self, command: Command) -> bool:
        """Going to the clients is leaving, and leaves in order."""
        if command.verb is Verb.CLIENTS:
            self.action_back()
            return True
        return super().obey(command)

    def action_back(self) -> None:
        """Stop after the present row; back to the number; back to the clients."""
        if self._step is Step.SENDING:
            self._run.stop()
            self.say(_("Stopping after this one ..."))
        elif self._step is Step.REVIEW:
            self._fill()
        else:
            self._leave()

    def _leave(self) -> None:
        sent = self._step is Step.OVER
        self.dismiss(FormEnd(bulk_outcome(self._run.rows)) if sent else None)

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
        self.query_one("#why", TextLines).set_text(f" {row.why}" if row is not None else "", "warning")

    def _preview(self) -> None:
        mode = BulkMode(self.query_one("#mode", ChoiceList).current)
        number = self.query_one("#number", NumberInput).number
        self._plan = plan_bulk(self._listed, self._clients, mode, number)
        self._run = self._run_of(self._plan.rows)
        self.query_one("#effect", Sentences).set_sentences(effect_lines(self._plan))
        self._show_rows()

    def _review(self) -> None:
        if self.query_one("#number", NumberInput).number is None:
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
            self._start() if event.id == _COMMIT else self._fill()

    @on(ChoiceList.Taken, "#end, #end-unsent")
    def _ended(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._step is Step.OVER:
            self._start() if event.id == _COMMIT else self._leave()

    def _start(self) -> None:
        self._show_step(Step.SENDING)
        self._table.focus()
        self._run_all()

    @work(exclusive=True, group="commit", exit_on_error=False, description="change seats in bulk")
    async def _run_all(self) -> None:
        self._over(await self._run.run(self._progress))

    def _progress(self, position: int, count: int) -> None:
        name = next(row.client.name for row in self._run.rows[::-1] if row.state is RowState.SENDING)
        progress = _("{position} of {count}: {client}. Esc stops after this one.")
        self.say(progress.format(position=position, count=count, client=safe_text(name, limit=40)))

    async def _send(self, rows: Sequence[BulkRow]) -> Sequence[Result]:
        changes, provider = self._portal.changes, self._listed.provider
        return await one_by_one(rows, lambda row: changes.set_seats(provider, row.client, row.after or 0))

    def _over(self, halt: str) -> None:
        self._show_step(Step.OVER)
        outcome = bulk_outcome(self._run.rows)
        self.query_one("#review", Sentences).set_sentences((outcome,))
        self.say(halt, "bad")
        unsent = bool(self._run.waiting)
        self.query_one("#end").display = not unsent
        end = self.query_one("#end-unsent" if unsent else "#end", ChoiceList)
        end.display = True
        end.choose(_LEAVE)
        end.focus()

    # Drawing

    @property
    def _table(self) -> LineTable[BulkRow]:
        return self.query_one("#rows", LineTable)

    def _run_of(self, rows: Sequence[BulkRow]) -> RowRun[BulkRow]:
        return RowRun(rows, self._send, changed=self._row_changed)

    def _row_changed(self, index: int) -> None:
        self._show_rows()
        if self._run.rows[index].state is RowState.SENDING:
            self._table.move_to(self._run.rows[index].id)

    def _show_rows(self) -> None:
        self._table.set_rows(tuple(self._run.rows))
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
