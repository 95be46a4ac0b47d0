"""A clock that goes on while the machine sleeps, the same for every process of the machine."""

from __future__ import annotations

import time

_SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", None)


def boot_clock() -> float:
    """Seconds since boot, suspended ones included; nobody can set it. Where the system has no such clock,
    seconds since 1970, which can be set."""
    return time.time() if _SINCE_BOOT is None else time.clock_gettime(_SINCE_BOOT)
