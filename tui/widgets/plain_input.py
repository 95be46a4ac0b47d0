"""A one-line field for ordinary text, safe against what a paste may bring."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

LONGEST = 1024


def printable_line(text: str) -> str:
    """The first line of `text` without anything a terminal would obey or hide."""
    lines = text.splitlines()
    return "".join(letter for letter in lines[0] if letter.isprintable()) if lines else ""


class PlainInput(Input):
    """Textual's input in one line, with a resting cursor, that drops control characters from a paste."""

    DEFAULT_CSS = """
    PlainInput, PlainInput:focus {
        height: 1; border: none; padding: 0; width: 1fr; background: $surface;
    }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            max_length=LONGEST,
            select_on_focus=False,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False

    def accepted(self, pasted: str) -> str:
        """What of a pasted text may enter the field."""
        return printable_line(pasted)

    def _on_paste(self, event: events.Paste) -> None:
        """A paste from the terminal. The name is Textual's."""
        event.stop()
        event.prevent_default()
        self.replace(self.accepted(event.text), *self.selection)
