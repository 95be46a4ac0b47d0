"""One function decides what is sent again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backend_client.api.retry import (
    Failure,
    Outcome,
    RetryPolicy,
    parse_retry_after,
    retry_after_of,
    wait_before_retry,
)

POLICY = RetryPolicy(attempts=4, first_wait=1.0, longest_wait=3.0, longest_retry_after=30.0, deadline=60.0)


def wait(
    method: str = "GET",
    outcome: Outcome = Outcome(status=503),  # noqa: B008 - a frozen value
    *,
    attempt: int = 1,
    elapsed: float = 0.0,
    jitter: float = 0.0,
) -> float | None:
    return wait_before_retry(method, outcome, attempt=attempt, elapsed=elapsed, jitter=jitter, policy=POLICY)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reads_are_repeated_after_passing_statuses(method: str, status: int) -> None:
    assert wait(method, Outcome(status=status)) == 0.5


@pytest.mark.parametrize(
    "outcome", [Outcome(status=500), Outcome(failure=Failure.REFUSED), Outcome(failure=Failure.BROKEN)]
)
def test_what_seldom_passes_is_tried_once_more(outcome: Outcome) -> None:
    assert wait("GET", outcome, attempt=1) == 0.5
    assert wait("GET", outcome, attempt=2) is None
    assert wait("POST", outcome, attempt=1) is None


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 407, 409, 501])
def test_other_statuses_are_final(status: int) -> None:
    assert wait("GET", Outcome(status=status)) is None


@pytest.mark.parametrize(
    ("failure", "repeated"), [(Failure.TIMEOUT, True), (Failure.RESET, True), (Failure.OTHER, False)]
)
def test_failures_without_an_answer(failure: Failure, repeated: bool) -> None:
    assert (wait("GET", Outcome(failure=failure)) is not None) is repeated


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "outcome",
    [Outcome(status=429, retry_after=1.0), Outcome(status=503), Outcome(failure=Failure.TIMEOUT)],
)
def test_writes_are_never_repeated(method: str, outcome: Outcome) -> None:
    assert wait(method, outcome) is None


def test_waits_double_up_to_the_longest() -> None:
    assert [wait(attempt=number, jitter=0.0) for number in (1, 2, 3)] == [0.5, 1.0, 1.5]


def test_jitter_spreads_between_half_and_the_whole_step() -> None:
    assert wait(attempt=2, jitter=0.0) == 1.0
    assert wait(attempt=2, jitter=0.5) == 1.5


def test_attempts_are_counted() -> None:
    assert wait(attempt=3) is not None
    assert wait(attempt=4) is None


def test_the_deadline_spans_the_wait() -> None:
    assert wait(elapsed=59.0) == 0.5
    assert wait(elapsed=59.6) is None


@pytest.mark.parametrize(("asked", "waited"), [(0.0, 0.5), (10.0, 10.0), (30.0, 30.0), (31.0, None)])
def test_retry_after_is_honoured_up_to_its_cap(asked: float, waited: float | None) -> None:
    assert wait("GET", Outcome(status=429, retry_after=asked)) == waited


NOW = datetime(2026, 8, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        (" 60 ", 60.0),
        ("Sat, 01 Aug 2026 12:00:30 GMT", 30.0),
        ("Sat, 01 Aug 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("9" * 40, 10.0**8),
        ("²", None),
    ],
)
def test_retry_after_header(text: str | None, seconds: float | None) -> None:
    assert parse_retry_after(text, now=NOW) == seconds


def test_a_date_is_measured_by_the_clock_of_the_server() -> None:
    hours_off = {"date": "Sat, 01 Aug 2020 12:00:00 GMT", "retry-after": "Sat, 01 Aug 2020 12:00:20 GMT"}
    assert retry_after_of(hours_off) == 20.0
    assert retry_after_of({"retry-after": "7", "date": "nonsense"}) == 7.0
    assert retry_after_of({"date": "Sat, 01 Aug 2020 12:00:00 GMT"}) is None
