"""Long lists, read a piece at a time: one parse of ten megabytes would keep a screen waiting."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from backend_client.api.call import Answer
from backend_client.api.rows import Rows, read_rows
from backend_client.large_json import elements_of

RowT = TypeVar("RowT", bound=BaseModel)

_SMALL = 256 * 1024
_AT_ONCE = 25


async def read_large_rows(row: type[RowT], answer: Answer) -> Rows[RowT]:
    """`read_rows`, with pauses for the event loop where the answer is large. Raises BadAnswer."""
    if len(answer.body) <= _SMALL:
        return read_rows(row, answer)
    rows: list[RowT] = []
    unreadable = 0
    try:
        for number, value in enumerate(elements_of(answer.body.decode("utf-8"), "data"), start=1):
            try:
                rows.append(row.model_validate(value))
            except ValidationError:
                unreadable += 1
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
    except (ValueError, IndexError, RecursionError):
        return read_rows(row, answer)  # it finds the words for what is wrong
    return Rows(tuple(rows), unreadable)
