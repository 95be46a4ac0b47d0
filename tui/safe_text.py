"""The one door for text that is not ours: names, e-mails, server messages, file contents.

A terminal obeys control characters, hides zero-width ones and reorders text at bidirectional
controls. `safe_text` makes every such character visible and drops none; the result has only
printable characters. It is not markup-safe: draw it as `Content`, `Text` or `Segment`, never parse it.

Widths are cells of a terminal: 2 for East Asian wide characters, 0 for combining marks, else 1.
This module imports nothing of Textual or Rich, so commands can use it too.
"""

from __future__ import annotations

import unicodedata

MARK = "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"
"""Stands for one character that a terminal would hide or obey."""

CUT = "~"
"""Stands at the end of text that was shortened."""

DEFAULT_LIMIT = 256
"""Characters kept of one piece of foreign text."""

_HIDDEN_LETTERS = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x1810))
    | set(range(0xFE00, 0xFE10))
    | set(range(0xE0100, 0xE01F0))
)
"""Code points whose category says letter, mark or symbol, and which nevertheless show as nothing."""


def safe_text(text: str, *, limit: int = DEFAULT_LIMIT) -> str:
    """`text` with every control, format and hidden character made visible, at most `limit` characters.

    C0 controls become their control pictures, DEL its own; C1 controls, bidirectional controls, line
    and paragraph separators, zero-width and other format characters, surrogates, private-use and
    unassigned code points become `MARK`. Longer text ends in `CUT`.
    """
    shortened = len(text) > limit
    if shortened:
        text = text[: max(0, limit - len(CUT))]
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_visible, text))
        if text and unicodedata.category(text[0]).startswith("M"):
            text = MARK + text[1:]  # a leading mark would change the cell before it
    return text + CUT[:limit] if shortened else text


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if code in _HIDDEN_LETTERS or unicodedata.category(character) in _HIDDEN_CATEGORIES:
        return MARK
    return character


_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def width_of(text: str) -> int:
    """How many cells a terminal needs for `text`, which has been through `safe_text`."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells: padded with spaces (at its left when `right`) or cut with `CUT`."""
    needed = width_of(text)
    if needed > width:
        text = _cut(text, width)
        needed = width_of(text)
    padding = " " * (width - needed)
    return padding + text if right else text + padding


def shorten(text: str, width: int) -> str:
    """`text` in at most `width` cells, cut with `CUT`, not padded."""
    return text if width_of(text) <= width else _cut(text, width)


def _cut(text: str, width: int) -> str:
    if width <= 0:
        return ""
    room = width - len(CUT)
    kept: list[str] = []
    for character in text:
        room -= _character_width(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + CUT
