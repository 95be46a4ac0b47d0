"""The API key in the computer's keyring: which keyrings are taken, what is kept, and what never is."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("keyring")

from backend_client.private_files import replace_private
from backend_client.secret import Secret
from tests import fake_keyring
from tui import remembered_key
from tui.paths import data_directory, state_file
from tui.remembered_key import (
    SERVICE,
    KeyOfProfile,
    KeyringTrouble,
    KeyringUnusable,
    RememberedKey,
    keyring_trouble,
)
from tui.settings import read_remembered

PLANTED = "planted-client-secret"
FAKE = "tests.fake_keyring.Keyring"
VARIABLE = "PYTHON_KEYRING_BACKEND"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(VARIABLE, FAKE)
    fake_keyring.holds.clear()
    fake_keyring.asked.clear()
    fake_keyring.never.clear()
    yield
    fake_keyring.never.set()


def key(server: str = "https://vault.birch.example") -> RememberedKey:
    return RememberedKey(server, "user.1", Secret(PLANTED))


def test_what_is_kept_comes_back_and_goes(tmp_path: Path) -> None:
    place = KeyOfProfile("birch")
    place.keep(key())
    assert place.kept
    assert list(fake_keyring.holds) == [(SERVICE, "birch")]
    found = place.recall()
    assert found is not None
    assert (found.server, found.client_id) == ("https://vault.birch.example", "user.1")
    assert found.client_secret.reveal() == PLANTED
    assert place.forget()
    assert not fake_keyring.holds
    assert read_remembered(state_file("birch")).key_for == ""
    assert place.recall() is None


def test_a_keyring_is_not_asked_for_what_was_never_kept() -> None:
    assert KeyOfProfile("birch").recall() is None
    assert not KeyOfProfile("birch").forget()
    assert fake_keyring.asked == []


def test_every_profile_has_its_own_and_every_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    KeyOfProfile("").keep(key("us"))
    KeyOfProfile("birch").keep(key())
    monkeypatch.setenv("SEATWARDEN_HOME", str(tmp_path))
    KeyOfProfile("birch").keep(key("eu"))
    assert {json.loads(text)["server"] for text in fake_keyring.holds.values()} == {
        "us",
        "eu",
        "https://vault.birch.example",
    }


def test_the_secret_is_in_the_keyring_and_nowhere_else() -> None:
    KeyOfProfile("").keep(key())
    assert read_remembered(state_file()).key_for == "https://vault.birch.example"
    for file in data_directory().rglob("*"):
        if file.is_file():
            assert PLANTED not in file.read_text(errors="replace")
            assert "user.1" not in file.read_text(errors="replace")
    assert PLANTED not in repr(key())


@pytest.mark.parametrize(
    ("backend", "trouble"),
    [
        (FAKE, None),
        ("keyring.backends.fail.Keyring", KeyringTrouble.NONE_HERE),
        ("keyring.backends.null.Keyring", KeyringTrouble.NONE_HERE),
        ("keyring.backends.chainer.ChainerBackend", KeyringTrouble.PLAIN_TEXT),
        ("tests.fake_keyring.PlainKeyring", KeyringTrouble.PLAIN_TEXT),
        ("tests.fake_keyring.HeirOfPlain", KeyringTrouble.PLAIN_TEXT),
        ("tests.fake_keyring.WeakKeyring", KeyringTrouble.PLAIN_TEXT),
        ("no.such.Keyring", KeyringTrouble.REFUSED),
    ],
)
def test_which_keyrings_are_taken(
    backend: str, trouble: KeyringTrouble | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, backend)
    assert keyring_trouble() is trouble
    if trouble is not None:
        with pytest.raises(KeyringUnusable):
            KeyOfProfile("").keep(key())
        assert not fake_keyring.holds
        assert not KeyOfProfile("").kept


def test_no_desktop_means_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    assert keyring_trouble() is KeyringTrouble.NONE_HERE


def test_the_package_s_own_settings_are_heeded_where_they_can_be_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE)
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "python_keyring" / "keyringrc.cfg"
    replace_private(file, f"[backend]\ndefault-keyring={FAKE}\n".encode())
    assert keyring_trouble() is None
    replace_private(file, b"[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
    assert keyring_trouble() is KeyringTrouble.NONE_HERE
    file.chmod(0o666)
    assert keyring_trouble() is KeyringTrouble.REFUSED


def test_without_the_package_nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    assert keyring_trouble() is KeyringTrouble.NOT_INSTALLED


def test_a_keyring_that_refuses_keeps_nothing_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    place = KeyOfProfile("")
    place.keep(key())
    monkeypatch.setenv(VARIABLE, "tests.fake_keyring.RefusingKeyring")
    for use in (place.recall, place.forget, lambda: place.keep(key("eu"))):
        with pytest.raises(KeyringUnusable) as caught:
            use()
        assert caught.value.trouble is KeyringTrouble.REFUSED
        assert caught.value.__context__ is None
        assert PLANTED not in "".join(traceback.format_exception(caught.value))
    assert read_remembered(state_file()).key_for == "https://vault.birch.example"


def test_a_locked_keyring_is_told_from_one_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    place = KeyOfProfile("")
    place.keep(key())
    monkeypatch.setenv(VARIABLE, "tests.fake_keyring.LockedKeyring")
    for use in (place.recall, place.forget):
        with pytest.raises(KeyringUnusable) as caught:
            use()
        assert caught.value.trouble is KeyringTrouble.LOCKED
        assert PLANTED not in "".join(traceback.format_exception(caught.value))
    assert place.kept


def test_a_keyring_that_does_not_answer_is_given_up_and_stays_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "tests.fake_keyring.SilentKeyring")
    monkeypatch.setattr(remembered_key, "SECONDS", 0.05)
    place = KeyOfProfile("")
    for use in (lambda: place.keep(key()), place.recall, place.forget):
        with pytest.raises(KeyringUnusable) as caught:
            use()
        assert caught.value.trouble is KeyringTrouble.NO_ANSWER
    assert place.kept


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"server": 1}', "[" * 100_000])
def test_an_entry_that_is_none_of_ours_is_no_key(text: str) -> None:
    place = KeyOfProfile("")
    place.keep(key())
    fake_keyring.holds[SERVICE, "default"] = text
    assert place.recall() is None
