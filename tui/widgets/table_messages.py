"""What a line table says. Each message carries the table as `control`, for handlers that mean one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tui.presenters.table import TableRow

if TYPE_CHECKING:
    from tui.widgets.line_table import LineTable


@dataclass
class TableMessage(Message, bubble=True):
    """Something that happened in `table`."""

    table: LineTable[TableRow]

    @property
    def control(self) -> LineTable[TableRow]:
        """The table."""
        return self.table


@dataclass
class Highlighted(TableMessage, namespace="line_table"):
    """The cursor is on another row; `row` is None in an empty table."""

    row: TableRow | None


@dataclass
class Chosen(TableMessage, namespace="line_table"):
    """Enter was pressed on `row`."""

    row: TableRow


@dataclass
class MarksChanged(TableMessage, namespace="line_table"):
    """The set of marked ids changed."""

    marks: frozenset[str]


@dataclass
class CursorRowVanished(TableMessage, namespace="line_table"):
    """New rows do not hold `row`, on which the cursor was; it went to the nearest one."""

    row: TableRow


@dataclass
class Resized(TableMessage, namespace="line_table"):
    """The columns were placed anew: what stands aligned with them must be drawn again."""
