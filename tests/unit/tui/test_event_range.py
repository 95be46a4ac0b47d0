"""What is typed for a range of dates becomes a window, or a sentence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from backend_client.portal.events import Window
from tui.presenters.event_range import (
    SHORTCUTS,
    default_window,
    field_text,
    file_days,
    range_words,
    shortcut_label,
    typed_window,
)

NOW = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-01", "2026-03-01", (at(1), at(2) - timedelta(milliseconds=1))),
        ("2026-03-01 08:30", "2026-03-02 09:15", (at(1, 8, 30), at(2, 9, 15))),
        ("2026-03-01T08:30:00", " 2026-03-02 ", (at(1, 8, 30), at(3) - timedelta(milliseconds=1))),
        ("2026-03-01T10:30:00+02:00", "2026-03-02T00:00Z", (at(1, 8, 30), at(2))),
        ("24h", "", (at(13, 14, 2), NOW + timedelta(minutes=1))),
        ("24h", "Now", (at(13, 14, 2), NOW + timedelta(minutes=1))),
        ("7d", "1d", (at(7, 14, 2), at(13, 14, 2))),
        ("1w", "24H", (at(7, 14, 2), at(13, 14, 2))),
        ("yesterday", "today", (at(13), at(15) - timedelta(milliseconds=1))),
        ("367d", "0h", (NOW - timedelta(days=367), NOW)),
    ],
)
def test_what_can_be_typed(start: str, end: str, expected: tuple[datetime, datetime]) -> None:
    assert typed_window(start, end, NOW) == Window(*expected)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("", "", "From: type a date"),
        ("nope", "", "From: 'nope' is no date"),
        ("2026-02-30", "", "From: '2026-02-30' is no date"),
        ("2026-03-01 25:00", "", "is no date"),
        ("7d", "sometime", "To: 'sometime' is no date"),
        ("2026-03-02", "2026-03-01", "after the second"),
        ("368d", "", "longer than 367 days"),
        ("0001-01-01", "", ""),
        ("9999d", "", "longer than 367 days"),
        ("x\x1b[2J", "", "␛[2J"),
    ],
)
def test_what_cannot(start: str, end: str, words: str) -> None:
    told = typed_window(start, end, NOW)
    assert isinstance(told, str)
    assert words in told
    assert told.isprintable()


def test_days_are_those_of_the_machine(berlin: None) -> None:
    found = typed_window("2026-03-29", "2026-03-29", NOW)  # the day that has 23 hours
    assert isinstance(found, Window)
    assert (found.start, found.end) == (at(28, 23), at(29, 22) - timedelta(milliseconds=1))
    assert range_words(found) == "2026-03-29 00:00 to 2026-03-29 23:59 (CEST)"
    assert file_days(found) == "2026-03-29-2026-03-29"
    assert field_text(NOW) == "2026-03-14 15:02"
    assert typed_window(field_text(found.start), "", NOW.replace(month=4)) == Window(
        found.start, NOW.replace(month=4) + timedelta(minutes=1)
    )


def test_shortcuts_are_taken_by_the_server() -> None:
    assert [shortcut_label(days) for days in SHORTCUTS][:2] == ["Last 24 hours", "Last 7 days"]
    assert default_window(NOW).problem is None
    assert default_window(NOW).end > NOW
