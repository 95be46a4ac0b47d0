"""How long an event loop keeps everything in it waiting: short sleeps, and how late they end."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Self

BEAT = 0.002


class Heartbeat:
    """Beats in the loop that enters it. `stall` is the longest time in seconds that a beat came late.

    `work` is the most processor time of the loop's thread between two beats: what of a stall is its
    own, however busy the machine and other threads are.
    """

    def __init__(self) -> None:
        self.stall = 0.0
        self.work = 0.0
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._beat())
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _beat(self) -> None:
        last, worked = time.perf_counter(), time.thread_time()
        while True:
            await asyncio.sleep(BEAT)
            now, work = time.perf_counter(), time.thread_time()
            self.stall = max(self.stall, now - last - BEAT)
            self.work = max(self.work, work - worked)
            last, worked = now, work
