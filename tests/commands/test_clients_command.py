"""`seatwarden clients …` end to end on the practice backend: codes, sentences, JSON in and out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.commands.running import Run, ran
from tui.__main__ import main

BIRCH = "Birch & Sons Logistics"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line; its code, stdout and stderr. The home is this test's own."""

    def run_it(*words: str, stdin: str = "") -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, ["clients", *words, "--practice"], piped=stdin)

    return run_it


def _json(text: str) -> Any:
    return json.loads(text)


def test_a_change_is_shown_made_and_journalled(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run("seats", BIRCH, "50", "--yes")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "Birch & Sons Logistics: 40 -> 50 seats"
    assert "Additional seats purchased: 10" in out
    code, out, _err = run("seats", BIRCH, "40", "--yes", "--format", "json")
    body = _json(out)
    assert (body["result"], body["clients"][0]["assigned"]) == ("done", 40)
    assert main(["journal", "--practice", "--format", "json"]) == 0
    acts = [entry["act"] for entry in _json(capsys.readouterr().out)]
    assert acts == ["client.seats"] * 2


def test_a_dry_run_sends_nothing(run: Run) -> None:
    code, out, _err = run(
        "create",
        "--name",
        "Kestrel",
        "--owner-email",
        "o@kestrel.example",
        "--plan",
        "teams",
        "--seats",
        "12",
        "--dry-run",
    )
    assert code == 0
    assert "Additional seats purchased: 1" in out
    assert "Nothing was sent." in out
    code, _out, err = run("seats", "Kestrel", "3", "--yes")
    assert (code, err) == (1, "seatwarden: There is no client 'Kestrel'.\n")


def test_without_yes_and_without_a_person_nothing_is_done(run: Run) -> None:
    code, out, err = run("seats", BIRCH, "50")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "--yes" in err


def test_unlinking_wants_the_name_whatever_else_is_said(run: Run) -> None:
    code, _out, err = run("unlink", "Alder Dental Group", "--yes")
    assert (code, err) == (2, "seatwarden: Unlinking wants the client's name: --confirm NAME.\n")
    code, _out, err = run("unlink", "Alder Dental Group", "--yes", "--confirm", "Alder")
    assert code == 2
    code, out, err = run("unlink", "Alder Dental Group", "--yes", "--confirm", "Alder Dental Group")
    assert (code, err) == (0, "")
    assert out.endswith("Done.\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("seats", BIRCH, "36"), "Seats in use: 37. The client cannot have fewer."),
        (("move", "My Client's Organization", "Alder Dental Group", "1"), "different plans"),
        (("rename", BIRCH, "x" * 51), "longer than 50 characters"),
        (("seats", BIRCH, "41", "--read-only"), "read-only"),
        (("unlink", "My Client's Organization", "--confirm", "My Client's Organization"), "confirmed owner"),
    ],
)
def test_rules_are_one_sentence_and_code_one(run: Run, words: tuple[str, ...], sentence: str) -> None:
    code, out, err = run(*words, "--yes")
    assert code == 1
    assert sentence in err
    assert err.count("\n") == 1
    assert "Done." not in out


def test_rows_of_json_are_made_in_turn_each_with_its_result(run: Run) -> None:
    rows = [
        {"client": BIRCH, "seats": 41},
        {"client": "Nobody", "seats": 3},
        {"client": "Elm Street Clinic", "seats": 7},
    ]
    code, out, err = run("seats", "--input", "-", "--yes", "--format", "json", stdin=json.dumps(rows))
    assert code == 1
    assert [result["result"] for result in _json(out)] == ["done", "failed", "done"]
    assert err == "seatwarden: There is no client 'Nobody'.\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The input is no JSON."),
        ("[]", "The input holds no rows."),
        ('[{"client": "x"}]', "Row 1 of the input must have exactly: client, seats."),
        ('[{"client": "x", "seats": "3"}]', "Row 1 of the input must have exactly: client, seats."),
        ('[{"client": "x", "seats": 3, "more": 1}]', "Row 1 of the input must have exactly: client, seats."),
    ],
)
def test_input_that_does_not_fit_stops_everything_first(run: Run, text: str, sentence: str) -> None:
    code, out, err = run("seats", "--input", "-", "--yes", stdin=text)
    assert (code, out, err) == (2, "", f"seatwarden: {sentence}\n")


def test_usage_is_told(run: Run) -> None:
    assert run("seats")[0] == 2
    assert "missing: client, seats" in run("seats")[2]
    assert "takes the place" in run("seats", BIRCH, "3", "--input", "x")[2]
