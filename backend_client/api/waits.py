"""What somebody waits for longer than a moment, so that screens can say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from backend_client.api.priority import in_background
from backend_client.reasons import WaitReason

NOTICEABLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """The next try is in `seconds`."""

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
        self._under_way.append(waiting)
        self._tell(waiting)
        try:
            yield
        finally:
            self._under_way.remove(waiting)
            if not self._under_way:
                self._tell(None)

    def _tell(self, waiting: Waiting | None) -> None:
        for listener in tuple(self._listeners):
            listener(waiting)
