"""A one-line filter field that is there only while it is typed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from tui.translate import N_
from tui.widgets.plain_input import PlainInput
from tui.widgets.text_lines import TextLines, plain


class FilterField(PlainInput):
    """The field. It swallows keys that would leave it empty-handed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(True)", N_("Clear"), show=False, id="filter.clear"),
        Binding("enter,down,tab", "leave(False)", N_("To the table"), show=False, id="filter.keep"),
    ]

    def __init__(self, on_typed: Callable[[str], None] | None = None) -> None:
        super().__init__()
        self._on_typed = on_typed

    def watch_value(self, value: str) -> None:
        """Tell at the very keystroke: what follows from it is painted with the letter."""
        if self._on_typed is not None and self.is_mounted:
            self._on_typed(value)

    @dataclass
    class Leaving(Message):
        """The field is left; `cleared` when by Esc."""

        cleared: bool

    def action_leave(self, cleared: bool) -> None:
        """Leave the field."""
        self.post_message(self.Leaving(cleared))

    def action_delete_left(self) -> None:
        """Backspace; in an empty field it leaves."""
        if self.value:
            super().action_delete_left()
        else:
            self.action_leave(True)


class FilterLine(Horizontal):
    """`/` and a field. Its `Input.Changed` messages bubble; `Left` says that the table is next."""

    DEFAULT_CSS = """
    FilterLine { height: 1; display: none; }
    FilterLine > .sign { width: 2; }
    """

    @dataclass
    class Left(Message):
        """The field was left; `cleared` says that the filter is to be dropped."""

        cleared: bool

    def __init__(self, *, on_typed: Callable[[str], None] | None = None, id: str | None = None) -> None:
        """`on_typed` is called with the text at each change, before `Input.Changed` is posted."""
        super().__init__(id=id)
        self._on_typed = on_typed

    def compose(self) -> ComposeResult:
        yield TextLines((plain(" /"),), classes="sign")
        yield FilterField(self._on_typed)

    def open(self, text: str) -> None:
        """Show the field with `text` and go to it."""
        self.display = True
        field = self.query_one(FilterField)
        field.value = text
        field.cursor_position = len(text)
        self.screen.set_focus(field)  # at once: people type ahead

    @on(FilterField.Leaving)
    def _leaving(self, event: FilterField.Leaving) -> None:
        event.stop()
        self.display = False
        if event.cleared:
            with self.prevent(Input.Changed):
                self.query_one(FilterField).value = ""
        self.post_message(self.Left(event.cleared))
