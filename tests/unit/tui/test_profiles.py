"""Profiles: their names, what the settings say of them, what beats what, and which are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.arguments.base import Arguments
from tui.arguments.parse import parse_arguments
from tui.paths import journal_file, notes_file, pins_file, profile_directory, state_file
from tui.presenters.profiles import profile_words
from tui.profile_settings import ProfileSettings, is_profile_name
from tui.profiles import is_known, known_profiles, settled
from tui.settings import Remembered, Settings, change_remembered, settings_from


@pytest.mark.parametrize("name", ["a", "birch", "msp-2", "0", "x" * 32])
def test_names_of_profiles(name: str) -> None:
    assert is_profile_name(name)


@pytest.mark.parametrize("name", ["", "-a", "Birch", "a b", "a/b", "..", "a.b", "é", "x" * 33, "a\n"])
def test_names_that_are_none(name: str) -> None:
    assert not is_profile_name(name)


def test_every_profile_has_files_of_its_own_and_practice_is_in_none() -> None:
    files = (state_file, journal_file, notes_file, pins_file)
    assert {each("birch").parent for each in files} == {profile_directory("birch")}
    assert {each("").parent for each in files} == {profile_directory()}
    assert profile_directory("birch").parent.parent == profile_directory()
    for each in (journal_file, notes_file, pins_file):
        assert each("birch", practice=True) == each("", practice=True)


def test_a_table_of_the_settings(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.touch()
    table = {
        "server": "https://vault.birch.example",
        "email": "ada@msp.example",
        "ca_bundle": str(bundle),
        "provider": "Northwind",
        "allow_http_loopback": True,
    }
    settings = settings_from({"profiles": {"birch": table}})
    assert settings.problems == ()
    expected = ProfileSettings("https://vault.birch.example", "ada@msp.example", bundle, "Northwind", True)
    assert settings.profiles == {"birch": expected}


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"server": 3}, "profiles.birch.server must be us, eu or an address"),
        ({"server": " "}, "profiles.birch.server must be"),
        ({"server": "a\x1bb"}, "profiles.birch.server must be"),
        ({"email": ["a"]}, "profiles.birch.email must be an e-mail address"),
        ({"ca_bundle": "/no/such/file"}, "profiles.birch.ca_bundle must be the whole path of a file"),
        ({"ca_bundle": "ca.pem"}, "profiles.birch.ca_bundle must be the whole path"),
        ({"ca_bundle": "~nobody-of-this-name/ca.pem"}, "profiles.birch.ca_bundle must be"),
        ({"allow_http_loopback": "yes"}, "profiles.birch.allow_http_loopback must be true or false"),
        ({"password": "x"}, "'profiles.birch.password' is not a setting"),
    ],
)
def test_a_bad_value_is_named_with_its_table(table: dict[str, object], sentence: str) -> None:
    settings = settings_from({"profiles": {"birch": table}})
    (problem,) = settings.problems
    assert sentence in problem
    assert settings.profiles["birch"] == ProfileSettings(problems=(problem,))


@pytest.mark.parametrize(
    ("profiles", "sentence"),
    [
        (3, "profiles must be a table of profiles"),
        ({"Birch": {}}, "'Birch' cannot be the name of a profile"),
        ({"default": {"server": "us"}}, "stands at the top level"),
        ({"birch": 3}, "profiles.birch must be a table"),
        ({"\x1b[31m": {}}, "'␛[31m' cannot be the name"),
    ],
)
def test_tables_that_are_none(profiles: object, sentence: str) -> None:
    settings = settings_from({"profiles": profiles})
    (problem,) = settings.problems
    assert sentence in problem
    assert settings.profiles == {}


def test_what_beats_what(tmp_path: Path) -> None:
    settings = Settings(
        top=ProfileSettings("top.example", "top@x.example", tmp_path / "top", "Top", True),
        profiles={"birch": ProfileSettings(server="birch.example", allow_http_loopback=False)},
    )
    last = Remembered(server="last.example", email="last@x.example")
    found = settled(Arguments("seats", profile="birch"), settings, last)
    assert (found.server, found.email) == ("birch.example", "last@x.example")
    assert (found.ca_bundle, found.provider) == (tmp_path / "top", "Top")
    assert not found.allow_http_loopback
    assert settled(Arguments("seats", profile="other"), settings, last).server == "last.example"
    assert settled(Arguments("seats", profile="other"), settings, Remembered()).server == "top.example"
    typed = Arguments("seats", profile="birch", server="typed.example", provider="Typed")
    assert settled(typed, settings, last).server == "typed.example"
    assert settled(typed, settings, last).provider == "Typed"
    assert settled(Arguments("seats", practice=True), settings, last) == Arguments("seats", practice=True)


def test_a_profile_is_known_by_its_settings_or_a_sign_in() -> None:
    settings = Settings(profiles={"zebra": ProfileSettings()})
    assert is_known("", settings)
    assert not is_known("birch", settings)
    change_remembered({"theme": "light"}, state_file("birch"))
    assert not is_known("birch", settings)
    change_remembered({"server": "us"}, state_file("birch"))
    assert is_known("birch", settings)
    (profile_directory("Not A Name")).mkdir()
    assert known_profiles(settings) == ("", "birch", "zebra")


@pytest.mark.parametrize(
    ("argv", "environment", "profile"),
    [
        (["--profile", "birch"], "", "birch"),
        (["seats", "--profile", "birch"], "", "birch"),
        (["--profile", "birch", "seats"], "", "birch"),
        (["journal", "--profile", "birch"], "", "birch"),
        (["seats"], "birch", "birch"),
        (["seats", "--profile", "delta"], "birch", "delta"),
        (["seats", "--profile", "default"], "birch", ""),
        (["seats", "--practice"], "birch", ""),
        (["profiles", "list"], "Not A Name", ""),
        (["practice", "reset"], "birch", ""),
    ],
)
def test_where_the_name_comes_from(
    argv: list[str], environment: str, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEATWARDEN_PROFILE", environment)
    assert parse_arguments(argv).profile == profile


@pytest.mark.parametrize(
    ("argv", "environment"),
    [
        (["seats", "--profile", "Not A Name"], ""),
        (["seats"], "Not A Name"),
        (["seats", "--practice", "--profile", "birch"], ""),
    ],
)
def test_names_that_do_not_fit_are_usage(
    argv: list[str], environment: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEATWARDEN_PROFILE", environment)
    with pytest.raises(SystemExit) as left:
        parse_arguments(argv)
    assert left.value.code == 2
    assert "profile" in capsys.readouterr().err.casefold()


def test_a_title_has_room_for_the_shortest_of_names() -> None:
    assert profile_words("") == ""
    assert profile_words("birch") == " [birch]"
    assert profile_words("birch", new=True) == " [birch, new]"
    assert len(profile_words("x" * 32)) <= 20
