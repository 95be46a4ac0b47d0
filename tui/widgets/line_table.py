"""A table on Textual's Line API: rows are data, only visible lines are drawn, only changed ones repainted.

It never parses markup and never measures rows that are not on the screen, so its cost does not grow
with their number. The cursor and the marks belong to row ids and survive `set_rows`, the cursor also a
time without rows: what a lock took away comes back under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Generic, TypeAlias, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.presenters.paragraph import wrap
from tui.presenters.table import GAP, Column, PlacedColumn, TableRow, place_columns
from tui.safe_text import fit, width_of
from tui.translate import N_
from tui.widgets import table_messages
from tui.widgets.table_drawing import PREFIX, Piece, heading_piece, row_pieces
from tui.widgets.tokens import token_style

RowT = TypeVar("RowT", bound=TableRow)

STRIPS_KEPT = 500
"""Drawn rows that are kept: some pages."""


class LineTable(ScrollView, Generic[RowT], can_focus=True):
    """A table of `TableRow`s with a heading line, a cursor and marks.

    Give it columns and rows; it posts `Highlighted` when the cursor rests on another row, `Chosen` on
    Enter, `MarksChanged`, and `CursorRowVanished` when new rows no longer hold the row of the cursor.
    """

    DEFAULT_CSS = """
    LineTable { height: 1fr; width: 1fr; overflow: hidden hidden; background: $background; }
    """
    Highlighted: TypeAlias = table_messages.Highlighted
    Chosen: TypeAlias = table_messages.Chosen
    MarksChanged: TypeAlias = table_messages.MarksChanged
    CursorRowVanished: TypeAlias = table_messages.CursorRowVanished
    Resized: TypeAlias = table_messages.Resized

    BINDING_GROUP_TITLE = N_("Table")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", N_("Up"), show=False, id="table.up"),
        Binding("down,j", "move(1)", N_("Down"), show=False, id="table.down"),
        Binding("pageup,ctrl+b", "page(-1)", N_("Page up"), show=False, id="table.page_up"),
        Binding("pagedown,ctrl+f", "page(1)", N_("Page down"), show=False, id="table.page_down"),
        Binding("home,g", "first", N_("First row"), show=False, id="table.first"),
        Binding("end,G", "last", N_("Last row"), show=False, id="table.last"),
        Binding("enter", "choose", N_("Open"), show=False, id="table.choose"),
    ]

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "",
        on_cursor: Callable[[RowT | None], None] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`empty` is shown instead of rows when there are none. `on_cursor` is called with the row when the
        cursor moves, before `Highlighted` is posted: what it changes is painted in the same frame."""
        super().__init__(id=id, classes=classes)
        self._columns: tuple[Column, ...] = tuple(columns)
        self._places: tuple[PlacedColumn, ...] = ()
        self._placed_in = -1
        self._laid_out = False
        self._rows: Sequence[RowT] = ()
        self._index_of: dict[str, int] = {}
        self._cursor = 0
        self._emptied_at: tuple[int, int] | None = None
        self._marks: frozenset[str] = frozenset()
        self._anchor: str | None = None
        self._sort: tuple[str, bool] | None = None
        self._empty = empty
        self._on_cursor = on_cursor
        self._styles: dict[tuple[str, ...], Style] = {}
        self._strips: dict[str, tuple[RowT, tuple[bool, str], Strip]] = {}

    # What the owner reads and sets

    @property
    def rows(self) -> Sequence[RowT]:
        """The rows, in the order shown."""
        return self._rows

    @property
    def cursor_row(self) -> RowT | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def cursor_index(self) -> int:
        """The index of that row."""
        return self._cursor

    @property
    def marks(self) -> frozenset[str]:
        """Ids of marked rows, also of those a filter hides."""
        return self._marks

    @property
    def visible_rows(self) -> Sequence[RowT]:
        """The rows on the screen."""
        top = self.scroll_offset.y
        return self._rows[top : top + max(0, self.size.height - 1)]

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns; rows stay."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self._placed_in = -1
            self.refresh()

    def set_sort(self, key: str | None, *, descending: bool = False) -> None:
        """Show the sort arrow at column `key`. The owner sorts the rows."""
        sort = None if key is None else (key, descending)
        if sort != self._sort:
            self._sort = sort
            self.refresh(Region(0, 0, self.size.width, 1))

    def set_empty(self, text: str) -> None:
        """What to show when there are no rows."""
        if text != self._empty:
            self._empty = text
            if not self._rows:
                self.refresh()

    def set_rows(self, rows: Sequence[RowT]) -> None:
        """Show `rows`. The cursor follows its id and keeps its line; only changed lines are painted."""
        old_rows, old_top, old_cursor = self._rows, self.scroll_offset.y, self._cursor
        old_row = self.cursor_row
        self._rows = rows
        self._index_of = {row.id: index for index, row in enumerate(rows)}
        index, line = self._index_after(old_row), old_cursor - old_top
        if old_row is None and index is not None and self._emptied_at is not None:
            line = self._emptied_at[1]
        if old_row is not None and not rows:
            self._emptied_at = (hash(old_row.id), line)
        elif rows:
            self._emptied_at = None
        vanished = old_row is not None and index is None
        self._cursor = min(old_cursor, max(0, len(rows) - 1)) if index is None else index
        if len(rows) != len(old_rows):
            self._set_virtual_size()
        self._scroll_to_line(self._cursor - line)
        if self.scroll_offset.y == old_top:
            self._refresh_changed(old_rows, old_cursor, old_top)
        if vanished and old_row is not None:
            self.post_message(self.CursorRowVanished(self._anonymous, old_row))
        if old_row != self.cursor_row:
            self._post_highlighted()

    def _index_after(self, old_row: RowT | None) -> int | None:
        """Where the row of the cursor is now. While there are none, a hash is kept: ids may hold names."""
        if old_row is not None:
            return self._index_of.get(old_row.id)
        if self._emptied_at is None:
            return None
        wanted = self._emptied_at[0]
        return next((index for row_id, index in self._index_of.items() if hash(row_id) == wanted), None)

    def set_marks(self, marks: Iterable[str]) -> None:
        """Mark exactly these ids."""
        new = frozenset(marks)
        changed, self._marks = self._marks ^ new, new
        for row_id in changed:
            if row_id in self._index_of:
                self._refresh_row(self._index_of[row_id])
        if changed:
            self.post_message(self.MarksChanged(self._anonymous, new))

    def move_to(self, row_id: str) -> bool:
        """Put the cursor on the row of that id; False when there is none."""
        index = self._index_of.get(row_id)
        if index is None:
            return False
        self._move_cursor(index)
        return True

    def aligned(self, label: str, texts: Mapping[str, str]) -> str:
        """A line with `texts` (by column key) ending under their columns, and `label` at their left."""
        line = ""
        start = self.size.width
        limit = start
        for _cell, column, x, width in reversed(self._placed):
            if column.key in texts:
                text = texts[column.key]
                end = min(PREFIX + x + width, limit)
                line = text + " " * (start - end) + line
                start = end - width_of(text)
                limit = start - GAP
        return fit(" " * PREFIX + label, max(0, limit)) + " " * (start - limit) + line

    # Keys and mouse

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._move_cursor(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor and the window by pages."""
        page = max(1, self.size.height - 2)
        self._scroll_to_line(self.scroll_offset.y + by * page)
        self._move_cursor(self._cursor + by * page)

    def action_first(self) -> None:
        """Go to the first row."""
        self._move_cursor(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._move_cursor(len(self._rows) - 1)

    def action_choose(self) -> None:
        """Post `Chosen` for the row under the cursor."""
        row = self.cursor_row
        if row is not None:
            self.post_message(self.Chosen(self._anonymous, row))

    def toggle_mark(self) -> None:
        """Mark or unmark the row under the cursor and step down."""
        row = self.cursor_row
        if row is not None:
            self._anchor = None
            self.set_marks(self._marks ^ {row.id})
            self._move_cursor(self._cursor + 1)

    def mark_range(self) -> bool:
        """First call: start a range here. Second: mark everything up to here. True while one is open."""
        row = self.cursor_row
        if row is None:
            return False
        start = self._index_of.get(self._anchor) if self._anchor is not None else None
        if start is None:
            self._anchor = row.id
            self.set_marks(self._marks | {row.id})
            return True
        first, last = sorted((start, self._cursor))
        self._anchor = None
        self.set_marks(self._marks | {each.id for each in self._rows[first : last + 1]})
        return False

    def on_click(self, event: events.Click) -> None:
        index = event.y - 1 + self.scroll_offset.y
        if event.y >= 1 and index < len(self._rows):
            self._move_cursor(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-3)

    # Drawing

    def on_resize(self) -> None:
        self._set_virtual_size()
        self._keep_cursor_visible()
        if self._laid_out:
            self.refresh()  # what a layout left to be painted would otherwise go out with the next change
        self._laid_out = True
        self.post_message(self.Resized(self._anonymous))

    def on_focus(self) -> None:
        self._refresh_row(self._cursor)

    def on_blur(self) -> None:
        self._refresh_row(self._cursor)

    def notify_style_update(self) -> None:
        self._styles.clear()
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            return self._draw([heading_piece(self._placed, self._sort)], width)
        index = y - 1 + self.scroll_offset.y
        if index < len(self._rows):
            return self._row_strip(index, width)
        if not self._rows:
            said = wrap(self._empty, max(1, width - PREFIX))[y - 1 : y]
            return self._draw([Piece(" " * PREFIX + line, ("muted",)) for line in said], width)
        return Strip.blank(width, self._style(()))

    def _row_strip(self, index: int, width: int) -> Strip:
        """A row's line, kept: scrolling draws each row once."""
        row, placed = self._rows[index], self._placed
        cursor = ("cursor" if self.has_focus else "cursor-blurred") if index == self._cursor else ""
        state = (row.id in self._marks, cursor)
        known = self._strips.get(row.id)
        if known is not None and known[0] is row and known[1] == state:
            return known[2]
        strip = self._draw(row_pieces(row.cells, placed, marked=state[0], cursor=cursor), width)
        if len(self._strips) >= STRIPS_KEPT:
            self._strips.clear()
        self._strips[row.id] = (row, state, strip)
        return strip

    def _draw(self, pieces: Sequence[Piece], width: int) -> Strip:
        strip = Strip([Segment(text, self._style(tokens)) for text, tokens in pieces])
        return strip.adjust_cell_length(width, self._style(()))

    def _style(self, tokens: tuple[str, ...]) -> Style:
        style = self._styles.get(tokens)
        if style is None:
            style = self.rich_style
            for token in tokens:
                style += token_style(self, token)
            self._styles[tokens] = style
        return style

    @property
    def _placed(self) -> tuple[PlacedColumn, ...]:
        """The columns as they share the present width."""
        if self._placed_in != self.size.width:
            self._placed_in = self.size.width
            self._strips.clear()
            self._places = place_columns(self._columns, max(0, self.size.width - PREFIX))
        return self._places

    def cuts(self, key: str, text: str) -> bool:
        """Whether the column of that key shows `text` not wholly, at the present width."""
        shown = next((each.width for each in self._placed if each.column.key == key), 0)
        return self.size.width > 0 and width_of(text) > shown

    # Moving and repainting

    @property
    def _anonymous(self) -> LineTable[TableRow]:
        return self  # type: ignore[return-value]

    def _post_highlighted(self) -> None:
        if self._on_cursor is not None:
            self._on_cursor(self.cursor_row)
        self.post_message(self.Highlighted(self._anonymous, self.cursor_row))

    def _set_virtual_size(self) -> None:
        """Say how far there is to scroll. Set without the reactive, which would lay the screen out again."""
        self.set_reactive(LineTable.virtual_size, Size(self.size.width, len(self._rows) + 1))

    def _move_cursor(self, index: int) -> None:
        index = max(0, min(index, len(self._rows) - 1))
        if index == self._cursor or not self._rows:
            return
        old, self._cursor = self._cursor, index
        top = self.scroll_offset.y
        self._keep_cursor_visible()
        if self.scroll_offset.y == top:
            self._refresh_row(old)
            self._refresh_row(index)
        self._post_highlighted()

    def _keep_cursor_visible(self) -> None:
        self._scroll_to_line(self.scroll_offset.y)

    def _scroll_to_line(self, top: int) -> None:
        page = max(1, self.size.height - 1)
        top = min(max(top, self._cursor - page + 1), self._cursor)
        top = max(0, min(top, len(self._rows) - page))
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def _refresh_row(self, index: int) -> None:
        y = index + 1 - self.scroll_offset.y
        if 1 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _refresh_changed(self, old_rows: Sequence[RowT], old_cursor: int, top: int) -> None:
        regions: list[Region] = []
        for y in range(1, self.size.height):
            index = y - 1 + top
            old = old_rows[index] if index < len(old_rows) else None
            new = self._rows[index] if index < len(self._rows) else None
            moved = old_cursor != self._cursor and index in (old_cursor, self._cursor)
            if moved or old is None or new is None or old.id != new.id:
                if moved or old is not new:
                    regions.append(Region(0, y, self.size.width, 1))
            elif old != new:
                regions.extend(self._changed_cells(old, new, y))
        if not old_rows or not self._rows:
            regions = [Region(0, 1, self.size.width, max(0, self.size.height - 1))]
        if regions:
            self.refresh(*regions)

    def _changed_cells(self, old: RowT, new: RowT, y: int) -> list[Region]:
        """One region from the first to the last cell that differs. (Each region costs a line's left part.)"""
        old_cells, new_cells = old.cells, new.cells
        changed = [each for each in self._placed if old_cells[each.cell] != new_cells[each.cell]]
        if not changed:
            return []
        first, last = changed[0], changed[-1]
        return [Region(PREFIX + first.x, y, last.x + last.width - first.x, 1)]
