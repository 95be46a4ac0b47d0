"""What is said about acts inside a client that a crash interrupted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backend_client.portal.interruptions import SettledAct
from backend_client.portal.journal import Entry, Outcome, Phase
from tui.presenters.interrupted_inside import inside_sentences, told_line

PEOPLE = [f"u{number}@birch.example" for number in range(5)]


def entry(act: str, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> Entry:
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    return Entry(1, moment, "ada", "practice", act, Phase.INTENT, before=before or {}, after=after or {})


INVITED = entry("member.invite", after={"emails": PEOPLE})
IMPORTED = entry("vault.import", {"items": 4}, {"items": 13})


@pytest.mark.parametrize(
    ("settled", "sentence"),
    [
        (
            SettledAct(entry("collection.rename", {"collection": "Old"}), Outcome.DONE),
            "Rename collection 'Old'. It arrived; do not repeat it.",
        ),
        (
            SettledAct(INVITED, Outcome.HALF_DONE, tuple(PEOPLE[2:])),
            "Invite u0@birch.example and 4 more. "
            "Not invited: u2@birch.example, u3@birch.example and 1 more. Invite them again.",
        ),
        (
            SettledAct(IMPORTED, Outcome.NOT_SENT, waits=True),
            "Import of 9 items. "
            "It is not seen yet and may still arrive: do not repeat it, look again in 2 minutes.",
        ),
        (
            SettledAct(IMPORTED, Outcome.NOT_SENT),
            "Import of 9 items. It did not arrive; nothing was changed.",
        ),
        (
            SettledAct(IMPORTED, Outcome.UNKNOWN, waits=True),
            "Import of 9 items. "
            "It is not known yet whether it arrived: do not repeat it, look again in 2 minutes.",
        ),
        (
            SettledAct(IMPORTED, Outcome.HALF_DONE),
            "Import of 9 items. Only a part of it is seen: look at the vault.",
        ),
        (
            SettledAct(entry("member.resend", after={"emails": PEOPLE[:1]}), Outcome.UNKNOWN),
            "Resend u0@birch.example. It is not known whether it arrived; doing it again does no harm.",
        ),
        (
            SettledAct(entry("member.recover", after={"emails": PEOPLE[:1]}), Outcome.UNKNOWN),
            "Recover u0@birch.example. "
            "Whether the new password counts is not known: do it again with another one; no harm.",
        ),
        (
            SettledAct(entry("device.approve", after={"emails": PEOPLE[:1]}), Outcome.UNKNOWN),
            "Approve device u0@birch.example. It is not known whether it arrived: "
            "look at the device approvals, J shows what was sent.",
        ),
        (
            SettledAct(entry("scim_key.rotate"), Outcome.UNKNOWN),
            "New SCIM key. It is not known whether it arrived: look at the directory, J shows what was sent.",
        ),
        (
            SettledAct(entry("of.tomorrow"), Outcome.UNKNOWN),
            "of.tomorrow. It is not known whether it arrived: look at the client, J shows what was sent.",
        ),
    ],
    ids=lambda value: value.entry.act if isinstance(value, SettledAct) else "",
)
def test_each_act_is_told_in_one_sentence(settled: SettledAct, sentence: str) -> None:
    assert inside_sentences([settled]) == (f"Interrupted before: {sentence}",)


def test_names_of_others_are_made_safe() -> None:
    hostile = entry("group.create", after={"group": "\x1b]52;c;x\a[red]" + "A" * 99})
    (sentence,) = inside_sentences([SettledAct(hostile, Outcome.DONE)])
    assert sentence.isprintable()
    assert len(sentence) < 130


def test_a_line_tells_the_first_and_how_many_more() -> None:
    one = inside_sentences([SettledAct(INVITED, Outcome.DONE)])
    assert told_line(()) == ""
    assert told_line(one) == one[0]
    assert told_line(one * 2) == f"{one[0]} 1 more was interrupted: J."
    assert told_line(one * 3).endswith("2 more were interrupted: J.")
