"""Figures, clock times and bars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tui.presenters.numbers import clock_time, figure, usage_bar


@pytest.mark.parametrize(
    ("used", "assigned", "bar"),
    [
        (12, 12, "#####"),
        (37, 40, "####."),
        (39, 40, "####."),
        (26, 25, "#####"),
        (2, 6, "#...."),
        (22, 30, "###.."),
        (9, 18, "##..."),
        (1, 500, "#...."),
        (0, 20, "....."),
        (0, 0, "#####"),
        (None, 20, "-----"),
        (3, None, "-----"),
    ],
)
def test_bar_is_full_only_without_a_seat_left(used: int | None, assigned: int | None, bar: str) -> None:
    assert usage_bar(used, assigned) == bar


def test_unknown_is_a_dash_and_zero_is_zero() -> None:
    assert (figure(None), figure(0), figure(-1)) == ("-", "0", "-1")


def test_clock_time_is_local() -> None:
    moment = datetime(2026, 3, 14, 23, 58, tzinfo=UTC)
    assert clock_time(moment, timezone(timedelta(hours=2))) == "01:58"
