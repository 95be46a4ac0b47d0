"""What titles, lists and the start say of jobs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.portal.job_lines import JobKind, JobLine, LeftJob
from tui.presenters.jobs import JobState, JobView, compact, job_row, left_sentence, wait_words

NOON = datetime(2026, 3, 14, 14, 32, tzinfo=UTC)
LINE = JobLine(JobKind.INVITE, "p", "Birch & Sons\x1b[2J", "o", ("a@x.example",), 40)
SENDING = JobView(LINE, JobState.SENDING, 12, 40, finish=NOON)
LEFT = LeftJob(LINE, 7, NOON, frozenset({"a@x.example"}))


@pytest.mark.parametrize(
    ("views", "ended", "width", "said"),
    [
        ((), 0, 80, ""),
        ((), 2, 80, "2 ended: F9"),
        ((SENDING,), 0, 80, "\u21bb 12/40"),
        ((SENDING,), 1, 120, "\u21bb Invite 12/40, done 14:32"),
        ((SENDING, SENDING), 0, 120, "\u21bb Invite 12/40, done 14:32 +1"),
        ((replace(SENDING, state=JobState.LOCKED),), 0, 120, "Invite 12/40, waits for unlock"),
        ((replace(SENDING, state=JobState.LOCKED),), 0, 80, "12/40, waits"),
        ((replace(SENDING, state=JobState.STOPPING),), 0, 80, "\u21bb 12/40"),
    ],
)
def test_the_title_names_nobody(views: tuple[JobView, ...], ended: int, width: int, said: str) -> None:
    assert compact(views, ended, width) == said


def test_foreign_names_are_made_safe() -> None:
    shown = job_row("1", SENDING)
    assert "\x1b" not in "".join(cell.text for cell in shown.cells)
    assert "\x1b" not in left_sentence((LEFT,))


def test_the_start_names_one_and_counts_the_others() -> None:
    said = left_sentence((LEFT, LEFT))
    assert said.endswith("stopped after 1 of 40. 1 more stopped. F9 or :jobs, then Enter, goes on.")
    assert left_sentence(()) == ""


def test_why_nothing_is_sent() -> None:
    assert wait_words(SENDING) == ""
    waiting = replace(SENDING, state=JobState.WAITING)
    assert "two others are being sent" in wait_words(waiting)
    assert wait_words(waiting, can_leave=False).endswith("Esc stops it.")
    assert "until this is over: Invite: " in wait_words(replace(waiting, behind=LINE))
    assert "goes on by itself after unlocking" in wait_words(replace(SENDING, state=JobState.LOCKED))
