"""The filter of a table: what was typed after `/`, and whether a row holds it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")


def filtered_by(rows: Iterable[Row], wanted: str, searched: Callable[[Row], str]) -> tuple[Row, ...]:
    """Rows whose `searched` text holds `wanted`, ignoring case; with a leading `!` those that do not.

    `searched` gives a casefolded text. It is asked only where something is wanted.
    """
    text = wanted.strip().casefold()
    inverted = text.startswith("!")
    text = text.removeprefix("!").strip()
    if not text:
        return tuple(rows)
    return tuple(row for row in rows if (text in searched(row)) is not inverted)
