"""Bodies that are packed, over and over, too tightly, or not as they say."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest

from backend_client.api.body import STEP, UnusableBody, read_body
from backend_client.api.call import Call
from backend_client.api.retry import RetryPolicy
from backend_client.api.servers import PRACTICE
from backend_client.api.transport import Transport
from backend_client.errors import BadAnswer
from tests.unit.api.fake_server import DEVICE, FakeServer, Reply

MIB = 1024 * 1024
TEXT = b'{"data":[]}' * 1000
ZEROS = gzip.compress(bytes(32 * MIB))
PACKED = {"gzip": gzip.compress(TEXT), "x-gzip": gzip.compress(TEXT), "deflate": zlib.compress(TEXT)}


async def pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def problem(body: bytes, coding: str, most: int = MIB, size: int = 64 * 1024) -> UnusableBody:
    with pytest.raises(UnusableBody) as caught:
        await read_body(pieces(body, size), coding, most)
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize("size", [1, 7, 64 * 1024])
@pytest.mark.parametrize("coding", PACKED)
async def test_one_coding_is_unpacked(coding: str, size: int) -> None:
    assert await read_body(pieces(PACKED[coding], size), coding.upper(), MIB) == TEXT


@pytest.mark.parametrize("extra", [0, 1, STEP, 3 * STEP - 1])
async def test_whatever_is_longer_than_a_step_comes_whole(extra: int) -> None:
    body = bytes(STEP + extra)
    assert await read_body(pieces(gzip.compress(body), 64 * 1024), "gzip", 4 * STEP) == body


@pytest.mark.parametrize("coding", ["", "identity", " Identity "])
async def test_what_is_not_packed_stays_as_it_is(coding: str) -> None:
    assert await read_body(pieces(TEXT, 100), coding, len(TEXT)) == TEXT
    assert (await problem(TEXT, coding, len(TEXT) - 1)).problem == "too large"


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,identity", "br", "zstd", "deflate, gzip", ","])
async def test_other_codings_and_several_are_not_taken(coding: str) -> None:
    assert (await problem(PACKED["gzip"], coding)).problem == "not decodable"


async def test_nothing_is_unpacked_far_beyond_the_bound() -> None:
    tracemalloc.start()
    try:
        assert (await problem(ZEROS, "gzip")).problem == "too large"
        assert tracemalloc.get_traced_memory()[1] < 4 * MIB
    finally:
        tracemalloc.stop()


async def test_the_bytes_on_the_wire_are_bounded_too() -> None:
    nothing = gzip.compress(b"")[:10] + bytes.fromhex("000000ffff") * 200
    assert (await problem(nothing, "gzip", len(nothing) - 1)).problem == "too large"
    assert (await problem(nothing, "gzip", len(nothing))).problem == "cut off"


async def test_the_screen_gets_its_turn_while_a_body_is_unpacked() -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await read_body(pieces(ZEROS, len(ZEROS)), "gzip", 32 * MIB)
    counting.cancel()
    assert turns >= 32 * MIB // STEP


async def test_an_end_that_is_missing_is_noticed() -> None:
    for end in range(1, len(PACKED["gzip"])):
        cut = await problem(PACKED["gzip"][:end], "gzip")
        assert (cut.problem, cut.cut_off) == ("cut off", True)
    assert await read_body(pieces(b"", 1), "gzip", MIB) == b""


@pytest.mark.parametrize("behind", [b"x", PACKED["gzip"]], ids=["a byte", "another body"])
@pytest.mark.parametrize("size", [1, 64 * 1024])
async def test_so_is_what_stands_behind_the_end(behind: bytes, size: int) -> None:
    assert (await problem(PACKED["gzip"] + behind, "gzip", size=size)).problem == "not decodable"


async def test_a_bomb_before_anybody_signed_in() -> None:
    server = FakeServer()
    server.on("GET", "/api/config", Reply(200, gzip.compress(ZEROS), {"Content-Encoding": "gzip, gzip"}))
    transport = Transport(PRACTICE, device=DEVICE, asgi_app=server.app)
    tracemalloc.start()
    try:
        with pytest.raises(BadAnswer) as caught:
            await transport.send(Call("GET", "config"))
        assert tracemalloc.get_traced_memory()[1] < 4 * MIB
    finally:
        tracemalloc.stop()
        await transport.aclose()
    assert caught.value.problem == "not decodable"
    assert caught.value.__context__ is None
    assert [asked.headers["accept-encoding"] for asked in server.asked] == ["gzip"]


async def test_a_packed_answer_that_is_cut_off_is_read_once_more() -> None:
    server = FakeServer()
    head = {"Content-Encoding": "gzip"}
    server.on("GET", "/api/things", Reply(200, PACKED["gzip"][:-4], head), Reply(200, PACKED["gzip"], head))
    transport = Transport(PRACTICE, device=DEVICE, asgi_app=server.app, retries=RetryPolicy(first_wait=0.0))
    try:
        assert (await transport.send(Call("GET", "things"))).body == TEXT
    finally:
        await transport.aclose()
    assert len(server.asked) == 2
