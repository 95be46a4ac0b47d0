"""What a matrix draws: heads of rows and columns, one letter per cell, and how the heads share a width. Pure.

Names are finished and safe (`safe_text`); styles are tokens the widget knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from tui.safe_text import CUT, fit, shorten, width_of

HEAD_LINES = 3
"""Lines a column's name may take."""

NARROWEST, WIDEST = 5, 12
"""Cells of a column: room for `[E*]` and a gap at least, and for a word of eleven letters at most."""

PREFIX = 2
"""Cells before a row's name: the cursor sign and the mark."""

_PIECES = re.compile(r"[^ /]*[ /]?")


class Head(NamedTuple):
    """The head of a row or column. `note` stands at the right end of a row's head."""

    id: str
    name: str
    note: str = ""
    style: str = ""


class MatrixCell(NamedTuple):
    """One cell: a code of one letter, whether it was edited, and a style token."""

    code: str
    edited: bool = False
    style: str = ""


class Grid(Protocol):
    """What a matrix shows. `cell` is asked for visible cells only."""

    @property
    def rows(self) -> Sequence[Head]: ...

    @property
    def columns(self) -> Sequence[Head]: ...

    @property
    def corner(self) -> str:
        """The word over the heads of the rows."""

    def cell(self, row: int, column: int) -> MatrixCell:
        """The cell of that row and column."""


class ColumnHead(NamedTuple):
    """A column's name in lines, and the cells it needs with the gap before it."""

    lines: tuple[str, ...]
    width: int


@lru_cache(maxsize=1024)
def column_head(name: str) -> ColumnHead:
    """The narrowest head that shows the whole of `name`. Where none does, long words lose their ends, and of
    many words the first and the last ones stay: nested names differ at their ends."""
    lines: tuple[str, ...] = ()
    for width in range(NARROWEST - 1, WIDEST):
        lines = _broken(name, width)
        if len(lines) <= HEAD_LINES and CUT not in "".join(lines):
            return ColumnHead(lines, width + 1)
    if len(lines) > HEAD_LINES:
        first = shorten(lines[0].removesuffix(CUT) + CUT, WIDEST - 1)
        lines = (first, *lines[1 - HEAD_LINES :])
    return ColumnHead(lines, WIDEST)


def _broken(name: str, width: int) -> tuple[str, ...]:
    """`name` in lines, broken at spaces and behind slashes. A word that is longer ends in CUT."""
    lines = [""]
    for piece in _PIECES.findall(name):
        if width_of(lines[-1] + piece.rstrip()) <= width:
            lines[-1] += piece
        else:
            lines.append(shorten(piece.rstrip(), width) + " " * piece.endswith(" "))
    return tuple(line.strip() for line in lines if line.strip()) or ("",)


def row_head_width(rows: Sequence[Head], width: int) -> int:
    """Cells for the heads of the rows: as many as the longest needs, about a third of `width` at most."""
    longest = max((width_of(head.name) + 1 + width_of(head.note) for head in rows), default=0)
    return min(PREFIX + max(longest, 10) + 1, max(16, width * 3 // 10))


def row_head(head: Head, width: int, *, cursor: bool, marked: bool) -> str:
    """A row's head in `width` cells: signs, name, and its note at the right."""
    signs = (">" if cursor else " ") + ("x" if marked else " ")
    note = f" {head.note} " if head.note else " "
    return signs + fit(head.name, max(1, width - PREFIX - width_of(note))) + note


def cell_text(cell: MatrixCell, width: int, *, cursor: bool) -> str:
    """A cell in `width` cells: `[V*] ` under the cursor and edited, ` V   ` otherwise."""
    mark = "*" if cell.edited else ""
    text = f"[{cell.code}{mark}]" if cursor else f" {cell.code}{mark}"
    return text + " " * (width - width_of(text))


def corner_lines(label: str, before: int, after: int, width: int, lines: int) -> tuple[str, ...]:
    """Over the heads of the rows: a label, and how many columns are out of sight on either side."""
    hidden = "   ".join(text for text in (f"< {before}" * (before > 0), f"{after} >" * (after > 0)) if text)
    label = " " * PREFIX + label
    if lines == 1:
        return (
            fit(shorten(label, width - width_of(hidden) - 2), width - width_of(hidden) - 1) + hidden + " ",
        )
    blank = (" " * width,) * (lines - 2)
    return (*blank, fit(hidden + " ", width, right=True), fit(label, width))


def columns_shown(widths: Sequence[int], first: int, room: int) -> int:
    """How many whole columns fit into `room` cells from column `first` on; one at least."""
    shown = 0
    for width in widths[first:]:
        room -= width
        if room < 0:
            break
        shown += 1
    return max(1, shown) if first < len(widths) else 0


def first_column(widths: Sequence[int], first: int, wanted: int, room: int) -> int:
    """Where to begin, near `first`, so that column `wanted` is shown and no room is left empty."""
    if wanted < first:
        return wanted
    while first < wanted and first + columns_shown(widths, first, room) <= wanted:
        first += 1
    while first > 0 and first - 1 + columns_shown(widths, first - 1, room) >= len(widths):
        first -= 1
    return first
