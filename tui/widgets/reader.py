"""Text to read: lines made for the width at hand, scrolled by keys, without motion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from tui.translate import N_
from tui.widgets.text_lines import Line, TextLines

Lines = Callable[[int], Sequence[Line]]
"""Makes the lines for a width in cells."""


class Reader(VerticalScroll, can_focus=True):
    """Shows what `lines` makes for its width, again whenever that changes."""

    DEFAULT_CSS = (
        "Reader { height: 1fr; padding: 1 2; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "by(-1)", N_("Up"), show=False, id="reader.up"),
        Binding("down,j", "by(1)", N_("Down"), show=False, id="reader.down"),
        Binding("pageup,ctrl+b", "page(-1)", N_("Page up"), show=False, id="reader.page_up"),
        Binding("pagedown,ctrl+f,space", "page(1)", N_("Page down"), show=False, id="reader.page_down"),
        Binding("home,g", "start", N_("Start"), show=False, id="reader.start"),
        Binding("end,G", "end", N_("End"), show=False, id="reader.end"),
    ]

    def __init__(self, lines: Lines, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines = lines

    def compose(self) -> ComposeResult:
        yield TextLines()

    def on_resize(self) -> None:
        self.update()

    def update(self, lines: Lines | None = None) -> None:
        """Make the lines again, from `lines` when given."""
        if lines is not None:
            self._lines = lines
        width = self.scrollable_content_region.width
        if width:
            self.query_one(TextLines).set_lines(self._lines(width))

    @property
    def text(self) -> str:
        """What is shown, without styles."""
        return self.query_one(TextLines).text

    def action_by(self, lines: int) -> None:
        """Scroll by lines."""
        self._to(self.scroll_offset.y + lines)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, keeping one line."""
        self._to(self.scroll_offset.y + pages * max(1, self.size.height - 3))

    def action_start(self) -> None:
        """To the start."""
        self._to(0)

    def action_end(self) -> None:
        """To the end."""
        self._to(self.max_scroll_y)

    def _to(self, y: float) -> None:
        self.scroll_to(y=y, animate=False)
