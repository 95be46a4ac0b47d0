"""The sign-in form without a screen: the environment, what is missing, what is said."""

from __future__ import annotations

import pytest

from tui.presenters.sign_in import (
    Method,
    Missing,
    ServerChoice,
    address_of,
    choice_of,
    first_missing,
    form_note,
    given_by,
    missing_sentence,
)

FULL = {"BW_CLIENTID": " user.1 ", "BW_CLIENTSECRET": "s3cret-key", "BW_PASSWORD": " p4ss word "}


def test_the_environment_is_read_as_the_official_command_line_does() -> None:
    given = given_by(FULL)
    assert given.client_id == "user.1"
    assert given.client_secret().reveal() == "s3cret-key"
    assert given.password().reveal() == " p4ss word "
    assert given.has_api_key
    assert given.has_password
    nothing = given_by({"BW_CLIENTID": "", "BW_CLIENTSECRET": "", "BW_PASSWORD": ""})
    assert [nothing.has_api_key, nothing.has_client_secret, nothing.has_password] == [False] * 3
    assert not nothing.password()


def test_copies_of_a_secret_survive_each_other() -> None:
    given = given_by(FULL)
    given.password().drop()
    given.client_secret().drop()
    assert given.password().reveal() == " p4ss word "
    assert given.client_secret().reveal() == "s3cret-key"


def test_nothing_secret_is_printed() -> None:
    printed = repr(given_by(FULL)) + str(given_by(FULL))
    assert "s3cret-key" not in printed
    assert "p4ss" not in printed


@pytest.mark.parametrize(
    ("server", "choice", "address"),
    [
        ("", ServerChoice.US, "us"),
        ("us", ServerChoice.US, "us"),
        ("eu", ServerChoice.EU, "eu"),
        ("practice", ServerChoice.PRACTICE, "practice"),
        ("https://vault.birch.example", ServerChoice.OWN, "https://vault.birch.example"),
    ],
)
def test_servers_and_their_choices(server: str, choice: ServerChoice, address: str) -> None:
    assert choice_of(server) is choice
    assert address_of(choice, f" {server} ") == address


@pytest.mark.parametrize(
    ("choice", "method", "address", "name", "secret", "environment", "missing"),
    [
        (ServerChoice.US, Method.PASSWORD, "", "a@b.c", True, {}, None),
        (ServerChoice.OWN, Method.PASSWORD, " ", "a@b.c", True, {}, Missing.ADDRESS),
        (ServerChoice.US, Method.PASSWORD, "", " ", True, FULL, Missing.NAME),
        (ServerChoice.US, Method.PASSWORD, "", "a@b.c", False, {}, Missing.SECRET),
        (ServerChoice.US, Method.PASSWORD, "", "a@b.c", False, FULL, None),
        (ServerChoice.US, Method.API_KEY, "", "", True, {}, Missing.NAME),
        (ServerChoice.US, Method.API_KEY, "", "", False, FULL, None),
        (ServerChoice.US, Method.API_KEY, "", "user.2", False, {"BW_PASSWORD": "x"}, Missing.SECRET),
    ],
)
def test_what_is_missing(
    choice: ServerChoice,
    method: Method,
    address: str,
    name: str,
    secret: bool,
    environment: dict[str, str],
    missing: Missing | None,
) -> None:
    given = given_by(environment)
    assert first_missing(choice, method, address=address, name=name, secret=secret, given=given) is missing


def test_every_missing_field_has_a_sentence_of_its_own() -> None:
    said = {missing_sentence(missing, method) for missing in Missing for method in Method}
    assert len(said) == 5


def test_notes_name_variables_and_never_what_is_in_them() -> None:
    given = given_by(FULL)
    password = form_note(ServerChoice.US, Method.PASSWORD, given)
    api_key = form_note(ServerChoice.EU, Method.API_KEY, given)
    assert "BW_PASSWORD" in password
    assert "BW_CLIENTID, BW_CLIENTSECRET" in api_key
    assert not any(value.strip() in password + api_key for value in FULL.values())
    assert form_note(ServerChoice.US, Method.PASSWORD, given_by({})) == ""
    assert "practice person" in form_note(ServerChoice.PRACTICE, Method.PASSWORD, given)
