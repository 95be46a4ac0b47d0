"""Answers that are small on the wire and huge in memory are refused before they are."""

from __future__ import annotations

import asyncio
import tracemalloc

import pytest

from backend_client.api import large_rows, rows, wire
from backend_client.api.accounts import ProfileProvider
from backend_client.api.call import Answer, Call
from backend_client.api.clients import ClientRow
from backend_client.api.large_rows import read_large_rows
from backend_client.api.rows import MOST_ROWS, read_bare_rows, read_rows
from backend_client.api.wire import (
    MOST_CONTAINERS,
    MOST_SEPARATORS,
    Listed,
    WireModel,
    read_json,
    read_model,
    read_object,
)
from backend_client.errors import BadAnswer

MIB = 1024 * 1024


class Holder(WireModel):
    rows: Listed[ProfileProvider] = ()


def answer(body: bytes) -> Answer:
    return Answer(Call("GET", "things"), 200, {}, body)


def listed(element: bytes, count: int) -> Answer:
    return answer(b'{"data":[' + b",".join([element] * count) + b"]}")


@pytest.mark.parametrize("element", [b"1", b"{}", b"[]", b'""'])
def test_more_rows_than_anybody_manages_are_no_list(element: bytes) -> None:
    body = listed(element, MOST_ROWS + 1)
    with pytest.raises(BadAnswer, match="too many rows"):
        read_rows(ClientRow, body)
    with pytest.raises(BadAnswer, match="too many rows"):
        read_bare_rows(ClientRow, answer(body.body.partition(b":")[2][:-1]))


def test_neither_are_they_where_a_list_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (rows, large_rows):
        monkeypatch.setattr(module, "MOST_ROWS", 1_000)
    for element in (b'{"id":"x"}', b"1" * 9):
        with pytest.raises(BadAnswer, match="too many rows"):
            asyncio.run(read_large_rows(ClientRow, listed(element, 40_000)))


def test_a_long_list_of_rows_that_do_not_fit_is_still_sifted() -> None:
    assert read_rows(ClientRow, listed(b"1", 2_000)).unreadable == 2_000


@pytest.mark.parametrize("container", [b"{}", b'{"a":[]}'])
def test_millions_of_values_are_not_parsed_at_all(container: bytes) -> None:
    body = listed(container, MOST_CONTAINERS)
    tracemalloc.start()
    try:
        for read in (read_json, read_object, lambda one: read_rows(ClientRow, one)):
            with pytest.raises(BadAnswer, match="too many values"):
                read(body)
        with pytest.raises(BadAnswer, match="too many values"):
            asyncio.run(read_large_rows(ClientRow, body))
        with pytest.raises(BadAnswer, match="too many values"):
            read_model(Holder, body)
        assert tracemalloc.get_traced_memory()[1] < MIB
    finally:
        tracemalloc.stop()


MANY = MOST_SEPARATORS // 2 + 1
FEW_CONTAINERS = {
    "members of one object": b'{"data":[{' + b",".join([b'"a":1'] * MANY) + b"}]}",
    "numbers": b'{"data":[' + b",".join([b"1"] * 2 * MANY) + b"]}",
    "members of no list": b'{"a":{' + b",".join([b'"a":1'] * MANY) + b"}}",
}


@pytest.mark.parametrize("kind", FEW_CONTAINERS)
def test_neither_are_millions_of_values_in_few_containers(kind: str) -> None:
    body = answer(FEW_CONTAINERS[kind])
    tracemalloc.start()
    try:
        for read in (read_json, lambda one: read_rows(ClientRow, one), lambda one: read_model(Holder, one)):
            with pytest.raises(BadAnswer, match="too many values"):
                read(body)
        with pytest.raises(BadAnswer, match="too many values"):
            asyncio.run(read_large_rows(ClientRow, body))
        assert tracemalloc.get_traced_memory()[1] < 2 * MIB
    finally:
        tracemalloc.stop()


def test_a_long_list_of_plain_rows_may_have_more_values_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_SEPARATORS", 10_000)
    row = b'{"object":"x","id":"a","organizationId":"b","organizationName":"c"}'
    body = listed(row, 10_000)
    with pytest.raises(BadAnswer, match="too many values"):
        read_rows(ClientRow, body)
    read = asyncio.run(read_large_rows(ClientRow, body))
    assert len(read.rows) + read.unreadable == 10_000


def test_a_row_as_large_as_a_list_is_no_plain_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_SEPARATORS", 10_000)
    huge = b'{"id":"x","more":{' + b",".join([b'"a":1'] * 200_000) + b"}}"
    with pytest.raises(BadAnswer, match="too many values"):
        asyncio.run(read_large_rows(ClientRow, listed(huge, 2)))


def test_the_first_wrong_element_ends_the_reading() -> None:
    body = answer(b'{"rows":[' + b",".join([b"1"] * 500_000) + b"]}")
    tracemalloc.start()
    try:
        with pytest.raises(BadAnswer, match=r"rows\.0"):
            read_model(Holder, body)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB  # an error for each takes a hundred
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"data":' + b"[" * 100_000])
def test_depth_is_refused(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        read_json(answer(body))
    with pytest.raises(BadAnswer):
        read_rows(ClientRow, answer(body))
    with pytest.raises(BadAnswer):
        asyncio.run(read_large_rows(ClientRow, answer(body + b" " * 300_000)))
