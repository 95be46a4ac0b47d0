"""What a bad row does, and what is no list at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend_client.api import rows as rows_module
from backend_client.api.accounts import read_profile
from backend_client.api.call import Answer, Call
from backend_client.api.clients import ClientRow
from backend_client.api.rows import Rows, read_bare_rows, read_rows
from backend_client.errors import BadAnswer
from tests.unit.api.payloads import CLIENT, PROFILE, listed


def answer(body: object) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(Call("GET", "things"), 200, {}, content)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        5,
        "text",
        [],
        {},
        {**CLIENT, "id": None},
        {**CLIENT, "id": "../../accounts"},
        {**CLIENT, "organizationId": ""},
        {**CLIENT, "seats": "many"},
        {**CLIENT, "plan": {"name": "x"}},
        {**CLIENT, "organizationName": 7},
    ],
)
def test_a_bad_row_is_counted_and_the_rest_stand(bad: object) -> None:
    found = read_rows(ClientRow, answer(listed(CLIENT, bad, {**CLIENT, "organizationName": "Elm"})))
    assert [row.organization_name for row in found] == ["Birch & Sons", "Elm"]
    assert found.unreadable == 1
    assert len(found) == 2


def test_what_may_be_missing_or_null() -> None:
    bare = {"id": "a", "organizationId": "b"}
    nulls = {**dict.fromkeys(CLIENT), **bare}
    first, second = read_rows(ClientRow, answer(listed(bare, nulls)))
    assert first == second
    assert (first.seats, first.occupied_seats, first.plan, first.key) == (None, None, "", None)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty body"),
        (b"<!DOCTYPE html><html>", "HTML instead of JSON"),
        (b'{"data": [', "not JSON, or cut off"),
        (b"not json", "not JSON, or cut off"),
        (b"[" * 100_000, "not JSON, or cut off"),
        (b"\xff\xfe", "not JSON, or cut off"),
        ([CLIENT], "no list of rows"),
        ({"data": None}, "no list of rows"),
        ({"data": {"id": 1}}, "no list of rows"),
        ({}, "no list of rows"),
        ("text", "no list of rows"),
    ],
)
def test_lists_that_are_none(body: object, problem: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        read_rows(ClientRow, answer(body))
    assert (caught.value.endpoint, caught.value.problem) == ("GET things", problem)
    assert caught.value.__context__ is None


def test_five_thousand_rows_are_read_in_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def row_by_row(*_: object) -> None:
        raise AssertionError("good rows were validated one by one")

    monkeypatch.setattr(rows_module, "sift", row_by_row)
    monkeypatch.setattr(rows_module, "read_json", row_by_row)
    body = listed(*({**CLIENT, "organizationName": f"Client {number}"} for number in range(5000)))
    assert len(read_rows(ClientRow, answer(body))) == 5000


def test_bare_arrays() -> None:
    assert len(read_bare_rows(ClientRow, answer([CLIENT, {}]))) == 1
    with pytest.raises(BadAnswer):
        read_bare_rows(ClientRow, answer(listed(CLIENT)))


@pytest.mark.parametrize("name", ["providers", "providerOrganizations", "organizations"])
def test_a_bad_entry_of_the_profile_is_counted(name: str) -> None:
    entries = PROFILE[name]
    assert isinstance(entries, list)
    profile = read_profile(answer({**PROFILE, name: [{"id": 5}, *entries]}))
    lists: dict[str, Rows[Any]] = {
        "providers": profile.providers,
        "providerOrganizations": profile.provider_organizations,
        "organizations": profile.organizations,
    }
    assert {key: (len(found), found.unreadable) for key, found in lists.items()} == {
        key: (1, int(key == name)) for key in lists
    }


@pytest.mark.parametrize("nothing", [None, []])
def test_a_profile_without_providers(nothing: object) -> None:
    profile = read_profile(answer({"id": "u", "email": "e", "providers": nothing, "organizations": nothing}))
    assert (len(profile.providers), profile.providers.unreadable) == (0, 0)
    assert len(profile.provider_organizations) == 0


def test_a_profile_whose_list_is_none() -> None:
    assert read_profile(answer({**PROFILE, "providers": "x"})).providers.unreadable == 1


@pytest.mark.parametrize("body", [b"", b"null", b"[]", {}, {"id": None}, b"<html>"])
def test_profiles_that_are_none(body: object) -> None:
    with pytest.raises(BadAnswer):
        read_profile(answer(body))
