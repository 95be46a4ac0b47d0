"""Reading in the background leaves half of the read budget to the person at the keys."""

from __future__ import annotations

import asyncio

import pytest

from backend_client.portal.background import BackgroundPace

READS_OF_A_CHECKLIST = 4


class FakeTime:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


async def test_a_page_comes_soon_and_any_minute_stays_within_half_of_the_reads() -> None:
    time = FakeTime()
    pace = BackgroundPace(clock=time.clock, sleep=time.sleep)
    moments = []
    for _ in range(60):
        await pace.room()
        moments.append(time.now)
    assert moments[4] == 0.0
    assert moments[5] > 0.0
    busiest = max(sum(start <= moment < start + 60 for moment in moments) for start in moments)
    assert busiest * READS_OF_A_CHECKLIST <= 52


async def test_a_wait_that_is_cancelled_gives_its_turn_back() -> None:
    waiting = asyncio.Event()

    async def never(_seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    time = FakeTime()
    pace = BackgroundPace(clock=time.clock, sleep=never)
    for _ in range(5):
        await pace.room()
    for _ in range(3):
        task = asyncio.create_task(pace.room())
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        waiting.clear()
    time.now = 8.0
    await asyncio.wait_for(pace.room(), 1)


async def test_practice_waits_for_nothing() -> None:
    time = FakeTime()
    pace = BackgroundPace(enabled=False, clock=time.clock, sleep=time.sleep)
    for _ in range(500):
        await pace.room()
    assert time.slept == []
