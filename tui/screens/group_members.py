"""Who is in a group: everybody of the client with a mark for those inside; then the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backend_client.portal.groups import Group, GroupBoard, GroupChange, GroupMembersChange, plan_members
from tui.presenters.group_members import member_columns, people_rows, people_words
from tui.presenters.group_plans import directory_warning, kept_words, member_rows, member_words
from tui.presenters.groups import change_refusal, group_name
from tui.presenters.organization import nothing_matches
from tui.presenters.table import PlainRow
from tui.row_run import Result, one_by_one
from tui.screens.base import FrameScreen
from tui.screens.plan import PlanScreen
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class GroupMembersScreen(FrameScreen["str | None"]):
    """Edits who is in `group` of `board`. Dismisses with a sentence where something was sent."""

    CSS_PATH = "group_members.tcss"
    AUTO_FOCUS = "#group-people"
    HELP = N_(
        "Everybody of the client, also who was only invited: membership waits for them. Space puts somebody "
        "in or takes them out, a takes everybody shown. A star marks what was not sent yet; Enter shows "
        "the plan. Just before it is written the group is read again: who came or went meanwhile stays so."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "w,f5,ctrl+s",
            "write",
            N_("Write"),
            key_display="Enter",
            id="group_members.write",
            tooltip=N_("Show what would be sent."),
        ),
        Binding(
            "space", "switch", N_("In or out"), id="group_members.toggle", tooltip=N_("Put in or take out.")
        ),
        Binding(
            "a", "all", N_("All shown"), id="group_members.all", tooltip=N_("Everybody shown, in or out.")
        ),
        Binding("slash", "filter", N_("Filter"), id="group_members.filter", tooltip=N_("By name or e-mail.")),
        Binding("escape,h,backspace", "back", N_("Back"), id="group_members.back", tooltip=N_("Back.")),
    ]

    def __init__(self, portal: Portal, board: GroupBoard, group: Group, path: tuple[str, ...]) -> None:
        self._path = (*path, group_name(group))
        super().__init__(heading=(" > ".join((*path[1:], group_name(group), _("Members"))),))
        self._portal = portal
        self._board = board
        self._group = group
        self._chosen = set(group.members)
        self._search = ""
        self._kept = 0

    def compose_body(self) -> Iterator[Any]:
        warning = (directory_warning(),) if self._group.from_directory else ()
        yield Sentences(warning, style="warning", id="group-members-head")
        yield TextLines([plain("")], id="group-members-count")
        yield LineTable[PlainRow](member_columns(), id="group-people")
        yield FilterLine(on_typed=self._filter_now, id="group-members-filter")

    def on_mount(self) -> None:
        """Everybody at once: they were read with the groups."""
        self.set_data_time(self._board.read_at)
        self._show()

    def on_locked(self) -> None:
        """People are no secrets of the keys; the screen is covered, and what was marked stays."""

    def why_not(self, action: str) -> str:
        if action not in ("write", "switch", "all"):
            return ""
        if not self._board.members_known:
            return _(
                "The members could not be read, so they cannot be changed here. R on the groups reads again."
            )
        return change_refusal(self._board.provider, self._board, read_only=self.front.read_only)

    # Marking

    def action_switch(self) -> None:
        """Put the person under the cursor in, or take them out, and step down."""
        row = self._table.cursor_row
        if row is not None:
            self._chosen ^= {row.id}
            self._show()
            self._table.action_move(1)

    def action_all(self) -> None:
        """Everybody shown goes in; where all are in, out."""
        shown = {row.id for row in self._table.rows}
        self._chosen = self._chosen - shown if shown <= self._chosen else self._chosen | shown
        self._show()

    # Filter

    def action_filter(self) -> None:
        """Open the filter line; what it holds stays."""
        self.query_one(FilterLine).open(self._search)

    @on(FilterLine.Left)
    def _filter_left(self, event: FilterLine.Left) -> None:
        self._table.focus()
        if event.cleared:
            self._filter_now("")

    def _filter_now(self, wanted: str) -> None:
        if wanted != self._search:
            self._search = wanted
            self._show()

    # Writing and leaving

    @on(LineTable.Chosen)
    def _row_chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        if reason := self.why_not("write"):
            self.say(reason)
        else:
            self.action_write()

    def action_write(self) -> None:
        """Show exactly what would be written."""
        changes = plan_members(self._group, self._chosen)
        if changes:
            self._run_plan(changes)
        else:
            self.say(_("Nothing was changed yet. Space puts somebody in or takes them out."))

    @work(exclusive=True, group="groups-plan", exit_on_error=False, description="write members of a group")
    async def _run_plan(self, changes: Sequence[GroupMembersChange]) -> None:
        rows = member_rows(self._board, changes)
        end = await self.app.push_screen_wait(PlanScreen(self._path, member_words(changes), rows, self._send))
        if end is not None:
            self.dismiss(" ".join(part for part in (end.sentence, kept_words(self._kept)) if part))

    async def _send(self, changes: Sequence[GroupChange]) -> Sequence[Result]:
        return await one_by_one(changes, self._apply)

    async def _apply(self, change: GroupChange) -> None:
        written = await self._portal.groups.apply(self._board.provider, self._board.client, change)
        self._kept += written.differed

    def action_back(self) -> None:
        """Out of the filter, or out of the group; with changes that were not sent only at the second time."""
        if self._search:
            self._filter_now("")
        elif self.may_leave():
            self.dismiss(None)

    def unsent(self) -> str:
        if self._chosen == self._group.members:
            return ""
        return f"{people_words(self._group, self._chosen)}. {_('Once more leaves and drops it.')}"

    # Drawing

    @property
    def _table(self) -> LineTable[PlainRow]:
        return self.query_one("#group-people", LineTable)

    def _show(self) -> None:
        rows = people_rows(self._board, self._group, self._chosen, self._search)
        self._warned = False
        self._table.set_empty(
            nothing_matches(self._search) if self._search else _("Nobody is here yet: invite people first.")
        )
        self._table.set_rows(rows)
        self.query_one("#group-members-count", TextLines).set_text(people_words(self._group, self._chosen))
