"""Long lists, read a piece at a time: one parse of ten megabytes would keep a screen waiting."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from backend_client.api.call import Answer
from backend_client.api.rows import Rows, read_rows

RowT = TypeVar("RowT", bound=BaseModel)

_SMALL = 256 * 1024
_AT_ONCE = 200
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


async def read_large_rows(row: type[RowT], answer: Answer) -> Rows[RowT]:
    """`read_rows`, with pauses for the event loop where the answer is large. Raises BadAnswer."""
    if len(answer.body) <= _SMALL:
        return read_rows(row, answer)
    rows: list[RowT] = []
    unreadable = 0
    try:
        for number, value in enumerate(_elements(answer.body.decode("utf-8"), "data"), start=1):
            try:
                rows.append(row.model_validate(value))
            except ValidationError:
                unreadable += 1
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
    except (ValueError, IndexError, RecursionError):
        return read_rows(row, answer)  # it finds the words for what is wrong
    return Rows(tuple(rows), unreadable)


def _elements(text: str, wanted: str) -> Iterator[Any]:
    """The elements of the array that is member `wanted` of the object `text`. Raises ValueError."""
    place = _past(text, 0, "{")
    while True:
        name, place = _DECODER.raw_decode(text, place)
        place = _past(text, _space(text, place), ":")
        if name == wanted:
            break
        _, place = _DECODER.raw_decode(text, place)
        place = _past(text, _space(text, place), ",")
    place = _past(text, place, "[")
    while text[place] != "]":
        value, place = _DECODER.raw_decode(text, place)
        yield value
        place = _space(text, place)
        if text[place] != "]":
            place = _past(text, place, ",")


def _space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return place if found is None else found.end()


def _past(text: str, place: int, sign: str) -> int:
    """The place of the value behind `sign`."""
    place = _space(text, place)
    if text[place] != sign:
        raise ValueError("not where it should be")
    return _space(text, place + 1)
