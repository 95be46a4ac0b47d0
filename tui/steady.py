"""Long work beside a screen: the collector of reference cycles waits until it is over.

A full collection looks at every object alive and keeps all threads waiting meanwhile; with ten thousand
items in memory that takes longer than a key may. Items and their JSON have no cycles: they go all the same.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_works = 0


@contextmanager
def steady() -> Iterator[None]:
    """Hold the collector off inside; works may overlap. For the thread of the screen."""
    global _works
    _works += 1
    gc.disable()
    try:
        yield
    finally:
        _works -= 1
        if not _works:
            gc.enable()
