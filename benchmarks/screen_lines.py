"""Which line of the terminal each written byte belongs to."""

from __future__ import annotations

import re

_CURSOR_TO = re.compile(rb"\x1b\[(\d+);(\d+)H")
_CONTROL = re.compile(rb"\x1b\[[0-9;:?<>=]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[\x00-\x1f]")


def bytes_per_line(written: bytes) -> dict[int, int]:
    """Bytes per screen line (from 1), each cursor move counted to the line it goes to."""
    counts: dict[int, int] = {}
    moves = list(_CURSOR_TO.finditer(written))
    for move, following in zip(moves, [*moves[1:], None], strict=True):
        line = int(move[1])
        end = following.start() if following else len(written)
        counts[line] = counts.get(line, 0) + end - move.start()
    return counts


def text_of(written: bytes) -> str:
    """What a person would read of it: the bytes without control sequences."""
    return _CONTROL.sub(b"", written).decode(errors="replace")
