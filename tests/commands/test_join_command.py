"""`seatwarden join` on the practice backend: the link comes by stdin or a prompt, never by an argument."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey
from backend_client.portal.join_link import read_link
from embedded_backend.database import Database
from embedded_backend.letter_box import mails_with_links
from embedded_backend.seed import Persona, person
from tests.hostile.texts import EVERYTHING
from tui.__main__ import main
from tui.backends import practice_database
from tui.paths import journal_file

ADA, NOEL = person(Persona.ADMIN), person(Persona.NO_ORGANIZATION)
Run = Callable[..., tuple[int, str, str]]


class Terminal(io.StringIO):
    """A person who answers questions."""

    def isatty(self) -> bool:
        return True


def mail(subject: str, who: str = ADA.email) -> str:
    found = mails_with_links(practice_database(), who)
    return next(text.reveal() for told, text in found if told.startswith(subject))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `join` with `text` on stdin, or `pasted` at the prompt of a terminal where `typed` is answered."""

    def run_it(
        *words: str, text: str = "", pasted: str | None = None, typed: str = ""
    ) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(text) if pasted is None else Terminal(typed))
        monkeypatch.setattr("getpass.getpass", lambda _prompt: pasted)
        try:
            code = main(["join", *words, "--practice"])
        except SystemExit as left:
            code = int(left.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return run_it


def accepted() -> bool:
    database = Database(practice_database())
    try:
        return (
            database.row("SELECT 1 FROM provider_users WHERE email = ? AND status = 1", (ADA.email,))
            is not None
        )
    finally:
        database.close()


def own_phrase() -> str:
    database = Database(practice_database())
    try:
        spki = database.value("SELECT public_key FROM users WHERE email = ?", (ADA.email,))
    finally:
        database.close()
    return fingerprint_phrase(ADA.user_id, PublicKey.from_base64(spki).spki)


def test_a_dry_run_says_what_the_link_is(run: Run) -> None:
    text = mail("Join a provider")
    code, out, err = run("--dry-run", text=text)
    assert (code, err) == (0, "")
    assert "An invitation to a provider." in out
    assert "Provider: Southgate IT" in out
    assert "Nothing was sent." in out
    code, out, _err = run("--dry-run", "--format", "json", text=text)
    told = json.loads(out)
    assert (code, told["kind"], told["name"], told["forMe"]) == (0, "provider", "Southgate IT", True)
    assert read_link(text).token.reveal() not in out
    assert not accepted()


def test_accepting_tells_the_own_phrase(run: Run) -> None:
    text = mail("Join a provider")
    code, out, err = run("--yes", text=text)
    assert (code, err) == (0, "")
    assert "Accepted. You are waiting to be confirmed by Southgate IT." in out
    assert own_phrase() in out
    assert accepted()
    code, out, _err = run("--yes", "--format", "json", text=text)
    assert (code, json.loads(out)["state"], json.loads(out)["phrase"]) == (0, "already", own_phrase())
    written = journal_file(practice=True).read_text()
    assert "joining.provider" in written
    assert read_link(text).token.reveal() not in written


def test_at_a_terminal_the_link_is_asked_for_and_a_yes_too(run: Run) -> None:
    pasted = mail("Join a provider").partition("join: ")[2]
    code, _out, err = run(pasted=pasted, typed="n\n")
    assert (code, accepted()) == (1, False)
    assert "Southgate IT" in err
    assert "Nothing was sent." in err
    code, out, _err = run(pasted=pasted, typed="y\n")
    assert (code, accepted()) == (0, True)
    assert "Accepted." in out


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", 2, "There is no invitation link in this text."),
        ("https://practice.invalid/#/accept-organization?token=x", 2, "A part of the link is missing"),
    ],
)
def test_what_is_no_link(run: Run, text: str, code: int, words: str) -> None:
    left, out, err = run("--yes", text=text)
    assert (left, out) == (code, "")
    assert words in err


def test_without_yes_nothing_is_read(run: Run) -> None:
    code, out, err = run(text=mail("Join a provider"))
    assert (code, out) == (2, "")
    assert "give --yes, or --dry-run" in err


def test_links_for_others_and_other_servers_are_not_sent(run: Run) -> None:
    code, _out, err = run("--yes", text=mail("Join a provider", NOEL.email))
    assert code == 1
    assert "This link is for noel@nowhere.example" in err
    code, _out, err = run(
        "--yes", text=mail("Join a provider").replace("practice.invalid", "vault.bitwarden.com")
    )
    assert code == 1
    assert "leads to vault.bitwarden.com" in err
    code, _out, err = run("--yes", text=mail("Set up"))
    assert code == 1
    assert "set up on the screens" in err
    code, out, _err = run("--dry-run", text=mail("Set up"))
    assert code == 0
    assert "A provider that the vendor prepared" in out


def test_a_read_only_run_sends_nothing(run: Run) -> None:
    code, _out, err = run("--yes", "--read-only", text=mail("Join a provider"))
    assert code == 1
    assert "read-only" in err
    assert not accepted()


def test_account_recovery_needs_the_phrase(run: Run) -> None:
    """--yes alone gives nobody the account's key."""
    database = Database(practice_database())
    for table in ("organization_users", "mail_tokens"):
        database.run(f"UPDATE {table} SET email = ? WHERE email = ?", (ADA.email, NOEL.email))
    database.run(  # Ada is in another organization, which this one forbids
        "DELETE FROM policies WHERE type = 3 AND organization_id IN (SELECT id FROM organizations WHERE"
        " identifier = 'harbor')"
    )
    database.close()
    text = mail("Join an organization", NOEL.email).replace(
        "noel%40nowhere.example", "ada%40northwind.example"
    )
    code, _out, err = run("--yes", text=text)
    assert code == 2
    assert "give --phrase" in err
    code, out, _err = run("--dry-run", "--format", "json", text=text)
    phrase = json.loads(out)["recoveryPhrase"]
    code, _out, err = run("--yes", "--phrase", "one-two-three-four-five", text=text)
    assert code == 2
    assert "THE PHRASE DIFFERS" in err
    code, out, _err = run("--yes", "--phrase", phrase, text=text)
    assert code == 0
    assert "You are enrolled in its account recovery." in out


def test_hostile_names_are_made_safe(run: Run) -> None:
    text = mail("Join a provider")
    link = text.partition("join: ")[2]
    code, out, _err = run("--dry-run", text=link.replace("Southgate+IT", quote_plus(EVERYTHING)))
    assert code == 0
    assert all(line.isprintable() for line in out.splitlines())
