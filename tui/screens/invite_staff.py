"""Inviting people into a provider: addresses typed or pasted, one role for all, then a review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from backend_client.errors import SeatwardenError
from backend_client.portal.invitation_input import ParsedPeople, parse_people
from backend_client.portal.people import MOST_INVITED, PeopleBoard, PersonRole
from backend_client.portal.people_invitation import StaffPlan, plan_staff
from backend_client.portal.providers import Provider
from tui.presenters.people_invitation import (
    StaffRow,
    count_sentence,
    nobody_words,
    plan_rows,
    plan_words,
    road_sentence,
    role_choices,
    staff_columns,
    staff_rows,
)
from tui.row_run import Result
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.plan import PlanEnd, PlanScreen
from tui.terms import typed_unsent
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.line_table import LineTable
from tui.widgets.people_input import PeopleInput
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class InviteStaffScreen(FrameScreen["str | None"]):
    """Dismisses with a sentence that counts who was invited, with None where nothing was sent.

    `board` are the people as they were last read; they are read again before anything is sent.
    """

    CSS_PATH = "invite_staff.tcss"
    AUTO_FOCUS = "#staff-input"
    HELP = N_(
        "Addresses as they come: with commas, semicolons, spaces or line ends, with names or without. The "
        "table shows what would happen, problems first; nothing is sent before the review. One role is "
        "chosen for all; e on the board changes it later. The server takes 20 addresses at once."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f5,ctrl+s",
            "review",
            N_("Review"),
            id="invite_staff.review",
            tooltip=N_("See exactly who is invited, then send."),
        ),
        Binding(
            "escape,ctrl+g", "back", N_("Back"), id="invite_staff.back", tooltip=N_("Back; nothing is sent.")
        ),
    ]

    def __init__(self, portal: Portal, provider: Provider, board: PeopleBoard | None) -> None:
        self._path = (safe_text(provider.name, limit=40), _("People"), _("Invite"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._board = board
        self._parsed = ParsedPeople()

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((road_sentence(),), style="muted", id="staff-road")
        yield PeopleInput(placeholder=_("ann@msp.example, bo@msp.example"), id="staff-input")
        with Vertical(id="staff-role-field"):
            yield Static(_("Role for all"), id="staff-role-label", markup=False)
            choices = [Choice(role.name, word, hint) for role, word, hint in role_choices()]
            yield ChoiceList(choices, id="staff-role")
        yield RuleLine()
        yield LineTable[StaffRow](staff_columns(), empty=nobody_words(), id="staff-found")
        yield TextLines([plain("")], id="staff-count")

    def why_not(self, action: str) -> str:
        if action == "review" and self.front.read_only:
            return _("This run is read-only: nothing is changed. Start without --read-only.")
        return super().why_not(action)

    # What a person does

    @on(TextArea.Changed, "#staff-input")
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._parsed = parse_people(event.text_area.text)
        self._warned = False
        self.say("")
        self._show()

    @on(ChoiceList.Taken, "#staff-role")
    def _role_taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.focus_next()

    @on(LineTable.Chosen, "#staff-found")
    def _row_taken(self, event: LineTable.Chosen) -> None:
        """To the line of the text that the row came from."""
        event.stop()
        row = self._table.cursor_row
        if row is not None and row.found.line:
            self._area.go_to_line(row.found.line)
            self._area.focus()

    @on(LineTable.Highlighted)
    def _row_reached(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self._show_count()

    def on_descendant_focus(self) -> None:
        """The line below the table speaks of its row only while keys go there."""
        self._show_count()

    # Review and sending

    def action_review(self) -> None:
        """Read who is there, then show who would be invited."""
        self._parsed = parse_people(self._area.text)
        self._review()

    @work(exclusive=True, group="staff-review", exit_on_error=False, description="review invitations")
    async def _review(self) -> None:
        self.say(_("Reading the people ..."))
        try:
            self._board = await self._portal.people.board(self._provider)
        except SeatwardenError as error:
            self.explain(error, _("What you typed is still here."))
            return
        except OSError:
            self.say(_("The journal cannot be read, and nothing is changed without it."), "bad")
            return
        self.say("")
        self._show()
        plan, role = self._plan(), self._role
        if not plan.emails:
            parsed = self._parsed != ParsedPeople()
            self.say(_("Nobody in the list can be invited.") if parsed else nobody_words(), "warning")
            return

        async def send(emails: Sequence[str]) -> Sequence[Result]:
            results = await self._portal.people.invite(self._provider, emails, role)
            return [results[email] for email in emails]

        words = plan_words(plan, role, self._provider)
        screen = PlanScreen(self._path, words, plan_rows(plan, role), send, batch=MOST_INVITED)
        end: PlanEnd[str] | None = await self.app.push_screen_wait(screen)
        if end is None:
            self.say(_("Nothing was sent. What you typed is still here."))
        else:
            self.dismiss(end.sentence)

    def action_back(self) -> None:
        """Out; what was typed is not dropped by one key."""
        if self.may_leave():
            self.dismiss(None)

    def unsent(self) -> str:
        return typed_unsent() if self._area.text.strip() else ""

    # Drawing

    def _plan(self) -> StaffPlan:
        return plan_staff(self._parsed.people, self._board)

    def _show(self) -> None:
        self._table.set_rows(staff_rows(self._parsed, self._plan()))
        self._show_count()

    def _show_count(self) -> None:
        row = self._table.cursor_row
        text, style = "", ""
        if self._table.has_focus and row is not None and row.found.why:
            text, style = f"{row.found.address}: {row.found.why}", "warning"
        elif self._parsed != ParsedPeople():
            text = count_sentence(self._parsed, self._plan())
        self.query_one("#staff-count", TextLines).set_text(f" {text}", style)

    @property
    def _role(self) -> PersonRole:
        return PersonRole[self.query_one("#staff-role", ChoiceList).current]

    @property
    def _area(self) -> PeopleInput:
        return self.query_one("#staff-input", PeopleInput)

    @property
    def _table(self) -> LineTable[StaffRow]:
        return self.query_one("#staff-found", LineTable)
