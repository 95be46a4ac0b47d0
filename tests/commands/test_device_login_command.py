"""`--login-with-device` on commands: the phrase on stderr, results on stdout, no secret but a code typed."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_backend.options import BackendOptions
from embedded_backend.other_devices import answer_logins
from embedded_backend.seed import PRACTICE_YUBIKEY_ID, Persona, PracticePerson, person
from tests.commands.running import Run, ran
from tests.hostile.tls_server import TlsServer, serving
from tui.backends import practice_database
from tui.commands import device_login
from tui.paths import state_file
from tui.settings import device_id, read_remembered

ASK = "--login-with-device"
PHRASE = re.compile(r"^Fingerprint phrase: (\w+-){4}\w+$", re.MULTILINE)
APPROVED = "Approved. Signing in"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command at a terminal, without anything in the environment; telephones answer at once."""
    for variable in ("BW_CLIENTID", "BW_CLIENTSECRET", "BW_PASSWORD"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(device_login, "ASK_EVERY", 0.01)
    monkeypatch.setattr(
        "embedded_backend.backend.answer_logins",
        lambda database, now, _after: answer_logins(database, now, 0),
    )

    def run_it(*words: str, typed: str | None = "", piped: str = "") -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, [*words, ASK], typed=typed, piped=piped)

    return run_it


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TlsServer]:
    """The practice data on a server that knows this device."""
    options = BackendOptions(device_answers_after=0, broken_key=False)
    with serving(practice_database(), tmp_path / "tls", options) as found:
        yield found


def known(who: PracticePerson) -> None:
    """Let `who` have signed in from this machine before."""
    connection = sqlite3.connect(practice_database())
    with connection:
        connection.execute(
            "INSERT INTO devices (id, user_id, identifier, type, name, created_at)"
            " VALUES ('here', ?, ?, 25, 'x', 0)",
            (who.user_id, device_id(state_file(""))),
        )
    connection.close()


def test_a_phrase_is_shown_and_an_approved_command_goes_on(run: Run) -> None:
    code, out, err = run("vault", "--practice", "--client", "Birch & Sons Logistics", "--format", "json")
    assert code == 0, err
    assert json.loads(out)
    assert PHRASE.search(err)
    assert "Approve it only if it shows these five words" in err
    assert APPROVED in err


def test_a_command_without_keys_holds_none_afterwards(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    states: list[str] = []

    async def look(portal: object, *_given: object) -> int:
        states.append(str(portal.session.state))  # type: ignore[attr-defined]
        return 0

    monkeypatch.setattr("tui.commands.provider._list", look)
    code, _out, err = run("provider", "list", "--practice")
    assert (code, states) == (0, ["locked"]), err


def test_without_a_terminal_nobody_could_compare(run: Run) -> None:
    code, out, err = run("seats", "--practice", typed=None)
    assert (code, out) == (2, "")
    assert "needs a terminal" in err
    assert "Fingerprint" not in err


def test_the_screens_offer_it_by_themselves(run: Run) -> None:
    code, _out, err = run("--practice")
    assert code == 2
    assert "the sign-in screen offers it" in err


def test_on_a_server_the_email_is_asked_and_so_is_a_second_step(
    run: Run, server: TlsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = person(Persona.YUBIKEY)
    known(who)
    typed = iter(["", "cccccccccccx", PRACTICE_YUBIKEY_ID + "cbdefghijklnrtuvcbdefghijklnrtuv"])
    asked: list[str] = []

    def getpass(words: str) -> str:
        asked.append(words)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler, "Ctrl+C ends the prompt"
        return next(typed)

    monkeypatch.setattr("getpass.getpass", getpass)
    words = ("seats", "--server", server.url, "--ca-bundle", str(server.authority))
    code, out, err = run(*words, typed=f"{who.email}\n")
    assert (code, out.startswith("Client")) == (0, True), err
    assert err.startswith("E-mail: ")
    assert PHRASE.search(err)
    assert asked == ["Code: "] * 3
    assert err.count("The YubiKey code was refused.") == 1
    assert read_remembered(state_file("")).signed_in


def test_ctrl_c_stops_the_waiting_and_says_what_becomes_of_the_request(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:

    def interrupted(*_given: object) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        return "waits"

    monkeypatch.setattr("embedded_backend.backend.answer_logins", lambda *_given: None)
    monkeypatch.setattr("tui.device_wait.time_left", interrupted)
    code, out, err = run("seats", "--practice")
    assert (code, out) == (1, "")
    assert "runs out by itself; deny it there" in err
    assert err.rstrip().endswith("Interrupted.")


def test_a_machine_that_never_signed_in_is_told_what_to_do(run: Run, server: TlsServer) -> None:
    words = ("seats", "--server", server.url, "--ca-bundle", str(server.authority))
    code, out, err = run(*words, typed=f"{person(Persona.SECOND_ADMIN).email}\n")
    assert (code, out) == (1, "")
    assert "never signed in to it" in err
    assert read_remembered(state_file("")).signed_in == ""


def test_without_an_address_nothing_is_asked_of_a_server(run: Run, server: TlsServer) -> None:
    words = ("seats", "--server", server.url, "--ca-bundle", str(server.authority))
    code, _out, err = run(*words, typed="\n")
    assert code == 1
    assert err.rstrip().endswith("Interrupted.")
