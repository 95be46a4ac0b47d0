"""`seatwarden members recover`: confirmed by the address, the password once on stdout and nowhere else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from backend_client.crypto.kdf import Pbkdf2, derive_master_key
from backend_client.secret import Secret
from embedded_backend.database import Database
from embedded_backend.passwords import matches
from tests.commands.running import Run, ran
from tests.contract.recovery_desk import BARE, CHANGED, DELTA, GOOD, NEWER, OLDER
from tui.backends import practice_database

_MADE = re.compile(r"(?:[A-Z][a-z-]+-)+[A-Z][a-z-]+[!@#$%^&*]\d\d")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on Delta; its code, stdout and stderr."""

    def run_it(*words: str, typed: str | None = None) -> tuple[int, str, str]:
        return ran(
            capsys, monkeypatch, ["members", "recover", *words, "--client", DELTA, "--practice"], typed=typed
        )

    return run_it


def counts(email: str, password: str) -> bool:
    """Whether the practice server takes that password of theirs."""
    database = Database(practice_database())
    try:
        user = database.row("SELECT * FROM users WHERE email = ?", (email,))
        proof = derive_master_key(Secret(password), email, Pbkdf2(10_000)).authentication_hash(
            Secret(password)
        )
        return matches(user, proof)
    finally:
        database.close()


def test_a_made_password_is_printed_alone_and_counts(run: Run) -> None:
    code, out, err = run(OLDER, "--confirm", OLDER, "--generate", "--yes")
    assert (code, bool(_MADE.fullmatch(out.strip()))) == (0, True)
    assert "must replace it when signing in" in err
    assert out.strip() not in err
    assert counts(OLDER, out.strip())
    assert not [path for path in Path.home().parent.rglob("*.jsonl") if out.strip() in path.read_text()]


def test_as_json(run: Run) -> None:
    code, out, _err = run(NEWER, "--confirm", NEWER, "--generate", "--yes", "--format", "json")
    body = json.loads(out)
    assert (code, body["result"], body["email"]) == (0, "done", NEWER)
    assert counts(NEWER, body["password"])


def test_a_typed_password_is_asked_for_twice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([GOOD, "another one entirely 1A", GOOD, GOOD])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    code, out, err = run(OLDER, "--confirm", OLDER, typed="y\n")
    assert (code, out) == (2, "")
    assert "The two differ" in err
    code, out, err = run(OLDER, "--confirm", OLDER, typed="y\n")
    assert (code, "must replace it when signing in" in out) == (0, True)
    assert "stops working at once" in err
    assert GOOD not in out + err
    assert counts(OLDER, GOOD)


def test_a_typed_password_must_fit_the_policy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "short")
    code, out, err = run(OLDER, "--confirm", OLDER, typed="y\n")
    assert (code, out) == (1, "")
    assert "it is shorter than 14 characters" in err


def test_no_leaves_everything_as_it_was(run: Run) -> None:
    code, out, err = run(OLDER, "--confirm", OLDER, "--generate", typed="n\n")
    assert (code, out) == (1, "")
    assert "Nothing was sent" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((OLDER, "--generate", "--yes"), "Give --confirm EMAIL"),
        ((OLDER, "--confirm", NEWER, "--generate", "--yes"), "Give --confirm EMAIL"),
        ((OLDER, NEWER, "--confirm", OLDER, "--generate", "--yes"), "Name one person"),
        ((OLDER, "--confirm", OLDER, "--yes"), "give --generate"),
        ((OLDER, "--confirm", OLDER, "--generate"), "give --yes"),
        ((OLDER, "--confirm", OLDER, "--generate", "--yes", "--reset", "two-step"), "none is to be given"),
    ],
)
def test_what_does_not_fit_sends_nothing(run: Run, words: tuple[str, ...], said: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (BARE, "not enrolled"),
        (CHANGED, "changed after they enrolled"),
        ("nobody@delta.example", "No member called"),
    ],
)
def test_who_cannot_be_recovered(run: Run, email: str, said: str) -> None:
    code, out, err = run(email, "--confirm", email, "--generate", "--yes")
    assert (code, out) == (1, "")
    assert said in err


def test_a_dry_run_tells_what_would_happen(run: Run) -> None:
    code, out, err = run(OLDER, "--dry-run", "--reset", "both")
    assert (code, err) == (0, "")
    assert "THIS CLIENT REQUIRES TWO-STEP LOGIN" in out
    assert "stops working at once" in out


def test_two_step_login_alone(run: Run) -> None:
    code, out, err = run(OLDER, "--confirm", OLDER, "--reset", "two-step", "--yes")
    assert (code, err) == (0, "")
    assert "no two-step login any more" in out


def test_read_only_refuses(run: Run) -> None:
    code, out, err = run(OLDER, "--confirm", OLDER, "--generate", "--yes", "--read-only")
    assert (code, out) == (1, "")
    assert "read-only" in err
