"""`seatwarden people` on the practice backend: nobody is confirmed blindly, or removed by `--yes` alone."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from embedded_backend.telephone import phrase_read_out
from tests.commands.running import Run, ran
from tui.backends import practice_database

ADA, BEN, SAM = "ada@northwind.example", "ben@northwind.example", "sam@northwind.example"
WIM, IVO, NIA = "wim@northwind.example", "ivo@northwind.example", "nia@north.example"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `people`; its code, stdout and stderr. The home is this test's own."""

    def run_it(*words: str, typed: str | None = None, piped: str = "") -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, ["people", *words, "--practice"], typed=typed, piped=piped)

    return run_it


People = Callable[[], dict[str, dict[str, str]]]


@pytest.fixture
def people(run: Run) -> People:
    """Everybody, by address."""

    def read() -> dict[str, dict[str, str]]:
        _code, out, _err = run("list", "--format", "json")
        return {row["email"]: row for row in json.loads(out)}

    return read


def test_the_list_as_text_json_and_csv(run: Run, people: People) -> None:
    code, out, err = run("list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "All 12  Invited 1  Needs confirmation 1"
    assert lines[1].split()[:4] == ["Accepted", "Service", "user", WIM]
    assert next(line for line in lines if ADA in line).endswith("you")
    assert "strongly recommended" not in out, "there are two admins"
    found = people()
    assert (found[ADA]["role"], found[ADA]["status"]) == ("provider-admin", "confirmed")
    assert [email for email, row in found.items() if row["you"]] == [ADA]
    _code, out, _err = run("list", "--format", "csv")
    (first, *rest) = csv.DictReader(io.StringIO(out))
    assert (first["email"], first["role"], len(rest)) == (WIM, "service-user", 11)


def test_inviting_names_what_is_wrong_and_sends_nothing_then(run: Run, people: People) -> None:
    before = people()
    code, out, err = run("invite", "bad@", NIA, "--yes")
    assert (code, out) == (1, "")
    assert "1: bad@: no valid domain after the @" in err
    assert "Nothing was sent" in err
    many = [f"n{number}@north.example" for number in range(21)]
    code, _out, err = run("invite", *many, "--yes")
    assert code == 1
    assert "more than 20 at once" in err
    code, _out, err = run("invite", "--input", "-", "--yes", piped=f"{NIA}, provider\nx@y.example, admin\n")
    assert code == 1
    assert "it is chosen once, for all" in err
    assert people() == before
    assert run("invite", "--yes")[0] == 2


def test_who_is_known_is_left_out_and_the_rest_is_invited(run: Run, people: People) -> None:
    code, out, _err = run("invite", SAM, NIA, "--role", "provider-admin", "--dry-run")
    assert code == 0
    assert "Nothing was sent." in out
    assert NIA not in people()
    code, out, _err = run("invite", "--input", "-", "--role", "provider-admin", "--yes", piped=f"{SAM};{NIA}")
    assert code == 0
    assert "in the provider already" in out
    assert "1 person invited, 1 left out." in out
    nia = people()[NIA]
    assert (nia["role"], nia["status"]) == ("provider-admin", "invited")
    assert nia["invited"]
    code, out, _err = run("invite", NIA, "--yes")
    assert "Nothing needs to be sent." in out


def test_phrases_are_compared_before_anybody_is_confirmed(run: Run, people: People) -> None:
    phrase = phrase_read_out(practice_database(), WIM)
    code, out, err = run("confirm", WIM, "--dry-run")
    assert code == 0
    assert phrase in out
    assert "opens EVERY client" in out
    for words in (("--all", "--yes"), (WIM,), (WIM, "--yes")):
        code, out, err = run("confirm", *words)
        assert (code, out) == (2, "")
        assert "--phrase EMAIL=PHRASE" in err
    code, out, _err = run("confirm", WIM, "--phrase", f"{WIM}=one-two-three-four-five", "--yes")
    assert code == 1
    assert "THE PHRASE DIFFERS" in out
    assert people()[WIM]["status"] == "accepted"
    code, out, _err = run("confirm", "--all", "--phrase", f"{WIM}={phrase.upper()}", "--yes")
    assert (code, people()[WIM]["status"]) == (0, "confirmed")
    (journal,) = Path.home().rglob("practice-journal.jsonl")
    assert '"4.' not in journal.read_text()


def test_at_a_terminal_the_phrase_is_asked_about(run: Run, people: People) -> None:
    code, out, err = run("confirm", WIM, typed="n\n")
    assert code == 1
    assert "Did they read out exactly this?" in err
    assert "You did not agree to the phrase." in out
    assert people()[WIM]["status"] == "accepted"


def test_reminding(run: Run, people: People) -> None:
    code, out, _err = run("resend", "--all", "--yes")
    assert code == 0
    assert "1 mail sent again." in out
    assert people()[IVO]["resent"]
    code, out, _err = run("resend", SAM, "--yes")
    assert code == 1
    assert "They have no open invitation." in out


def test_taking_an_admins_role_wants_the_address_again(run: Run, people: People) -> None:
    code, out, err = run("role", BEN, "--role", "service-user", "--yes")
    assert (code, out) == (2, "")
    assert "--confirm EMAIL" in err
    code, _out, _err = run("role", SAM, "--role", "provider-admin", "--yes")
    assert (code, people()[SAM]["role"]) == (0, "provider-admin"), "giving it wants none"
    for email in (BEN, SAM):
        code, _out, _err = run("role", email, "--role", "service-user", "--yes", "--confirm", email.upper())
        assert (code, people()[email]["role"]) == (0, "service-user")
    code, out, _err = run("role", ADA, "--role", "service-user", "--yes", "--confirm", ADA)
    assert code == 1
    assert "a provider needs one" in out
    assert people()[ADA]["role"] == "provider-admin"
    assert "strongly recommended" in run("list")[1]


def test_yes_does_not_replace_the_address_typed_again(run: Run, people: People) -> None:
    before = people()
    for words in ((), ("--confirm", SAM), ("--confirm", IVO, "--confirm", SAM)):
        code, out, err = run("remove", IVO, "--yes", *words)
        assert (code, out) == (2, "")
        assert "Give --confirm EMAIL" in err
    assert run("remove", IVO, "--dry-run")[0] == 0
    assert people() == before
    code, out, _err = run("remove", IVO, ADA, "--confirm", IVO.upper(), "--confirm", ADA, "--yes")
    assert code == 1
    assert "That is you: another" in out
    assert set(before) - set(people()) == {IVO}


def test_read_only_and_names_that_nobody_has(run: Run, people: People) -> None:
    code, _out, _err = run("remove", IVO, "--confirm", IVO, "--yes", "--read-only")
    assert code == 1
    assert IVO in people()
    code, _out, err = run("resend", "stranger\x1b[2J@x", "--yes")
    assert code == 1
    assert "Nobody of that address or id" in err
    assert "\x1b" not in err
    assert run("resend", "--yes")[0] == 2


def test_service_users_are_told_whom_the_list_is_for(run: Run) -> None:

    with sqlite3.connect(practice_database()) as database:
        database.execute("UPDATE provider_users SET type = 1 WHERE email = ?", (ADA,))
    code, out, err = run("list")
    assert (code, out) == (1, "")
    assert "Only provider admins may do this." in err
