"""CSV as password managers write it: any of four delimiters, quotes, line breaks inside fields."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.text import text_of

DELIMITERS = ",;\t|"


class Row:
    """One record. `number` counts records from 1, the header included, as a spreadsheet does."""

    __slots__ = ("_cells", "_places", "number")

    def __init__(self, number: int, places: Mapping[str, int], cells: Sequence[str]) -> None:
        self.number = number
        self._places = places
        self._cells = cells

    def get(self, *names: str) -> str:
        """The first cell under one of these column names that is not empty; else an empty text."""
        for name in names:
            place = self._places.get(name)
            if place is not None and place < len(self._cells) and self._cells[place]:
                return self._cells[place]
        return ""

    def rest(self, known: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Column and cell of every filled cell in a named column that is not `known`."""
        for name, place in self._places.items():
            if name and name not in known and place < len(self._cells) and self._cells[place].strip():
                yield name, self._cells[place]

    def cells(self) -> Sequence[str]:
        """The cells as they stand."""
        return self._cells


def header_of(text: str) -> tuple[str, ...]:
    """The names in the first record, trimmed and in lower case. Empty where it is no CSV."""
    try:
        first = next(records(text))[1]
    except (StopIteration, ImportProblem):
        return ()
    return tuple(name.strip().lower() for name in first)


def read_csv(data: bytes, *, needed: Sequence[str] = ()) -> list[Row]:
    """The records under a header, empty ones left out. Column names in lower case.

    Raises ImportProblem, also where a `needed` column is missing.
    """
    found = records(text_of(data))
    try:
        _, header = next(found)
    except StopIteration:
        raise ImportProblem(ImportFault.EMPTY) from None
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        places.setdefault(name.strip().lower(), place)
    for name in needed:
        if name not in places:
            raise ImportProblem(ImportFault.COLUMN_MISSING, what=name)
    return [Row(number, places, cells) for number, cells in found if any(cells)]


def records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, from 1. Raises ImportProblem."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            limit = csv.field_size_limit()
            fault = ImportFault.FIELD_TOO_LARGE if _runs_on(text, limit) else ImportFault.NOT_CSV
            raise ImportProblem(fault, row=number, limit=limit) from None
        yield number, cells


def _runs_on(text: str, limit: int) -> bool:
    """Whether some field may be longer than allowed: a long line, or a long stretch between quotes."""
    return any(len(part) > limit for mark in ('"', "\n") for part in text.split(mark))


def _delimiter(text: str) -> str:
    """The delimiter that stands most often in the first line, outside quotation marks."""
    first = text.split("\n", 1)[0][:10_000]
    outside = "".join(first.split('"')[0::2])
    return max(DELIMITERS, key=outside.count)
