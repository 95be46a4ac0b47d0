"""What memory still shows after keys and screens were let go: caches of the toolkit, and freed blocks.

Python frees without overwriting, and keeps what it freed for itself. So after locking, what the caches of
the drawing libraries remember is dropped, and free blocks of every size are taken, filled with zeros and
given back. What this does not reach is measured in docs/security.md.
"""

from __future__ import annotations

import gc
import resource
import sys
from functools import _lru_cache_wrapper
from typing import Final

from textual._styles_cache import StylesCache
from textual.cache import FIFOCache, LRUCache

_DRAWING: Final = ("rich.", "textual.", "tui.")
"""Modules whose caches hold what was drawn."""

_HEADER: Final = sys.getsizeof(b"")
_STEP: Final = 16
_LARGEST_SMALL: Final = 512
"""CPython's own allocator hands out blocks of each multiple of the step up to this size, from arenas; larger
ones come from the C library."""

_ROUND_BYTES: Final = 1 << 18
_MOST_ROUNDS: Final = 256
_LARGE: Final = (*range(_LARGEST_SMALL + 64, 1 << 12, 64), 1 << 12, 1 << 14, 1 << 16)
_ARENA_PAGES: Final = (1 << 20) // resource.getpagesize()
"""By how much the process grows when that allocator has nothing free."""

_PAGES_FILE: Final = "/proc/self/statm"


def scrub_memory() -> None:
    """Forget what was drawn and overwrite what was freed. Takes some tens of milliseconds; costs no memory
    that lasts."""
    _empty_caches()
    gc.collect()
    _fill_small()
    for size in _LARGE:
        _zeros(size, 4 * _ROUND_BYTES)
    _trim()


def _empty_caches() -> None:
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper):
            if str(getattr(found, "__module__", "")).startswith(_DRAWING):
                found.cache_clear()
        elif isinstance(found, (LRUCache, FIFOCache, StylesCache)):
            found.clear()


def _fill_small() -> None:
    """Take every free block of each size: when the process had to grow, there was none left."""
    held: list[list[bytes]] = []
    for size in range(_LARGEST_SMALL, 2 * _STEP, -_STEP):
        before = _mapped()
        for _ in range(_MOST_ROUNDS if before else 4):
            held.append(_zeros(size, _ROUND_BYTES))
            if _mapped() - before >= _ARENA_PAGES:
                break


def _zeros(size: int, total: int) -> list[bytes]:
    return [bytes(size - _HEADER) for _ in range(total // size)]


def _mapped() -> int:
    """Pages this process has mapped; 0 where the system does not say."""
    try:
        with open(_PAGES_FILE, encoding="ascii") as file:
            return int(file.read().split()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _trim() -> None:
    """Give whole free pages back to the kernel, which clears them."""
    import ctypes  # noqa: PLC0415 - milliseconds that the first paint does not have

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc only
    if trim is not None:
        trim(0)
