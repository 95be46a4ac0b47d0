"""What keeps somebody from signing in here: each reason is met on the practice backend, and named."""

from __future__ import annotations

import pytest

from backend_client.connection import connect
from backend_client.errors import (
    BrowserReason,
    ClientTooOld,
    CodeMethod,
    CodeRequired,
    SignInNeedsBrowser,
    WrongCredentials,
)
from backend_client.portal.account import SessionState
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.practice import DEVICE, Practice
from tui.explain import explanation_of


@pytest.mark.parametrize(
    ("persona", "reason", "step"),
    [
        (Persona.BROWSER_TWO_STEP, BrowserReason.TWO_STEP_METHOD, "Add an authenticator app"),
        (Persona.SSO_REQUIRED, BrowserReason.SSO, "personal API key"),
        (Persona.OLD_ENCRYPTION, BrowserReason.OLD_ENCRYPTION, "Bitwarden's support"),
        (Persona.PASSWORD_CHANGE, BrowserReason.PASSWORD_CHANGE, "Change it in the web vault"),
    ],
)
async def test_a_password_alone_does_not_sign_in(
    practice: Practice, persona: Persona, reason: BrowserReason, step: str
) -> None:
    who = person(persona)
    async with practice.portal() as portal:
        password = Secret(who.password)
        with pytest.raises(SignInNeedsBrowser) as refused:
            await portal.session.sign_in(who.email, password)
        assert refused.value.reason is reason
        assert step in explanation_of(refused.value).next_step
        assert portal.session.state is SessionState.SIGNED_OUT
        assert portal.session._attempt is None
        assert not portal._api.auth.signed_in
        assert not password


async def test_two_step_methods_that_need_a_browser_are_named(practice: Practice) -> None:
    who = person(Persona.BROWSER_TWO_STEP)
    async with practice.portal() as portal:
        with pytest.raises(SignInNeedsBrowser) as refused:
            await portal.session.sign_in(who.email, Secret(who.password))
        assert "Duo, passkey or security key" in explanation_of(refused.value).sentence


async def test_another_method_of_the_account_is_offered_beside_those_of_a_browser(practice: Practice) -> None:
    who = person(Persona.AUTHENTICATOR)
    practice.execute("UPDATE users SET obstacle = 'browser_two_step' WHERE id = ?", who.user_id)
    async with practice.portal() as portal:
        with pytest.raises(CodeRequired) as required:
            await portal.session.sign_in(who.email, Secret(who.password))
        assert required.value.methods == (CodeMethod.AUTHENTICATOR,)
        assert required.value.unsupported == ("duo", "webauthn")


@pytest.mark.parametrize(
    ("persona", "reason"),
    [
        (Persona.TRUSTED_DEVICES, BrowserReason.NO_MASTER_PASSWORD),
        (Persona.KEY_CONNECTOR, BrowserReason.KEY_CONNECTOR),
    ],
)
async def test_accounts_without_a_master_password_watch_and_are_told_what_opens_them(
    practice: Practice, persona: Persona, reason: BrowserReason
) -> None:
    who = person(persona)
    async with practice.portal() as portal:
        with pytest.raises(WrongCredentials):
            await portal.session.sign_in(who.email, Secret(who.password))
        await portal.session.sign_in_with_api_key(who.client_id, Secret(who.api_key))
        assert portal.session.state is SessionState.LOCKED
        for ask in (portal.session.unlock, portal.session.proof):
            with pytest.raises(SignInNeedsBrowser) as refused:
                await ask(Secret(who.password))
            assert refused.value.reason is reason
            assert "Login with device opens it" in explanation_of(refused.value).next_step
        assert portal.session.state is SessionState.LOCKED


@pytest.mark.parametrize("persona", [Persona.BROWSER_TWO_STEP, Persona.SSO_REQUIRED])
async def test_an_api_key_is_exempt_and_the_password_unlocks(practice: Practice, persona: Persona) -> None:
    who = person(persona)
    async with await practice.watching(who) as portal:
        await portal.session.unlock(Secret(who.password))
        assert portal.session.state is SessionState.UNLOCKED


@pytest.mark.parametrize("persona", [Persona.OLD_ENCRYPTION, Persona.PASSWORD_CHANGE])
async def test_an_api_key_does_not_lead_around_everything(practice: Practice, persona: Persona) -> None:
    who = person(persona)
    async with practice.portal() as portal:
        with pytest.raises(SignInNeedsBrowser):
            await portal.session.sign_in_with_api_key(who.client_id, Secret(who.api_key))
        assert portal.session.state is SessionState.SIGNED_OUT
        assert not portal._api.auth.signed_in


async def test_a_device_login_does_not_lead_around_single_sign_on(practice: Practice) -> None:
    who = person(Persona.SSO_REQUIRED)
    async with await practice.watching(who) as portal:  # the API key makes the device known
        await portal.session.sign_out()
        await portal.session.begin_device_login(who.email)
        practice.execute("UPDATE auth_requests SET created_at = created_at - 90000000 WHERE type = 0")
        assert await portal.session.poll_device_login()
        with pytest.raises(SignInNeedsBrowser) as refused:
            await portal.session.finish_device_login()
        assert refused.value.reason is BrowserReason.SSO
        assert portal.session._attempt is None


async def test_a_client_that_is_too_old_is_told_so(practice: Practice) -> None:
    who = person(Persona.V2)
    async with connect("practice", device_id=DEVICE, asgi_app=practice.thread.app) as portal:
        portal._api.transport._headers["Bitwarden-Client-Version"] = "2025.10.0"
        with pytest.raises(ClientTooOld):
            await portal.session.sign_in(who.email, Secret(who.password))
        assert portal.session.state is SessionState.SIGNED_OUT


@pytest.mark.parametrize("user_key", [None, "0.AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAA=="])
async def test_an_account_whose_user_key_is_of_the_old_kind_is_refused_when_it_is_unlocked(
    practice: Practice, user_key: str | None
) -> None:
    """Or one of which the server says that there is a master password, and hands out no user key."""
    who = person(Persona.SERVICE_USER)
    async with await practice.watching(who) as portal:
        answer = portal.session._answer
        assert answer is not None
        assert answer.has_master_password
        portal.session._answer = answer.model_copy(update={"wrapped_user_key": user_key})
        with pytest.raises(SignInNeedsBrowser) as refused:
            await portal.session.unlock(Secret(who.password))
        assert refused.value.reason is BrowserReason.OLD_ENCRYPTION
