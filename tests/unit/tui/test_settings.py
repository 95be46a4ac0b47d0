"""Settings, what is remembered, and where files go."""

from __future__ import annotations

import stat
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from backend_client.portal.seats import LowRule
from backend_client.private_files import private_directory
from tui.paths import config_directory, data_directory, settings_file, state_file
from tui.settings import (
    Remembered,
    Settings,
    device_id,
    read_remembered,
    read_settings,
    settings_from,
    write_remembered,
)


def test_no_file_means_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.toml") == Settings()


def test_a_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        'theme = "light"\nrefresh_minutes = 1\nlock_minutes = 0\n'
        '[low]\nseats = 2\npercent = 20\n[keys]\n"clients.refresh" = "f5"\n'
    )
    assert read_settings(file) == Settings("light", 1, 0, LowRule(2, 20), {"clients.refresh": "f5"})


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"theme": "pink"}, "settings.toml: theme must be one of dark, light, ansi; the default is used."),
        ({"refresh_minutes": -1}, "a whole number"),
        ({"refresh_minutes": True}, "a whole number"),
        ({"refresh_minutes": "5"}, "a whole number"),
        ({"rate_share": 4}, "a whole number from 5 to 100: percent of the server's limits"),
        ({"rate_share": 101}, "a whole number from 5 to 100"),
        ({"low": {"seats": 1, "perc": 3}}, "a table with seats and percent"),
        ({"low": 3}, "a table with seats and percent"),
        ({"keys": {"a": 1}}, "a table of names and keys"),
        ({"\x1b[31mtheme": 1}, "settings.toml: '␛[31mtheme' is not a setting."),
    ],
)
def test_a_bad_value_keeps_its_default_and_is_reported_once(found: dict[str, object], sentence: str) -> None:
    settings = settings_from(found)
    assert replace(settings, problems=()) == Settings()
    (problem,) = settings.problems
    assert sentence in problem


def test_a_bad_value_does_not_spoil_the_others() -> None:
    settings = settings_from({"theme": "pink", "refresh_minutes": 7})
    assert settings.refresh_minutes == 7
    assert len(settings.problems) == 1


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"[a" + b".b" * 40_000 + b"]\n"])
def test_an_unreadable_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    settings = read_settings(file)
    assert len(settings.problems) == 1
    assert settings.problems[0].isprintable()


def test_what_is_remembered_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "state.json"
    state = Remembered("vault.example", "ada@example.com", str(uuid.uuid4()), "dark")
    write_remembered(state, file)
    assert read_remembered(file) == state
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", ["", "[]", "{", '{"server": 3, "email": "a\\nb"}'])
def test_a_damaged_state_is_started_anew(tmp_path: Path, content: str) -> None:
    file = tmp_path / "state.json"
    file.write_text(content)
    assert read_remembered(file) == Remembered()


def test_the_device_id_is_made_once_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    write_remembered(Remembered(server="vault.example"), file)
    first = device_id(file)
    assert uuid.UUID(first).version == 4
    assert device_id(file) == first
    assert read_remembered(file).server == "vault.example"


def test_two_installations_have_two_ids(tmp_path: Path) -> None:
    assert device_id(tmp_path / "a.json") != device_id(tmp_path / "b.json")


def test_nothing_is_created_by_asking_where_things_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEATWARDEN_HOME", str(tmp_path / "home"))
    assert settings_file().parent == config_directory() == tmp_path / "home" / "config"
    assert state_file().parent == data_directory() == tmp_path / "home" / "data"
    assert not (tmp_path / "home").exists()


def test_the_platform_s_own_places_carry_the_name() -> None:
    assert config_directory().name == data_directory().name == "seatwarden"


def test_an_open_directory_is_closed_to_others(tmp_path: Path) -> None:
    directory = tmp_path / "open"
    directory.mkdir(mode=0o755)
    directory.chmod(0o755)
    assert stat.S_IMODE(private_directory(directory).stat().st_mode) == 0o700
