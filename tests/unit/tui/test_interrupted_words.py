"""What is said about changes that a crash interrupted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backend_client.portal.journal import Entry, Outcome, Phase
from backend_client.portal.reconcile import Settled, Waiting
from tui.presenters.interrupted import interrupted_sentences


def _entry(act: str, client: str = "Kestrel Foods", **figures: dict[str, Any]) -> Entry:
    return Entry(
        number=1,
        at=datetime(2026, 3, 4, tzinfo=UTC),
        who="ada@north.example",
        server="vault.north.example",
        act=act,
        phase=Phase.INTENT,
        client=client,
        **figures,  # type: ignore[arg-type]
    )


MOVE = _entry(
    "client.move",
    "Second",
    before={"seats": 20, "target_seats": 12},
    after={"seats": 15, "target_seats": 17, "target": "Alder"},
)
SEATS = _entry("client.seats", before={"seats": 6}, after={"seats": 7})
RENAME = _entry("client.rename", after={"name": "Kestrel"})


@pytest.mark.parametrize(
    ("settled", "sentence"),
    [
        (
            Settled(_entry("client.create"), Outcome.DONE),
            "Interrupted before: creating Kestrel Foods. It arrived; do not repeat it.",
        ),
        (
            Settled(_entry("client.create"), Outcome.UNKNOWN, Waiting.KEYS),
            "Interrupted before: creating Kestrel Foods. "
            "Whether it arrived is known once unlocked; do not repeat it.",
        ),
        (
            Settled(SEATS, Outcome.NOT_SENT),
            "Interrupted before: seats of Kestrel Foods, 6 -> 7. It did not arrive; nothing was changed.",
        ),
        (
            Settled(SEATS, Outcome.UNKNOWN, Waiting.TIME),
            "Interrupted before: seats of Kestrel Foods, 6 -> 7. "
            "It is not seen yet and may still arrive: do not repeat it, look again in 2 minutes.",
        ),
        (
            Settled(MOVE, Outcome.HALF_DONE),
            "Interrupted before: moving 5 seats from Second to Alder. "
            "They were taken from Second, not given to Alder; they are unassigned.",
        ),
        (
            Settled(RENAME, Outcome.UNKNOWN),
            "Interrupted before: renaming Kestrel Foods to Kestrel. "
            "It is not known whether it arrived: look at the client, J shows what was sent.",
        ),
        (
            Settled(_entry("client.unlink"), Outcome.DONE),
            "Interrupted before: unlinking Kestrel Foods. It arrived; do not repeat it.",
        ),
    ],
)
def test_each_act_is_told_in_one_sentence(settled: Settled, sentence: str) -> None:
    assert interrupted_sentences([settled]) == (sentence,)


@pytest.mark.parametrize("act", ["client.create", "client.seats", "client.move", "client.\x1bnew"])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_the_journal_holds_reaches_no_terminal_raw(act: str, outcome: Outcome) -> None:
    hostile = "\x1b]0;x\x07 [b]\u202e"
    figures = {"seats": hostile, "target": hostile, "target_seats": [1]}
    (sentence,) = interrupted_sentences(
        [Settled(_entry(act, hostile, before=figures, after=figures), outcome)]
    )
    assert sentence.isprintable()


def test_several_acts_are_several_sentences() -> None:
    assert len(interrupted_sentences([Settled(MOVE, Outcome.DONE), Settled(SEATS, Outcome.DONE)])) == 2
    assert interrupted_sentences([]) == ()
