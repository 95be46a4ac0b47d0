"""The onboarding of one client: six steps computed from live data, each a key away from being done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from backend_client.errors import Locked, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.onboarding.steps import Checklist, Step, StepReport, StepState
from backend_client.portal.providers import Provider
from tui.presenters.onboarding import progress_line, state_word
from tui.presenters.onboarding_advice import blockers, owner_words
from tui.presenters.onboarding_pane import pane_lines, step_columns, step_rows
from tui.presenters.organization import access_banner, key_doubt
from tui.presenters.paragraph import wrap
from tui.presenters.table import PlainRow
from tui.safe_text import safe_text
from tui.screens.base import RuleLine
from tui.screens.onboarding_keys import ONBOARDING_KEYS, STEP_KEYS
from tui.screens.onboarding_ways import OnboardingWays
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.plain_input import PlainInput
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_MOST_BLOCKERS = 2


class StepTable(LineTable[PlainRow]):
    """The steps: Enter goes where one is done."""

    BINDINGS: ClassVar[list[BindingType]] = [*STEP_KEYS]
    READING = N_("Reading the checklist ...")


class OnboardingScreen(OnboardingWays):
    """Reads the checklist through `portal` when shown, when a step's screen is left, on `R` and when the
    keys come back."""

    CSS_PATH = "onboarding.tcss"
    READ_GROUP = "onboarding-load"
    AUTO_FOCUS = "#steps"
    HELP = N_(
        "Every step is computed from what the server shows; nothing is ticked by hand that can be seen. "
        "Enter opens the screen that does the step under the cursor; any order is allowed. Items are counted "
        "when asked for: that downloads the vault. x marks a step as not needed, with a reason; "
        "the note stays on this machine, because the server cannot hold it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*ONBOARDING_KEYS]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        super().__init__(heading=_heading(client))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._away = True

    def compose_body(self) -> Iterator[Any]:
        yield TextLines([plain("")], id="onboarding-banner")
        yield TextLines([plain("")], id="onboarding-progress")
        yield RuleLine()
        yield StepTable(step_columns(), empty=_(self.READING), id="steps")
        yield RuleLine()
        yield TextLines(id="onboarding-pane")
        yield TextLines(id="onboarding-blockers")
        with Horizontal(id="onboarding-reason"):
            yield Static(_("Why is it not needed? "), markup=False)
            yield PlainInput(id="reason")

    def on_screen_resume(self) -> None:
        """Shown for the first time, or again after something was done elsewhere: read."""
        if self._away:
            self._away = False
            self._load()

    def on_resize(self, _event: events.Resize) -> None:
        """Sentences break elsewhere, and more or fewer people fit."""
        self._show_banner()
        self.call_after_refresh(self._show_pane)

    # Reading

    def read_again(self, sentence: str) -> None:
        self._load(sentence)

    async def _read(self) -> Checklist:
        return await self._portal.checklist(self._provider, self._client)

    def _took(self, board: Checklist, said: str) -> None:
        self._client = board.client
        self.set_heading(*_heading(board.client))
        self._show()
        self.say_what_became(said, board.settled)

    @work(exclusive=True, group="onboarding-load", exit_on_error=False, description="count the items")
    async def action_count_items(self) -> None:
        """Count the items of the vault, then read everything again."""
        self.say(_("Counting the items: this downloads the vault ..."))
        try:
            await self._portal.count_items(self._provider, self._client)
        except Locked:
            self.on_locked()
        except SeatwardenError as error:
            self.explain(error, _("The items were not counted."))
        else:
            self.call_later(self._load)

    # Local notes

    def action_not_needed(self) -> None:
        """Ask for a reason, or take a note back."""
        report = self.step_report
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
        report, reason = self.step_report, event.value.strip()
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
    def _table(self) -> StepTable:
        return self.query_one(StepTable)

    @property
    def step_report(self) -> StepReport | None:
        row = self._table.cursor_row
        return None if self.board is None or row is None else self.board.report(Step(row.id))

    @on(LineTable.Highlighted, "#steps")
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self._show_pane()

    def _show(self) -> None:
        checklist = self.board
        self._table.set_rows(step_rows(checklist) if checklist else ())
        self._show_banner()
        self.query_one("#onboarding-blockers", TextLines).set_lines(
            [plain(line, "warning") for line in self._blocker_lines()]
        )
        self.refresh_keys()
        self.call_after_refresh(self._show_pane)

    def _show_banner(self) -> None:
        width = max(20, self.app.size.width - 2)
        banner = wrap(access_banner(self._provider, self._client), width)
        doubt = wrap(key_doubt(self._client), width)
        self.query_one("#onboarding-banner", TextLines).set_lines(
            [*map(plain, banner), *(plain(line, "warning") for line in doubt if line)]
        )
        words = [progress_line(self.board), owner_words(self.board)] if self.board else []
        progress = self.query_one("#onboarding-progress", TextLines)
        progress.set_text("  ".join(word for word in words if word))

    def _blocker_lines(self) -> list[str]:
        if self.board is None:
            return []
        width = max(20, self.app.size.width - 2)
        most = _MOST_BLOCKERS if self.app.size.height < 30 else 2 * _MOST_BLOCKERS
        return [line for words in blockers(self.board) for line in wrap(words, width)][:most]

    def _show_pane(self) -> None:
        pane, report = self.query_one("#onboarding-pane", TextLines), self.step_report
        if self.board is None or report is None:
            pane.set_lines(())
            return
        size = pane.size
        lines = pane_lines(self.board, report.step, max(20, size.width - 2), size.height)
        pane.set_lines([plain(line.text, line.style) for line in lines])


def _heading(client: Client) -> tuple[str]:
    return (" > ".join((_("Clients"), safe_text(client.name, limit=30), _("Onboarding"))),)
