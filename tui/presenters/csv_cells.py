"""CSV files whose cells no spreadsheet takes for a formula, and how fields are named. Pure.

Spreadsheets of many countries take semicolons or tabs for the border of a cell, also inside quotation marks
that began after a comma. So what stands behind one is guarded like the beginning of the cell.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tui.safe_text import safe_text

_FORMULA = re.compile(r'(?:^|[;\t])(?=[\s"]*[-=+@|%\t\r\u2212])')
"""The places before a sign that begins a formula; quotation marks between are dropped by some readers."""


def csv_cell(value: object) -> str | int | float:
    """A cell no spreadsheet takes for a formula. Numbers stay numbers; what is not known is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = safe_text(str(value), limit=4096)
    places = [found.end() for found in _FORMULA.finditer(text if text.isascii() else _plain(text))]
    for place in reversed(places):
        text = f"{text[:place]}'{text[place:]}"
    return text


def _plain(text: str) -> str:
    """Full-width, small and raised signs as plain ones, letter for letter: spreadsheets know them too."""
    return "".join(unicodedata.normalize("NFKC", letter)[:1] or letter for letter in text)


def csv_text(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole file: the names of the columns, then the rows, each value made a safe cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return out.getvalue()


def values_csv(record: Mapping[str, object]) -> str:
    """A file with a line for each value of one record: a name inside another is joined to it by a dot,
    a list is joined by semicolons."""
    return csv_text(("field", "value"), _values(record))


def _values(record: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _values(value, f"{above}{name}.")
        elif isinstance(value, list | tuple):
            yield f"{above}{name}", "; ".join(map(str, value))
        else:
            yield f"{above}{name}", value


def camel_case(name: str) -> str:
    """A name of ours as fields are named for programs: "billing_email" is "billingEmail"."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
