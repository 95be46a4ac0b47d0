"""Questions asked at once: one that fails ends the others, and is raised as it is."""

from __future__ import annotations

import asyncio

import pytest

from backend_client.errors import Locked, NotFound, SessionExpired
from backend_client.portal.together import all_of, together


class Asking:
    """`answer` waits for its turn; what became of each is in `ends`."""

    def __init__(self) -> None:
        self.ends: list[str] = []
        self.turn = asyncio.Event()

    async def answer(self, name: str) -> str:
        try:
            await self.turn.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)  # a connection takes a moment to close
            self.ends.append(f"{name} ended")
            raise
        self.ends.append(name)
        return name


async def test_answers_come_in_the_order_of_the_questions() -> None:
    async def number() -> int:
        await asyncio.sleep(0)
        return 7

    async def word() -> str:
        return "seven"

    assert await together(number(), word()) == (7, "seven")
    assert await all_of(number() for _ in range(3)) == (7, 7, 7)
    assert await all_of(number() for _ in range(0)) == ()


async def test_the_others_have_ended_before_a_failure_is_raised_as_it_is() -> None:
    asking = Asking()

    async def refuse() -> str:
        await asyncio.sleep(0)
        raise SessionExpired("over")

    with pytest.raises(SessionExpired) as raised:
        await together(asking.answer("members"), refuse(), asking.answer("groups"))
    assert sorted(asking.ends) == ["groups ended", "members ended"]
    assert raised.value.__context__ is None
    assert raised.value.__cause__ is None


async def test_of_two_failures_the_first_one_is_raised() -> None:
    async def fail_while_it_ends() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise NotFound(status=404, endpoint="GET users")

    async def lock() -> None:
        await asyncio.sleep(0)
        raise Locked

    with pytest.raises(Locked):
        await together(fail_while_it_ends(), lock())


async def test_whoever_stops_waiting_ends_them_all() -> None:
    asking = Asking()
    waiting = asyncio.create_task(together(asking.answer("members"), asking.answer("groups")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert sorted(asking.ends) == ["groups ended", "members ended"]
