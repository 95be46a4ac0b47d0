"""Time that passes only when everybody sleeps."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from itertools import count
from typing import Any

_TURNS = 50
"""How often the loop turns before everybody is taken to sleep."""


class VirtualTime:
    """`clock` and `sleep` for what takes them; `run` lets several wait for one another."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._numbers = count()

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        awake = asyncio.Event()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), awake))
        await awake.wait()

    async def run(self, *work: Coroutine[Any, Any, Any]) -> None:
        """Until all are done."""
        tasks = [asyncio.create_task(one) for one in work]
        while not all(task.done() for task in tasks):
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            if self._sleepers and not all(task.done() for task in tasks):
                moment, _, awake = heapq.heappop(self._sleepers)
                self.now = max(self.now, moment)
                awake.set()
        await asyncio.gather(*tasks)
