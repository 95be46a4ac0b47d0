"""Who goes first: what a person waits for, or work that goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_background: ContextVar[bool] = ContextVar("background", default=False)


@contextmanager
def background() -> Iterator[None]:
    """Calls made inside, and in tasks started inside, leave room for calls that somebody waits for."""
    before = _background.set(True)
    try:
        yield
    finally:
        _background.reset(before)


def in_background() -> bool:
    """Whether nobody waits for what is being done."""
    return _background.get()
