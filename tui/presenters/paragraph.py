"""Breaking finished text into lines of so many cells. Pure."""

from __future__ import annotations

from tui.safe_text import width_of


def wrap(text: str, width: int) -> tuple[str, ...]:
    """`text` (finished, safe, one paragraph) in lines of at most `width` cells.

    Lines break at spaces; a word longer than a line is broken anywhere. Always at least one line.
    """
    width = max(1, width)
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width_of(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while len(line) > 1 and width_of(line) > width:
            head = _head(line, width)
            lines.append(head)
            line = line[len(head) :]
    return (*lines, line)


def _head(word: str, width: int) -> str:
    """As many leading characters as fit, at least one."""
    used = 0
    for index, character in enumerate(word):
        used += width_of(character)
        if used > width:
            return word[: max(1, index)]
    return word
