"""What a session says of its changes when it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.processes import this_process
from tui.presenters.farewell import farewell

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.jsonl")


def act(
    journal: Journal, outcome: Outcome | None, name: str = "client.seats", about: int | None = None
) -> int:
    intent = journal.append(who="ada", server="practice", act=name, phase=Phase.INTENT, about=about)
    if outcome is not None:
        journal.append(
            who="ada", server="practice", act=name, phase=Phase.OUTCOME, outcome=outcome, about=intent.number
        )
    return intent.number


def said(journal: Journal, *, process: str = "", since: datetime = LONG_AGO) -> str:
    return farewell(journal.entries(), process or this_process(), since)


def test_nothing_done_is_said(journal: Journal) -> None:
    act(journal, Outcome.REFUSED)
    assert said(journal) == "No changes made. Keys dropped."


def test_changes_are_counted_and_a_move_is_one(journal: Journal) -> None:
    act(journal, Outcome.DONE)
    assert said(journal) == "1 change made, all recorded (seatwarden journal). Keys dropped."
    whole = act(journal, Outcome.DONE, "client.move")
    for name in ("client.move.take", "client.move.give"):
        act(journal, Outcome.DONE, name, about=whole)
    assert said(journal) == "2 changes made, all recorded (seatwarden journal). Keys dropped."


def test_what_jobs_did_not_send_and_the_journal_of_the_practice_are_told(journal: Journal) -> None:
    rest = "184 of 400 were not sent: the next start offers them (F9)."
    told = farewell(journal.entries(), this_process(), LONG_AGO, rest=(184, 400))
    assert told == f"No changes made. {rest} Keys dropped."
    act(journal, Outcome.DONE)
    told = farewell(journal.entries(), this_process(), LONG_AGO, rest=(184, 400), practice=True)
    assert told == f"1 change made, all recorded (seatwarden journal --practice). {rest} Keys dropped."


@pytest.mark.parametrize("outcome", [None, Outcome.UNKNOWN, Outcome.HALF_DONE])
def test_an_open_end_is_never_hidden(journal: Journal, outcome: Outcome | None) -> None:
    act(journal, outcome)
    assert said(journal) == (
        "0 changes made, 1 not known to be finished, all recorded (seatwarden journal). Keys dropped."
    )


def test_others_and_earlier_ones_are_not_ours(journal: Journal) -> None:
    act(journal, Outcome.DONE)
    nothing = "No changes made. Keys dropped."
    assert said(journal, process="elsewhere:1") == nothing
    assert said(journal, since=datetime.now(UTC) + timedelta(minutes=1)) == nothing
