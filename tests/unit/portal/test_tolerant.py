"""A refusal leaves out what is worth less; a question that is cancelled before its turn never begins."""

from __future__ import annotations

import asyncio

import pytest

from backend_client.errors import BadAnswer, NotFound, ServerTimeout
from backend_client.portal.tolerant import or_none


async def test_refusals_leave_it_out_and_other_failures_are_raised() -> None:
    async def answer() -> int:
        return 7

    async def refuse() -> int:
        raise NotFound(status=404, endpoint="GET users")

    async def babble() -> int:
        raise BadAnswer(endpoint="GET users", problem="no JSON")

    async def fall_silent() -> int:
        raise ServerTimeout(host="vault.example", seconds=10)

    assert await or_none(answer) == 7
    assert await or_none(refuse) is None
    assert await or_none(babble) is None
    with pytest.raises(ServerTimeout):
        await or_none(fall_silent)


async def test_what_is_cancelled_before_its_turn_never_asks() -> None:
    asked: list[str] = []

    async def ask() -> None:
        asked.append("asked")

    waiting = asyncio.ensure_future(or_none(ask))
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert asked == []
