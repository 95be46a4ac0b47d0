"""What keys had opened is forgotten when they go: every place inside a client lies open, and is locked."""

from __future__ import annotations

import asyncio
import uuid

from backend_client.portal.account import SessionState
from tests.conftest import Settle
from tests.hostile.driving import ADMIN, WAIT_SECONDS, app_on, until
from tests.hostile.reachable import holders
from tests.practice import Practice
from tui.front import CLIENT_SCREENS
from tui.locking import SCRUB_SECONDS
from tui.screens.base import Place
from tui.screens.clients import ClientsScreen
from tui.screens.unlock import UnlockScreen

NAME = "Zircon Walrus Ledger"
HOME = "Birch & Sons Logistics"
PLACES = [place for place in CLIENT_SCREENS if place is not Place.CONFIRM]
"""Confirming asks about the first person at once, and would lie above what is opened next."""


async def plant_name(practice: Practice) -> None:
    """Give one client a collection with a name that nothing else has."""
    async with await practice.signed_in(ADMIN) as portal:
        (provider,) = await portal.providers()
        client = next(one for one in (await portal.client_list(provider)).clients if one.name == HOME)
        sealed = str(portal.session.keys.organization_key(client.organization_id).encrypt_text(NAME))
    practice.execute(
        "INSERT INTO collections (id, organization_id, name, type, external_id, created_at)"
        " VALUES (?, ?, ?, 0, '', 0)",
        str(uuid.uuid4()),
        client.organization_id,
        sealed,
    )


async def test_no_screen_below_the_cover_knows_a_name_that_keys_had_opened(
    practice: Practice, settle: Settle
) -> None:
    await plant_name(practice)
    app = app_on(practice)
    async with app.run_test(size=(120, 40)) as pilot:
        home = await until(pilot, ClientsScreen)
        await settle(pilot)
        assert home.provider is not None
        client = next(row.client for row in home.all_rows() if row.name == HOME)
        for place in PLACES:
            app.open_client(place, home.provider, client)
            await settle(pilot, "open-client")
        await settle(pilot)
        assert len(app.screen_stack) == len(PLACES) + 2
        assert len(holders(app, NAME)) > 5
        await pilot.press("ctrl+l")
        await until(pilot, UnlockScreen)
        assert app.portal is not None
        assert app.portal.session.state is SessionState.LOCKED
        async with asyncio.timeout(WAIT_SECONDS):
            while holders(app, NAME):  # what it finds is given no name: it would find that too
                await pilot.pause(SCRUB_SECONDS)
