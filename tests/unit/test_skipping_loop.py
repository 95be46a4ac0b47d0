"""Tests wait for hours in no time, and for real things as long as they take."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.skipping_loop import SkippingLoop, run_skipping


def test_a_day_passes_at_once() -> None:
    async def main(loop: SkippingLoop) -> float:
        before = loop.time()
        await asyncio.sleep(86_400)
        return loop.time() - before

    began = time.monotonic()
    assert run_skipping(main) == pytest.approx(86_400, abs=1)
    assert time.monotonic() - began < 5


def test_what_is_real_is_waited_for() -> None:
    async def main(loop: SkippingLoop) -> str:
        async with asyncio.timeout(30):
            await asyncio.to_thread(time.sleep, 0.05)
        with loop.occupied(), pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await asyncio.Event().wait()
        return "real" if loop.skipped < 1 else "skipped"

    assert run_skipping(main) == "real"


def test_timers_keep_their_order() -> None:
    async def main(_loop: SkippingLoop) -> list[int]:
        done: list[int] = []

        async def note(hours: int) -> None:
            await asyncio.sleep(hours * 3600)
            done.append(hours)

        await asyncio.gather(*(note(hours) for hours in (3, 1, 2)))
        return done

    assert run_skipping(main) == [1, 2, 3]
