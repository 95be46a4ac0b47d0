"""Hostile client names in the forms that change clients: shown as text, also where a name can be edited."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.conftest import Settle
from tests.hostile.driving import SIZE, app_on, check_screen, flowing, type_in, until
from tests.hostile.planting import rename_clients, rename_provider
from tests.hostile.texts import EVERYTHING
from tests.practice import Practice
from tui.screens.clients import ClientsScreen
from tui.screens.form import FormScreen

NAMES = (("[leg", "Acme [Legacy] vault"), ("osc", "osc ␛]52;c;aGFja2Vk␇ end"), ("nul", "nul ␀ here"))


@pytest.fixture
def hostile(practice: Practice) -> Practice:
    """A practice backend whose provider has one client for each hostile text."""
    rename_clients(practice.database)
    rename_provider(practice, "Northwind MSP", EVERYTHING)
    return practice


async def leave(pilot: Pilot[None]) -> None:
    """Go back to the home screen by Esc."""
    for _step in range(4):
        if isinstance(pilot.app.screen, ClientsScreen):
            return
        await pilot.press("escape")
        await pilot.pause()
    raise AssertionError("the form does not let go")


@pytest.mark.parametrize("key", ["s", "e", "M", "n"])
async def test_a_form_shows_hostile_names_as_text(hostile: Practice, settle: Settle, key: str) -> None:
    app = app_on(hostile)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for wanted, shown in NAMES:
            await pilot.press("slash")
            await type_in(pilot, wanted)
            await pilot.press("enter", key)
            await until(pilot, FormScreen)  # type: ignore[type-abstract]
            await settle(pilot, "form")
            check_screen(app)
            assert key == "n" or shown in flowing(app)
            await pilot.press("tab")
            check_screen(app)
            await leave(pilot)
            await pilot.press("escape")
            await settle(pilot)
            check_screen(app)
