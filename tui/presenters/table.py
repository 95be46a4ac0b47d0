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
    """Share `width` cells: shrink, then drop, when it is too little; widen when there is more."""
    shown = list(range(len(columns)))
    widths = [column.width for column in columns]
    order = sorted(shown, key=lambda index: columns[index].drop, reverse=True)
    for index in order:
        if not columns[index].flexible and _excess(shown, widths, width) > 0:
            widths[index] = _shrunk(columns[index], widths[index], _excess(shown, widths, width))
    for index in order:
        if columns[index].drop and _least(shown, columns, widths) > width:
            shown.remove(index)
            _regrow(shown, columns, widths, width)
    _use_spare(shown, columns, widths, width)
    placed: list[PlacedColumn] = []
    x = 0
    for index in shown:
        placed.append(PlacedColumn(index, columns[index], x, widths[index]))
        x += widths[index] + GAP
    return tuple(placed)


def _excess(shown: Sequence[int], widths: Sequence[int], width: int) -> int:
    return sum(widths[index] for index in shown) + GAP * (len(shown) - 1) - width


def _shrunk(column: Column, current: int, excess: int) -> int:
    least = current if column.narrow is None else column.narrow
    return max(least, current - excess)


def _least(shown: Sequence[int], columns: Sequence[Column], widths: Sequence[int]) -> int:
    least = sum(
        columns[index].narrow or widths[index] if columns[index].flexible else widths[index]
        for index in shown
    )
    return least + GAP * (len(shown) - 1)


def _regrow(shown: Sequence[int], columns: Sequence[Column], widths: list[int], width: int) -> None:
    for index in shown:
        lacking = columns[index].width - widths[index]
        widths[index] += max(0, min(lacking, width - _least(shown, columns, widths)))


def _use_spare(shown: Sequence[int], columns: Sequence[Column], widths: list[int], width: int) -> None:
    flexible = next((index for index in shown if columns[index].flexible), None)
    if flexible is not None and _excess(shown, widths, width) > 0:
        widths[flexible] = _shrunk(columns[flexible], widths[flexible], _excess(shown, widths, width))
    for index in shown:
        spare = -_excess(shown, widths, width)
        growth = (columns[index].wide or widths[index]) - widths[index]
        widths[index] += max(0, min(spare, growth))
    if flexible is not None:
        widths[flexible] += max(0, -_excess(shown, widths, width))
