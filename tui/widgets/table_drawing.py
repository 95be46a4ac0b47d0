"""A table's lines as pieces of text with style tokens: the heading, and one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui.presenters.table import GAP, Cell, PlacedColumn
from tui.safe_text import fit, shorten, width_of

PREFIX = 2
"""Cells before the first column: the cursor sign and the mark."""

CURSOR_SIGN = ">"
MARK_SIGN = "x"


class Piece(NamedTuple):
    """Text and the tokens that style it, each on top of the one before."""

    text: str
    tokens: tuple[str, ...] = ()


def heading_piece(placed: Sequence[PlacedColumn], sort: tuple[str, bool] | None) -> Piece:
    """The heading line. `sort` is the column's key and whether values fall from top to bottom."""
    words = [" " * PREFIX]
    for position, (_cell, column, _x, width) in enumerate(placed):
        heading = column.heading
        if sort is not None and sort[0] == column.key:
            arrow = "v" if sort[1] else "^"
            spaced = width_of(heading) + 2 <= width
            heading = f"{heading} {arrow}" if spaced else shorten(heading, width - 1) + arrow
        words.append(" " * GAP * (position > 0) + fit(heading, width, right=column.right))
    return Piece("".join(words), ("heading",))


def row_pieces(
    cells: Sequence[Cell], placed: Sequence[PlacedColumn], *, marked: bool, cursor: str
) -> list[Piece]:
    """One row. `cursor` is the token of the row under the cursor, empty elsewhere. Neighbours of one style
    are one piece: each piece costs an escape sequence."""
    line = ("marked",) * marked + ((cursor,) if cursor else ())
    pieces = [Piece((CURSOR_SIGN if cursor else " ") + (MARK_SIGN if marked else " "), line)]
    for position, (cell, column, _x, width) in enumerate(placed):
        text, token, short = cells[cell]
        if short is not None and width_of(text) > width:
            text = short
        if position:
            _append(pieces, Piece(" " * GAP, line))
        _append(pieces, Piece(fit(text, width, right=column.right), (*line, token) if token else line))
    return pieces


def _append(pieces: list[Piece], piece: Piece) -> None:
    if pieces[-1].tokens == piece.tokens:
        pieces[-1] = Piece(pieces[-1].text + piece.text, piece.tokens)
    else:
        pieces.append(piece)
