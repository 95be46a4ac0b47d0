"""Names of keys, and a person's own keys."""

from __future__ import annotations

import pytest

from tui.keymap import BoundKey, checked_keymap, key_name

KNOWN = (
    BoundKey("app.quit", "q", "app"),
    BoundKey("clients.refresh", "R", "ClientsScreen"),
    BoundKey("clients.mark", "space", "ClientsScreen"),
    BoundKey("vault.refresh", "R", "OrganizationVaultScreen"),
)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("question_mark", "?"),
        ("space", "Space"),
        ("ctrl+l", "Ctrl+L"),
        ("upper_r", "R"),
        ("R", "R"),
        ("v", "v"),
        ("pageup", "PgUp"),
        ("f1", "F1"),
    ],
)
def test_key_names(key: str, name: str) -> None:
    assert key_name(key) == name


def test_a_free_key_is_taken() -> None:
    assert checked_keymap({"clients.refresh": "f5"}, KNOWN) == ({"clients.refresh": "f5"}, ())


def test_two_keys_may_be_swapped() -> None:
    wanted = {"clients.refresh": "space", "clients.mark": "R"}
    assert checked_keymap(wanted, KNOWN) == (wanted, ())


@pytest.mark.parametrize("key", ["q", "f5,space"])
def test_a_taken_key_is_refused_and_reported(key: str) -> None:
    keymap = checked_keymap({"clients.refresh": key}, KNOWN)
    assert keymap.keys == {}
    assert "clients.refresh is already taken by" in keymap.problems[0]


def test_screens_do_not_disturb_each_other() -> None:
    assert checked_keymap({"clients.mark": "m", "vault.refresh": "m"}, KNOWN).problems == ()


def test_an_unknown_name_is_reported() -> None:
    assert checked_keymap({"nothing.here": "x"}, KNOWN).problems == (
        "Keys: there is no key named 'nothing.here'.",
    )
