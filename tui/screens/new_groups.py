"""New groups: names by department, typed or pasted, one per line; then the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from backend_client.portal.groups import GroupBoard, GroupChange
from backend_client.portal.job_lines import JobKind
from backend_client.portal.onboarding.patterns import PATTERNS, Pattern
from tui.job import wish_inside
from tui.presenters.group_plans import names_words, new_group_rows, new_group_words, typed_names
from tui.presenters.job_groups import group_word
from tui.presenters.plan import PlanRow, names_of
from tui.row_run import Result, one_by_one
from tui.screens.base import FrameScreen
from tui.screens.form import AnswerList
from tui.screens.plan import PlanScreen
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.lines_input import LinesInput
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_REVIEW, _DEPARTMENTS, _BACK = "review", "departments", "back"


class NewGroupsScreen(FrameScreen["str | None"]):
    """Makes groups in the client of `board`. Dismisses with a sentence where something was sent."""

    CSS_PATH = "new_groups.tcss"
    AUTO_FOCUS = "#new-groups-names"
    HELP = N_(
        "One name per line, at most 100 characters; names of groups are not encrypted. A paste may bring "
        "many lines. Names that exist already, whatever their case, are left alone. F2 adds the usual "
        "departments; delete the lines you do not need. Tab goes to the choices below."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f2", "departments", N_("Departments"), id="new_groups.pattern", tooltip=N_("Add the usual ones.")
        ),
        Binding(
            "f5,ctrl+s",
            "review",
            N_("Review"),
            id="new_groups.review",
            tooltip=N_("Show what would be made."),
        ),
        Binding(
            "escape,ctrl+g", "back", N_("Back"), id="new_groups.back", tooltip=N_("Back; sends nothing.")
        ),
    ]

    def __init__(self, portal: Portal, board: GroupBoard, path: tuple[str, ...]) -> None:
        self._path = (*path, _("New groups"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._board = board

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(
            (_("One group per line: type, paste, or F2 for the usual departments."),), id="new-groups-what"
        )
        start = () if self._board.groups else PATTERNS[Pattern.DEPARTMENT]
        yield LinesInput("\n".join(start), id="new-groups-names")
        yield Sentences(id="new-groups-count")
        choices = [
            Choice(_REVIEW, _("Show what would be made")),
            Choice(_DEPARTMENTS, _("Add the usual departments")),
            Choice(_BACK, _("Back")),
        ]
        yield AnswerList(choices, id="new-groups-answer")

    def on_mount(self) -> None:
        """The names first."""
        self.set_data_time(self._board.read_at)
        field = self.query_one(LinesInput)
        field.move_cursor(field.document.end)
        self._show_count()

    def on_locked(self) -> None:
        """Names of groups are not encrypted: what was typed stays."""

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._show_count()

    @on(TextArea.SelectionChanged)
    def _moved(self) -> None:
        self._show_count()

    @on(ChoiceList.Taken, "#new-groups-answer")
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        acts = {_REVIEW: self.action_review, _DEPARTMENTS: self.action_departments}
        acts.get(event.id, self.action_back)()

    def action_departments(self) -> None:
        """Add the departments that are not there yet."""
        field = self.query_one(LinesInput)
        taken = {name.casefold() for name in self._names}
        taken |= {group.name.strip().casefold() for group in self._board.groups}
        new = [name for name in PATTERNS[Pattern.DEPARTMENT] if name.casefold() not in taken]
        if new:
            field.append(new)
        else:
            self.say(_("All of them are there already."))
        field.focus()

    def action_review(self) -> None:
        """Show exactly what would be made."""
        rows = new_group_rows(self._board, self._names)
        if any(row.sendable for row in rows):
            self._run_plan(rows)
        elif rows:
            self.say(names_words(self._board, self._names), "warning")
        else:
            self.say(_("No name was typed yet."))

    def action_back(self) -> None:
        """Leave; nothing was sent."""
        self.dismiss(None)

    @work(exclusive=True, group="groups-plan", exit_on_error=False, description="make groups")
    async def _run_plan(self, rows: Sequence[PlanRow[GroupChange]]) -> None:
        words, board = new_group_words(sum(row.sendable for row in rows)), self._board
        wish = wish_inside(JobKind.NEW_GROUPS, board.provider, board.client, names_of(rows, group_word))
        plan = PlanScreen(self._path[:-1], words, rows, self._send, wish=wish)
        end = await self.app.push_screen_wait(plan)
        if end is not None:
            self.dismiss(f"{end.sentence} {_('p proposes access for them.')}")

    async def _send(self, changes: Sequence[GroupChange]) -> Sequence[Result]:
        board = self._board

        async def apply(change: GroupChange) -> None:
            await self._portal.groups.apply(board.provider, board.client, change)

        return await one_by_one(changes, apply)

    @property
    def _names(self) -> tuple[str, ...]:
        return typed_names(self.query_one(LinesInput).lines)

    def _show_count(self) -> None:
        self.say("")
        self.query_one("#new-groups-count", Sentences).set_sentences((names_words(self._board, self._names),))
