"""A provider's settings by keys: before and after, every guard of deletion, and the way home afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from embedded_backend.seed import Persona, person
from tests.hostile.driving import check_screen, flowing, screen_text, type_in
from tests.hostile.texts import EVERYTHING
from tests.practice import Practice
from tests.screens.form_driving import arrived, form, home, press, retype, wait_for
from tui.app import SeatwardenApp
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.clients import ClientsScreen
from tui.screens.form import Step
from tui.screens.provider_choice import ProviderChoiceScreen
from tui.screens.provider_settings import ProviderSettingsScreen


@asynccontextmanager
async def settings(
    practice: Practice,
    who: Persona = Persona.SECOND_ADMIN,
    *,
    journal: Path | None = None,
    read_only: bool = False,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """Home, then `S`."""
    async with home(practice, who, journal=journal, read_only=read_only, size=size) as (pilot, app):
        await arrived(pilot)
        await press(pilot, "S")
        await wait_for(pilot, lambda: isinstance(app.screen, ProviderSettingsScreen))
        yield pilot, app


def names(practice: Practice) -> list[object]:
    return [name for (name,) in practice.execute("SELECT name FROM providers")]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_known_is_shown(practice: Practice, size: tuple[int, int]) -> None:
    async with settings(practice, size=size) as (_pilot, app):
        text = flowing(app)
        assert "Provider name Northwind MSP" in text
        assert "Business name Northwind MSP & Söhne" in text
        assert "Billing e-mail billing@northwind.example" in text
        assert "e Edit D Delete provider" in text
        check_screen(app)


async def test_name_and_address_are_changed_by_keys(practice: Practice, tmp_path: Path) -> None:
    async with settings(practice, journal=tmp_path / "journal.jsonl") as (pilot, app):
        await pilot.press("e")
        await form(pilot)
        assert "Characters of the name, as the server counts them: 13 of 50" in flowing(app)
        await retype(pilot, "Nord & Co")
        assert "as the server counts them: 13 of 50" in flowing(app)  # & is stored as &amp;
        await pilot.press("enter")
        await retype(pilot, "bills@nord.example")
        await pilot.press("enter")
        await form(pilot, Step.REVIEW)
        assert "Provider name: Northwind MSP -> Nord & Co" in flowing(app)
        assert "Billing e-mail: billing@northwind.example -> bills@nord.example" in flowing(app)
        assert "> No, back to the form" in screen_text(app)
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ProviderSettingsScreen))
        assert "The provider's settings were saved." in flowing(app)
        assert "Nord & Co Settings" in flowing(app)
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, ClientsScreen))
        await wait_for(pilot, lambda: "Nord & Co" in screen_text(app).splitlines()[0])
        await press(pilot, "J")
        assert "Provider" in screen_text(app)
        await press(pilot, "enter")
        assert "bills@nord.example" in flowing(app)
    assert "Nord &amp; Co" in names(practice)


async def test_a_name_too_long_as_it_is_stored_is_not_reviewed(practice: Practice) -> None:
    async with settings(practice) as (pilot, app):
        await pilot.press("e")
        await form(pilot)
        await retype(pilot, "&" * 11)
        await pilot.press("enter", "enter")
        await form(pilot, Step.FILL)
        assert "The name is longer than 50 characters." in flowing(app)


async def test_what_changed_meanwhile_is_shown_before_it_is_overwritten(practice: Practice) -> None:
    async with settings(practice) as (pilot, app):
        await pilot.press("e")
        await form(pilot)
        practice.execute("UPDATE providers SET billing_email = 'other@northwind.example'")
        await retype(pilot, "Nord")
        await pilot.press("enter", "enter")
        await form(pilot, Step.REVIEW)
        await pilot.press("down", "enter")
        await form(pilot, Step.FILL)
        assert "Somebody changed the provider's settings meanwhile. Nothing was sent." in flowing(app)
        await pilot.press("enter")
        await form(pilot, Step.REVIEW)
        assert "other@northwind.example -> billing@northwind.example" in flowing(app)


async def test_a_service_user_is_not_let_in(practice: Practice) -> None:
    async with home(practice, Persona.SERVICE_USER) as (pilot, app):
        await arrived(pilot)
        await press(pilot, "S")
        assert isinstance(app.screen, ClientsScreen)
        assert "Provider admins only: the server shows it to nobody else." in flowing(app)


async def test_a_read_only_run_only_looks(practice: Practice) -> None:
    async with settings(practice, read_only=True) as (pilot, app):
        for key in ("e", "D"):
            await press(pilot, key)
            assert "This run is read-only" in flowing(app)
            assert isinstance(app.screen, ProviderSettingsScreen)


async def test_a_provider_with_clients_is_not_deleted(practice: Practice) -> None:
    async with settings(practice) as (pilot, app):
        await press(pilot, "D")
        assert "The provider has 11 clients. Unlink or delete them first" in flowing(app)
        assert isinstance(app.screen, ProviderSettingsScreen)
    async with settings(practice, Persona.BUSINESS_UNIT) as (pilot, app):
        await press(pilot, "D")
        assert "The provider has 2 business units." in flowing(app)


async def password(pilot: Pilot[None], text: str) -> None:
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, AskPasswordScreen))
    await type_in(pilot, text)
    await pilot.press("enter")


async def test_an_empty_one_is_deleted_after_password_name_and_yes(practice: Practice) -> None:
    who = Persona.EMPTY_PROVIDER
    async with settings(practice, who) as (pilot, app):
        await pilot.press("D")
        await password(pilot, "not it")
        await wait_for(pilot, lambda: "That is not the master password" in flowing(app))
        await password(pilot, person(who).password)
        await form(pilot)
        assert "This deletes the provider New Leaf Computing for everybody." in flowing(app)
        await type_in(pilot, "new leaf")
        await pilot.press("enter")
        await form(pilot, Step.FILL)
        assert "That is not its name. Nothing was sent." in flowing(app)
        await retype(pilot, "New Leaf Computing")
        await pilot.press("enter")
        await form(pilot, Step.REVIEW)
        assert "> No, back to the form" in screen_text(app)
        await pilot.press("enter")  # the cursor is on No
        await form(pilot, Step.FILL)
        assert "New Leaf Computing" in names(practice)
        await pilot.press("enter")
        await form(pilot, Step.REVIEW)
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ProviderChoiceScreen))
        assert "nadia@newleaf.example is in no provider" in flowing(app)
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, ClientsScreen))
        assert "New Leaf" not in screen_text(app).splitlines()[0]
        assert "Your account is in no provider" in flowing(app) or "was deleted" in flowing(app)
    assert "New Leaf Computing" not in names(practice)


async def test_leaving_the_password_deletes_nothing(practice: Practice) -> None:
    async with settings(practice, Persona.EMPTY_PROVIDER) as (pilot, app):
        await pilot.press("D")
        await wait_for(pilot, lambda: isinstance(app.screen, AskPasswordScreen))
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, ProviderSettingsScreen))
    assert "New Leaf Computing" in names(practice)


async def test_hostile_settings_are_drawn_as_text(practice: Practice) -> None:
    values = (EVERYTHING, EVERYTHING, EVERYTHING)
    practice.execute("UPDATE providers SET name = ?, business_name = ?, billing_email = ?", *values)
    async with settings(practice) as (pilot, app):
        check_screen(app)
        await pilot.press("e")
        await form(pilot)
        check_screen(app)
        await retype(pilot, "Nord")
        await pilot.press("enter")
        await retype(pilot, "a@b.example")
        await pilot.press("enter")
        await form(pilot, Step.REVIEW)
        check_screen(app)
