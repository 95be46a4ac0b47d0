"""A table of one column in which Space chooses: any number of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.presenters.table import Cell, Column, PlainRow
from tui.translate import N_
from tui.widgets.line_table import LineTable


class MarkList(LineTable[PlainRow]):
    """Rows are (id, safe text). Past its ends Up and Down go to the field before and after."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space",
            "mark_row",
            N_("Choose"),
            id="marks.choose",
            tooltip=N_("Choose the row, or not any more."),
        ),
        Binding("up,k", "step(-1)", N_("Up"), show=False, id="marks.up"),
        Binding("down,j", "step(1)", N_("Down"), show=False, id="marks.down"),
    ]

    def __init__(self, heading: str, *, empty: str = "", id: str | None = None) -> None:
        super().__init__((Column("name", heading, 20, flexible=True),), empty=empty, id=id)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Other rows; what was chosen and is gone is chosen no more."""
        self.set_rows([PlainRow(row_id, (Cell(text),)) for row_id, text in choices])
        self.set_marks(self.marks & {row_id for row_id, _text in choices})

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the chosen rows, in their order."""
        return tuple(row.id for row in self.rows if row.id in self.marks)

    def action_mark_row(self) -> None:
        """Choose the row under the cursor, or take that back."""
        if self.cursor_row is not None:
            self.set_marks(self.marks ^ {self.cursor_row.id})

    def action_step(self, by: int) -> None:
        """One row up or down, or out of the list."""
        if 0 <= self.cursor_index + by < len(self.rows):
            self.action_move(by)
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()
