"""When a reading is tried again by itself, and how it is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backend_client.errors import (
    CertificateError,
    Locked,
    NotPermitted,
    RateLimited,
    SeatwardenError,
    ServerFault,
    ServerTimeout,
    SessionExpired,
)
from tui.presenters.next_try import next_try, next_try_words

TIMEOUT = ServerTimeout(host="x", seconds=1)
NOW = datetime(2026, 3, 14, 14, 2, 50, tzinfo=UTC)


def test_ever_more_seldom_from_15_seconds_to_5_minutes() -> None:
    assert [next_try(TIMEOUT, failures) for failures in range(1, 8)] == [15, 30, 60, 120, 240, 300, 300]
    assert next_try(TIMEOUT, 10_000) == 300


def test_not_before_the_server_allows_it() -> None:
    assert next_try(RateLimited(endpoint="x", retry_after=600), 1) == 600
    assert next_try(RateLimited(endpoint="x", retry_after=None), 1) == 15


@pytest.mark.parametrize("error", [CertificateError(host="x"), ServerFault(status=500, endpoint="x")])
def test_what_may_pass_is_tried_again(error: SeatwardenError) -> None:
    assert next_try(error, 1) == 15


@pytest.mark.parametrize("error", [SessionExpired("x"), Locked("x"), NotPermitted(status=403, endpoint="x")])
def test_what_does_not_pass_by_itself_is_not(error: SeatwardenError) -> None:
    assert next_try(error, 1) == 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, ""),
        (15, "Retrying at 14:03:05; R now."),
        (119, "Retrying at 14:04:49; R now."),
        (300, "Retrying at 14:07; R now."),
    ],
)
def test_the_time_is_said_as_exactly_as_it_helps(seconds: float, said: str) -> None:
    assert next_try_words(NOW, seconds, UTC) == said
