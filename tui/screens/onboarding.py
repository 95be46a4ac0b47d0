"""The onboarding checklist of one client: six steps computed from live data, and who is on the way in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from backend_client.errors import Locked, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.onboarding.steps import Checklist, StepReport, StepState
from backend_client.portal.providers import Provider
from tui.explain import explanation_of
from tui.presenters.onboarding import (
    board_line,
    evidence_of,
    next_words,
    progress_line,
    state_word,
    title_of,
)
from tui.presenters.onboarding_people import person_line, waiting_people
from tui.presenters.organization import access_banner
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, Place, RuleLine
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.plain_input import PlainInput
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_MOST_PEOPLE = 6
_STYLES = {
    StepState.DONE: "ok",
    StepState.IN_PROGRESS: "low",
    StepState.BLOCKED: "bad",
    StepState.NOT_APPLICABLE: "dim",
    StepState.NOT_NEEDED: "dim",
}


class OnboardingScreen(FrameScreen[None]):
    """Reads the checklist through `portal` when shown, on `R` and when the keys come back."""

    CSS_PATH = "onboarding.tcss"
    AUTO_FOCUS = "#steps"
    HELP = N_(
        "Every step is computed from what the server shows; nothing is ticked by hand that can be seen. "
        "Items are not counted here: that downloads the vault. x marks a step as not needed, with a reason; "
        "the note stays on this machine, because the server cannot hold it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "open_vault", N_("Vault"), id="onboarding.vault", tooltip=N_("The collections.")),
        Binding(
            "x",
            "not_needed",
            N_("Not needed"),
            id="onboarding.not_needed",
            tooltip=N_("Mark the step as not needed, or take that back."),
        ),
        Binding("R", "refresh", N_("Refresh"), id="onboarding.refresh", tooltip=N_("Read everything again.")),
        Binding(
            "escape,h,backspace", "back", N_("Back"), id="onboarding.back", tooltip=N_("Back to the clients.")
        ),
    ]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        path = (_("Clients"), safe_text(client.name, limit=30), _("Onboarding"))
        super().__init__(heading=(" > ".join(path),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._checklist: Checklist | None = None

    def compose_body(self) -> Iterator[Any]:
        yield TextLines([plain(access_banner(self._provider, self._client))], id="onboarding-banner")
        yield TextLines([plain("")], id="onboarding-progress")
        yield RuleLine()
        yield LineTable[PlainRow](_columns(), empty=_("Reading the checklist ..."), id="steps")
        yield RuleLine()
        yield TextLines([plain("")], id="onboarding-board")
        yield TextLines(id="onboarding-people")
        yield TextLines([plain("")], id="onboarding-next")
        with Horizontal(id="onboarding-reason"):
            yield Static(_("Why is it not needed? "), markup=False)
            yield PlainInput(id="reason")

    def on_mount(self) -> None:
        """Start reading; the table says so meanwhile."""
        self._load()

    def on_locked(self) -> None:
        """Forget what the keys had opened."""
        self.workers.cancel_group(self, "onboarding-load")
        self._checklist = None
        if self.is_attached:
            self._table.set_empty(_("Locked. Unlock to read it again."))
            self.set_data_time(None)
            self._show()

    def on_unlocked(self) -> None:
        """Read again."""
        if self.is_attached:
            self._load()

    # Reading

    def action_refresh(self) -> None:
        """Read everything again; what is shown stays until then."""
        self._load()

    @work(exclusive=True, group="onboarding-load", exit_on_error=False, description="read the checklist")
    async def _load(self) -> None:
        try:
            checklist = await self._portal.checklist(self._provider, self._client)
        except Locked:
            self.on_locked()
        except SeatwardenError as error:
            self._failed(error)
        else:
            self._checklist = checklist
            self.set_data_time(checklist.read_at)
            self.say("")
            self._show()

    def _failed(self, error: SeatwardenError) -> None:
        if self._checklist is None:
            self._table.set_empty(explanation_of(error).sentence)
            self.explain(error, _("Nothing is shown."))
        else:
            self.set_data_time(self._checklist.read_at, stale=True)
            self.explain(error, _("The older state is shown."))

    # Keys

    def action_open_vault(self) -> None:
        """Open the client's organization vault."""
        self.front.open_client(Place.VAULT, self._provider, self._client)

    def action_not_needed(self) -> None:
        """Ask for a reason, or take a note back."""
        report = self._report
        if report is None:
            return
        if report.note is not None:
            self._note(report, None)
        elif report.state in (StepState.DONE, StepState.NOT_APPLICABLE):
            self.say(_("This step needs no note: it is {state}.").format(state=state_word(report.state)))
        else:
            self.query_one("#onboarding-reason").display = True
            self.set_focus(self.query_one("#reason", PlainInput))

    @on(Input.Submitted, "#reason")
    def _reason_given(self, event: Input.Submitted) -> None:
        event.stop()
        report, reason = self._report, event.value.strip()
        self._close_reason()
        if report is not None and reason:
            self._note(report, reason)
        else:
            self.say(_("Nothing was noted: a note needs a reason."))

    def action_back(self) -> None:
        """Out of the reason, or out of the checklist."""
        if self.query_one("#onboarding-reason").display:
            self._close_reason()
        else:
            self.dismiss(None)

    def _close_reason(self) -> None:
        self.query_one("#reason", PlainInput).value = ""
        self.query_one("#onboarding-reason").display = False
        self.set_focus(self._table)

    def _note(self, report: StepReport, reason: str | None) -> None:
        try:
            self._portal.mark_not_needed(self._client, report.step, reason)
        except OSError:
            self.say(_("The note could not be written; check the data directory."), "bad")
            return
        self._load()

    # Drawing

    @property
    def _table(self) -> LineTable[PlainRow]:
        return self.query_one("#steps", LineTable)

    @property
    def _report(self) -> StepReport | None:
        row = self._table.cursor_row
        if self._checklist is None or row is None:
            return None
        return next(report for report in self._checklist.reports if report.step.value == row.id)

    @on(LineTable.Highlighted, "#steps")
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self._show_next()

    @on(LineTable.Chosen, "#steps")
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self.say(
            _("The steps are carried out in the web vault for now; this list follows what happens there.")
        )

    def _show(self) -> None:
        checklist = self._checklist
        reports = checklist.reports if checklist else ()
        self._table.set_rows([_row(number, report) for number, report in enumerate(reports, start=1)])
        people = checklist.people if checklist else ()
        lines = {
            "#onboarding-progress": progress_line(checklist) if checklist else "",
            "#onboarding-board": board_line(people) if checklist else "",
        }
        for selector, text in lines.items():
            self.query_one(selector, TextLines).set_text(text)
        waiting = waiting_people(people)
        shown = [
            plain("   " + person_line(one, checklist.read_at)) for one in waiting[:_MOST_PEOPLE] if checklist
        ]
        self.query_one("#onboarding-people", TextLines).set_lines(shown)
        self._show_next()

    def _show_next(self) -> None:
        report = self._report
        words = next_words(report) if report is not None else ""
        text = _("Next: {words}.").format(words=words) if words else ""
        self.query_one("#onboarding-next", TextLines).set_text(text)


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", "", 1),
        Column("step", _("Step"), 20, narrow=18, wide=28),
        Column("state", _("State"), 14, narrow=13),
        Column("evidence", _("Evidence"), 30, narrow=10, flexible=True),
    )


def _row(number: int, report: StepReport) -> PlainRow:
    return PlainRow(
        report.step.value,
        (
            Cell(str(number), "muted"),
            Cell(title_of(report.step)),
            Cell(state_word(report.state), _STYLES.get(report.state, "")),
            Cell(evidence_of(report)),
        ),
    )
