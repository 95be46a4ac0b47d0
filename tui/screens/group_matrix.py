"""The matrix of a client's groups: reading, showing, editing its cells. Writing is in `groups.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on

from backend_client.portal.clients import Client
from backend_client.portal.collections import Permission
from backend_client.portal.group_proposal import propose
from backend_client.portal.groups import Group, GroupBoard
from backend_client.portal.providers import Provider
from tui.presenters.group_edits import AccessEdits, Place as CellPlace, next_permission
from tui.presenters.group_plans import proposal_words
from tui.presenters.groups import (
    GroupGrid,
    cell_words,
    collection_words,
    count_words,
    edit_words,
    empty_words,
    find,
    group_words,
    legend_lines,
    position_words,
)
from tui.safe_text import safe_text
from tui.screens.base import RuleLine
from tui.screens.reader import BoardScreen
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.matrix import Matrix
from tui.widgets.question import Question
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import Line, Part, TextLines, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_client.portal.portal import Portal


class GroupMatrixScreen(BoardScreen[None, GroupBoard]):
    """Reads the groups through `portal` when shown, on `R` and when the keys come back.

    Edits are kept by ids: a refresh, a lock or a plan of which something was not sent loses none.
    """

    CSS_PATH = "groups.tcss"
    READ_GROUP = "groups-load"
    READING = N_("Reading the groups ...")
    AUTO_FOCUS = "Matrix"

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        path = (_("Clients"), safe_text(client.name, limit=30), _("Groups"))
        super().__init__(heading=(" > ".join(path),))
        self.path = path
        self.portal = portal
        self.provider = provider
        self.client = client
        self.edits = AccessEdits()
        self.warned = False

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield TextLines([plain("")], id="groups-count")
        yield TextLines([plain(""), plain("")], id="groups-where")
        yield RuleLine()
        yield Matrix(empty=_(self.READING), on_cursor=self._show_where, id="groups-matrix")
        yield Question(id="groups-ask")
        yield FilterLine(on_typed=self.find_now, id="groups-find")
        yield Sentences(legend_lines(), style="muted", id="groups-legend")

    def on_mount(self) -> None:
        """Start reading; the matrix says so meanwhile."""
        self._load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a question is asked, its answer and going back are all there is."""
        del parameters
        asked = any(question.display for question in self.query(Question))  # none while the screen closes
        return not asked or action not in ("find", "refresh")

    # Reading

    def _say_instead(self, sentence: str) -> None:
        self.matrix.set_empty(sentence)

    async def _read(self) -> GroupBoard:
        self.say(_("Reading ..."))
        return await self.portal.groups.board(self.provider, self.client)

    def _took(self, board: GroupBoard, said: str) -> None:
        self.edits.take(board)
        self.matrix.set_empty(empty_words(board))
        super()._took(board, said)

    # Editing cells

    def action_set(self, permission: int) -> None:
        """Wish this permission for the cell under the cursor."""
        place = self.place
        if place is not None:
            self._edited(self.edits.set([place], Permission(permission)))

    def action_next(self) -> None:
        """Wish the next stronger permission, and after the strongest none."""
        place = self.place
        if place is not None:
            self._edited(self.edits.set([place], next_permission(self.edits.permission(*place))))

    def action_fill(self, row: bool) -> None:
        """Wish for the whole row, or column, what the cell under the cursor shows. Marked rows go along."""
        board, place = self.board, self.place
        if board is None or place is None:
            return
        groups = self.marked or [place[0]]
        if row:
            places = [(group, each.id) for group in groups for each in board.collections]
        else:
            places = [(group.id, place[1]) for group in board.groups]
        self._edited(self.edits.set(places, self.edits.permission(*place)), everywhere=True)

    def action_undo(self) -> None:
        """Take the last edit back."""
        if self.edits.undo():
            self._edited(1, everywhere=True)
        else:
            self.say(_("There is nothing to take back: everything is as the server has it."))

    def action_propose(self) -> None:
        """Lay the common pattern over what is there, as edits."""
        if self.board is not None:
            proposed = propose(self.board)
            count = self.edits.set_each(proposed)
            self._edited(count, everywhere=True)
            self.say(proposal_words(count))

    def _edited(self, cells: int, *, everywhere: bool = False) -> None:
        self.warned = False
        if cells and self.board is not None:
            self.say("")
            self.matrix.cells_changed(here=cells == 1 and not everywhere)
            self._show_where()

    def close_question(self) -> None:
        """Take the question below the matrix away."""
        self.query_one(Question).close()
        self.query_one("#groups-legend").display = True
        self.set_focus(self.matrix)

    # Finding

    def action_find(self) -> None:
        """Open the find line."""
        self.query_one(FilterLine).open("")

    @on(FilterLine.Left)
    def _found(self) -> None:
        self.matrix.focus()

    def find_now(self, wanted: str) -> None:
        if self.board is not None and wanted.strip():
            row, column = find(self.board, wanted, *self.matrix.place)
            self.matrix.move_to(row, column)

    # Drawing

    @property
    def matrix(self) -> Matrix:
        return self.query_one(Matrix)

    @property
    def group(self) -> Group | None:
        row = self.matrix.row
        return self.board.group(row.id) if self.board is not None and row is not None else None

    @property
    def place(self) -> CellPlace | None:
        row, column = self.matrix.row, self.matrix.column
        return (row.id, column.id) if row is not None and column is not None else None

    @property
    def marked(self) -> list[str]:
        return (
            [group.id for group in self.board.groups if group.id in self.matrix.marks] if self.board else []
        )

    @property
    def chosen_groups(self) -> tuple[Group, ...]:
        """The marked groups, else the one under the cursor."""
        found = [self.board.group(each) for each in self.marked] if self.board else []
        groups = tuple(group for group in found if group is not None)
        return groups or ((self.group,) if self.group is not None else ())

    def _show(self) -> None:
        self.matrix.set_grid(GroupGrid(self.board, self.edits) if self.board else None)
        self.refresh_keys()
        self._show_where()

    def _show_where(self) -> None:
        """The names under the cursor in full, and what their cell means."""
        if not self.is_attached:
            return
        board, group, place = self.board, self.group, self.place
        count = count_words(board) if board else ""
        edited = edit_words(self.edits) if board else ""
        self.query_one("#groups-count", TextLines).set_text(edited or count, "low" if edited else "muted")
        lines = [plain(""), plain("")]
        if board is not None and group is not None:
            words = group_words(group, known=board.members_known)
            where = position_words(self.matrix.place[0], len(board.groups))
            lines[0] = Line((Part(words, "strong"),), (Part(where, "muted"),))
            if place is not None:
                column = board.collections[self.matrix.place[1]]
                words = cell_words(self.edits, group, column)
                lines[1] = Line((Part(collection_words(board, column)),), (Part(words, "strong"),))
        self.query_one("#groups-where", TextLines).set_lines(lines)
