"""Lines of finished text with a left and a right part, repainted only where they changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.safe_text import shorten, width_of
from tui.widgets.tokens import token_style


class Part(NamedTuple):
    """A piece of a line: safe text and a style token (see `tui.widgets.tokens`)."""

    text: str
    style: str = ""


class Line(NamedTuple):
    """One line. The right part keeps its place; the left part is cut when both do not fit."""

    left: tuple[Part, ...] = ()
    right: tuple[Part, ...] = ()


def plain(text: str, style: str = "") -> Line:
    """A line of one part."""
    return Line((Part(text, style),))


class TextLines(Widget):
    """Draws `Line`s. `set_lines` compares with what is shown: equal lines write nothing."""

    DEFAULT_CSS = "TextLines { height: auto; width: 1fr; }"

    def __init__(
        self, lines: Sequence[Line] = (), *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = tuple(lines)
        self._laid_out = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    @property
    def text(self) -> str:
        """What is shown, without styles or padding between the parts."""
        return "\n".join("".join(part.text for part in line.left + line.right) for line in self._lines)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show `lines`; only lines that differ are painted again."""
        new = tuple(lines)
        old, self._lines = self._lines, new
        if len(new) != len(old):
            self.refresh(layout=True)
            return
        changed = [
            Region(0, y, self._changed_width(old[y], line), 1) for y, line in enumerate(new) if line != old[y]
        ]
        if changed:
            self.refresh(*changed)

    def _changed_width(self, old: Line, new: Line) -> int:
        """Cells from the left up to the last one that differs, where that is simple to tell; else all."""
        if len(old.left) == len(new.left) == 1 and not old.right and not new.right:
            before, after = old.left[0], new.left[0]
            if before.style == after.style and before.text.isascii() and after.text.isascii():
                longest = max(len(before.text), len(after.text))
                pairs = zip(before.text.ljust(longest), after.text.ljust(longest), strict=True)
                differing = [x for x, (one, other) in enumerate(pairs) if one != other]
                return min(self.size.width, (differing[-1] if differing else 0) + 1)
        return self.size.width

    def set_text(self, text: str, style: str = "") -> None:
        """Show one line of one part."""
        self.set_lines((plain(text, style),))

    def on_resize(self) -> None:
        """Paint now what a layout left to be painted, or it would go out with the next change. The first
        layout is followed by changes anyway."""
        if self._laid_out:
            self.refresh()
        self._laid_out = True

    def get_content_height(self, _container: Size, _viewport: Size, _width: int) -> int:
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[y]
        right_width = sum(width_of(part.text) for part in line.right)
        segments = self._segments(line.left, max(0, width - right_width - (1 if line.right else 0)))
        used = sum(width_of(segment.text) for segment in segments)
        segments.append(Segment(" " * max(0, width - used - right_width), base))
        segments.extend(self._segments(line.right, width))
        return Strip(segments).adjust_cell_length(width, base)

    def _segments(self, parts: Sequence[Part], room: int) -> list[Segment]:
        segments: list[Segment] = []
        base = self.rich_style
        for text, token in parts:
            shown = shorten(text, room)
            room -= width_of(shown)
            style = base + token_style(self, token) if token else base
            segments.append(Segment(shown, style))
        return segments
