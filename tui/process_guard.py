"""What the process does for itself before it may hold keys: no core, no reader, no borrowed rights.

None of it stops root. What each measure does and does not do: docs/security.md.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Mapping, MutableMapping

from tui.translate import _

_PR_GET_DUMPABLE = 3
_PR_SET_DUMPABLE = 4
"""From linux/prctl.h."""

_M_MMAP_THRESHOLD = -3
"""From malloc.h. Once it is set, glibc no longer raises it to the size of whatever was freed last, which it
then would keep for itself, unwiped."""

_LARGE = 1 << 17
"""Bytes from which a block is the kernel's own, which clears what it takes back."""

_PRIVATE = 0o077
_NO_SCREEN = frozenset({"", "dumb", "unknown"})
"""Values of TERM that promise no cursor to move."""


_LOOKS = frozenset(
    f"TEXTUAL_{name}"
    for name in (
        "ANIMATIONS",
        "COLOR_SYSTEM",
        "DIM_FACTOR",
        "DISABLE_KITTY_KEY",
        "FILTERS",
        "FPS",
        "SLOW_THRESHOLD",
        "SMOOTH_SCROLL",
        "SPEEDUPS",
        "THEME",
    )
)
"""What Textual reads from the environment and what only changes how things look and how fast they move."""

_CONSOLE = frozenset({"TEXTUAL", "TEXTUAL_DEVTOOLS_HOST", "TEXTUAL_DEVTOOLS_PORT"})


def privilege_refusal() -> str:
    """Why this process must not go on (finished words): it runs with the rights of another user than the one
    who started it, and would read and write files as both. Empty when all is well."""
    if os.geteuid() == os.getuid() and os.getegid() == os.getgid():
        return ""
    return _("This program must not run setuid or setgid. Nothing was read or written.")


def forget_debugging(environment: MutableMapping[str, str]) -> None:
    """Take out of the process's environment what would make Textual write keys or pictures into files, press
    keys, or load another driver. Call it before Textual is imported.

    Only its development console stays, where that is asked for: no vault of a real server opens beside it.
    """
    console = _CONSOLE if "devtools" in environment.get("TEXTUAL", "").lower() else frozenset()
    for name in list(environment):
        if name.startswith("TEXTUAL") and name not in _LOOKS | console:
            del environment[name]


def screen_refusal(environment: Mapping[str, str], *, terminal: bool) -> str:
    """Why there can be no screens here (finished words); empty where there can. `terminal`: standard input
    and output are one."""
    if not terminal:
        return _("This is no terminal. For scripts there is: seatwarden seats.")
    if environment.get("TERM", "") in _NO_SCREEN:
        return _("TERM names no terminal with a screen. Set TERM, or use: seatwarden seats.")
    return ""


def guard_files() -> None:
    """No core file from here on, and new files for their owner only. Cheap: call it first."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(_PRIVATE)


def guard_memory() -> bool:
    """Keep other processes of the same user from reading this one's memory and environment, and cores from
    whatever collects them through a pipe; have large blocks, such as a customer's file, go back to the kernel
    as soon as they are freed. Call it before keys can exist; costs a few milliseconds once.

    Linux only: returns whether it holds. Debuggers of the same user are shut out with them.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes  # noqa: PLC0415 - milliseconds that the first paint does not have

    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # glibc only
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE)
    library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return int(library.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)) == 0
