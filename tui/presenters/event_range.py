"""The dates of a log: what a person types becomes a window, and a window becomes words. Pure.

Days and times are those of the machine's zone; the server is asked in UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from backend_client.portal.events import LONGEST, Window, WindowProblem, last_days
from tui.safe_text import safe_text
from tui.translate import _

SHORTCUTS: Final = (1, 7, 30, 90, 365)
"""Days back from now."""

DEFAULT_DAYS: Final = 30

_SPAN = re.compile(r"(\d{1,4})\s*([hdw])", re.IGNORECASE | re.ASCII)
_HOURS: Final = {"h": 1, "d": 24, "w": 168}
_FORMATS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")
_DAY: Final = "%Y-%m-%d"


def typed_window(start: str, end: str, now: datetime) -> Window | str:
    """What was typed, or a sentence about what is wrong with it. `now` is aware.

    Either end: `2026-03-01`, `2026-03-01 14:30`, ISO 8601 with a zone, `today`, `yesterday`; `24h`, `7d`,
    `2w` back from now; `now`. A day alone begins at its first and ends at its last moment; an empty end is
    now.
    """
    first = _moment(start, now, last=False)
    if first is None:
        return _unreadable(start, _("From"))
    until_now = not end.strip() or is_now(end)
    last = now + timedelta(minutes=1) if until_now else _moment(end, now, last=True)
    if last is None:
        return _unreadable(end, _("To"))
    window = Window(first.astimezone(UTC), last.astimezone(UTC))
    problem = window.problem
    return window if problem is None else problem_sentence(problem)


def is_now(typed: str) -> bool:
    """Whether the present is meant, whenever that will be."""
    return typed.strip().casefold() in ("now", _("now").casefold())


def problem_sentence(problem: WindowProblem) -> str:
    """Why a window is not asked for."""
    if problem is WindowProblem.REVERSED:
        return _("The first date is after the second one. Change one of them.")
    return _("The range is longer than {days} days, which is the most the server reads at once.").format(
        days=LONGEST.days
    )


def _unreadable(typed: str, field: str) -> str:
    if not typed.strip():
        return _("{field}: type a date, such as 2026-03-01, or how far back, such as 7d.").format(field=field)
    return _("{field}: '{text}' is no date. Write 2026-03-01, 2026-03-01 14:30, today, 24h or 7d.").format(
        field=field, text=safe_text(typed.strip(), limit=40)
    )


def _moment(typed: str, now: datetime, *, last: bool) -> datetime | None:
    text = typed.strip()
    span = _SPAN.fullmatch(text)
    try:
        if span is not None:
            return now - timedelta(hours=int(span[1]) * _HOURS[span[2].lower()])
        day = _named_day(text, now)
        if day is not None:
            return _edge(day, last=last)
        return _clock(text)
    except (ValueError, OverflowError, OSError):  # years that no machine can place in a zone
        return None


def _named_day(text: str, now: datetime) -> datetime | None:
    """The day's beginning, without a zone."""
    today = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if text.casefold() in ("today", _("today").casefold()):
        return today
    if text.casefold() in ("yesterday", _("yesterday").casefold()):
        return today - timedelta(days=1)
    if len(text) == len("2026-03-01"):
        return datetime.strptime(text, _DAY)  # noqa: DTZ007 - a zone follows
    return None


def _edge(day: datetime, *, last: bool) -> datetime:
    if last:
        day = day + timedelta(days=1) - timedelta(milliseconds=1)
    return day.astimezone()


def _clock(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).astimezone()
        except ValueError:
            continue
    moment = datetime.fromisoformat(text)
    return moment.astimezone() if len(text) > len("2026-03-01") else None


def default_window(now: datetime) -> Window:
    """The last thirty days, as the portal shows at first."""
    return last_days(DEFAULT_DAYS, now)


def shortcut_label(days: int) -> str:
    """What a shortcut is called."""
    return _("Last 24 hours") if days == 1 else _("Last {days} days").format(days=days)


def field_text(moment: datetime) -> str:
    """A moment as it is typed."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def range_words(window: Window) -> str:
    """The window in the machine's zone, which is named."""
    start, end = window.start.astimezone(), window.end.astimezone()
    words = _("{start} to {end} ({zone})")
    return words.format(start=field_text(start), end=field_text(end), zone=zone_name(end))


def zone_name(moment: datetime) -> str:
    """What the machine calls its zone at that moment."""
    return safe_text(moment.astimezone().tzname() or "UTC", limit=20)


def file_days(window: Window) -> str:
    """The window as a part of a file's name."""
    return f"{window.start.astimezone():%Y-%m-%d}-{window.end.astimezone():%Y-%m-%d}"
