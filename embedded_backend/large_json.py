"""Reading large JSON in pieces: the decoder keeps all other threads waiting while it reads one piece."""

from __future__ import annotations

import json
import re
from typing import Any

_SMALL = 256 * 1024
_SPACE = re.compile(r"[ \t\r\n]*")


def _folded(members: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name.lower(): value for name, value in members}


_DECODER = json.JSONDecoder(object_pairs_hook=_folded)


def parse_folded(body: bytes) -> Any:
    """`json.loads` with every object key in lower case: input names match case-insensitively.

    The arrays of a large top-level object are read element by element. Raises ValueError.
    """
    if len(body) <= _SMALL or body.lstrip()[:1] != b"{":
        return json.loads(body, object_pairs_hook=_folded)
    try:
        return _object(body.decode("utf-8"))
    except IndexError:
        raise ValueError("cut off") from None


def _object(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    place = _past(text, 0, "{")
    while text[place] != "}":
        name, place = _DECODER.raw_decode(text, place)
        place = _past(text, place, ":")
        name = str(name).lower()
        if text[place] == "[":
            found[name], place = _array(text, place)
        else:
            found[name], place = _DECODER.raw_decode(text, place)
        place = _next(text, place, "}")
    if text[place + 1 :].strip():
        raise ValueError("more than one value")
    return found


def _array(text: str, place: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    place = _past(text, place, "[")
    while text[place] != "]":
        value, place = _DECODER.raw_decode(text, place)
        found.append(value)
        place = _next(text, place, "]")
    return found, place + 1


def _next(text: str, place: int, end: str) -> int:
    """The place of the next value, or of `end`."""
    place = _space(text, place)
    if text[place] == end:
        return place
    place = _past(text, place, ",")
    if text[place] == end:
        raise ValueError("a comma before the end")
    return place


def _past(text: str, place: int, sign: str) -> int:
    place = _space(text, place)
    if text[place] != sign:
        raise ValueError(f"{sign} expected")
    return _space(text, place + 1)


def _space(text: str, place: int) -> int:
    if text[place] > " ":
        return place
    found = _SPACE.match(text, place)
    return place if found is None else found.end()
