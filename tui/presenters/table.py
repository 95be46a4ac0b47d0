"""What a table draws: columns, rows of cells, and how columns share a width. Pure.

Cell texts are finished and safe (`safe_text`); a style is a token the table widget knows, never a colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

GAP = 1
"""Cells between two columns."""


class Cell(NamedTuple):
    """One cell. `short` is used where `text` does not fit the column; `style` is a token or empty."""

    text: str
    style: str = ""
    short: str | None = None


class TableRow(Protocol):
    """What a table needs of a row. Rows are compared with `==`; `cells` is asked for visible rows only."""

    @property
    def id(self) -> str: ...

    @property
    def cells(self) -> Sequence[Cell]: ...


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row whose cells are already made."""

    id: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `width` is its cells at the standard width; `narrow` what it may shrink to, `wide` what it may grow
    to. One `flexible` column takes what is left and may shrink to `narrow`. `drop` says which columns
    leave first on a narrow screen: the highest; 0 never leaves.
    """

    key: str
    heading: str
    width: int
    narrow: int | None = None
    wide: int | None = None
    flexible: bool = False
    right: bool = False
    drop: int = 0


class PlacedColumn(NamedTuple):
    """A column that is shown: the index of its cell in a row, its first place and its width."""

    cell: int
    column: Column
    x: int
    width: int


def place_columns(columns: Sequence[Column], width: int) -> tuple[PlacedColumn, ...]:
    """Share `width` cells.

    Too few: columns that may leave shrink, the flexible one shrinks, then columns leave, then the rest
    shrinks. More than enough: columns widen, and the flexible one takes the rest.
    """
    shown = list(range(len(columns)))
    widths = [column.width for column in columns]
    leaving = sorted((i for i in shown if columns[i].drop), key=lambda i: -columns[i].drop)
    flexible = [i for i in shown if columns[i].flexible]
    steadfast = [i for i in shown if not columns[i].drop and not columns[i].flexible]
    for index in (*leaving, *flexible):
        _shrink(index, columns, shown, widths, width)
    for index in leaving:
        if _spare(shown, widths, width) < 0:
            shown.remove(index)
    for index in steadfast:
        _shrink(index, columns, shown, widths, width)
    _widen(shown, columns, widths, width)
    placed: list[PlacedColumn] = []
    x = 0
    for index in shown:
        placed.append(PlacedColumn(index, columns[index], x, widths[index]))
        x += widths[index] + GAP
    return tuple(placed)


def _spare(shown: Sequence[int], widths: Sequence[int], width: int) -> int:
    """Cells that are left; negative when there are too few."""
    return width - sum(widths[index] for index in shown) - GAP * (len(shown) - 1)


def _shrink(
    index: int, columns: Sequence[Column], shown: Sequence[int], widths: list[int], width: int
) -> None:
    least = columns[index].narrow
    lacking = -_spare(shown, widths, width)
    if least is not None and lacking > 0:
        widths[index] = max(least, widths[index] - lacking)


def _widen(shown: Sequence[int], columns: Sequence[Column], widths: list[int], width: int) -> None:
    standard = [(index, columns[index].width) for index in shown]
    wide = [(index, columns[index].wide or 0) for index in shown]
    for index, wanted in (*standard, *wide):
        growth = min(wanted - widths[index], _spare(shown, widths, width))
        widths[index] += max(0, growth)
    for index in shown:
        if columns[index].flexible:
            widths[index] += max(0, _spare(shown, widths, width))
