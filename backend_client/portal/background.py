"""Reading that nobody asked for: at most half of what may be read, so that a person's own reads find room."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from backend_client.api.pace import Bucket


class BackgroundPace:
    """Waits before each checklist that is read in the background.

    A checklist takes four reads. In any minute: 5 + 7.5 checklists, 50 reads; the read lane takes 100.
    """

    def __init__(
        self,
        *,
        enabled: bool = True,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`clock` and `sleep` are in seconds. Not `enabled`: the practice backend has no limits."""
        self._bucket = Bucket(burst=5, per_second=1 / 8) if enabled else None
        self._clock = clock
        self._sleep = sleep

    async def room(self) -> None:
        """Wait for the next checklist's turn. A wait that is cancelled gives its turn back."""
        if self._bucket is None:
            return
        seconds = self._bucket.take(self._clock(), 1.0)
        if seconds <= 0:
            return
        try:
            await self._sleep(seconds)
        except asyncio.CancelledError:
            self._bucket.give_back()
            raise
