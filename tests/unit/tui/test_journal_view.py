"""The journal in words, and `seatwarden journal`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from backend_client.portal.journal import Damage, Entry, Flaw, Journal, Outcome, Phase, Verdict
from tui.commands.journal import run_journal
from tui.presenters.journal import (
    flaws_line,
    journal_details,
    journal_rows,
    matching,
    outcome_word,
    verdict_line,
)
from tui.presenters.journal_words import change_words

HOSTILE = "=Birch\x1b[2J\u202e"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.jsonl")


def begin(journal: Journal, client: str = "Birch", **figures: object) -> Entry:
    return journal.append(
        who="ada@northwind.example",
        server="practice",
        act="client.seats",
        phase=Phase.INTENT,
        client=client,
        organization_id="org-1",
        before={"seats": 40, "name": client},
        after={"seats": 45, "name": client, **figures},
    )


def end(journal: Journal, intent: Entry, outcome: Outcome = Outcome.DONE) -> Entry:
    return journal.append(
        who=intent.who,
        server=intent.server,
        act=intent.act,
        phase=Phase.OUTCOME,
        client=intent.client,
        outcome=outcome,
        about=intent.number,
    )


def test_an_act_is_one_row_newest_first_and_unfinished_acts_say_so(journal: Journal) -> None:
    end(journal, begin(journal))
    begin(journal, "Cedar")
    rows = journal_rows(journal.entries())
    assert [(row.entry.client, outcome_word(row)) for row in rows] == [
        ("Cedar", "UNFINISHED"),
        ("Birch", "done"),
    ]


def test_an_outcome_without_its_intent_is_not_lost(journal: Journal) -> None:
    end(journal, begin(journal))
    lines = journal.path.read_bytes().splitlines()
    journal.path.write_bytes(lines[1] + b"\n")
    (row,) = journal_rows(journal.entries())
    assert outcome_word(row) == "done"


def test_changes_show_only_what_changed(journal: Journal) -> None:
    assert change_words(begin(journal)) == "40 -> 45"
    assert change_words(begin(journal, owner_email="a@b.example")) == "seats 40 -> 45, owner - -> a@b.example"
    made = journal.append(
        who="ada",
        server="practice",
        act="client.create",
        phase=Phase.INTENT,
        after={"name": "Kestrel", "plan": "Teams", "seats": 5, "key_id": "ab"},
    )
    assert change_words(made) == "plan Teams, seats 5"


def test_a_move_names_both_clients(journal: Journal) -> None:
    moved = journal.append(
        who="ada",
        server="practice",
        act="client.move",
        phase=Phase.INTENT,
        client="Second",
        before={"seats": 20, "target_seats": 12},
        after={"seats": 15, "target_seats": 17, "target": "Alder", "target_id": "org-2"},
    )
    assert change_words(moved) == "20 -> 15, Alder 12 -> 17"


def test_the_parts_of_a_move_stand_in_its_row(journal: Journal) -> None:
    whole = begin(journal)
    for name, outcome in (("take", Outcome.DONE), ("give", Outcome.REFUSED)):
        part = journal.append(
            who="ada",
            server="practice",
            act=f"client.move.{name}",
            phase=Phase.INTENT,
            before={"seats": 20},
            after={"seats": 15},
            about=whole.number,
        )
        end(journal, part, outcome)
    end(journal, whole, Outcome.HALF_DONE)
    (row,) = journal_rows(journal.entries())
    assert outcome_word(row) == "HALF DONE"
    details = journal_details(row)
    assert ("Move: take", "20 -> 15 done") in details
    assert ("Move: give", "20 -> 15 refused") in details
    assert len(journal_rows(journal.entries(), parts_apart=True)) == 3


def test_a_filter_looks_everywhere_and_can_be_turned_around(journal: Journal) -> None:
    end(journal, begin(journal), Outcome.REFUSED)
    begin(journal, "Cedar")
    rows = journal_rows(journal.entries())
    assert [row.entry.client for row in matching(rows, "CEDAR")] == ["Cedar"]
    assert [row.entry.client for row in matching(rows, "refused")] == ["Birch"]
    assert [row.entry.client for row in matching(rows, "!cedar")] == ["Birch"]
    assert len(matching(rows, "org-1")) == 2


def test_nothing_foreign_reaches_the_terminal_raw(journal: Journal) -> None:
    begin(journal, HOSTILE, owner_email=HOSTILE, **{HOSTILE: HOSTILE})
    (row,) = journal_rows(journal.entries())
    texts = [cell.text for cell in row.cells] + [text for _label, text in journal_details(row)]
    assert all(text.isprintable() for text in texts)
    assert not any("\u202e" in text for text in texts)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (Damage.TORN, "Damaged: line 3 is torn or is no journal line."),
        (Damage.EDITED, "Damaged: line 3 was edited."),
        (Damage.MISSING_BEFORE, "Damaged: something is missing before line 3."),
        (Damage.CUT_AFTER, "Damaged: the end is cut off after line 3."),
    ],
)
def test_every_damage_has_a_place(damage: Damage, words: str) -> None:
    assert flaws_line((Flaw(3, damage),)) == words
    both = flaws_line((Flaw(3, damage), Flaw(9, damage)))
    assert both == f"{words} 1 more damaged place."


def test_a_whole_chain_shows_its_newest_hash() -> None:
    assert (
        verdict_line(Verdict(2, "ab" * 32, ()))
        == "The chain is whole: 2 lines. Newest hash abababababababab."
    )
    assert verdict_line(Verdict(0, "0" * 64, ())) == "The journal is empty: nothing was changed yet."


def run(
    journal: Journal, capsys: pytest.CaptureFixture[str], *, verify: bool = False, format: str = "text"
) -> str:
    assert run_journal(journal.path, verify=verify, format=format) == 0
    return capsys.readouterr().out


def test_the_command_prints_oldest_first(journal: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    end(journal, begin(journal))
    begin(journal, "Cedar")
    first, second = run(journal, capsys).splitlines()
    assert "ada@northwind.example  Birch  Seats  40 -> 45  done" in first
    assert second.endswith("UNFINISHED")


def test_the_command_speaks_json_and_csv(journal: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    end(journal, begin(journal, HOSTILE))
    (record,) = json.loads(run(journal, capsys, format="json"))
    assert (record["client"], record["outcome"], record["after"]["seats"]) == (HOSTILE, "done", 45)
    text = run(journal, capsys, format="csv")
    (line,) = csv.DictReader(io.StringIO(text))
    assert line["client"].startswith("'=Birch")
    assert json.loads(line["before"])["seats"] == 40
    assert "\x1b" not in text


def test_an_empty_journal_is_no_failure(journal: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(journal, capsys) == "The journal is empty: nothing was changed yet.\n"
    assert run(journal, capsys, verify=True) == "The journal is empty: nothing was changed yet.\n"
    assert run(journal, capsys, format="json") == "[]\n"


@pytest.mark.parametrize("verify", [True, False])
def test_damage_is_told_and_fails(journal: Journal, capsys: pytest.CaptureFixture[str], verify: bool) -> None:
    end(journal, begin(journal))
    journal.path.write_text(journal.path.read_text().replace('"seats": 45', '"seats": 46'))
    assert run_journal(journal.path, verify=verify, format="text") == 1
    assert capsys.readouterr().err == "seatwarden: Damaged: line 1 was edited.\n"


def test_verify_as_json_lists_the_flaws(journal: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    end(journal, begin(journal))
    journal.path.write_bytes(journal.path.read_bytes().splitlines()[0] + b"\n")
    assert run_journal(journal.path, verify=True, format="json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["flaws"] == [{"line": 1, "damage": "cut_after"}]
    assert told["whole"] is False


def test_a_journal_that_cannot_be_read_fails_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_journal(tmp_path, verify=False, format="text") == 1
    sentence = f"seatwarden: {tmp_path} is not a plain file and was not read. Move it away.\n"
    assert capsys.readouterr().err == sentence
