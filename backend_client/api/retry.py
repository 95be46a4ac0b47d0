"""When a request is sent again: one pure function, and the reading of `Retry-After`.

Only reads are repeated, and only after failures that pass by themselves: often those of a network or of a
server that is busy; now and then those that look final, so these are tried once more and no oftener. A write
may have been carried out although its answer was lost, so it is never repeated here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

PASSING_STATUSES = frozenset({429, 502, 503, 504})
_SELDOM_PASSING = frozenset({500})
_READS = frozenset({"GET", "HEAD"})


class Failure(Enum):
    """How an attempt failed without an answer that can be read.

    REFUSED: nobody listens, or no such name is known; BROKEN: half an answer, or a page for browsers.
    """

    TIMEOUT = "timeout"
    RESET = "reset"
    REFUSED = "refused"
    BROKEN = "broken"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One failed attempt: a status, or a failure without one. `retry_after` is in seconds."""

    failure: Failure | None = None
    status: int = 0
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Limits in seconds. `attempts` counts the first one; `deadline` spans all of them and the waits."""

    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 8.0
    longest_retry_after: float = 30.0
    deadline: float = 60.0


DEFAULT_POLICY = RetryPolicy()


def wait_before_retry(
    method: str,
    outcome: Outcome,
    *,
    attempt: int,
    elapsed: float,
    jitter: float,
    policy: RetryPolicy = DEFAULT_POLICY,
) -> float | None:
    """Seconds to wait before sending again, or None to give up.

    `attempt` counts from 1, `elapsed` is the time since the first one, `jitter` is in [0, 1): the wait
    lies between half and all of the exponential step. A `Retry-After` beyond the cap gives up.
    """
    if method not in _READS or attempt >= min(policy.attempts, _most_attempts(outcome)):
        return None
    step = min(policy.longest_wait, policy.first_wait * 2.0 ** (attempt - 1))
    wait = step * (0.5 + jitter / 2)
    if outcome.retry_after is not None:
        if outcome.retry_after > policy.longest_retry_after:
            return None
        wait = max(wait, outcome.retry_after)
    return wait if elapsed + wait < policy.deadline else None


def _most_attempts(outcome: Outcome) -> float:
    if outcome.failure in (Failure.TIMEOUT, Failure.RESET) or outcome.status in PASSING_STATUSES:
        return math.inf
    seldom = outcome.failure in (Failure.REFUSED, Failure.BROKEN) or outcome.status in _SELDOM_PASSING
    return 2 if seldom else 1


def parse_time(text: str | None) -> datetime | None:
    """An HTTP date with its zone; None when absent or unreadable."""
    try:
        moment = parsedate_to_datetime(text or "")
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """Seconds that the answer asks to wait. A date is measured by the server's own clock where told."""
    now = parse_time(headers.get("date")) or datetime.now(UTC)
    return parse_retry_after(headers.get("retry-after"), now=now)


def parse_retry_after(text: str | None, *, now: datetime) -> float | None:
    """The header's seconds or HTTP date as seconds from `now` (aware); None when absent or unreadable."""
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 10**8))
    moment = parse_time(text)
    return None if moment is None else max(0.0, (moment - now).total_seconds())
