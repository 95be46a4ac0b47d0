"""Locking when nobody has typed for a while, with one timer and nothing in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Stoppable(Protocol):
    """A timer that was set."""

    def stop(self) -> None:
        """Do not fire."""


class IdleLock:
    """Calls `lock` once nothing was `touch`ed for `seconds`; 0 seconds switch it off.

    `clock` counts seconds; `set_timer(seconds, callback)` fires once.
    """

    def __init__(
        self,
        seconds: float,
        lock: Callable[[], None],
        *,
        clock: Callable[[], float],
        set_timer: Callable[[float, Callable[[], None]], Stoppable],
    ) -> None:
        self._seconds = seconds
        self._lock = lock
        self._clock = clock
        self._set_timer = set_timer
        self._touched = clock()
        if seconds:
            set_timer(seconds, self._look)

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self._clock()

    def _look(self) -> None:
        left = self._seconds - (self._clock() - self._touched)
        if left > 0:
            self._set_timer(left, self._look)
            return
        self._lock()
        self._touched = self._clock()
        self._set_timer(self._seconds, self._look)
