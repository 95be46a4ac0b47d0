"""Acts inside a client that a crash interrupted: found, decided, written, each told once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from backend_client.portal import clock
from backend_client.portal.interruptions import (
    ABANDONED,
    LATE,
    SettledAct,
    interrupted_inside,
    settle_inside,
)
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.shown_acts import Shown
from backend_client.portal.shown_members import ShownMember

NEVER = timedelta(hours=2)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.jsonl")


def interrupted(journal: Journal, monkeypatch: pytest.MonkeyPatch, age: timedelta, *emails: str) -> Entry:
    """An intent to invite whose process is gone, `age` ago."""
    entry = journal.append(
        who="ada@northwind.example",
        server="s",
        act="member.invite",
        phase=Phase.INTENT,
        organization_id="o-1",
        after={"emails": list(emails)},
    )
    monkeypatch.setattr(clock, "now", lambda: entry.at + age)
    monkeypatch.setattr("backend_client.portal.interruptions.still_runs", lambda _process: False)
    return entry


def settle(journal: Journal, listed: set[str] | None) -> tuple[SettledAct, ...]:
    members = None if listed is None else tuple(ShownMember(each, each, 1) for each in sorted(listed))
    return settle_inside(journal, "s", "o-1", Shown(members=members).decide)


@pytest.mark.parametrize(
    ("listed", "age", "outcome", "missing", "waits"),
    [
        ({"a@x.example", "b@x.example"}, timedelta(), Outcome.DONE, (), False),
        ({"a@x.example"}, LATE, Outcome.HALF_DONE, ("b@x.example",), False),
        ({"a@x.example"}, timedelta(), Outcome.HALF_DONE, ("b@x.example",), True),
        (set(), LATE, Outcome.NOT_SENT, ("a@x.example", "b@x.example"), False),
        (set(), timedelta(seconds=5), Outcome.NOT_SENT, ("a@x.example", "b@x.example"), True),
        (None, LATE, Outcome.UNKNOWN, (), True),
        (None, ABANDONED, Outcome.UNKNOWN, (), False),
    ],
)
def test_what_is_shown_decides_and_is_told_once(
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
    listed: set[str] | None,
    age: timedelta,
    outcome: Outcome,
    missing: tuple[str, ...],
    waits: bool,
) -> None:
    interrupted(journal, monkeypatch, age, "a@x.example", "b@x.example")
    (told,) = settle(journal, listed)
    assert (told.outcome, told.missing, told.waits) == (outcome, missing, waits)
    assert settle(journal, listed) == ((told,) if waits else ())
    assert [entry.outcome for entry in journal.entries()[1:]] == ([] if waits else [outcome])


def test_a_process_that_still_runs_is_left_alone_until_it_gave_up(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(journal, monkeypatch, timedelta(minutes=5), "a@x.example")
    monkeypatch.setattr("backend_client.portal.interruptions.still_runs", lambda _process: True)
    assert interrupted_inside(journal, "s", "o-1") == ()
    interrupted(journal, monkeypatch, NEVER, "a@x.example")
    assert len(interrupted_inside(journal, "s", "o-1")) == 2


@pytest.mark.parametrize(
    ("server", "organization", "noun", "found"),
    [("s", "o-1", "", 1), ("s", "o-1", "member", 1), ("s", "o-1", "vault", 0), ("t", "o-1", "", 0)],
)
def test_only_acts_inside_that_organization_are_asked_about(
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
    server: str,
    organization: str,
    noun: str,
    found: int,
) -> None:
    interrupted(journal, monkeypatch, LATE, "a@x.example")
    journal.append(who="ada", server="s", act="client.seats", phase=Phase.INTENT, organization_id="o-1")
    assert len(interrupted_inside(journal, server, organization, noun)) == found
    assert interrupted_inside(journal, "s", "o-2") == ()
    assert interrupted_inside(None, "s", "o-1") == ()
