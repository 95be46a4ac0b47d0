"""Groups of one client by collections, edited as a matrix. Nothing is sent before a plan was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from backend_client.errors import Locked, RuleBroken, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.collections import Permission
from backend_client.portal.group_proposal import propose
from backend_client.portal.groups import (
    Group,
    GroupBoard,
    GroupChange,
    plan_access,
    plan_rename,
)
from backend_client.portal.providers import Provider
from tui.explain import explanation_of
from tui.presenters.collections import full_name
from tui.presenters.command_words import Command, Verb
from tui.presenters.group_edits import AccessEdits, Place as CellPlace, next_permission
from tui.presenters.group_plans import (
    access_rows,
    access_words,
    deletion_consequences,
    deletion_rows,
    deletion_words,
    kept_words,
    proposal_words,
    rename_rows,
    rename_words,
)
from tui.presenters.groups import (
    GroupGrid,
    cell_words,
    change_refusal,
    count_words,
    edit_words,
    empty_words,
    find,
    group_words,
    legend_lines,
)
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.typed_name import is_typed, text_to_type
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.group_members import GroupMembersScreen
from tui.screens.groups_keys import GROUP_KEYS
from tui.screens.new_groups import NewGroupsScreen
from tui.screens.plan import PlanScreen
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.matrix import Matrix
from tui.widgets.plain_input import PlainInput, printable_line
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import Line, Part, TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_CHANGING = frozenset(
    {"write", "next", "undo", "new_groups", "propose", "fill", "rename", "delete", "mark", "set"}
)
"""Actions that change something, or lead to it."""


class AnswerInput(PlainInput):
    """The answer to a question below the matrix."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Go on"), id="groups.answer", tooltip=N_("Show the plan.")),
    ]


