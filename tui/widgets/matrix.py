"""A matrix with fixed heads: rows and columns of one-letter cells, walked with the keyboard.

Only what is visible is drawn; a step of the cursor paints two rows, and the heads when the column changes.
The cursor and the marks belong to ids and survive another grid, also a time without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.presenters.matrix import (
    ColumnHead,
    Grid,
    Head,
    cell_text,
    column_head,
    columns_shown,
    corner_lines,
    first_column,
    row_head,
    row_head_width,
)
from tui.safe_text import fit, shorten
from tui.translate import N_
from tui.widgets.table_drawing import Piece
from tui.widgets.tokens import token_style


class Matrix(Widget, can_focus=True):
    """Shows a `Grid`. `on_cursor` is called when the cursor rests on another cell."""

    DEFAULT_CSS = "Matrix { height: 1fr; width: 1fr; background: $background; }"
    BINDING_GROUP_TITLE = N_("Matrix")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", N_("Up"), show=False, id="matrix.up"),
        Binding("down,j", "move(1, 0)", N_("Down"), show=False, id="matrix.down"),
        Binding("left,h", "move(0, -1)", N_("Left"), show=False, id="matrix.left"),
        Binding("right,l", "move(0, 1)", N_("Right"), show=False, id="matrix.right"),
        Binding("pageup,ctrl+b", "page(-1)", N_("Page up"), show=False, id="matrix.page_up"),
        Binding("pagedown,ctrl+f", "page(1)", N_("Page down"), show=False, id="matrix.page_down"),
        Binding("H,ctrl+left", "page_across(-1)", N_("Page left"), show=False, id="matrix.page_left"),
        Binding("L,ctrl+right", "page_across(1)", N_("Page right"), show=False, id="matrix.page_right"),
        Binding("g,ctrl+home", "edge(-1, 0)", N_("First row"), show=False, id="matrix.first"),
        Binding("G,ctrl+end", "edge(1, 0)", N_("Last row"), show=False, id="matrix.last"),
        Binding("home,circumflex_accent", "edge(0, -1)", N_("First column"), show=False, id="matrix.home"),
        Binding("end,dollar_sign", "edge(0, 1)", N_("Last column"), show=False, id="matrix.end"),
        Binding("enter", "choose", N_("Open"), show=False, id="matrix.choose"),
    ]

    @dataclass
    class Chosen(Message):
        """Enter was pressed."""

        matrix: Matrix

        @property
        def control(self) -> Matrix:
            return self.matrix

    def __init__(
        self, *, empty: str = "", on_cursor: Callable[[], None] | None = None, id: str | None = None
    ) -> None:
        """`empty` is shown while there are no rows."""
        super().__init__(id=id)
        self._grid: Grid | None = None
        self._heads: tuple[ColumnHead, ...] = ()
        self._widths: tuple[int, ...] = ()
        self._row = self._column = self._top = self._left = 0
        self._emptied_at: tuple[str, str] | None = None
        self._head_height, self._side = 1, 0
        self._marks: frozenset[str] = frozenset()
        self._empty = empty
        self._on_cursor = on_cursor
        self._styles: dict[tuple[str, ...], Style] = {}

    # What the owner reads and sets

    @property
    def row(self) -> Head | None:
        """The head of the row under the cursor."""
        rows = self._grid.rows if self._grid else ()
        return rows[self._row] if rows else None

    @property
    def column(self) -> Head | None:
        """The head of the column under the cursor."""
        columns = self._grid.columns if self._grid else ()
        return columns[self._column] if columns else None

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the cursor, from 0."""
        return self._row, self._column

    @property
    def marks(self) -> frozenset[str]:
        """Ids of marked rows."""
        return self._marks

    def set_empty(self, text: str) -> None:
        """What to show when there are no rows."""
        self._empty = text
        self.refresh()

    def set_grid(self, grid: Grid | None) -> None:
        """Show `grid`; the cursor stays with the ids it was on, where they are still there."""
        row, column = self._ids()
        self._emptied_at = (row, column) if grid is None else None
        self._grid = grid
        self._heads = tuple(column_head(head.name) for head in grid.columns) if grid else ()
        self._widths = tuple(head.width for head in self._heads)
        self._row = _place_of(row, grid.rows if grid else (), self._row)
        self._column = _place_of(column, grid.columns if grid else (), self._column)
        if grid is not None:
            self._marks &= {head.id for head in grid.rows}
        self._measure()
        self._keep_visible()
        self.refresh()
        self._tell()

    def _ids(self) -> tuple[str, str]:
        """Of the row and the column of the cursor; where there is no grid, of those it was on."""
        row, column = self.row, self.column
        if self._grid is None and self._emptied_at is not None:
            return self._emptied_at
        return (row.id if row else "", column.id if column else "")

    def cells_changed(self, *, here: bool = False) -> None:
        """Ask the grid for its cells again; `here` for those of the cursor's row only."""
        if here:
            self._refresh_row(self._row)
        else:
            self.refresh(Region(0, self._head_height, self.size.width, self._page_height))

    def set_marks(self, marks: Iterable[str]) -> None:
        """Mark exactly these rows."""
        self._marks = frozenset(marks)
        self.refresh()

    def move_to(self, row: int, column: int) -> None:
        """Put the cursor there, or as near as can be."""
        grid = self._grid
        if grid is None:
            return
        row = max(0, min(row, len(grid.rows) - 1))
        column = max(0, min(column, len(grid.columns) - 1))
        if (row, column) == (self._row, self._column):
            return
        old_row, old_column, window = self._row, self._column, (self._top, self._left)
        self._row, self._column = row, column
        self._keep_visible()
        if window != (self._top, self._left):
            self.refresh()
        else:
            self._refresh_row(old_row)
            self._refresh_row(row)
            if column != old_column:
                self.refresh(Region(0, 0, self.size.width, self._head_height))
        self._tell()

    # Keys and mouse

    def action_move(self, down: int, right: int) -> None:
        """One step."""
        self.move_to(self._row + down, self._column + right)

    def action_page(self, by: int) -> None:
        """One page up or down."""
        self.move_to(self._row + by * self._page_height, self._column)

    def action_page_across(self, by: int) -> None:
        """One page left or right."""
        self.move_to(self._row, self._column + by * self._columns_shown)

    def action_edge(self, down: int, right: int) -> None:
        """To the first or last row or column."""
        grid = self._grid
        if grid is not None:
            row = {-1: 0, 1: len(grid.rows)}.get(down, self._row)
            self.move_to(row, {-1: 0, 1: len(grid.columns)}.get(right, self._column))

    def action_choose(self) -> None:
        """Post `Chosen`."""
        self.post_message(self.Chosen(self))

    def on_click(self, event: events.Click) -> None:
        """The cell that was clicked; on a row's head only the row."""
        row = event.y - self._head_height + self._top
        if self._grid is None or event.y < self._head_height or row >= len(self._grid.rows):
            return
        column, x = self._left, self._side
        while event.x >= self._side and column < len(self._widths) and event.x >= x + self._widths[column]:
            x += self._widths[column]
            column += 1
        self.move_to(row, column if event.x >= self._side else self._column)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(3, 0)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-3, 0)

    # Drawing

    def on_resize(self) -> None:
        self._measure()
        self._keep_visible()
        self.refresh()

    def on_focus(self) -> None:
        self._refresh_row(self._row)

    def on_blur(self) -> None:
        self._refresh_row(self._row)

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        grid, width = self._grid, self.size.width
        if grid is None or not grid.rows:
            text = shorten(f"  {self._empty}", width) if y == 0 else ""
            return self._strip([Piece(text, ("muted",))])
        if y < self._head_height:
            return self._strip(self._head_pieces(grid, y))
        row = y - self._head_height + self._top
        return self._strip(self._row_pieces(grid, row) if row < len(grid.rows) else [])

    def _head_pieces(self, grid: Grid, y: int) -> list[Piece]:
        last = self._left + self._columns_shown
        hidden = (self._left, len(self._widths) - last)
        corner = corner_lines(grid.corner, *hidden, self._side, self._head_height)[y]
        pieces = [Piece(corner, ("heading",))]
        for index in range(self._left, last):
            lines, width = self._heads[index]
            line = y - self._head_height + len(lines)
            text = fit(lines[line] if line >= 0 else "", width - 1)
            pieces.append(Piece(" "))
            style = grid.columns[index].style
            tokens = ("heading", style) if style else ("heading",)
            here = index == self._column and line >= 0
            pieces.append(Piece(text, (*tokens, "cursor-blurred", "cursor") if here else tokens))
        return pieces

    def _row_pieces(self, grid: Grid, row: int) -> list[Piece]:
        head, here = grid.rows[row], row == self._row
        text = row_head(head, self._side, cursor=here, marked=head.id in self._marks)
        own = ("cursor-blurred",) if here else (head.style,) if head.style else ()
        pieces = [Piece(text, own)]
        for index in range(self._left, self._left + self._columns_shown):
            cell = grid.cell(row, index)
            cursor = here and index == self._column
            drawn = cell_text(cell, self._widths[index], cursor=cursor)
            style: tuple[str, ...] = (cell.style,) if cell.style else ()
            if cursor:
                shown = len(drawn.rstrip())
                pieces.append(
                    Piece(drawn[:shown], (*style, "cursor" if self.has_focus else "cursor-blurred"))
                )
                drawn, style = drawn[shown:], ()
            pieces.append(Piece(drawn, style))
        return pieces

    def _strip(self, pieces: list[Piece]) -> Strip:
        strip = Strip([Segment(text, self._style(tokens)) for text, tokens in pieces])
        return strip.adjust_cell_length(self.size.width, self._style(()))

    def _style(self, tokens: tuple[str, ...]) -> Style:
        style = self._styles.get(tokens)
        if style is None:
            style = self.rich_style
            for token in tokens:
                style += token_style(self, token)
            self._styles[tokens] = style
        return style

    # The window

    def _measure(self) -> None:
        """The heads' height and width: asked for by every line that is drawn, so kept."""
        self._head_height = max((len(head.lines) for head in self._heads), default=1)
        self._side = row_head_width(self._grid.rows, self.size.width) if self._grid else 0

    @property
    def _page_height(self) -> int:
        return max(1, self.size.height - self._head_height)

    @property
    def _columns_shown(self) -> int:
        return columns_shown(self._widths, self._left, self.size.width - self._side)

    def _keep_visible(self) -> None:
        if self._grid is None:
            return
        page = self._page_height
        top = min(max(self._top, self._row - page + 1), self._row)
        self._top = max(0, min(top, len(self._grid.rows) - page))
        self._left = first_column(self._widths, self._left, self._column, self.size.width - self._side)

    def _refresh_row(self, row: int) -> None:
        y = row - self._top + self._head_height
        if self._head_height <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _tell(self) -> None:
        if self._on_cursor is not None:
            self._on_cursor()


def _place_of(head_id: str, heads: Iterable[Head], before: int) -> int:
    """Where the head of that id is among `heads`; else the nearest place to `before`."""
    last = 0
    for index, each in enumerate(heads):
        if each.id == head_id:
            return index
        last = index
    return min(before, last)
