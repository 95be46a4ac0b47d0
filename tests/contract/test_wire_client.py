"""Our client against the golden payloads: what it asks, in which words, and how it renews its token."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from backend_client import errors
from backend_client.api.rows import Rows
from tests.contract.replay import EMAIL, HASH, replayed
from tests.contract.wire import camel_case, load, names, pascal_case, without_nulls
from tests.contract.wire_uses import (
    ELSEWHERE,
    ID,
    NOT_READ,
    READERS,
    REFUSED,
    SAME_AS_OFFICIAL,
    create_collection,
    password_sign_in,
    plain,
    read,
)


def test_every_golden_is_accounted_for() -> None:
    assert sorted([*READERS, *REFUSED, *ELSEWHERE, *NOT_READ]) == sorted(names())


@pytest.mark.parametrize("name", READERS)
async def test_the_client_asks_as_the_golden_says_and_reads_the_answer(name: str) -> None:
    golden = load(name)
    async with replayed(golden) as (api, asked):
        value = await READERS[name](api)
    (request,) = asked
    assert request.method == golden.request.method
    if name != "prelogin_pbkdf2":  # the older path is only the client's second choice
        assert golden.request.matches(request.method, request.path), request.path
    assert ("authorization" in request.headers) is golden.request.signed_in
    if golden.request.form is not None:
        assert request.form.keys() == golden.request.form.keys()
    if golden.request.json is not None:
        assert request.json.keys() <= golden.request.json.keys()
    assert not isinstance(value, Rows) or value.unreadable == 0


@pytest.mark.parametrize("name", [name for name in READERS if load(name).answer.body])
async def test_null_and_absent_members_mean_the_same(name: str) -> None:
    body = load(name).answer.body
    assert plain(await read(name, without_nulls(body))) == plain(await read(name, body))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("token_success_v1", pascal_case),
        ("token_success_v1", camel_case),
        ("token_success_v2", pascal_case),
        ("token_success_v2", camel_case),
        ("prelogin_pbkdf2", pascal_case),
        ("prelogin_argon2id", pascal_case),
    ],
)
async def test_identity_answers_are_read_in_any_casing(name: str, change: Callable[[Any], Any]) -> None:
    body = load(name).answer.body
    assert change(body) != body
    assert plain(await read(name, change(body))) == plain(await read(name, body))


async def test_a_refused_token_is_renewed_once_and_the_call_repeated() -> None:
    golden = load("error_401_expired_token")
    async with replayed(golden) as (api, asked):
        with pytest.raises(errors.TokenRefused):
            await api.clients.list(ID)
    assert [request.path.rsplit("/", 1)[-1] for request in asked] == [
        "organizations",
        "token",
        "organizations",
    ]
    assert asked[1].form.keys() == (load("token_refreshed").request.form or {}).keys()


async def test_a_role_refusal_does_not_renew_the_token() -> None:
    async with replayed(load("error_401_billing_role")) as (api, asked):
        with pytest.raises(errors.NotPermitted):
            await api.billing.subscription(ID)
    assert len(asked) == 1


async def test_an_unchallenged_401_is_about_the_token_when_the_token_was_due() -> None:
    async with replayed(load("error_vnext_no_token")) as (api, asked):
        api.auth.is_due = lambda used: True  # type: ignore[method-assign]
        with pytest.raises(errors.NotPermitted):
            await api.billing.warnings(ID)
    assert [request.path.rsplit("/", 1)[-1] for request in asked] == ["warnings", "token", "warnings"]


async def test_a_renewal_keeps_the_session() -> None:
    golden = load("token_refreshed")
    async with replayed(load("token_success_v1")) as (signed_in, _):
        await signed_in.auth.sign_in_with_password(EMAIL, HASH)
        before = signed_in.auth.claims
    async with replayed(golden) as (api, asked):
        await api.auth.sign_in_with_password(EMAIL, HASH)
        asked.clear()
        await api.auth.renew()
        assert api.auth.claims == before
    (request,) = asked
    assert request.form.keys() == (golden.request.form or {}).keys()


async def test_a_revoked_refresh_token_ends_the_session() -> None:
    refusal = load("token_error_refresh_revoked")
    async with replayed(load("token_success_v1")) as (api, _):
        await api.auth.sign_in_with_password(EMAIL, HASH)
        async with replayed(refusal) as (refusing, _):
            api.auth._transport = refusing.transport
            with pytest.raises(errors.SessionExpired):
                await api.auth.renew()
        assert not api.auth.signed_in


async def test_billing_that_answers_nothing_warns_about_nothing() -> None:
    empty = load("provider_billing_vnext_empty")
    assert empty.answer.content == b""
    async with replayed(empty) as (api, _):
        warnings = await api.billing.warnings(ID)
    assert warnings == await read("provider_warnings_none")


async def test_sign_in_sends_the_headers_the_server_insists_on() -> None:
    golden = load("token_success_v1")
    async with replayed(golden) as (api, asked):
        await password_sign_in()(api)
    (request,) = asked
    assert {name: request.headers[name.lower()] for name in golden.request.headers} == golden.request.headers
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    form = golden.request.form or {}
    literal = {name: value for name, value in form.items() if "{" not in value and name != "deviceName"}
    assert {name: request.form[name] for name in literal} == literal


@pytest.mark.parametrize("name", SAME_AS_OFFICIAL)
async def test_our_client_asks_as_the_official_one_does(name: str) -> None:
    golden = load(name)
    async with replayed(golden) as (api, asked):
        with suppress(errors.SignInError):
            await SAME_AS_OFFICIAL[name](api)
    (ours,), theirs = asked, golden.request
    assert theirs.matches(ours.method, ours.path)
    for header in ("Device-Type", "Bitwarden-Client-Name"):
        assert ours.headers[header.lower()] == theirs.headers[header]
    assert _media_type(ours.headers["content-type"]) == _media_type(theirs.headers["Content-Type"])
    version = ours.headers["bitwarden-client-version"]
    assert [part.isdecimal() for part in version.split(".")] == [True] * 3
    if theirs.form is not None:
        assert ours.form.keys() == theirs.form.keys()
        literal = {key: value for key, value in theirs.form.items() if "{" not in value}
        del literal["deviceName"]  # each client names its devices as it likes
        assert {key: ours.form[key] for key in literal} == literal
    else:
        assert ours.json == {**without_nulls(theirs.json), **_made_up(ours.json)}


def _media_type(header: str) -> str:
    return header.partition(";")[0]


def _made_up(sent: Any) -> dict[str, Any]:
    """The members of a sent body whose values are this test's own."""
    return {key: value for key, value in sent.items() if key in ("email", "name", "users")}


def test_recorded_requests_hold_no_secret() -> None:
    for name in names("recorded"):
        request = load(name).request
        assert "Authorization" not in request.headers
        for field in ("username", "password", "client_secret", "deviceIdentifier"):
            assert (request.form or {}).get(field, "{}").startswith("{")


async def test_a_created_collection_is_sent_as_the_server_reads_it() -> None:
    golden = load("collection_created")
    async with replayed(golden) as (api, asked):
        await create_collection(api)
    sent = asked[0].json
    assert sent.keys() <= golden.request.json.keys()
    assert sent["users"] == [{"id": ID, "readOnly": False, "hidePasswords": False, "manage": True}]
    assert sent["groups"] == []
