"""Names that the server stores HTML-encoded, and whose length it checks in that form. Pure."""

from __future__ import annotations

LONGEST_ENCODED = 50
"""Characters of a provider's name and business name after the encoding."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def encoded_length(text: str) -> int:
    """How long `text` is once the server has encoded it: markup characters, Latin-1 letters such as é and
    everything beyond the basic plane become entities of five characters and more."""
    return sum(map(_length, text))


def _length(character: str) -> int:
    entity = _ENTITIES.get(character)
    if entity is not None:
        return len(entity)
    code = ord(character)
    return len(f"&#{code};") if 0xA0 <= code <= 0xFF or code > 0xFFFF else 1
