"""Profiles without screens: several accounts and servers, what is known of them, and forgetting one."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend_client import connection
from backend_client.portal.portal import Portal
from backend_client.private_files import private_directory, replace_private
from embedded_backend.seed import Persona, person
from tests.commands.running import ran
from tests.practice import Practice
from tui.paths import (
    data_directory,
    journal_file,
    notes_file,
    profile_directory,
    settings_file,
    state_file,
)
from tui.settings import change_remembered, read_remembered

BIRCH = "https://vault.birch.example"
DELTA = "https://vault.delta.example"
ADMIN = person(Persona.SECOND_ADMIN)

Asked = list[dict[str, Any]]


@pytest.fixture
def asked(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every address leads to the practice backend of this test; the list says what was connected with."""
    calls: Asked = []
    real = connection.connect

    def through(where: str, **given: Any) -> Portal:
        calls.append({"where": where, **given})
        return real(where, **{**given, "asgi_app": practice.thread.app})

    monkeypatch.setattr(connection, "connect", through)
    return calls


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    def typed(*words: str) -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, words)

    return typed


@pytest.fixture
def with_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BW_CLIENTID", ADMIN.client_id)
    monkeypatch.setenv("BW_CLIENTSECRET", ADMIN.api_key)
    monkeypatch.setenv("BW_PASSWORD", ADMIN.password)


def settings(text: str) -> None:
    private_directory(settings_file().parent)
    replace_private(settings_file(), text.encode())


Run = Callable[..., tuple[int, str, str]]


@pytest.mark.usefixtures("with_key")
def test_two_profiles_have_two_servers_devices_and_journals(run: Run, asked: Asked) -> None:
    settings(f'[profiles.birch]\nserver = "{BIRCH}"\n[profiles.delta]\nserver = "{DELTA}"\n')
    for profile in ("birch", "delta"):
        code, _out, err = run("clients", "rename", "Elm Street Clinic", "Elm", "--yes", "--profile", profile)
        assert (code, err) == (0, "")
        code, _out, err = run("clients", "rename", "Elm", "Elm Street Clinic", "--yes", "--profile", profile)
        assert (code, err) == (0, "")
    assert [call["where"] for call in asked] == [BIRCH, BIRCH, DELTA, DELTA]
    assert len({call["device_id"] for call in asked}) == 2
    assert {call["pins"].parent for call in asked} == {profile_directory("birch"), profile_directory("delta")}
    for profile, server in (("birch", "vault.birch.example"), ("delta", "vault.delta.example")):
        _code, out, _err = run("journal", "--profile", profile, "--format", "json")
        assert {act["server"] for act in json.loads(out)} == {server}
        state = read_remembered(state_file(profile))
        assert (state.server, state.email, state.account) == (f"https://{server}", "", ADMIN.email)
        assert state.signed_in
    assert not journal_file().exists()
    assert not state_file().exists()
    assert run("journal", "--format", "json")[1].strip() == "[]"


@pytest.mark.usefixtures("with_key")
def test_a_name_that_nobody_knows_signs_nobody_in(run: Run, asked: Asked) -> None:
    settings(f'[profiles.birch]\nserver = "{BIRCH}"\n')
    change_remembered({"server": "eu"}, state_file("cedar"))
    code, out, err = run("seats", "--profile", "brich")
    assert (code, out) == (2, "")
    assert "no profile brich" in err
    assert "default, birch, cedar" in err
    assert not asked
    assert not profile_directory("brich").exists()
    assert run("journal", "--profile", "brich")[0] == 2


