"""What time it is. One place, so that pictures of the program can be taken at a chosen moment."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)


_FIRST_YEAR, _LAST_YEAR = 1971, 9998
"""No zone leads out of the calendar from these, nor before the epoch, which some platforms cannot convert."""


def read_moment(text: str) -> datetime:
    """A moment that a file tells, ISO 8601 with a zone, which can be told in every zone.

    Raises ValueError, and TypeError for what is no text.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("a moment has a zone, and a year of this calendar")
    return moment
