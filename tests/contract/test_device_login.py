"""Login with another device, against the practice backend: the other device is our own client too."""

from __future__ import annotations

import base64
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend_client.connection import connect
from backend_client.crypto.keys import PrivateKey, PublicKey
from backend_client.errors import (
    AccountKeysRefused,
    BadRequest,
    BrowserReason,
    CodeMethod,
    CodeRequired,
    DeviceAnswerRefused,
    DeviceLoginDenied,
    DeviceLoginOver,
    ServerUnreachable,
    SignedOut,
    SignInNeedsBrowser,
    UnknownDevice,
    UnlockRefused,
    UnreachableReason,
    WrongCode,
)
from backend_client.portal import clock
from backend_client.portal.account import SessionState
from backend_client.portal.portal import Portal
from backend_client.portal.providers import KeyState
from backend_client.secret import Secret
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona, PracticePerson, person
from embedded_backend.seed_v2 import V2_USER_KEY_OPENED
from tests.other_device import OtherDevice
from tests.practice import DEVICE, Practice, running_practice

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
TELEPHONE = "0d3c1c22-7a0e-4f0b-8f4d-2b5d3c1e9a77"


def known(practice: Practice, who: PracticePerson, device: str = DEVICE) -> None:
    """Let `who` have signed in from a device before."""
    practice.execute(
        "INSERT INTO devices (id, user_id, identifier, type, name, created_at) VALUES (?, ?, ?, 25, 'x', 0)",
        f"{who.user_id}-{device}",
        who.user_id,
        device,
    )


@pytest.fixture
def prompt(practice_template: Path, tmp_path: Path) -> Iterator[Practice]:
    """A practice backend where telephones answer at once."""
    with running_practice(practice_template, tmp_path, BackendOptions(device_answers_after=0)) as found:
        yield found


@asynccontextmanager
async def telephone(practice: Practice, who: PracticePerson) -> AsyncIterator[OtherDevice]:
    """Another device on which `who` is signed in."""
    async with connect("practice", device_id=TELEPHONE, asgi_app=practice.thread.app) as portal:
        await portal.session.sign_in(who.email, Secret(who.password))
        yield OtherDevice(portal, TELEPHONE)


