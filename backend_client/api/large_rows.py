"""Long lists, read a piece at a time: one parse of ten megabytes would keep a screen waiting."""

from __future__ import annotations

import asyncio
import functools
import json
import re
from collections.abc import Iterator
from typing import Annotated, TypeVar

from pydantic import BaseModel, FailFast, TypeAdapter, ValidationError
from pydantic_core import from_json

from backend_client.api.call import Answer
from backend_client.api.rows import MOST_ROWS, Rows, read_rows, sift
from backend_client.api.wire import MOST_CONTAINERS, TOO_MANY_VALUES, bad_answer, body_of, containers_in
from backend_client.large_json import elements_of

RowT = TypeVar("RowT", bound=BaseModel)

_SMALL = 256 * 1024
_PIECE = 128 * 1024
_MOST_AT_ONCE = 512 * 1024
_COUNTED_AT_ONCE = 1024 * 1024
_ROWS_AT_ONCE = 25
_FIRST_ROW = re.compile(rb'\s*\{(?:"object":"list",)?"data":\[(\{"\w+":)')


async def read_large_rows(row: type[RowT], answer: Answer) -> Rows[RowT]:
    """`read_rows`, with pauses for the event loop where the answer is large. Raises BadAnswer."""
    if len(answer.body) <= _SMALL:
        return read_rows(row, answer)
    await _count_containers(answer)
    for reader in (_by_pieces, _by_rows):
        body = answer.body if reader is _by_pieces else body_of(answer)
        try:
            return await reader(row, body)
        except (ValueError, IndexError, RecursionError):
            continue
    return read_rows(row, answer)  # it finds the words for what is wrong


async def _count_containers(answer: Answer) -> None:
    """What is parsed in pieces may hold any number of plain values. Raises BadAnswer."""
    found = 0
    for start in range(0, len(answer.body), _COUNTED_AT_ONCE):
        found += containers_in(answer.body, start, start + _COUNTED_AT_ONCE)
        if found > MOST_CONTAINERS:
            raise bad_answer(answer, TOO_MANY_VALUES)
        await asyncio.sleep(0)


async def _by_pieces(row: type[RowT], body: bytes) -> Rows[RowT]:
    """The rows of compact JSON, many at a time, by the parser of the models.

    Raises ValueError where the list cannot be cut.
    """
    rows: list[RowT] = []
    unreadable = 0
    for piece in _pieces(body):
        try:
            rows += _adapter(row).validate_json(piece)
        except ValidationError:
            sifted = sift(row, from_json(piece))
            rows += sifted.rows
            unreadable += sifted.unreadable
        if len(rows) + unreadable > MOST_ROWS:
            raise ValueError("too many rows")
        await asyncio.sleep(0)
    return Rows(tuple(rows), unreadable)


def _pieces(body: bytes) -> Iterator[bytes]:
    """JSON arrays with the elements of `data`.

    They are cut where an object ends and one begins whose first member is that of the first row. In JSON
    that can only be between two objects; were it inside a row, both pieces would be no JSON.
    """
    found = _FIRST_ROW.match(body)
    if found is None:
        raise ValueError("no plain list")
    start, border = found.start(1), b"}," + found[1]
    while (end := body.find(border, start + _PIECE)) >= 0:
        if end - start > _MOST_AT_ONCE:
            raise ValueError("no plain rows")
        yield b"[%b]" % body[start : end + 1]
        start = end + 2
    if len(body) - start > _MOST_AT_ONCE:
        raise ValueError("no plain rows")
    last = f"[{body[start:].decode('utf-8')}"
    _, end = json.JSONDecoder().raw_decode(last)
    yield last[:end].encode()


async def _by_rows(row: type[RowT], body: bytes) -> Rows[RowT]:
    """The rows of any JSON, one by one. Raises ValueError or IndexError where there is no such list."""
    rows: list[RowT] = []
    unreadable = 0
    for number, value in enumerate(elements_of(body.decode("utf-8"), "data"), start=1):
        try:
            rows.append(row.model_validate(value))
        except ValidationError:
            unreadable += 1
        if number > MOST_ROWS:
            raise ValueError("too many rows")
        if number % _ROWS_AT_ONCE == 0:
            await asyncio.sleep(0)
    return Rows(tuple(rows), unreadable)


@functools.cache
def _adapter(row: type[RowT]) -> TypeAdapter[list[RowT]]:
    return TypeAdapter(Annotated[list[row], FailFast()])  # type: ignore[arg-type, valid-type]
