"""Several providers: one is chosen, another later, and nothing of the first stays on the screen."""

from __future__ import annotations

import asyncio

import pytest
from textual.pilot import Pilot

from backend_client.portal.clients import ClientList
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from embedded_backend.seed import Persona
from tests.hostile.driving import flowing, screen_text, type_in
from tests.practice import Practice
from tests.screens.form_driving import home, press, wait_for
from tui.app import SeatwardenApp
from tui.paths import data_directory
from tui.screens.billing import BillingScreen
from tui.screens.clients import ClientsScreen
from tui.screens.provider_choice import ProviderChoiceScreen

PAT = Persona.SEVERAL_PROVIDERS


async def choose(pilot: Pilot[None], name: str) -> None:
    """Put the cursor on the provider of that name and take it."""
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, ProviderChoiceScreen))
    await pilot.press("g", "g")
    for _step in range(6):
        line = next(line for line in screen_text(pilot.app).splitlines() if line.startswith(">"))
        if name in line:
            break
        await press(pilot, "j")
    await press(pilot, "enter")
    await at(pilot, name)


async def at(pilot: Pilot[None], name: str) -> None:
    """Wait for the list of clients of that provider."""
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, ClientsScreen) and name in title(pilot.app))
    await wait_for(pilot, lambda: "as of" in title(pilot.app))


def title(app: object) -> str:
    assert isinstance(app, SeatwardenApp)
    return screen_text(app).splitlines()[0]


async def test_no_provider_is_taken_silently(practice: Practice) -> None:
    async with home(practice, PAT) as (pilot, app):
        assert isinstance(app.screen, ProviderChoiceScreen)
        assert "You are in several providers." in flowing(app)
        await choose(pilot, "Southgate IT")
        assert "Saffron Catering" in screen_text(app)
        assert "Provider admin" in title(app)


async def test_nothing_of_the_first_stays(practice: Practice) -> None:
    async with home(practice, PAT) as (pilot, app):
        await choose(pilot, "Northwind MSP")
        await press(pilot, "space", "slash", *"birch", "enter")
        assert "1 marked" in flowing(app)
        await press(pilot, "O")
        await wait_for(pilot, lambda: isinstance(app.screen, ProviderChoiceScreen))
        assert "* is the one you are in now." in flowing(app)
        assert "> * Northwind MSP" in screen_text(app)
        await choose(pilot, "Southgate IT")
        text = flowing(app)
        for gone in ("Birch", "marked", "Northwind", "key problem", "minimum 150"):
            assert gone not in text, gone
        assert "Tidewater Museum" in text
        assert "Total: 2 clients" in text
        screen = app.screen
        assert isinstance(screen, ClientsScreen)
        assert not screen.table.marks
        assert app.portal is not None
        assert len(app.portal.session.keys._providers) == 1
    assert not [each for each in data_directory().rglob("*") if "Southgate" in each.name]


async def test_the_choice_can_be_left(practice: Practice) -> None:
    async with home(practice, PAT) as (pilot, app):
        await choose(pilot, "Northwind MSP")
        await press(pilot, "O")
        await wait_for(pilot, lambda: isinstance(app.screen, ProviderChoiceScreen))
        await press(pilot, "escape")
        await at(pilot, "Northwind MSP")
        assert "Birch & Sons" in screen_text(app)


async def test_a_provider_can_be_typed_from_another_screen(practice: Practice) -> None:
    async with home(practice, PAT) as (pilot, app):
        await choose(pilot, "Northwind MSP")
        await press(pilot, "b")
        await wait_for(pilot, lambda: isinstance(app.screen, BillingScreen))
        await pilot.press("colon")
        await type_in(pilot, "provider southgate it")
        await press(pilot, "enter")
        await at(pilot, "Southgate IT")
        assert len(app.screen_stack) == 2
        await pilot.press("colon")
        await type_in(pilot, "provider nobody")
        await press(pilot, "enter")
        assert "'nobody' is none of your providers: Northwind MSP, Southgate IT." in flowing(app)
        await at(pilot, "Southgate IT")


async def test_a_list_under_way_does_not_arrive_in_the_other_provider(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, real, asked = asyncio.Event(), Portal.client_list, []

    async def slow(self: Portal, provider: Provider) -> ClientList:
        asked.append(provider.name)
        listed = await real(self, provider)
        if provider.name == "Northwind MSP":
            await gate.wait()
        return listed

    monkeypatch.setattr(Portal, "client_list", slow)
    async with home(practice, PAT) as (pilot, app):
        await pilot.press("enter")
        await asyncio.wait_for(_until(pilot, lambda: "Northwind MSP" in asked), 20)
        assert "Reading the clients ..." in screen_text(app)
        await pilot.press("O")
        await asyncio.wait_for(_until(pilot, lambda: isinstance(app.screen, ProviderChoiceScreen)), 20)
        await pilot.press("G", "enter")
        await asyncio.wait_for(_until(pilot, lambda: "Saffron Catering" in screen_text(app)), 20)
        gate.set()
        await wait_for(pilot, lambda: True)
        assert "Southgate IT" in title(app)
        assert "Birch" not in screen_text(app)


async def _until(pilot: Pilot[None], true: object) -> None:
    assert callable(true)
    while not true():
        await pilot.pause()


async def test_own_organizations_and_back(practice: Practice) -> None:
    async with home(practice, Persona.ADMIN) as (pilot, app):
        await at(pilot, "Northwind MSP")
        await press(pilot, "O")
        await choose(pilot, "My own organizations")
        text = flowing(app)
        assert "Lighthouse & Lantern Media" in text
        assert "Total: 1 organization" in text
        assert "Birch" not in text
        await press(pilot, "b")
        assert "These are your own organizations" in flowing(app)
        await press(pilot, "O")
        await choose(pilot, "Northwind MSP")
        assert "Birch & Sons" in screen_text(app)


async def test_the_choice_itself_takes_a_typed_name(practice: Practice) -> None:
    async with home(practice, PAT) as (pilot, app):
        await wait_for(pilot, lambda: isinstance(app.screen, ProviderChoiceScreen))
        asked = app.screen
        await pilot.press("colon")
        await type_in(pilot, "provider")
        await press(pilot, "enter")
        assert app.screen is asked
        await pilot.press("colon")
        await type_in(pilot, "provider nobody")
        await press(pilot, "enter")
        assert "'nobody' is none of your providers" in flowing(app)
        await pilot.press("colon")
        await type_in(pilot, "provider southgate it")
        await press(pilot, "enter")
        await at(pilot, "Southgate IT")
