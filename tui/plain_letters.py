"""For terminals that take few letters: scroll bars of whole cells, and `?` for what cannot be sent."""

from __future__ import annotations

import sys
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.scrollbar import ScrollBarRender


class WholeCells(ScrollBarRender):
    """A bar without the eighths of blocks, which not every terminal and font has."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


class PlainLetters(LineFilter):
    """Puts a `?` for each cell of what `encoding` cannot say: the terminal's own stand-ins are longer."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells."""
        del background
        return [
            segment if segment.text.isascii() else Segment(self.plain(segment.text), segment.style)
            for segment in segments
        ]

    def plain(self, text: str) -> str:
        """`text` in as many cells, of letters that can be sent."""
        try:
            text.encode(self._encoding)
        except UnicodeEncodeError:
            return "".join(map(self._letter, text))
        return text

    def _letter(self, letter: str) -> str:
        try:
            letter.encode(self._encoding)
        except UnicodeEncodeError:
            return "?" * cell_len(letter)
        return letter


def terminal_encoding() -> str:
    """What the terminal is written in: Textual writes to standard error."""
    return sys.__stderr__.encoding if sys.__stderr__ is not None else "utf-8"


def letter_filters(encoding: str) -> tuple[LineFilter, ...]:
    """What the lines of a terminal of that encoding go through."""
    return () if encoding.casefold().replace("-", "") == "utf8" else (PlainLetters(encoding),)
