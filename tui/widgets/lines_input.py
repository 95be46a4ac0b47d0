"""A field of several lines for ordinary text, safe against what a paste may bring."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.widgets import TextArea

from tui.widgets.plain_input import printable_line

LONGEST_PASTE = 200_000
"""Characters of one paste; what is beyond them is left out."""


class LinesInput(TextArea):
    """Textual's text area as a plain field: Tab leaves it, nothing is parsed, no control characters enter."""

    DEFAULT_CSS = """
    LinesInput, LinesInput:focus {
        border: none; padding: 0; width: 1fr; height: 1fr; background: $surface;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0;
        & .text-area--gutter, & .text-area--cursor-gutter, & .text-area--placeholder {
            color: $foreground 75%;
        }
    }
    """

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, soft_wrap=False, show_line_numbers=True, id=id)
        self.cursor_blink = False

    @property
    def lines(self) -> tuple[str, ...]:
        """What is typed, line by line."""
        return tuple(self.text.split("\n"))

    def go_to_line(self, number: int) -> None:
        """Put the cursor at the end of line `number`, counted from 1."""
        row = max(0, min(number - 1, self.document.line_count - 1))
        self.move_cursor((row, len(self.document.get_line(row))))

    def append(self, added: Sequence[str]) -> None:
        """Put lines below what is there and the cursor on an empty one; undo takes them back."""
        kept = [line for line in (self.text.rstrip(),) if line]
        self.replace("\n".join((*kept, *added, "")), (0, 0), self.document.end)
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: events.Paste) -> None:
        """A paste from the terminal. The name is Textual's."""
        event.stop()
        event.prevent_default()
        pasted = event.text[:LONGEST_PASTE].splitlines()
        text = "\n".join(printable_line(line.replace("\t", " ")) for line in pasted)
        if event.text.endswith(("\n", "\r")):
            text += "\n"
        self.replace(text, *self.selection, maintain_selection_offset=False)
