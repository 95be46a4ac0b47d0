"""Bad input for `seatwarden seats`: one sentence on stderr, nothing on stdout, an exit code."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import embedded_backend.thread
from embedded_backend.app import create_app
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona, person
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.hostile.tls_server import closed_port, serving
from tui.__main__ import main
from tui.backends import practice_database

Run = Callable[..., tuple[int, str, str]]
_PATIENCE = 20.0
_ADMIN = person(Persona.ADMIN)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `seats`: exit code, stdout, stderr; it never takes long."""

    def seats(*arguments: str) -> tuple[int, str, str]:
        started = time.monotonic()
        try:
            code = main(["seats", *arguments])
        except SystemExit as ended:
            code = int(str(ended.code))
        assert time.monotonic() - started < _PATIENCE
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return seats


def refused(run: Run, sentence: str, *arguments: str, code: int = 1) -> None:
    """It fails with exactly one line that holds `sentence`."""
    found, out, err = run(*arguments)
    assert (found, out) == (code, "")
    assert err.startswith("seatwarden: ")
    assert err.count("\n") == 1
    assert err.endswith(".\n")
    assert sentence in err


@pytest.fixture
def database(practice_template: Path) -> Path:
    """The practice database of this home directory."""
    path = practice_database()
    path.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(practice_template, path))


class SpoiledBackend(FaultInjector):
    """A fault injector that stands for the whole application, with the state the thread looks for."""

    state: Any = None


@pytest.fixture
def faults(database: Path, monkeypatch: pytest.MonkeyPatch) -> FaultInjector:
    """Spoils answers of the practice backend that `seats --practice` starts."""
    assert database.exists()
    injector = SpoiledBackend(create_app(database))

    def create(place: Path, *, options: BackendOptions | None = None) -> FaultInjector:
        inner = create_app(place, options=options)
        injector.app, injector.state = inner, inner.state
        return injector

    monkeypatch.setattr(embedded_backend.thread, "create_app", create)
    return injector


def change(database: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(statement, values)
    connection.close()


@pytest.fixture
def api_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """An API key in the environment, as the official command line reads it."""
    monkeypatch.setenv("BW_CLIENTID", _ADMIN.client_id)
    monkeypatch.setenv("BW_CLIENTSECRET", _ADMIN.api_key)


def test_usage(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(run, "Give --server URL, or --practice.", code=2)
    refused(run, "set BW_CLIENTID and BW_CLIENTSECRET.", "--server", "https://x.invalid", code=2)
    monkeypatch.setenv("BW_CLIENTID", "user.x")
    refused(run, "set BW_CLIENTID and BW_CLIENTSECRET.", "--server", "https://x.invalid", code=2)
    for wrong in (("--format", "xml"), ("--practice", "--server", "us"), ("--ca-bundle", "/no/such/file")):
        code, out, err = run(*wrong)
        assert (code, out) == (2, "")
        assert "seatwarden" in err
        assert "Traceback" not in err


@pytest.mark.usefixtures("api_key")
def test_servers_that_cannot_be_asked(run: Run) -> None:
    refused(run, "was not found: the name does not resolve.", "--server", "https://no-such-host.invalid")
    refused(run, "refused the connection.", "--server", f"https://127.0.0.1:{closed_port()}")
    refused(run, "must start with https://.", "--server", "http://vault.example.com")


@pytest.mark.usefixtures("api_key")
def test_a_certificate_that_is_not_trusted_and_the_same_one_trusted(
    run: Run, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(database, tmp_path / "tls") as server:
        refused(run, "is not trusted here. Nothing was sent.", "--server", server.url)
        trusted = ("--server", server.url, "--ca-bundle", str(server.authority))
        code, out, err = run(*trusted, "--format", "json")
        assert (code, err) == (0, "")
        assert len(json.loads(out)) == 11
        monkeypatch.setenv("BW_CLIENTSECRET", "x" * 30)
        refused(run, "The API key was refused", *trusted)


def test_a_wrong_api_key(run: Run, database: Path) -> None:
    change(database, "UPDATE users SET api_key = 'other'")
    refused(run, "The API key was refused: its client_id or client_secret is wrong.", "--practice")


@pytest.mark.parametrize("body", [b'{"data": [', HTML, b"{}", b"", b"null"])
def test_answers_that_are_none(run: Run, faults: FaultInjector, body: bytes) -> None:
    for path in ("/connect/token", "/accounts/profile", "/organizations"):
        faults.heal()
        faults.answer(path, body)
        refused(run, "The answer of practice was not understood.", "--practice")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "The server no longer accepts this sign-in."),
        (403, "Your role does not permit this here."),
        (404, "The server does not know this"),
        (500, "The server failed (500); it is not your doing."),
    ],
)
def test_refusals(run: Run, faults: FaultInjector, status: int, sentence: str) -> None:
    faults.answer("/accounts/profile", b'{"message": "\x1b[2J"}', status=status)
    refused(run, sentence, "--practice")


