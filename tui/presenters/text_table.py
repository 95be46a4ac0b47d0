"""A table on standard output: columns as wide as their widest cell. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tui.safe_text import fit, width_of

GAP = "  "


def text_table(rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> tuple[str, ...]:
    """A line for every row of safe cells; the columns in `right` end together, the others begin together."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    return tuple(
        GAP.join(
            fit(text, width, right=place in right)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
