"""When a request is sent again: one pure function, and the reading of `Retry-After`.

Only reads are repeated, and only after failures that pass by themselves. A write may have been
carried out although its answer was lost, so it is never repeated here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

PASSING_STATUSES = frozenset({429, 502, 503, 504})
_READS = frozenset({"GET", "HEAD"})


class Failure(Enum):
    """How an attempt failed without an answer."""

    TIMEOUT = "timeout"
    RESET = "reset"
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
    if method not in _READS or attempt >= policy.attempts or not _passes(outcome):
        return None
    step = min(policy.longest_wait, policy.first_wait * 2.0 ** (attempt - 1))
    wait = step * (0.5 + jitter / 2)
    if outcome.retry_after is not None:
        if outcome.retry_after > policy.longest_retry_after:
            return None
        wait = max(wait, outcome.retry_after)
    return wait if elapsed + wait < policy.deadline else None


def _passes(outcome: Outcome) -> bool:
    if outcome.failure is not None:
        return outcome.failure in (Failure.TIMEOUT, Failure.RESET)
    return outcome.status in PASSING_STATUSES


def parse_retry_after(text: str | None, *, now: datetime) -> float | None:
    """The header's seconds or HTTP date as seconds from `now` (aware); None when absent or unreadable."""
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
