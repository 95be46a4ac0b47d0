"""The application on a practice backend, driven by keys through the forms that change clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.hostile.driving import flowing, type_in
from tests.practice import Practice
from tests.quiet import quiet
from tui.app import SeatwardenApp, Start
from tui.screens.clients import ClientsScreen
from tui.screens.form import FormScreen, Step

SIZE = (80, 24)
WAIT_SECONDS = 20


@asynccontextmanager
async def home(
    practice: Practice,
    who: Persona = Persona.SECOND_ADMIN,
    *,
    journal: Path | None = None,
    read_only: bool = False,
    watching: bool = False,
    api_key: bool = False,
    size: tuple[int, int] = SIZE,
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The home screen, filled, signed in as `who`. With an `api_key` it holds no keys yet."""

    async def open_portal(_where: str) -> Portal:
        if watching or api_key:
            return await practice.watching(person(who))
        return await practice.signed_in(person(who), journal=journal, read_only=read_only)

    def forget(_changes: Mapping[str, str]) -> None:
        """Nothing is written."""

    app = SeatwardenApp(
        open_portal,
        start=Start("practice", watch=watching),
        practice_password=lambda: "" if api_key else person(who).password,
        remember=forget,
    )
    async with app.run_test(size=size) as pilot:
        await quiet(pilot)
        yield pilot, app


async def arrived(pilot: Pilot[Any]) -> None:
    """Wait until a list of clients was read: on a busy machine that is later than the first calm."""
    await wait_for(pilot, lambda: "as of" in flowing(pilot.app))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait."""
    await pilot.press(*keys)
    await quiet(pilot)


async def find(pilot: Pilot[Any], name: str) -> None:
    """Put the home screen's cursor on the client whose name holds `name`, by its filter."""
    await pilot.press("escape", "slash")
    await type_in(pilot, name)
    await press(pilot, "enter")


async def retype(pilot: Pilot[Any], text: str) -> None:
    """Replace what the focused field holds."""
    await pilot.press("end", "ctrl+u")
    await type_in(pilot, text)
    await quiet(pilot)


async def wait_for(pilot: Pilot[Any], true: Callable[[], bool]) -> None:
    """Wait until that holds."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not true():
            await pilot.pause()
    await quiet(pilot)


async def at_home(pilot: Pilot[Any]) -> ClientsScreen:
    """Wait for the list, with all that follows a form."""
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, ClientsScreen))
    await wait_for(
        pilot,
        lambda: all(worker.is_finished for worker in pilot.app.workers if worker.group == "client-form"),
    )
    assert isinstance(pilot.app.screen, ClientsScreen)
    return pilot.app.screen


async def form(pilot: Pilot[Any], step: Step = Step.FILL) -> FormScreen:
    """Wait for a form at that step."""

    def there() -> bool:
        return isinstance(pilot.app.screen, FormScreen) and pilot.app.screen.step is step

    await wait_for(pilot, there)
    assert isinstance(pilot.app.screen, FormScreen)
    return pilot.app.screen


def seats_of(practice: Practice, name: str) -> int:
    """What the server has for the client whose name begins so."""
    ((seats,),) = practice.execute("SELECT seats FROM organizations WHERE name LIKE ?", f"{name}%")
    assert isinstance(seats, int)
    return seats


def says(pilot: Pilot[Any], sentence: str) -> None:
    """The screen shows that sentence."""
    assert sentence in flowing(pilot.app), flowing(pilot.app)