def test_no_provider_at_all(run: Run, database: Path) -> None:
    change(database, "DELETE FROM provider_users")
    change(database, "DELETE FROM organization_users WHERE user_id = ?", _ADMIN.user_id)
    refused(run, "This account is in no provider and administers no organization.", "--practice")


def test_a_provider_that_is_none_of_them(run: Run, database: Path) -> None:
    assert database.exists()
    refused(run, "'Nowhere' is none of your providers: Northwind MSP.", "--practice", "--provider", "Nowhere")


def test_several_providers_are_asked_for_with_the_list(run: Run, database: Path) -> None:
    change(
        database,
        "INSERT INTO provider_users SELECT 'x', id, ?, 'e', NULL, 2, 0, NULL, 0 FROM providers"
        " WHERE name LIKE 'South%'",
        _ADMIN.user_id,
    )
    said = "You are in several providers: Northwind MSP, Southgate IT. Name one with --provider."
    refused(run, said, "--practice")


def records(run: Run) -> dict[str, dict[str, Any]]:
    code, out, err = run("--practice", "--format", "json")
    assert (code, err) == (0, "")
    return {record["client"]: record for record in json.loads(out)}


def test_what_is_no_failure(run: Run, faults: FaultInjector, database: Path) -> None:
    """Keys are not needed for figures; unknown figures are null; a broken row costs itself."""
    change(database, "UPDATE provider_users SET key = NULL")
    change(database, "UPDATE provider_organizations SET key = 'x'")
    change(database, "UPDATE organizations SET seats = NULL WHERE name LIKE 'Alder%'")
    change(database, "UPDATE organizations SET seats = -3 WHERE name LIKE 'Elm%'")
    found = records(run)
    assert len(found) == 11
    for name in ("Alder Dental Group", "Elm Street Clinic"):
        assert (found[name]["assigned"], found[name]["remaining"]) == (None, None)
        assert found[name]["level"] == "UNKNOWN"
    faults.answer("/billing/subscription", HTML)
    assert len(records(run)) == 11
    code, out, _err = run("--practice")
    assert code == 0
    assert "Alder Dental Group" in out


def test_a_row_that_was_left_out_is_said_on_stderr(run: Run, faults: FaultInjector) -> None:
    faults.change_rows("/organizations", lambda row: {} if row["seats"] == 25 else row)
    for kind in ("text", "json", "csv"):
        code, out, err = run("--practice", "--format", kind)
        assert "Alder Dental Group" in out
        assert "Delta Fisheries" not in out
        assert code == 1
        assert err == "seatwarden: 1 client could not be read and is left out; the others are right.\n"


def test_an_empty_provider(run: Run, database: Path) -> None:
    change(database, "DELETE FROM provider_organizations")
    assert run("--practice") == (0, "No clients yet.\n", "")
    assert run("--practice", "--format", "json") == (0, "[]\n", "")