@pytest.mark.usefixtures("with_key")
def test_the_environment_names_one_and_what_is_typed_beats_it(
    run: Run, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(f'[profiles.birch]\nserver = "{BIRCH}"\n[profiles.delta]\nserver = "{DELTA}"\n')
    monkeypatch.setenv("SEATWARDEN_PROFILE", "birch")
    assert run("seats")[0] == 0
    assert run("seats", "--profile", "delta")[0] == 0
    assert run("seats", "--server", "https://typed.example")[0] == 0
    assert [call["where"] for call in asked] == [BIRCH, DELTA, "https://typed.example"]


@pytest.mark.usefixtures("with_key")
@pytest.mark.parametrize(
    "text", ["[profiles.birch]\nserver = 3\n", "[profiles.birch]\nsrver = 'x'\n", "[profiles.birch\n"]
)
def test_settings_with_a_flaw_lead_nowhere(run: Run, asked: Asked, text: str) -> None:
    change_remembered({"server": DELTA}, state_file("birch"))
    settings(text)
    code, _out, err = run("seats", "--profile", "birch")
    assert code == 2
    assert "settings.toml" in err
    assert not asked


@pytest.mark.usefixtures("with_key")
def test_the_unnamed_profile_takes_its_last_server(run: Run, asked: Asked) -> None:
    change_remembered({"server": DELTA}, state_file())
    assert run("seats")[0] == 0
    assert asked[0]["where"] == DELTA
    assert asked[0]["journal"] == journal_file()
    assert asked[0]["notes"] == notes_file()
    assert not asked[0]["allow_http_loopback"]


@pytest.mark.usefixtures("with_key")
@pytest.mark.parametrize(
    ("words", "text", "code"),
    [
        (("--server", "http://127.0.0.1:8080"), "", 1),
        (("--server", "http://127.0.0.1:8080", "--allow-http-loopback"), "", 0),
        (("--server", "http://[::1]:8080", "--allow-http-loopback"), "", 0),
        (("--server", "http://localhost", "--allow-http-loopback"), "", 0),
        (("--server", "http://127.0.0.1.example", "--allow-http-loopback"), "", 1),
        (("--server", "http://localhost.example", "--allow-http-loopback"), "", 1),
        (("--server", "http://10.0.0.1", "--allow-http-loopback"), "", 1),
        (("--profile", "a"), '[profiles.a]\nserver = "http://127.0.0.1:80"\n', 1),
        (
            ("--profile", "a"),
            '[profiles.a]\nserver = "http://127.0.0.1:80"\nallow_http_loopback = true\n',
            0,
        ),
        (
            ("--profile", "a"),
            '[profiles.a]\nserver = "http://vault.example"\nallow_http_loopback = true\n',
            1,
        ),
    ],
)
def test_plain_http_is_for_this_machine_and_only_when_asked(
    run: Run, asked: Asked, words: tuple[str, ...], text: str, code: int
) -> None:
    settings(text)
    found, _out, err = run("seats", *words)
    assert found == code, err
    if code:
        assert "must start with https://" in err


def test_the_list_of_profiles(run: Run) -> None:
    settings(f'[profiles.birch]\nserver = "{BIRCH}"\nemail = "ada@msp.example"\n')
    change_remembered(
        {"server": "eu", "email": "bo@x.example", "signed_in": "2026-11-20T08:00:00+00:00", "key_for": "eu"},
        state_file("cedar"),
    )
    code, out, err = run("profiles", "--format", "json")
    assert (code, err) == (0, "")
    names = ("name", "server", "email", "signedIn", "remembered")
    assert [tuple(each[name] for name in names) for each in json.loads(out)] == [
        ("default", None, None, None, False),
        ("birch", BIRCH, "ada@msp.example", None, False),
        ("cedar", "eu", "bo@x.example", "2026-11-20T08:00:00+00:00", True),
    ]
    _code, out, _err = run("profiles", "list", "--format", "csv")
    assert list(csv.reader(io.StringIO(out)))[3] == [
        "cedar",
        "eu",
        "bo@x.example",
        "2026-11-20T08:00:00+00:00",
        "true",
    ]
    _code, out, _err = run("profiles", "list")
    assert out.splitlines()[3].split("  ")[0] == "cedar"
    assert "2026-11-20 08:00" in out
    assert "in the keyring" in out


def test_forgetting_wants_the_name_again_and_keeps_the_journal(run: Run) -> None:
    change_remembered({"server": "eu"}, state_file("cedar"))
    replace_private(journal_file("cedar"), b"")
    for confirm in ((), ("--confirm", "Cedar"), ("--confirm", "default")):
        code, _out, err = run("profiles", "forget", "cedar", *confirm)
        assert code == 2
        assert "--confirm NAME" in err
    assert state_file("cedar").exists()
    code, out, _err = run("profiles", "forget", "cedar", "--confirm", "cedar")
    assert code == 0
    assert "removed" in out
    assert [each.name for each in profile_directory("cedar").iterdir()] == ["journal.jsonl"]
    assert run("seats", "--profile", "cedar")[0] == 2
    assert run("profiles", "forget", "cedar", "--confirm", "cedar")[0] == 2


def test_a_profile_without_a_journal_leaves_nothing(run: Run) -> None:
    change_remembered({"server": "eu"}, state_file("cedar"))
    assert run("profiles", "forget", "cedar", "--confirm", "cedar")[0] == 0
    assert not profile_directory("cedar").parent.exists()
    change_remembered({"server": "eu"}, state_file())
    assert run("profiles", "forget", "default", "--confirm", "default")[0] == 0
    assert not state_file().exists()
    assert "Nothing is kept" in run("profiles", "forget", "default", "--confirm", "default")[1]


def test_a_remembered_key_signs_in_where_the_environment_has_none(
    run: Run, asked: Asked, keyring: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(f'[profiles.birch]\nserver = "{BIRCH}"\n')
    code, _out, err = run("seats", "--profile", "birch")
    assert code == 2
    assert "BW_CLIENTID" in err
    remember("birch", BIRCH, ADMIN.api_key)
    code, out, err = run("seats", "--profile", "birch")
    assert (code, err) == (0, "")
    assert "Birch & Sons Logistics" in out
    code, _out, err = run("seats", "--profile", "birch", "--server", DELTA)
    assert code == 2
    assert "was not sent elsewhere" in err
    remember("birch", BIRCH, "stale")
    code, _out, err = run("seats", "--profile", "birch")
    assert code == 1
    assert "refused the remembered API key" in err
    monkeypatch.setenv("BW_CLIENTID", ADMIN.client_id)
    assert run("seats", "--profile", "birch")[0] == 2
    monkeypatch.setenv("BW_CLIENTSECRET", ADMIN.api_key)
    assert run("seats", "--profile", "birch")[0] == 0


def test_forgetting_a_profile_takes_its_key_out_first(
    run: Run, keyring: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    remember("birch", BIRCH, "key")
    change_remembered({"server": BIRCH}, state_file("birch"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    code, _out, err = run("profiles", "forget", "birch", "--confirm", "birch")
    assert code == 1
    assert "still in it" in err
    assert state_file("birch").exists()
    code, _out, err = run("seats", "--profile", "birch")
    assert code == 1
    assert "no keyring" in err
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.fake_keyring.Keyring")
    assert run("profiles", "forget", "birch", "--confirm", "birch")[0] == 0
    assert not keyring


def remember(profile: str, server: str, secret: str) -> None:
    from backend_client.secret import Secret
    from tui.remembered_key import KeyOfProfile, RememberedKey

    KeyOfProfile(profile).keep(RememberedKey(server, ADMIN.client_id, Secret(secret)))


@pytest.mark.usefixtures("with_key")
@pytest.mark.parametrize("name", ["state.json", "pins.json", "notes.json", "journal.jsonl", "journal.head"])
def test_a_file_that_others_may_have_written_stops_everything(
    run: Run, asked: Asked, name: str, tmp_path: Path
) -> None:
    settings(f'[profiles.birch]\nserver = "{BIRCH}"\n')
    file = private_directory(profile_directory("birch")) / name
    file.write_text("")
    file.chmod(0o664)
    code, _out, err = run("seats", "--profile", "birch")
    assert code == 1
    assert f"{file}" in err
    assert "chmod go-w" in err
    file.unlink()
    (tmp_path / "target").touch()
    file.symlink_to(tmp_path / "target")
    code, _out, err = run("seats", "--profile", "birch")
    assert code == 1
    assert "symbolic link" in err
    assert len(err.splitlines()) == 1
    assert not asked


@pytest.mark.usefixtures("with_key")
@pytest.mark.parametrize(("mode", "code"), [(0o777, 1), (0o1777, 0), (0o755, 0)])
def test_a_home_that_others_may_change_is_refused(
    run: Run, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, code: int
) -> None:
    home = tmp_path / "shared"
    home.mkdir()
    home.chmod(mode)
    monkeypatch.setenv("SEATWARDEN_HOME", str(home))
    found, _out, err = run("seats", "--server", BIRCH)
    assert found == code
    assert ("Other users may write" in err) is bool(code)
    assert len(asked) == 1 - code


@pytest.mark.usefixtures("with_key")
def test_an_open_directory_is_closed_before_anything_is_read(run: Run, asked: Asked) -> None:
    settings(f'[profiles.birch]\nserver = "{BIRCH}"\n')
    settings_file().parent.chmod(0o775)
    private_directory(data_directory()).chmod(0o777)
    assert run("seats", "--profile", "birch")[0] == 0
    directories = (settings_file().parent, data_directory(), profile_directory("birch"))
    assert {oct(each.stat().st_mode & 0o777) for each in directories} == {"0o700"}
    files = [each for each in data_directory().rglob("*") if each.is_file()]
    assert {oct(each.stat().st_mode & 0o777) for each in files if "practice" not in each.name} == {"0o600"}


def test_a_generous_umask_opens_nothing(run: Run) -> None:
    before = os.umask(0)
    try:
        assert run("clients", "rename", "Elm Street Clinic", "Elm", "--practice", "--yes")[0] == 0
    finally:
        os.umask(before)
    made = [each for each in data_directory().rglob("*") if "sqlite3" not in each.name]
    assert {"state.json", "practice-journal.jsonl", "practice-journal.head"} <= {each.name for each in made}
    assert {oct(each.stat().st_mode & 0o777) for each in made if each.is_file()} == {"0o600"}
    assert {oct(each.stat().st_mode & 0o777) for each in made if each.is_dir()} <= {"0o700"}
