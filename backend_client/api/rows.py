"""Lists that survive a bad row."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, FailFast, Field, TypeAdapter, ValidationError

from backend_client.api.call import Answer
from backend_client.api.wire import Number, bad_answer, body_of, read_json

RowT = TypeVar("RowT", bound=BaseModel)

MOST_ROWS = 200_000
"""Rows of one answer; more are no list that anybody manages."""


@dataclass(frozen=True, slots=True)
class Rows(Generic[RowT]):
    """The rows that could be read, in the server's order, and how many could not."""

    rows: tuple[RowT, ...]
    unreadable: Number = 0

    def __iter__(self) -> Iterator[RowT]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class _Envelope(BaseModel, Generic[RowT]):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    data: Annotated[list[RowT], FailFast(), Field(max_length=MOST_ROWS)]


def read_rows(row: type[RowT], answer: Answer) -> Rows[RowT]:
    """The `data` of a list answer. Raises BadAnswer when there is no such list."""
    rows = _all_good(row, answer)
    if rows is not None:
        return Rows(rows)
    whole = read_json(answer)
    data = whole.get("data") if isinstance(whole, dict) else None
    if not isinstance(data, list):
        raise bad_answer(answer, "no list of rows")
    if len(data) > MOST_ROWS:
        del data, whole
        raise bad_answer(answer, "too many rows")
    return sift(row, data)


def _all_good(row: type[RowT], answer: Answer) -> tuple[RowT, ...] | None:
    """All rows in one pass; None as soon as one does not fit."""
    try:
        return tuple(_list_adapter(row).validate_json(body_of(answer)).data)
    except ValidationError:
        return None


def read_bare_rows(row: type[RowT], answer: Answer) -> Rows[RowT]:
    """An answer that is an array without an envelope. Raises BadAnswer when it is none."""
    data = read_json(answer)
    if not isinstance(data, list):
        raise bad_answer(answer, "not an array")
    if len(data) > MOST_ROWS:
        del data
        raise bad_answer(answer, "too many rows")
    return sift(row, data)


def sift(row: type[RowT], values: Iterable[Any]) -> Rows[RowT]:
    """Validate value by value: the good ones, and a count of the others."""
    rows: list[RowT] = []
    unreadable = 0
    for value in values:
        try:
            rows.append(row.model_validate(value))
        except ValidationError:
            unreadable += 1
    return Rows(tuple(rows), unreadable)


@functools.cache
def _list_adapter(row: type[RowT]) -> TypeAdapter[_Envelope[RowT]]:
    return TypeAdapter(_Envelope[row])  # type: ignore[valid-type]
