"""Reading large JSON in pieces: the decoder keeps every other thread waiting while it reads one piece."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

_SMALL = 256 * 1024
_SPACE = re.compile(r"[ \t\r\n]*")


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("no JSON number")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def parse_large(text: str) -> Any:
    """The value of JSON text; in a large object the arrays are read element by element.

    Raises ValueError, also for NaN and Infinity, and RecursionError where it is too deep.
    """
    if len(text) <= _SMALL or not text.lstrip().startswith("{"):
        return _DECODER.decode(text)
    found: dict[str, Any] = {}
    try:
        place = _past(text, 0, "{")
        while text[place] != "}":
            name, place = _name(text, place)
            if text[place] == "[":
                array = _Array(text, place)
                found[name] = list(array)
                place = array.end
            else:
                found[name], place = _DECODER.raw_decode(text, place)
            place = _next(text, place, "}")
    except IndexError:
        raise ValueError("cut off") from None
    if text[place + 1 :].strip():
        raise ValueError("more than one value")
    return found


def elements_of(text: str, member: str) -> Iterator[Any]:
    """The elements of the array that is `member` of the object `text`, one by one.

    Raises ValueError or IndexError where there is none, or where it is cut off.
    """
    place = _past(text, 0, "{")
    while True:
        name, place = _name(text, place)
        if name == member:
            yield from _Array(text, place)
            return
        _, place = _DECODER.raw_decode(text, place)
        place = _past(text, place, ",")


class _Array:
    """The elements of the array at `place`; afterwards `end` is the place behind it."""

    def __init__(self, text: str, place: int) -> None:
        self._text = text
        self.end = place

    def __iter__(self) -> Iterator[Any]:
        text, place = self._text, _past(self._text, self.end, "[")
        while text[place] != "]":
            value, place = _DECODER.raw_decode(text, place)
            yield value
            place = _next(text, place, "]")
        self.end = place + 1


def _name(text: str, place: int) -> tuple[str, int]:
    """A member's name, and the place of its value."""
    name, place = _DECODER.raw_decode(text, place)
    if not isinstance(name, str):
        raise ValueError("a name is a text")
    return name, _past(text, place, ":")


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
