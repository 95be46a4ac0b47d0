"""When a reading that failed is tried again by itself, in figures and in words. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from backend_client.errors import RateLimited, SeatwardenError, ServerFault, TransportError
from tui.presenters.numbers import clock_time
from tui.translate import _

FIRST_SECONDS = 15.0
LONGEST_SECONDS = 300.0


def next_try(error: SeatwardenError, failures: int) -> float:
    """Seconds until the next try, after `failures` in a row; 0 where trying again would be no use."""
    if not isinstance(error, (TransportError, ServerFault, RateLimited)):
        return 0.0
    least = (error.retry_after or 0.0) if isinstance(error, RateLimited) else 0.0
    return max(min(FIRST_SECONDS * 2.0 ** min(failures - 1, 9), LONGEST_SECONDS), least)


def next_try_words(now: datetime, seconds: float, zone: tzinfo | None = None) -> str:
    """Says when; empty for 0 seconds. Seconds are told where minutes say too little."""
    if not seconds:
        return ""
    at = now + timedelta(seconds=seconds)
    time = clock_time(at, zone) if seconds >= 120 else at.astimezone(zone).strftime("%H:%M:%S")
    return _("Retrying at {time}; R now.").format(time=time)
