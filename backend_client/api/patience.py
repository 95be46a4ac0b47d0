"""How long a reading waits for a server that refuses to be asked."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_patience: ContextVar[float] = ContextVar("patience", default=math.inf)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Reads made inside, and in tasks started inside, raise RateLimited instead of waiting longer for a
    server that closed them their way. A wait among our own calls does not count."""
    before = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(before)


def has_patience(seconds: float) -> bool:
    """Whether a read may wait so long."""
    return seconds <= _patience.get()
