"""Suspended providers, business units and resellers: what each may do, in which words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from embedded_backend.seed import Persona
from tests.hostile.driving import flowing, screen_text
from tests.practice import Practice
from tests.screens.form_driving import arrived, form, home, press
from tui.app import SeatwardenApp
from tui.screens.clients import ClientsScreen
from tui.screens.form import Step


@asynccontextmanager
async def arrived_home(
    practice: Practice, who: Persona, *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The home screen with its list read."""
    async with home(practice, who, size=size) as (pilot, app):
        await arrived(pilot)
        yield pilot, app


BOTH_SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


@BOTH_SIZES
async def test_an_admin_of_a_suspended_provider_is_told_on_arrival(
    practice: Practice, size: tuple[int, int]
) -> None:
    async with arrived_home(practice, Persona.SUSPENDED_ADMIN, size=size) as (_pilot, app):
        ((date,),) = practice.execute(
            "SELECT strftime('%Y-%m-%d', cancel_at / 10000000, 'unixepoch') FROM providers WHERE cancel_at"
        )
        text = flowing(app)
        assert "! Suspended: clients cannot be changed, only unlinked." in text
        assert "Add a payment method in the web portal. The subscription is unpaid." in text
        assert f"The subscription ends on {date}." in text
        assert "The tax id is missing: add it in the web portal." in text
        assert "! 2 suspended" in text


async def test_a_service_user_of_it_is_told_whom_to_ask(practice: Practice) -> None:
    async with arrived_home(practice, Persona.SUSPENDED_USER) as (_pilot, app):
        assert "Ask a provider admin to add a payment method." in flowing(app)
        assert "tax id" not in flowing(app)


async def test_another_suspension_is_the_support_s(practice: Practice) -> None:
    practice.execute("UPDATE providers SET subscription_status = 'canceled', cancel_at = NULL")
    async with arrived_home(practice, Persona.SUSPENDED_ADMIN) as (_pilot, app):
        assert "Contact the vendor's support. The subscription was cancelled." in flowing(app)


@pytest.mark.parametrize("key", ["n", "a", "s", "e", "M"])
async def test_a_suspended_provider_changes_nothing(practice: Practice, key: str) -> None:
    async with arrived_home(practice, Persona.SUSPENDED_ADMIN) as (pilot, app):
        await press(pilot, key)
        assert isinstance(app.screen, ClientsScreen)
        assert "The provider is suspended; only unlinking is possible." in flowing(app)


async def test_a_suspended_provider_still_unlinks(practice: Practice) -> None:
    async with arrived_home(practice, Persona.SUSPENDED_ADMIN) as (pilot, app):
        await pilot.press("U")
        await form(pilot)
        await press(pilot, *"Violet", "space", *"Bakery", "enter")
        await form(pilot, Step.REVIEW)
        await pilot.press("down", "enter")
        for _turn in range(200):
            await press(pilot)
            if isinstance(app.screen, ClientsScreen):
                break
        assert "Violet Bakery was unlinked" in flowing(app)
    assert practice.execute("SELECT status FROM organizations WHERE name = 'Violet Bakery'") == [(1,)]


async def test_its_service_users_unlink_nothing(practice: Practice) -> None:
    async with arrived_home(practice, Persona.SUSPENDED_USER) as (pilot, app):
        await press(pilot, "U")
        assert isinstance(app.screen, ClientsScreen)
        assert "Only provider admins may do this." in flowing(app)


@pytest.mark.parametrize("key", ["n", "a", "s", "e", "U", "M", "b"])
async def test_whoever_has_organizations_of_their_own_has_no_provider(practice: Practice, key: str) -> None:
    async with arrived_home(practice, Persona.OWNER_ONLY) as (pilot, app):
        await press(pilot, key)
        assert isinstance(app.screen, ClientsScreen)
        assert "These are your own organizations: " in flowing(app)


async def test_business_units_are_called_so(practice: Practice) -> None:
    async with arrived_home(practice, Persona.BUSINESS_UNIT) as (pilot, app):
        shown = screen_text(app)
        assert "Business unit ^" in shown
        assert "Total: 2 business units" in shown
        assert "The tax id failed verification: correct it in the web portal." in flowing(app)
        await pilot.press("n")
        await form(pilot)
        shown = screen_text(app)
        assert "New business unit" in shown
        assert "Business unit name" in shown
        assert "Owner e-mail" in shown
        assert "Client" not in shown
        assert "Teams" not in shown
        assert "Enterprise" in shown
        await press(pilot, "escape")
        await press(pilot, "slash", *"zzz", "enter", "s")
        assert "There is no business unit under the cursor." in flowing(app)


async def test_a_portal_of_business_units_without_one(practice: Practice) -> None:
    practice.execute("DELETE FROM provider_organizations")
    async with arrived_home(practice, Persona.BUSINESS_UNIT) as (_pilot, app):
        assert "No business units yet. n creates one" in flowing(app)


async def test_a_suspended_portal_of_business_units(practice: Practice) -> None:
    practice.execute("UPDATE providers SET enabled = 0, subscription_status = 'unpaid'")
    async with arrived_home(practice, Persona.BUSINESS_UNIT) as (_pilot, app):
        text = flowing(app)
        assert "Suspended: business units cannot be changed, only unlinked." in text
        assert "clients" not in text


async def test_a_reseller_sees_its_clients_and_their_seats(practice: Practice) -> None:
    async with arrived_home(practice, Persona.RESELLER) as (pilot, app):
        text = flowing(app)
        assert "Yarrow Florists 6 3 3" in text
        assert "A reseller: the vendor bills each client, and nothing inside them opens here." in text
        for key in ("enter", "o", "m", "i", "p"):
            await press(pilot, key)
            assert isinstance(app.screen, ClientsScreen)
            assert "A reseller holds no keys of its clients: nothing inside them opens." in flowing(app)
        for key in ("n", "s", "e", "a"):
            await press(pilot, key)
            assert "This provider is not billed through the portal" in flowing(app)
        await press(pilot, "S")
        assert "Kind Reseller State Active" in flowing(app)
