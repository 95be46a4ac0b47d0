"""Terminals that are made very small and large again, while each screen is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.conftest import Settle
from tests.hostile.driving import app_on, screen_text, until
from tests.hostile.test_planted_names import HOME, PLACES
from tests.practice import Practice
from tui.front import PROVIDER_SCREENS
from tui.screens.base import Place, ProviderPlace
from tui.screens.clients import ClientsScreen
from tui.screens.unlock import UnlockScreen

SMALL = (20, 5)
TINY = (10, 1)
LARGE = (80, 24)


async def make_small(pilot: Pilot[Any]) -> None:
    """And large again; the screen says that it is too small, and shows afterwards what it showed."""
    before = pilot.app.screen
    await pilot.resize_terminal(*TINY)
    await pilot.pause()
    await pilot.resize_terminal(*SMALL)
    await pilot.pause()
    assert "Too small" in screen_text(pilot.app), before
    await pilot.resize_terminal(*LARGE)
    await pilot.pause()
    assert pilot.app.screen is before
    assert "Seatwarden" in screen_text(pilot.app)


FEW = (PLACES[:: len(PLACES) // 3], tuple(PROVIDER_SCREENS)[:1])
ALL = (PLACES, tuple(PROVIDER_SCREENS))


@pytest.mark.parametrize(("places", "provider_places"), [FEW, pytest.param(*ALL, marks=pytest.mark.soak)])
async def test_every_place_survives_a_very_small_terminal(
    practice: Practice, settle: Settle, places: Sequence[Place], provider_places: Sequence[ProviderPlace]
) -> None:
    app = app_on(practice)
    async with app.run_test(size=LARGE) as pilot:
        home = await until(pilot, ClientsScreen)
        await settle(pilot)
        assert home.provider is not None
        client = next(row.client for row in home.all_rows() if row.name == HOME)
        await make_small(pilot)
        for place in places:
            app.open_client(place, home.provider, client)
            await settle(pilot, "open-client")
            await make_small(pilot)
            app.pop_screen()
        for provider_place in provider_places:
            app.open_provider(provider_place, home.provider)
            await pilot.pause()
            await make_small(pilot)
            app.pop_screen()
        await pilot.press("ctrl+l")
        await until(pilot, UnlockScreen)
        await make_small(pilot)
