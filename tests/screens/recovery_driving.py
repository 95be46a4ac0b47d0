"""Screens of account recovery and device approvals in the client whose members left their keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from embedded_backend.telephone import phrase_read_out
from tests.contract.recovery_desk import DELTA
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.stand_ins import shown_text
from tui.app import SeatwardenApp, Start
from tui.screens.base import Place

OPERATOR = person(Persona.SECOND_ADMIN)


@asynccontextmanager
async def opened(
    practice: Practice,
    place: Place,
    name: str = DELTA,
    *,
    journal: Path | None = None,
    read_only: bool = False,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The screen of `place` in that client, read."""

    async def open_portal(_where: str) -> Portal:
        return await practice.signed_in(OPERATOR, journal=journal, read_only=read_only)

    app = SeatwardenApp(
        open_portal,
        start=Start(where="practice"),
        practice_password=lambda: OPERATOR.password,
        practice_phrase=lambda who: phrase_read_out(practice.database, who),
        remember=lambda _state: None,
    )
    async with app.run_test(size=size) as pilot:
        await quiet(pilot)
        assert app.portal is not None
        (provider,) = await app.portal.providers()
        clients = (await app.portal.client_list(provider)).clients
        app.open_client(place, provider, next(each for each in clients if each.name == name))
        await quiet(pilot)
        yield pilot, app


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys and wait; what is shown then, in one line."""
    await pilot.press(*keys)
    return await screen(pilot)


async def write(pilot: Pilot[Any], text: str, *then: str) -> str:
    """Type a text and press keys; what is shown then, in one line."""
    await pilot.press(*text, *(then or ("enter",)))
    return await screen(pilot)


async def screen(pilot: Pilot[Any]) -> str:
    """What is shown once people are all that is waited for. What was asked of the server may take a while."""
    await quiet(pilot)
    return " ".join(shown_text(pilot.app).split())


async def until(pilot: Pilot[Any], words: str) -> str:
    """Wait for those words on the screen."""
    for _turn in range(400):
        shown = await screen(pilot)
        if words in shown:
            return shown
    raise AssertionError(shown)


def stands(app: SeatwardenApp, kind: type[Screen[Any]]) -> bool:
    """Whether that screen is on top."""
    return isinstance(app.screen, kind)
