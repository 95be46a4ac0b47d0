"""Limits in time: locking when nobody has typed for a while, signing out when a session is old.

The event loop's timers sleep with the machine. So limits are looked at every few seconds, and before each
key, on a clock that does not: after a laptop wakes, what is due happens before anything is acted on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

LOOK_SECONDS: Final = 5.0
"""How long what is due may wait while nobody types."""


def since_boot() -> float:
    """Seconds on a clock that nobody sets and that counts suspended time, where the system has one."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)  # macOS: its monotonic clock stands still in sleep
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class Stoppable(Protocol):
    """A timer that was set."""

    def stop(self) -> None:
        """Do not fire."""


class Limit:
    """`act` is due once `seconds` have passed since `begin`; 0 seconds: never.

    `act` says whether there was anything to do; where there was not, counting begins again. `clock` counts
    seconds.
    """

    def __init__(self, seconds: float, act: Callable[[], bool], *, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._act = act
        self._clock = clock
        self._since: float | None = None

    def begin(self) -> None:
        """Count from now on."""
        self._since = self._clock() if self._seconds else None

    def look(self) -> bool:
        """Act, where it is due; says whether there was anything to do."""
        if self._since is None or self._clock() - self._since < self._seconds:
            return False
        self.begin()
        return self._act()


class Lookout:
    """Looks at `limits` now and then; `look` does at once. `set_timer(seconds, callback)` fires once.

    `always` is called before each regular look.
    """

    def __init__(
        self,
        limits: Sequence[Limit],
        *,
        set_timer: Callable[[float, Callable[[], None]], Stoppable],
        always: Callable[[], None] = lambda: None,
    ) -> None:
        self._limits = tuple(limits)
        self._set_timer = set_timer
        self._always = always
        set_timer(LOOK_SECONDS, self._look_again)

    def look(self) -> bool:
        """Do the first thing that is due; says whether there was one."""
        return any(limit.look() for limit in self._limits)

    def _look_again(self) -> None:
        self._always()
        self.look()
        self._set_timer(LOOK_SECONDS, self._look_again)
