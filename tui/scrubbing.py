"""What memory still shows after keys and screens were let go: caches of the toolkit, and freed blocks.

Python frees without overwriting, and keeps what it freed for itself. So after locking, what the caches of
the drawing libraries remember is dropped, and free blocks of every size are taken, filled with zeros and
given back. What this does not reach is measured in docs/security.md.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from typing import Final

from textual._styles_cache import StylesCache
from textual.cache import FIFOCache, LRUCache

_DRAWING: Final = ("rich.", "textual.", "tui.")
"""Modules whose caches hold what was drawn."""

_SMALLEST: Final = sys.getsizeof(b"")
_LARGEST_SMALL: Final = 512
"""What CPython's own allocator hands out; larger blocks come from the C library."""

_STEP: Final = 16
_FILL_BYTES: Final = 1 << 20
"""Zeros taken of each size: more than the free blocks of a size come to after hours of use."""

_LARGE: Final = (*range(_LARGEST_SMALL + 64, 1 << 12, 64), 1 << 12, 1 << 14, 1 << 16)


def scrub_memory() -> None:
    """Forget what was drawn and overwrite what was freed. Takes some tens of milliseconds; costs no memory
    that lasts."""
    _empty_caches()
    gc.collect()
    for size in _sizes():
        _fill(size)
    _trim()


def _empty_caches() -> None:
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper):
            if str(getattr(found, "__module__", "")).startswith(_DRAWING):
                found.cache_clear()
        elif isinstance(found, (LRUCache, FIFOCache, StylesCache)):
            found.clear()


def _sizes() -> Iterator[int]:
    yield from range(3 * _STEP, _LARGEST_SMALL + 1, _STEP)
    yield from _LARGE


def _fill(size: int) -> None:
    held = [bytes(size - _SMALLEST) for _ in range(_FILL_BYTES // size)]
    del held


def _trim() -> None:
    """Give whole free pages back to the kernel, which clears them."""
    import ctypes  # noqa: PLC0415 - milliseconds that the first paint does not have

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc only
    if trim is not None:
        trim(0)
