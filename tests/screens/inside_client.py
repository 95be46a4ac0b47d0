"""The application with a screen inside one client on top, on the practice backend, driven by keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from embedded_backend.seed import Persona
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.form_driving import home
from tui.app import SeatwardenApp
from tui.front import CLIENT_SCREENS
from tui.screens.base import FrameScreen, Place

WAIT_SECONDS = 20
FRESH = "My Client's Organization"


@asynccontextmanager
async def inside(
    practice: Practice,
    place: Place,
    name: str = FRESH,
    *,
    who: Persona = Persona.SECOND_ADMIN,
    journal: Path | None = None,
    read_only: bool = False,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The screen of `place` in the client of that name, read."""
    async with home(practice, who, journal=journal, read_only=read_only, size=size) as (pilot, app):
        await wait(pilot, lambda: app.portal is not None)
        assert app.portal is not None
        (provider,) = await app.portal.providers()
        listed = await app.portal.client_list(provider)
        client = next(each for each in listed.clients if each.name == name)
        app.open_client(place, provider, client)
        name_of_class = CLIENT_SCREENS[place][1]
        await wait(pilot, lambda: type(app.screen_stack[-1]).__name__ == name_of_class)
        yield pilot, app


async def wait(pilot: Pilot[Any], true: Callable[[], bool], *, calm: bool = True) -> None:
    """Wait until that holds, then with `calm` for quiet."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not true():
            await pilot.pause()
    if calm:
        await quiet(pilot)


async def keys(pilot: Pilot[Any], *pressed: str) -> None:
    """Press keys and wait for quiet."""
    await pilot.press(*pressed)
    await quiet(pilot)


async def on_top(pilot: Pilot[Any], kind: type[FrameScreen[Any]]) -> None:
    """Wait for a screen of that kind."""
    await wait(pilot, lambda: isinstance(pilot.app.screen, kind))


async def field(pilot: Pilot[Any], name: str) -> None:
    """Put the focus into a field, by Tab."""
    for _step in range(60):
        focused = pilot.app.focused
        if focused is not None and focused.id == name:
            return
        await pilot.press("tab")
    raise AssertionError(name)
