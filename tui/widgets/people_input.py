"""The field for people: addresses as they come, rows of a spreadsheet with their tabs."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui.widgets.lines_input import LinesInput

LONGEST_TEXT = 500_000
"""Characters that are kept of a paste or a file."""


def printable_lines(text: str) -> str:
    """`text` with its line ends and tabs, without anything else a terminal would obey or hide.

    Other white space becomes a space: it parted words.
    """
    text = text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() and text.isprintable() else "".join(map(_kept, text))


def _kept(letter: str) -> str:
    if letter in "\n\t" or letter.isprintable():
        return letter
    return " " if letter.isspace() else ""


class PeopleInput(LinesInput):
    """Up in the first line and Down in the last one leave it, so the form is walked with two keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "line_before", show=False, id="people.up"),
        Binding("down", "line_after", show=False, id="people.down"),
    ]

    def __init__(self, *, placeholder: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self.placeholder = placeholder

    def put_in(self, text: str) -> None:
        """Replace what is there, with the cursor at the end; undo takes it back."""
        self.replace(printable_lines(text), (0, 0), self.document.end)
        self.move_cursor(self.document.end)

    def action_line_before(self) -> None:
        """A line up, or to the field before."""
        if self.cursor_at_first_line:
            self.screen.focus_previous()
        else:
            self.action_cursor_up()

    def action_line_after(self) -> None:
        """A line down, or to the next field."""
        if self.cursor_at_last_line:
            self.screen.focus_next()
        else:
            self.action_cursor_down()

    async def _on_paste(self, event: events.Paste) -> None:
        """A paste from the terminal. The name is Textual's."""
        event.stop()
        event.prevent_default()
        self.replace(printable_lines(event.text), *self.selection, maintain_selection_offset=False)