async def test_the_other_device_shows_the_same_phrase_and_lets_us_in(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    known(practice, admin)
    async with practice.portal() as portal, telephone(practice, admin) as phone:
        login = await portal.session.begin_device_login("  Ada@Northwind.example ")
        (asked,) = await phone.asked()
        assert (asked.phrase, login.phrase.count("-")) == (login.phrase, 4)
        assert not await portal.session.poll_device_login()
        await phone.approve(asked)
        assert await portal.session.poll_device_login()
        await portal.session.finish_device_login()
        assert portal.session.state is SessionState.UNLOCKED
        (provider,) = await portal.providers()
        assert provider.key is KeyState.OPEN
        assert portal.session._attempt is None


async def test_the_practice_telephone_approves_after_some_seconds(prompt: Practice) -> None:
    for persona in (Persona.SERVICE_USER, Persona.V2, Persona.TRUSTED_DEVICES, Persona.KEY_CONNECTOR):
        who = person(persona)
        known(prompt, who)
        async with prompt.portal() as portal:
            await portal.session.begin_device_login(who.email)
            assert await portal.session.poll_device_login()
            await portal.session.finish_device_login()
            assert portal.session.state is SessionState.UNLOCKED
            assert portal.session.keys.own_phrase(who.user_id)


async def test_after_a_lock_the_master_password_unlocks_without_a_server(prompt: Practice) -> None:
    admin = person(Persona.ADMIN)
    known(prompt, admin)
    async with prompt.portal() as portal:
        await signed_in(portal, admin)
        portal.session.lock()
        prompt.thread.stop()
        await portal.session.unlock(Secret(admin.password))
        assert portal.session.state is SessionState.UNLOCKED


@pytest.mark.parametrize(
    ("persona", "reason"),
    [
        (Persona.TRUSTED_DEVICES, BrowserReason.NO_MASTER_PASSWORD),
        (Persona.KEY_CONNECTOR, BrowserReason.KEY_CONNECTOR),
    ],
)
async def test_without_a_master_password_only_another_device_unlocks_again(
    prompt: Practice, persona: Persona, reason: BrowserReason
) -> None:
    who = person(persona)
    async with await prompt.watching(who) as portal:  # the API key makes the device known
        assert portal.session.state is SessionState.LOCKED
        for _ in range(2):
            with pytest.raises(SignInNeedsBrowser) as refused:
                await portal.session.unlock(Secret("whatever"))
            assert refused.value.reason is reason
            await portal.session.sign_out()
            await signed_in(portal, who)
            portal.session.lock()


async def finished(portal: Portal) -> None:
    assert await portal.session.poll_device_login()
    await portal.session.finish_device_login()


async def signed_in(portal: Portal, who: PracticePerson) -> None:
    await portal.session.begin_device_login(who.email)
    await finished(portal)


async def test_a_machine_that_never_signed_in_is_refused(practice: Practice) -> None:
    async with practice.portal() as portal:
        for email in (person(Persona.ADMIN).email, "nobody@nowhere.example"):
            with pytest.raises(UnknownDevice):
                await portal.session.begin_device_login(email)
        assert portal.session._attempt is None


async def test_a_denial_and_a_request_that_runs_out_end_the_attempt(
    prompt: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for persona in (Persona.DENIES_DEVICES, Persona.NEVER_ANSWERS):
        known(prompt, person(persona))
    async with prompt.portal() as portal:
        await portal.session.begin_device_login(person(Persona.DENIES_DEVICES).email)
        with pytest.raises(DeviceLoginDenied):
            await portal.session.poll_device_login()
        with pytest.raises(SignedOut):
            await portal.session.poll_device_login()
        login = await portal.session.begin_device_login(person(Persona.NEVER_ANSWERS).email)
        assert not await portal.session.poll_device_login()
        prompt.execute("UPDATE auth_requests SET created_at = 0")
        with pytest.raises(DeviceLoginOver):
            await portal.session.poll_device_login()
        await portal.session.begin_device_login(person(Persona.NEVER_ANSWERS).email)
        monkeypatch.setattr(clock, "now", lambda: login.ends + timedelta(seconds=60))
        with pytest.raises(DeviceLoginOver):
            await portal.session.poll_device_login()
        assert portal.session._attempt is None


async def test_a_request_is_good_for_one_sign_in(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    known(practice, admin)
    async with practice.portal() as portal, telephone(practice, admin) as phone:
        await portal.session.begin_device_login(admin.email)
        (asked,) = await phone.asked()
        await phone.approve(asked)
        assert await portal.session.poll_device_login()
        practice.execute("UPDATE auth_requests SET used_at = 1")  # by an answer that was lost
        with pytest.raises(DeviceLoginOver):
            await portal.session.finish_device_login()
        assert portal.session.state is SessionState.SIGNED_OUT
        assert portal.session._attempt is None


@pytest.mark.parametrize(
    ("persona", "method"),
    [(Persona.AUTHENTICATOR, CodeMethod.AUTHENTICATOR), (Persona.EMAIL_CODE, CodeMethod.EMAIL)],
)
async def test_the_second_step_is_asked_for_all_the_same(
    prompt: Practice, persona: Persona, method: CodeMethod
) -> None:
    who = person(persona)
    known(prompt, who)
    async with prompt.portal() as portal:
        await portal.session.begin_device_login(who.email)
        assert await portal.session.poll_device_login()
        with pytest.raises(CodeRequired) as required:
            await portal.session.finish_device_login()
        assert required.value.methods == (method,)
        if method is CodeMethod.EMAIL:
            await portal.session.send_code(method)
        with pytest.raises(WrongCode):
            await portal.session.submit_code(method, Secret("000000"))
        await portal.session.submit_code(method, Secret(prompt.code_for(who, method)))
        assert portal.session.state is SessionState.UNLOCKED


async def test_network_faults_while_waiting_end_nothing(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    known(practice, admin)
    async with practice.portal() as portal, telephone(practice, admin) as phone:
        await portal.session.begin_device_login(admin.email)
        await phone.approve((await phone.asked())[0])
        send, failing = portal._api.transport.send, True

        async def flaky(call: object, **more: object) -> object:
            if failing:
                raise ServerUnreachable(host="practice", reason=UnreachableReason.NETWORK)
            return await send(call, **more)  # type: ignore[arg-type]

        portal._api.transport.send = flaky  # type: ignore[method-assign, assignment]
        with pytest.raises(ServerUnreachable):
            await portal.session.poll_device_login()
        failing = False
        assert await portal.session.poll_device_login()
        failing = True
        with pytest.raises(ServerUnreachable):
            await portal.session.finish_device_login()
        failing = False
        await portal.session.finish_device_login()
        assert portal.session.state is SessionState.UNLOCKED


async def test_a_cancelled_login_holds_nothing_and_cannot_be_finished(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    known(practice, admin)
    async with practice.portal() as portal:
        await portal.session.begin_device_login(admin.email)
        attempt = portal.session._attempt
        portal.session.cancel_sign_in()
        assert attempt is not None
        assert not attempt.proof
        for call in (portal.session.poll_device_login, portal.session.finish_device_login):
            with pytest.raises(SignedOut):
                await call()


async def test_developer_tools_forbid_it(practice: Practice) -> None:
    async with practice.portal() as portal:
        portal.session.refuse_unlock()
        with pytest.raises(UnlockRefused):
            await portal.session.begin_device_login(person(Persona.ADMIN).email)


def _answered(practice: Practice, **columns: object) -> None:
    names = ", ".join(f"{name} = ?" for name in columns)
    practice.execute(f"UPDATE auth_requests SET answered_at = 1, {names} WHERE type = 0", *columns.values())


def _sealed(practice: Practice, key: bytes) -> str:
    ((public,),) = practice.execute("SELECT public_key FROM auth_requests WHERE type = 0")
    return str(PublicKey.from_base64(str(public)).encrypt(key))


_XAES = base64.b64decode(V2_USER_KEY_OPENED)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda _: None, id="approved without a key"),
        pytest.param(lambda _: "", id="an empty key"),
        pytest.param(lambda _: "4.AAAA", id="sealed to nobody"),
        pytest.param(lambda _: "4." + "A" * 4_000_000, id="huge"),
        pytest.param(lambda _: "2.AAAA|BBBB|CCCC", id="not a sealed key"),
        pytest.param(lambda _: "4.not base64 \x1b[31m", id="no base64"),
        pytest.param(lambda _: str(PrivateKey.generate().public_key.encrypt(bytes(64))), id="another pair"),
        pytest.param(lambda practice: _sealed(practice, bytes(32)), id="a key of the old encryption"),
        pytest.param(lambda practice: _sealed(practice, bytes(5)), id="no length of any key"),
        pytest.param(lambda practice: _sealed(practice, os.urandom(64)), id="the key of another account"),
        pytest.param(lambda practice: _sealed(practice, os.urandom(69)), id="no COSE key"),
        pytest.param(lambda practice: _sealed(practice, _XAES + b"\1"), id="a COSE key of another account"),
    ],
)
async def test_an_answer_that_does_not_open_this_account_is_refused_and_nothing_stays(
    practice: Practice, answer: Callable[[Practice], str | None]
) -> None:
    admin = person(Persona.ADMIN)
    known(practice, admin)
    async with practice.portal() as portal:
        await portal.session.begin_device_login(admin.email)
        attempt = portal.session._attempt
        assert attempt is not None
        _answered(practice, approved=1, key=answer(practice))
        with pytest.raises(DeviceAnswerRefused) as refused:
            await finished(portal)
        assert portal.session.state is SessionState.SIGNED_OUT
        assert not portal._api.auth.signed_in
        assert portal.session._attempt is None
        assert not attempt.proof
        assert len(refused.value.what) < 60
        assert refused.value.what.isprintable()


async def test_the_form_of_answer_with_a_master_key_is_refused(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    known(practice, admin)

    async def older(scope: Message, receive: Receive, send: Send) -> None:
        async def spoilt(message: Message) -> None:
            if scope["path"].endswith("/response") and message["type"] == "http.response.body":
                changed = message["body"].replace(
                    b'"masterPasswordHash":null', b'"masterPasswordHash":"aGk="'
                )
                assert changed != message["body"]
                message = {**message, "body": changed}
            elif message["type"] == "http.response.start":
                message = {**message, "headers": [(b"content-type", b"application/json")]}
            await send(message)

        await practice.thread.app(scope, receive, spoilt)

    async with (
        connect("practice", device_id=DEVICE, asgi_app=older) as portal,
        telephone(practice, admin) as phone,
    ):
        await portal.session.begin_device_login(admin.email)
        await phone.approve((await phone.asked())[0])
        with pytest.raises(DeviceAnswerRefused):
            await portal.session.poll_device_login()
        assert portal.session._attempt is None


async def test_the_newest_request_of_a_device_is_the_one_that_can_be_approved(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    known(practice, admin)
    async with practice.portal() as portal, telephone(practice, admin) as phone:
        await portal.session.begin_device_login(admin.email)
        (older,) = await phone.asked()
        login = await portal.session.begin_device_login(admin.email)
        (newer,) = await phone.asked()
        assert newer.phrase == login.phrase != older.phrase
        with pytest.raises(BadRequest):
            await phone.approve(older)
        await phone.deny(newer)
        with pytest.raises(DeviceLoginDenied):
            await portal.session.poll_device_login()


async def test_a_locked_session_is_unlocked_by_another_device_and_stays_the_account_s(
    prompt: Practice,
) -> None:
    admin, other = person(Persona.ADMIN), person(Persona.SECOND_ADMIN)
    known(prompt, other)
    async with await prompt.signed_in(admin) as portal:
        portal.session.lock()
        await signed_in(portal, admin)
        assert portal.session.keys.own_phrase(admin.user_id)
        portal.session.lock()
        with pytest.raises(AccountKeysRefused):
            await signed_in(portal, other)
        assert portal.session.state is SessionState.SIGNED_OUT
        assert not portal._api.auth.signed_in
