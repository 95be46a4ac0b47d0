"""What somebody waits for longer than a moment, so that screens can say so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from backend_client.api.priority import in_background
from backend_client.reasons import WaitReason

NOTICEABLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """The next try is in `seconds`; ANSWER: the server has been silent for so many. True at `told`, a reading
    of `time.monotonic`."""

    reason: WaitReason
    seconds: float
    told: float = field(default_factory=monotonic, compare=False)


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
    def answering(self, already: float = 0.0) -> Iterator[None]:
        """Around a request: told when its answer takes longer than a moment. Earlier tries of it were met by
        silence for `already` seconds."""
        if in_background():
            yield
            return
        began: list[Waiting] = []

        def notice() -> None:
            began.append(Waiting(WaitReason.ANSWER, already + NOTICEABLE_SECONDS))
            self._begin(began[0])

        timer = asyncio.get_running_loop().call_later(NOTICEABLE_SECONDS, notice)
        try:
            yield
        finally:
            timer.cancel()
            for waiting in began:
                self._end(waiting)

    def _begin(self, waiting: Waiting) -> None:
        self._under_way.append(waiting)
        self._tell(self._foremost)

    def _end(self, waiting: Waiting) -> None:
        others = [one for one in self._under_way if one is not waiting]
        if len(others) < len(self._under_way):
            self._under_way = others
            self._tell(self._foremost)

    @property
    def _foremost(self) -> Waiting | None:
        """The latest wait; of answers the one that is missing for longest."""
        if not self._under_way:
            return None
        latest = self._under_way[-1]
        return max(
            (one for one in self._under_way if one.reason is latest.reason is WaitReason.ANSWER),
            key=lambda one: one.seconds - one.told,
            default=latest,
        )

    def _tell(self, waiting: Waiting | None) -> None:
        for listener in tuple(self._listeners):
            listener(waiting)
