"""The roads through our screens on the practice backend: real sign-in, real codes, real keys."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.errors import CodeMethod
from backend_client.portal.account import SessionState
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, PracticePerson, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.stand_ins import StandInFront, shown_text
from tui.screens.code_prompt import CodePrompt
from tui.screens.organization_vault import OrganizationVaultScreen
from tui.screens.provider_choice import ProviderChoiceScreen
from tui.screens.sign_in import SignInScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.plain_input import PlainInput

WRONG = "not the password"


def sign_in_screen(practice: Practice, who: PracticePerson) -> StandInFront:
    async def connect(_where: str) -> Portal:
        return practice.portal()

    return StandInFront(SignInScreen(connect, server="practice", email=who.email, environment={}))


async def fill(pilot: Pilot[Any], text: str) -> None:
    """Put `text` into the focused field and press Enter."""
    await pilot.pause()
    field = pilot.app.screen.focused
    assert isinstance(field, PlainInput)
    field.insert_text_at_cursor(text)
    await pilot.press("enter")


async def until_code_prompt(app: StandInFront, pilot: Pilot[Any]) -> None:
    while not isinstance(app.screen, CodePrompt):
        assert any(not worker.is_finished for worker in app.workers), shown_text(app)
        await pilot.pause()


async def closed(app: StandInFront) -> Portal:
    (portal,) = app.results
    assert isinstance(portal, Portal)
    await portal.aclose()
    return portal


async def test_password_wrong_then_right(practice: Practice, settle: Settle) -> None:
    who = person(Persona.ADMIN)
    app = sign_in_screen(practice, who)
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(pilot, WRONG)
        await settle(pilot)
        assert "The e-mail address or the master password is wrong." in shown_text(app)
        await fill(pilot, who.password)
        await settle(pilot)
        assert app.results[0].session.state is SessionState.UNLOCKED
        await closed(app)


@pytest.mark.parametrize(
    ("persona", "method"),
    [
        (Persona.AUTHENTICATOR, CodeMethod.AUTHENTICATOR),
        (Persona.EMAIL_CODE, CodeMethod.EMAIL),
        (Persona.YUBIKEY, CodeMethod.YUBIKEY),
        (Persona.NEW_DEVICE, CodeMethod.NEW_DEVICE),
    ],
)
async def test_every_kind_of_code(
    practice: Practice, settle: Settle, persona: Persona, method: CodeMethod
) -> None:
    who = person(persona)
    app = sign_in_screen(practice, who)
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(pilot, who.password)
        await until_code_prompt(app, pilot)
        await settle(pilot, "code")
        await fill(pilot, "c" * 44 if method is CodeMethod.YUBIKEY else "000000")
        await settle(pilot, "code")
        assert "was refused" in shown_text(app)
        await fill(pilot, practice.code_for(who, method))
        await settle(pilot)
        assert app.results[0].session.state is SessionState.UNLOCKED
        await closed(app)


async def test_an_api_key_signs_in_locked_and_the_password_unlocks(
    practice: Practice, settle: Settle
) -> None:
    who = person(Persona.ADMIN)

    async def connect(_where: str) -> Portal:
        return practice.portal()

    environment = {"BW_CLIENTID": who.client_id, "BW_CLIENTSECRET": who.api_key}
    app = StandInFront(SignInScreen(connect, server="practice", environment=environment))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        (portal,) = app.results
        states = [portal.session.state]
        results: list[bool | None] = []
        await app.push_screen(UnlockScreen(portal, environment={}), results.append)
        await fill(pilot, WRONG)
        await settle(pilot)
        assert "That is not the master password of this account." in shown_text(app)
        await fill(pilot, who.password)
        await settle(pilot)
        assert results == [True]
        states.append(portal.session.state)
        assert states == [SessionState.LOCKED, SessionState.UNLOCKED]
        await closed(app)


async def test_a_client_s_vault_is_decrypted_and_says_who_manages_what(
    practice: Practice, settle: Settle
) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        birch = next(client for client in listed.clients if client.name.startswith("Birch"))
        practice.flip_a_bit("collections", "name", birch.organization_id)
        app = StandInFront(OrganizationVaultScreen(portal, provider, birch))
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            text = shown_text(app)
            assert "Birch & Sons Logistics collections" in text
            assert "Enterprise, 40 seats, 37 used, 3 left" in text
            assert "Human Resources" in text
            assert "! nobody" in text
            assert "(cannot be opened)" in text
            assert "1 name cannot be opened" in text


async def test_several_providers_are_listed(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.SEVERAL_PROVIDERS)) as portal:
        providers = await portal.providers()
        app = StandInFront(ProviderChoiceScreen(providers))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            text = shown_text(app)
            assert all(provider.name in text for provider in providers)
            await pilot.press("down", "enter")
        assert app.results == [sorted(providers, key=lambda one: one.name.casefold())[1]]
