"""The home screen on the practice backend: real answers, real keys, as `seatwarden --practice` starts it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from backend_client.portal.account import SessionState
from tests.screens.support import screen_lines
from tests.screens.test_clients import ready
from tui.app import SeatwardenApp
from tui.arguments.base import Arguments
from tui.backends import Backends
from tui.start import make_app


@asynccontextmanager
async def practice(*, watch: bool = False) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    with Backends(device_id=str(uuid.uuid4())) as backends:
        app = make_app(Arguments("screens", practice=True, watch=watch), backends)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await ready(pilot)
            yield pilot, app


async def test_it_opens_at_the_clients_signed_in_and_unlocked() -> None:
    async with practice() as (pilot, app):
        lines = screen_lines(app)
        assert lines[0].startswith(" Seatwarden  Northwind MSP  Provider admin")
        assert "PRACTICE" in lines[0]
        assert lines[4].split()[:6] == [">", "Alder", "Dental", "Group", "12", "12"]
        shown = "\n".join(lines)
        assert "My Client's Organization         15    1        14 Ent" in shown
        assert "Second Client's Organizat~       20    1        19 Teams" in shown
        assert app.portal is not None
        assert app.portal.session.state is SessionState.UNLOCKED
        await pilot.press("slash", *"third", "enter", "v")
        await ready(pilot)
        shown = "\n".join(screen_lines(app))
        assert "Third Client's Organization collections" in shown


async def test_watching_reads_the_same_list_and_holds_no_keys() -> None:
    async with practice(watch=True) as (_pilot, app):
        assert "WATCHING  PRACTICE" in screen_lines(app)[0]
        assert "Delta Fisheries" in "\n".join(screen_lines(app))
        assert app.portal is not None
        assert app.portal.session.state is SessionState.LOCKED


async def test_lock_covers_everything_and_drops_the_keys() -> None:
    async with practice() as (pilot, app):
        await pilot.press("ctrl+l")
        await ready(pilot)
        assert app.portal is not None
        assert app.portal.session.state is SessionState.LOCKED
        assert "Delta Fisheries" not in "\n".join(screen_lines(app))
