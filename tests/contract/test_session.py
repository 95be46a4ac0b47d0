"""Signing in, unlocking and locking, against the practice backend's real accounts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest

from backend_client.connection import connect
from backend_client.errors import (
    BadServerAddress,
    CodeMethod,
    CodeRequired,
    KdfRefused,
    Locked,
    NoProvider,
    SignedOut,
    UnlockRefused,
    WrongCode,
    WrongCredentials,
)
from backend_client.portal.account import SessionState
from backend_client.portal.providers import KeyState, ProviderKind, ProviderRole
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.practice import DEVICE, Practice


async def test_a_password_sign_in_unlocks(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        assert portal.session.state is SessionState.UNLOCKED
        account = portal.session.account
        assert account is not None
        assert (account.email, account.practice) == ("ada@northwind.example", True)


@pytest.mark.parametrize(
    "persona", [Persona.ARGON2, Persona.V2, Persona.SERVICE_USER, Persona.SEVERAL_PROVIDERS]
)
async def test_every_kind_of_account_opens_its_provider_key(practice: Practice, persona: Persona) -> None:
    async with await practice.signed_in(person(persona)) as portal:
        assert {provider.key for provider in await portal.providers()} == {KeyState.OPEN}


async def test_a_wrong_password_is_refused_and_leaves_nothing(practice: Practice) -> None:
    async with practice.portal() as portal:
        password = Secret("not the password")
        with pytest.raises(WrongCredentials):
            await portal.session.sign_in("ada@northwind.example", password)
        assert portal.session.state is SessionState.SIGNED_OUT
        assert not password, "the password must be dropped"
        with pytest.raises(SignedOut):
            await portal.session.submit_code(CodeMethod.EMAIL, Secret("123456"))


async def test_an_api_key_watches_without_keys_and_can_be_unlocked(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    async with await practice.watching(admin) as portal:
        assert portal.session.state is SessionState.LOCKED
        (provider,) = await portal.providers()
        assert provider.key is KeyState.NOT_TRIED
        with pytest.raises(WrongCredentials):
            await portal.session.unlock(Secret("not the password"))
        assert portal.session.state is SessionState.LOCKED
        await portal.session.unlock(Secret(admin.password))
        assert (await portal.providers())[0].key is KeyState.OPEN


async def test_a_wrong_api_key_is_refused(practice: Practice) -> None:
    async with practice.portal() as portal:
        with pytest.raises(WrongCredentials) as caught:
            await portal.session.sign_in_with_api_key(person(Persona.ADMIN).client_id, Secret("x" * 30))
        assert caught.value.api_key


async def test_locking_drops_the_keys_and_unlocking_needs_no_server(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    async with await practice.signed_in(admin) as portal:
        states: list[SessionState] = []
        portal.session.subscribe(states.append)
        ring = portal.session.keys
        portal.session.lock()
        assert portal.session.state is SessionState.LOCKED
        with pytest.raises(Locked):
            _ = portal.session.keys
        with pytest.raises(Locked):
            ring.organization_key("whatever")
        practice.thread.stop()
        await portal.session.unlock(Secret(admin.password))
        assert states == [SessionState.LOCKED, SessionState.UNLOCKED]


@pytest.mark.parametrize(
    ("persona", "method"),
    [
        (Persona.AUTHENTICATOR, CodeMethod.AUTHENTICATOR),
        (Persona.EMAIL_CODE, CodeMethod.EMAIL),
        (Persona.YUBIKEY, CodeMethod.YUBIKEY),
        (Persona.NEW_DEVICE, CodeMethod.NEW_DEVICE),
    ],
)
async def test_a_code_is_asked_for_and_a_wrong_one_can_be_corrected(
    practice: Practice, persona: Persona, method: CodeMethod
) -> None:
    who = person(persona)
    async with practice.portal() as portal:
        with pytest.raises(CodeRequired) as caught:
            await portal.session.sign_in(who.email, Secret(who.password))
        assert caught.value.methods == (method,)
        if method is CodeMethod.EMAIL:
            await portal.session.send_code(method)
        with pytest.raises(WrongCode):
            await portal.session.submit_code(method, Secret("000000"))
        code = practice.code_for(who, method)
        await portal.session.submit_code(method, Secret(code))
        assert portal.session.state is SessionState.UNLOCKED


async def test_a_cancelled_sign_in_cannot_be_finished(practice: Practice) -> None:
    who = person(Persona.AUTHENTICATOR)
    async with practice.portal() as portal:
        with pytest.raises(CodeRequired):
            await portal.session.sign_in(who.email, Secret(who.password))
        portal.session.cancel_sign_in()
        with pytest.raises(SignedOut):
            await portal.session.submit_code(CodeMethod.AUTHENTICATOR, Secret("000000"))


async def test_developer_tools_forbid_keys(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    async with await practice.signed_in(admin) as portal:
        portal.session.refuse_unlock()
        assert portal.session.state is SessionState.LOCKED
        with pytest.raises(UnlockRefused):
            await portal.session.unlock(Secret(admin.password))
        with pytest.raises(UnlockRefused):
            await portal.session.sign_in(admin.email, Secret(admin.password))


async def test_weak_key_derivation_is_refused_before_anything_is_derived(practice: Practice) -> None:
    practice.execute("UPDATE users SET kdf_iterations = 4999 WHERE email = ?", "ada@northwind.example")
    async with practice.portal() as portal:
        with pytest.raises(KdfRefused):
            await portal.session.sign_in("ada@northwind.example", Secret(person(Persona.ADMIN).password))


async def test_providers_are_told_apart(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.SEVERAL_PROVIDERS)) as portal:
        roles = {provider.role for provider in await portal.providers()}
        assert roles == {ProviderRole.ADMIN, ProviderRole.SERVICE_USER}
    async with await practice.signed_in(person(Persona.UNBILLED_ADMIN)) as portal:
        (old,) = await portal.providers()
        assert (old.kind, old.billable) == (ProviderKind.MSP, False)
    async with await practice.signed_in(person(Persona.OWNER_ONLY)) as portal:
        (own,) = await portal.providers()
        assert own.kind is ProviderKind.OWN_ORGANIZATIONS
    async with await practice.signed_in(person(Persona.NO_ORGANIZATION)) as portal:
        with pytest.raises(NoProvider):
            await portal.providers()


async def test_nothing_of_a_session_shows_a_secret(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        shown = f"{portal.session!r} {portal.session.keys!r} {vars(portal.session)!r}"
        assert person(Persona.ADMIN).password not in shown
        assert "2." not in repr(portal.session.keys)


def test_a_bad_address_is_said_at_once() -> None:
    with pytest.raises(BadServerAddress):
        connect("http://", device_id="x")


async def test_an_api_key_session_renews_itself_though_the_caller_dropped_the_secret(
    practice: Practice,
) -> None:
    admin = person(Persona.ADMIN)
    async with practice.portal() as portal:
        secret = Secret(admin.api_key)
        await portal.session.sign_in_with_api_key(admin.client_id, secret)
        secret.drop()
        await portal._api.auth.renew()
        assert await portal.providers()


async def test_signing_out_while_keys_are_being_opened_leaves_none(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    async with practice.portal() as portal:
        leaving: list[asyncio.Task[None]] = []

        def leave(state: SessionState) -> None:
            if state is SessionState.LOCKED:
                leaving.append(asyncio.create_task(portal.session.sign_out()))

        portal.session.subscribe(leave)
        with pytest.raises(SignedOut):
            await portal.session.sign_in(admin.email, Secret(admin.password))
        await leaving[0]
        assert portal.session.state is SessionState.SIGNED_OUT
        with pytest.raises(SignedOut):
            _ = portal.session.keys


async def test_forbidding_keys_while_they_are_being_opened_leaves_none(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    async with practice.portal() as portal:

        def forbid(state: SessionState) -> None:
            if state is SessionState.LOCKED:
                asyncio.get_running_loop().call_soon(portal.session.refuse_unlock)

        portal.session.subscribe(forbid)
        with pytest.raises(UnlockRefused):
            await portal.session.sign_in(admin.email, Secret(admin.password))
        assert portal.session.state is SessionState.SIGNED_OUT


_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


async def test_a_sign_in_cancelled_under_way_holds_no_token(practice: Practice) -> None:
    admin = person(Persona.ADMIN)

    async def cancelling(scope: _Message, receive: _Receive, send: _Send) -> None:
        if scope["path"].endswith("connect/token"):
            portal.session.cancel_sign_in()
        await practice.thread.app(scope, receive, send)

    async with connect("practice", device_id=DEVICE, asgi_app=cancelling) as portal:
        with pytest.raises(SignedOut):
            await portal.session.sign_in(admin.email, Secret(admin.password))
        assert portal.session.state is SessionState.SIGNED_OUT
        assert not portal._api.auth.signed_in


async def test_the_salt_of_prelogin_unlocks_where_the_token_answer_names_none(practice: Practice) -> None:
    """A server that knows salts but not yet `MasterPasswordUnlock`; the account's salt is not its e-mail."""
    salted = person(Persona.V2)

    async def older(scope: _Message, receive: _Receive, send: _Send) -> None:
        messages: list[_Message] = []

        async def keep(message: _Message) -> None:
            messages.append(message)

        await practice.thread.app(scope, receive, keep)
        if scope["path"].endswith("connect/token"):
            body = json.loads(b"".join(message.get("body", b"") for message in messages))
            body["UserDecryptionOptions"]["MasterPasswordUnlock"] = None
            messages = [
                {"type": "http.response.start", "status": 200, "headers": []},
                {"type": "http.response.body", "body": json.dumps(body).encode()},
            ]
        for message in messages:
            await send(message)

    async with connect("practice", device_id=DEVICE, asgi_app=older) as portal:
        await portal.session.sign_in(salted.email, Secret(salted.password))
        portal.session.lock()
        await portal.session.unlock(Secret(salted.password))
        assert portal.session.state is SessionState.UNLOCKED
