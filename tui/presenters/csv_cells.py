"""CSV files whose cells no spreadsheet takes for a formula. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from tui.safe_text import safe_text

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def csv_cell(value: object) -> str | int | float:
    """A cell no spreadsheet takes for a formula. Numbers stay numbers; what is not known is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = safe_text(str(value), limit=4096)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def csv_text(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole file: the names of the columns, then the rows, each value made a safe cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return out.getvalue()
