"""What time it is. One place, so that pictures of the program can be taken at a chosen moment."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)