class GroupsScreen(FrameScreen[None]):
    """Reads the groups through `portal` when shown, on `R`, after each plan and when the keys come back.

    Edits are kept by ids: a refresh, a lock or a plan of which something was not sent loses none.
    """

    CSS_PATH = "groups.tcss"
    AUTO_FOCUS = "Matrix"
    HELP = N_(
        "Groups go down, collections across; a letter says what members of the group may do there. A small "
        "letter hides passwords. Arrows or h j k l move, H and L by pages. Type the letter (or 0 to 5, from "
        "no access to manage), or Space for the next stronger one. f gives the row what this cell has, F "
        "the column. A star marks what was changed and not sent: Enter shows exactly what would be "
        "written, u takes the last edit back. Each group is read again just before it is written, and only "
        "your edits are laid over it. Managing always shows passwords: the server takes no other."
    )
    BINDINGS: ClassVar[list[BindingType]] = GROUP_KEYS

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        path = (_("Clients"), safe_text(client.name, limit=30), _("Groups"))
        super().__init__(heading=(" > ".join(path),))
        self._path = path
        self._portal = portal
        self._provider = provider
        self._client = client
        self._board: GroupBoard | None = None
        self._edits = AccessEdits()
        self._asking: Callable[[str], None] | None = None
        self._warned = False
        self._kept = 0

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield TextLines([plain("")], id="groups-count")
        yield TextLines([plain(""), plain("")], id="groups-where")
        yield RuleLine()
        yield Matrix(empty=_("Reading the groups ..."), on_cursor=self._show_where, id="groups-matrix")
        with Vertical(id="groups-ask"):
            yield Sentences(id="groups-question")
            with Horizontal():
                yield Static("", id="groups-label", markup=False)
                yield AnswerInput(id="groups-answer")
        yield FilterLine(on_typed=self._find_now, id="groups-find")
        yield Sentences(legend_lines(), style="muted", id="groups-legend")

    def on_mount(self) -> None:
        """Start reading; the matrix says so meanwhile."""
        self._load()

    def on_locked(self) -> None:
        """Forget what the keys had opened; edits hold ids only and stay."""
        self.workers.cancel_group(self, "groups-load")
        self._board = None
        if self.is_attached:
            self._close_question()
            self._matrix.set_empty(_("Locked. Unlock to read it again."))
            self.set_data_time(None)
            self._show()

    def on_unlocked(self) -> None:
        """Read again."""
        if self.is_attached:
            self._matrix.set_empty(_("Reading the groups ..."))
            self._load()

    def why_not(self, action: str) -> str:
        if action.partition("(")[0] not in _CHANGING:
            return ""
        return change_refusal(self._provider, self._board, read_only=self.front.read_only)

    def obey(self, command: Command) -> bool:
        """Refresh and find can be typed; going home asks about edits first."""
        if command.verb is Verb.REFRESH:
            self.action_refresh()
        elif command.verb is Verb.FILTER:
            self._find_now(command.argument)
        elif command.verb is Verb.CLIENTS and self._edits.wished and not self._warned:
            self._warn()
        else:
            return super().obey(command)
        return True

    # Reading

    def action_refresh(self) -> None:
        """Read everything again; what is shown stays until then, and edits stay."""
        self._load()

    @work(exclusive=True, group="groups-load", exit_on_error=False, description="read the groups")
    async def _load(self) -> None:
        self.say(_("Reading ..."))
        if await self._read():
            self.say("")

    async def _read(self) -> bool:
        try:
            board = await self._portal.groups.board(self._provider, self._client)
        except Locked:
            self.on_locked()
        except SeatwardenError as error:
            self._failed(error)
        else:
            self._take(board)
            return True
        return False

    def _take(self, board: GroupBoard) -> None:
        self._board = board
        self._edits.take(board)
        self.set_data_time(board.read_at)
        self._matrix.set_empty(empty_words(board))
        self._show()

    def _failed(self, error: SeatwardenError) -> None:
        if self._board is None:
            self._matrix.set_empty(explanation_of(error).sentence)
            self.explain(error, _("Nothing is shown."))
        else:
            self.set_data_time(self._board.read_at, stale=True)
            self.explain(error, _("The older state is shown."))

    # Editing cells

    def action_set(self, permission: int) -> None:
        """Wish this permission for the cell under the cursor."""
        place = self._place
        if place is not None:
            self._edited(self._edits.set([place], Permission(permission)))

    def action_next(self) -> None:
        """Wish the next stronger permission, and after the strongest none."""
        place = self._place
        if place is not None:
            self._edited(self._edits.set([place], next_permission(self._edits.permission(*place))))

    def action_fill(self, row: bool) -> None:
        """Wish for the whole row, or column, what the cell under the cursor shows. Marked rows go along."""
        board, place = self._board, self._place
        if board is None or place is None:
            return
        groups = self._marked or [place[0]]
        if row:
            places = [(group, each.id) for group in groups for each in board.collections]
        else:
            places = [(group.id, place[1]) for group in board.groups]
        self._edited(self._edits.set(places, self._edits.permission(*place)), everywhere=True)

    def action_undo(self) -> None:
        """Take the last edit back."""
        if self._edits.undo():
            self._edited(1, everywhere=True)
        else:
            self.say(_("There is nothing to take back: everything is as the server has it."))

    def action_propose(self) -> None:
        """Lay the common pattern over what is there, as edits."""
        if self._board is not None:
            proposed = propose(self._board)
            count = self._edits.set_each(proposed)
            self._edited(count, everywhere=True)
            self.say(proposal_words(count))

    def _edited(self, cells: int, *, everywhere: bool = False) -> None:
        self._warned = False
        if cells and self._board is not None:
            self.say("")
            self._matrix.cells_changed(here=cells == 1 and not everywhere)
            self._show_where()

    # Writing

    @on(Matrix.Chosen)
    def _chosen(self, event: Matrix.Chosen) -> None:
        event.stop()
        if reason := self.why_not("write"):
            self.say(reason)
        else:
            self.action_write()

    def action_write(self) -> None:
        """Show exactly what would be written."""
        board = self._board
        if board is None:
            return
        changes = plan_access(board, self._edits.wished)
        if changes:
            self._run_plan(access_words(board, changes), access_rows(board, changes), False)
        else:
            self.say(_("Nothing was changed yet. A letter or Space changes the cell under the cursor."))

    @work(exclusive=True, group="groups-plan", exit_on_error=False, description="carry out a plan")
    async def _run_plan(self, words: PlanWords, rows: Sequence[PlanRow[GroupChange]], careful: bool) -> None:
        self._kept = 0
        screen: PlanScreen[GroupChange] = PlanScreen(self._path, words, rows, self._send, careful=careful)
        end = await self.app.push_screen_wait(screen)
        if end is not None and await self._read():
            self._matrix.set_marks(())
            self.say(" ".join(part for part in (end.sentence, kept_words(self._kept)) if part))

    async def _send(self, changes: Sequence[GroupChange]) -> Sequence[Result]:
        return await one_by_one(changes, self._apply)

    async def _apply(self, change: GroupChange) -> None:
        written = await self._portal.groups.apply(self._provider, self._client, change)
        self._kept += written.differed

    # Groups

    def action_mark(self) -> None:
        """Mark or unmark the group under the cursor and step down."""
        row = self._matrix.row
        if row is not None:
            self._matrix.set_marks(self._matrix.marks ^ {row.id})
            self._matrix.action_move(1, 0)

    @work(exclusive=True, group="groups-plan", exit_on_error=False, description="new groups")
    async def action_new_groups(self) -> None:
        """Open the names of new groups."""
        await self._on_another_screen(lambda board: NewGroupsScreen(self._portal, board, self._path))

    @work(exclusive=True, group="groups-plan", exit_on_error=False, description="members of a group")
    async def action_members(self) -> None:
        """Open the members of the group under the cursor."""
        group = self._group
        if group is not None:
            await self._on_another_screen(
                lambda board: GroupMembersScreen(self._portal, board, group, self._path)
            )

    async def _on_another_screen(self, make: Callable[[GroupBoard], FrameScreen[str | None]]) -> None:
        if self._board is None:
            return
        said = await self.app.push_screen_wait(make(self._board))
        if said and await self._read():
            self.say(said)

    def action_rename(self) -> None:
        """Ask for another name."""
        group = self._group
        if group is not None:
            self._ask((), _("New name: "), printable_line(group.name), self._rename)

    def _rename(self, typed: str) -> None:
        board, group = self._board, self._group
        if board is None or group is None:
            return
        try:
            changes = plan_rename(board, group, typed)
        except RuleBroken as broken:
            self.explain(broken)
            return
        self._close_question()
        if changes:
            self._run_plan(rename_words(changes), rename_rows(changes), False)

    def action_delete(self) -> None:
        """Ask for the name of what is to be deleted."""
        board, groups = self._board, self._chosen_groups
        if board is not None and groups:
            question = (*deletion_consequences(board, groups), self._invitation(groups))
            self._ask(question, _("Name: "), "", self._delete)

    def _invitation(self, groups: Sequence[Group]) -> str:
        if len(groups) == 1:
            wanted = text_to_type(groups[0].name, groups[0].id)
            return _("To delete it, type its name: {name}").format(name=wanted)
        wanted = text_to_type(self._client.name, self._client.organization_id)
        return _("To delete them, type the client's name: {name}").format(name=wanted)

    def _delete(self, typed: str) -> None:
        board, groups = self._board, self._chosen_groups
        if board is None or not groups:
            return
        one = groups[0] if len(groups) == 1 else None
        name, otherwise = (one.name, one.id) if one else (self._client.name, self._client.organization_id)
        if not is_typed(name, typed, otherwise):
            self.say(_("That is not its name. Nothing was sent."), "warning")
            return
        self._close_question()
        self._run_plan(deletion_words(board, groups), deletion_rows(board, groups), True)

    # A question below the matrix

    def _ask(self, sentences: Sequence[str], label: str, value: str, then: Callable[[str], None]) -> None:
        self.query_one("#groups-question", Sentences).set_sentences(sentences)
        self.query_one("#groups-label", Static).update(label)
        field = self.query_one("#groups-answer", PlainInput)
        field.value = value
        field.cursor_position = len(value)
        self._asking = then
        self.say("")
        self.query_one("#groups-ask").display = True
        self.query_one("#groups-legend").display = False
        self.set_focus(field)

    @on(Input.Submitted, "#groups-answer")
    def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._asking is not None:
            self._asking(event.value)

    def _close_question(self) -> None:
        self._asking = None
        self.query_one("#groups-answer", PlainInput).value = ""
        self.query_one("#groups-ask").display = False
        self.query_one("#groups-legend").display = True
        self.set_focus(self._matrix)

    # Finding and leaving

    def action_find(self) -> None:
        """Open the find line."""
        self.query_one(FilterLine).open("")

    @on(FilterLine.Left)
    def _found(self) -> None:
        self._matrix.focus()

    def _find_now(self, wanted: str) -> None:
        if self._board is not None and wanted.strip():
            row, column = find(self._board, wanted, *self._matrix.place)
            self._matrix.move_to(row, column)

    def action_back(self) -> None:
        """Out of a question, or out of the groups; with edits that were not sent only at the second time."""
        if self._asking is not None:
            self._close_question()
            self.say("")
        elif self._edits.wished and not self._warned:
            self._warn()
        else:
            self.dismiss(None)

    def _warn(self) -> None:
        self._warned = True
        self.say(f"{edit_words(self._edits)}. {_('Once more leaves and drops them.')}", "warning")

    # Drawing

    @property
    def _matrix(self) -> Matrix:
        return self.query_one(Matrix)

    @property
    def _group(self) -> Group | None:
        row = self._matrix.row
        return self._board.group(row.id) if self._board is not None and row is not None else None

    @property
    def _place(self) -> CellPlace | None:
        row, column = self._matrix.row, self._matrix.column
        return (row.id, column.id) if row is not None and column is not None else None

    @property
    def _marked(self) -> list[str]:
        return (
            [group.id for group in self._board.groups if group.id in self._matrix.marks]
            if self._board
            else []
        )

    @property
    def _chosen_groups(self) -> tuple[Group, ...]:
        """The marked groups, else the one under the cursor."""
        found = [self._board.group(each) for each in self._marked] if self._board else []
        groups = tuple(group for group in found if group is not None)
        return groups or ((self._group,) if self._group is not None else ())

    def _show(self) -> None:
        self._matrix.set_grid(GroupGrid(self._board, self._edits) if self._board else None)
        self.refresh_keys()
        self._show_where()

    def _show_where(self) -> None:
        """The names under the cursor in full, and what their cell means."""
        if not self.is_attached:
            return
        board, group, place = self._board, self._group, self._place
        count = count_words(board) if board else ""
        edited = edit_words(self._edits) if board else ""
        self.query_one("#groups-count", TextLines).set_text(edited or count, "low" if edited else "muted")
        lines = [plain(""), plain("")]
        if board is not None and group is not None:
            lines[0] = Line((Part(group_words(group, known=board.members_known), "strong"),))
            if place is not None:
                column = board.collections[self._matrix.place[1]]
                words = cell_words(self._edits, group, column)
                lines[1] = Line((Part(full_name(column)),), (Part(words, "strong"),))
        self.query_one("#groups-where", TextLines).set_lines(lines)
