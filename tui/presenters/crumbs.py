"""The path in a title line, made to fit: its end says where one is and is cut last. Pure."""

from __future__ import annotations

from tui.safe_text import shorten, width_of

_BETWEEN = " > "
_SHORTEST = 8


def fit_path(path: str, width: int) -> str:
    """`path` (finished, `Clients > Delta Fisheries > Members`) in `width` cells where that can be.

    The first of three or more parts goes first; then the longest before the last are shortened.
    """
    parts = path.split(_BETWEEN)
    if len(parts) > 2 and width_of(path) > width:
        del parts[0]
    return _with_shorter_names(parts, width)


def _with_shorter_names(parts: list[str], width: int) -> str:
    for index in sorted(range(len(parts) - 1), key=lambda each: -width_of(parts[each])):
        over = width_of(_BETWEEN.join(parts)) - width
        if over <= 0:
            break
        parts[index] = shorten(parts[index], max(_SHORTEST, width_of(parts[index]) - over))
    return _BETWEEN.join(parts)
