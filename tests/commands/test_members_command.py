"""`seatwarden members` on the practice backend: nobody is confirmed blindly, or removed by `--yes` alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.running import Run, ran

CLIENT = "Birch & Sons Logistics"
MIA, TILDA, RAJ = "mia@birch.example", "tilda.costa31@birch.example", "raj@birch.example"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `members` on a client; its code, stdout and stderr. The home is this test's own."""

    def run_it(*words: str, typed: str | None = None) -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, ["members", *words, "--client", CLIENT, "--practice"], typed=typed)

    return run_it


@pytest.fixture
def statuses(run: Run) -> Callable[[], dict[str, str]]:
    """The status of everybody, by address."""

    def read() -> dict[str, str]:
        _code, out, _err = run("list", "--format", "json")
        return {row["email"]: row["status"] for row in json.loads(out)}

    return read


def _phrases(run: Run) -> dict[str, str]:
    code, out, err = run("confirm", "--all", "--dry-run", "--format", "json")
    assert (code, err) == (0, "")
    return {row["what"]: row["effect"] for row in json.loads(out)["rows"]}


def test_the_board_as_text_json_and_csv(run: Run) -> None:
    code, out, err = run("list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("Invited 5 -> Accepted 3 -> Confirmed 29")
    assert lines[1].split()[:3] == ["Accepted", "User", MIA]
    _code, out, _err = run("list", "--format", "json")
    first = json.loads(out)[0]
    assert (first["status"], first["email"], first["role"], first["twoStep"]) == (
        "accepted",
        MIA,
        "user",
        True,
    )
    assert first["groups"] == ["Management"]
    _code, out, _err = run("list", "--format", "csv")
    (mia, *rest) = csv.DictReader(io.StringIO(out))
    assert (mia["email"], mia["groups"], len(rest)) == (MIA, "Management", 36)


def test_phrases_are_compared_before_anybody_is_confirmed(
    run: Run, statuses: Callable[[], dict[str, str]]
) -> None:
    phrases = _phrases(run)
    given = ("--phrase", f"{MIA}={phrases[MIA].upper().replace('-', ' ')}")
    wrong = ("--phrase", f"{TILDA}={phrases[MIA]}")
    code, out, _err = run("confirm", "--all", *given, *wrong, "--yes")
    assert code == 1
    assert f"{MIA}  {phrases[MIA]}  done" in out
    assert "THE PHRASE DIFFERS" in out
    assert "No --phrase was given for them." in out
    assert "1 confirmed, 2 left out." in out
    after = statuses()
    assert [after[email] for email in (MIA, TILDA)] == ["confirmed", "accepted"]


def test_blind_confirming_is_refused(run: Run) -> None:
    for words in (("--all", "--yes"), (MIA,), (MIA, "--yes")):
        code, out, err = run("confirm", *words)
        assert (code, out) == (2, "")
        assert "--phrase EMAIL=PHRASE" in err
    code, _out, err = run("confirm", MIA, "--phrase", "just-words", "--yes")
    assert code == 2
    assert "EMAIL=five-words-like-these" in err


def test_at_a_terminal_each_phrase_is_asked_about(run: Run, statuses: Callable[[], dict[str, str]]) -> None:
    code, out, err = run("confirm", MIA, TILDA, typed="y\nn\n")
    assert code == 1
    assert err.count("Did they read out exactly this?") == 2
    assert "You did not agree to the phrase." in out
    after = statuses()
    assert [after[email] for email in (MIA, TILDA)] == ["confirmed", "accepted"]


@pytest.mark.parametrize("action", ["revoke", "remove"])
def test_yes_does_not_replace_the_address_typed_again(
    run: Run, statuses: Callable[[], dict[str, str]], action: str
) -> None:
    before = statuses()
    for words in ((), ("--confirm", MIA), ("--confirm", RAJ, "--confirm", MIA)):
        code, out, err = run(action, RAJ, "--yes", *words)
        assert (code, out) == (2, "")
        assert "Give --confirm EMAIL" in err
    code, _out, _err = run(action, RAJ, "--dry-run")
    assert code == 0
    assert statuses() == before
    code, _out, _err = run(action, RAJ, "--confirm", RAJ.upper(), "--yes")
    assert code == 0
    assert statuses().get(RAJ) == ("revoked" if action == "revoke" else None)


def test_restoring_and_reminding(run: Run, statuses: Callable[[], dict[str, str]]) -> None:
    run("revoke", RAJ, "--confirm", RAJ, "--yes")
    code, out, _err = run("restore", RAJ, "--yes", "--format", "json")
    assert (code, json.loads(out)["rows"][0]["state"]) == (0, "done")
    assert statuses()[RAJ] == "invited"
    code, out, _err = run("resend", "--all", "--yes")
    assert code == 0
    assert "5 mails sent again." in out
    code, out, _err = run("resend", MIA, "--yes")
    assert code == 1
    assert "They have no open invitation." in out
    _code, out, _err = run("list")
    assert out.count("resent today") == 5


def test_without_a_terminal_it_wants_to_be_told(run: Run) -> None:
    code, _out, err = run("resend", RAJ)
    assert code == 2
    assert "give --yes" in err
    code, _out, err = run("resend")
    assert code == 2
    assert "Name the people" in err
    code, _out, err = run("resend", "stranger\x1b[2J@x", "--yes")
    assert code == 1
    assert "No member of that address or id" in err
    assert "\x1b" not in err


def test_the_journal_tells_of_people_and_of_no_key(run: Run) -> None:
    phrases = _phrases(run)
    run("confirm", MIA, "--phrase", f"{MIA}={phrases[MIA]}", "--yes")
    (journal,) = Path.home().rglob("practice-journal.jsonl")
    written = journal.read_text()
    assert MIA in written
    assert '"4.' not in written
