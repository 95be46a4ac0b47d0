"""What somebody waits for longer than a moment, so that screens can say so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from backend_client.api.priority import in_background
from backend_client.reasons import WaitReason

NOTICEABLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """The next try is in `seconds`; ANSWER: the server was asked so many seconds ago."""

    reason: WaitReason
    seconds: float


class Waits:
    """Tells listeners of waits, and with None when the last one is over."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Waiting | None], None]] = []
        self._under_way: list[Waiting] = []

    def subscribe(self, listener: Callable[[Waiting | None], None]) -> None:
        """Call `listener` when somebody begins to wait, and when nobody waits any longer."""
        self._listeners.append(listener)

    @contextmanager
    def waiting(self, reason: WaitReason, seconds: float, *, already: float = 0.0) -> Iterator[None]:
        """Around a wait. One that is short, also with the time `already` passed, or that nobody waits for is
        not told."""
        if in_background() or seconds <= 0 or already + seconds < NOTICEABLE_SECONDS:
            yield
            return
        waiting = Waiting(reason, seconds)
        self._begin(waiting)
        try:
            yield
        finally:
            self._end(waiting)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Around a request: told when its answer takes longer than a moment."""
        if in_background():
            yield
            return
        waiting = Waiting(WaitReason.ANSWER, NOTICEABLE_SECONDS)
        timer = asyncio.get_running_loop().call_later(NOTICEABLE_SECONDS, self._begin, waiting)
        try:
            yield
        finally:
            timer.cancel()
            self._end(waiting)

    def _begin(self, waiting: Waiting) -> None:
        self._under_way.append(waiting)
        self._tell(waiting)

    def _end(self, waiting: Waiting) -> None:
        others = [one for one in self._under_way if one is not waiting]
        if len(others) < len(self._under_way):
            self._under_way = others
            self._tell(others[-1] if others else None)

    def _tell(self, waiting: Waiting | None) -> None:
        for listener in tuple(self._listeners):
            listener(waiting)
