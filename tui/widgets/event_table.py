"""The table of an event log: it says when somebody wants to go past its end."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from tui.presenters.events import EventRow
from tui.widgets.line_table import LineTable


class EventTable(LineTable[EventRow]):
    """Posts `PastEnd` when the cursor is on the last row and a key sends it further down."""

    @dataclass
    class PastEnd(Message):
        """There may be more to read."""

    def action_move(self, by: int) -> None:
        self._tell_end(by)
        super().action_move(by)

    def action_page(self, by: int) -> None:
        self._tell_end(by)
        super().action_page(by)

    def action_last(self) -> None:
        self._tell_end(1)
        super().action_last()

    def _tell_end(self, by: int) -> None:
        if by > 0 and self.rows and self.cursor_index == len(self.rows) - 1:
            self.post_message(self.PastEnd())
