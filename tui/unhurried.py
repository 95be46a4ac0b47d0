"""Keys that say "I compared it": they count only where there was time to compare.

A key held down repeats thirty times a second, and would agree to one person after the other. So whatever is
compared must have stood for a while before the key, and the same key must not have been pressed meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable

STANDS_SECONDS = 1.0
"""Longer than any terminal waits before it repeats a key; shorter than reading five words."""


class Unhurried:
    """Times are seconds of the monotonic clock, those of keys the ones of their arrival: a screen that was
    busy handles them later."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._shown = clock()
        self._key = ""
        self._pressed = self._before = self._shown

    def show(self) -> None:
        """Something else is there to be compared."""
        self._shown = self._clock()

    def press(self, key: str, moment: float) -> None:
        """`key` arrived at `moment`."""
        self._before = self._pressed if key == self._key else self._shown
        self._key, self._pressed = key, moment

    @property
    def compared(self) -> bool:
        """Whether the latest key came late enough to mean something."""
        return self._pressed - max(self._shown, self._before) >= STANDS_SECONDS
