"""Which process wrote a line of the journal, and whether it may still be at work."""

from __future__ import annotations

import os
from pathlib import Path

_STATE, _STARTED = 0, 19
"""Positions in `/proc/PID/stat` after the command's name: one letter, and clock ticks since boot."""

_MOST_DIGITS = 10
"""Of a process id: `os.kill` takes no more."""


def this_process() -> str:
    """Who writes: `host:pid`, with `@start` where the system tells when a process started."""
    _, started = _seen(os.getpid())
    return f"{os.uname().nodename}:{os.getpid()}" + (f"@{started}" if started else "")


def still_runs(process: str) -> bool:
    """Whether the writer `process` may still be at work; False when it is certain that it ended.

    A process of another host cannot be seen from here. The start tells a process from a later one
    that was given the same number.
    """
    host, _, rest = process.rpartition(":")
    pid, _, start = rest.partition("@")
    if host != os.uname().nodename or not pid.isdecimal() or len(pid) > _MOST_DIGITS:
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    state, started = _seen(int(pid))
    return state != "Z" and (not start or not started or started == start)


def _seen(pid: int) -> tuple[str, str]:
    """State and start of a process; empty where the system does not tell."""
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
        return fields[_STATE], fields[_STARTED]
    except (OSError, IndexError):
        return "", ""
