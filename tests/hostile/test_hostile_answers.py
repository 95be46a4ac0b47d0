"""Every answer spoiled in every leaf of a kind, and every screen of clients and provider opened on it."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from embedded_backend.seed import Persona, person
from tests.hostile.driving import app_on, check_screen, screen_text
from tests.hostile.poisoner import Leaf, Poisoner, dates, figures, texts
from tests.practice import Practice
from tests.quiet import quiet
from tui.app import SeatwardenApp
from tui.screens.base import Place, ProviderPlace
from tui.screens.clients import ClientsScreen

DELTA = "Delta Fisheries"
"""A client with requests of devices, members who left their keys, and a log."""

LEAVES: dict[str, Leaf] = {
    "odd dates": dates(
        "2026-01-02T03:04:05",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
    ),
    "no dates": dates("yesterday", "", "2026-13-45T99:99:99Z", "-0001-01-01T00:00:00Z"),
    "no figures": figures(float("nan"), 10**400, -(10**400), float("inf"), 2**63, 1e308, -1, -7.5),
}
PLACES: tuple[Place | ProviderPlace, ...] = (*Place, *ProviderPlace)
NEWER = (Place.MEMBERS, Place.EVENTS, Place.DETAILS, Place.DOMAINS, Place.APPROVALS, *ProviderPlace)
"""What tests of single steps do not walk through."""

SAVED = (Place.MEMBERS, Place.EVENTS, ProviderPlace.PEOPLE, ProviderPlace.EVENTS, ProviderPlace.BILLING)
"""Screens that write files."""

LEAVING = frozenset({"q", "ctrl+q", "ctrl+c", "ctrl+l", "escape", "h", "backspace", "R", "colon", "j", "k"})
"""Keys that end something, or were pressed before."""

NUMBER = re.compile(r"-\d+(\.\d+)?(e[+-]\d+)?", re.ASCII)


def check_csv(text: str) -> None:
    """Nothing in it a terminal would obey, or a spreadsheet take for a formula."""
    bad = {each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert not bad - {"\n", "\r"}, bad
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    formulas = [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [cell for cell in formulas if not NUMBER.fullmatch(cell)] == []


async def settled(pilot: Pilot[Any]) -> None:
    """Let workers come to an end, but those that wait for a person."""
    for _turn in range(3):
        await pilot.pause(0.001)
    async with asyncio.timeout(20):
        while any(
            each.group.endswith(("-load", "load")) and not each.is_finished for each in pilot.app.workers
        ):
            await pilot.pause(0.001)
    await pilot.pause()


async def delta(pilot: Pilot[Any], app: SeatwardenApp) -> tuple[Provider, Client]:
    """Read before anything was spoiled."""
    await quiet(pilot)
    home = app.screen
    assert isinstance(home, ClientsScreen)
    assert home.provider is not None
    return home.provider, next(row.client for row in home.table.rows if row.client.name == DELTA)


async def opened(
    pilot: Pilot[Any], app: SeatwardenApp, place: Place | ProviderPlace, provider: Provider, client: Client
) -> None:
    """Open that screen over the list of clients."""
    home = app.screen
    if isinstance(place, ProviderPlace):
        app.open_provider(place, provider)
    else:
        app.open_client(place, provider, client)
    async with asyncio.timeout(20):
        while app.screen is home:
            await pilot.pause(0.001)
    await settled(pilot)


async def back(pilot: Pilot[Any], app: SeatwardenApp) -> None:
    for _step in range(12):
        if isinstance(app.screen, ClientsScreen):
            return
        await pilot.press("escape")
        await pilot.pause()
        check_screen(app)
    raise AssertionError(screen_text(app))


@pytest.mark.parametrize("kind", LEAVES)
async def test_dates_and_figures_that_cannot_be_end_nothing(practice: Practice, kind: str) -> None:
    poisoner = Poisoner(practice.thread.app)
    app = app_on(practice, who=person(Persona.SECOND_ADMIN), through=poisoner)
    async with app.run_test(size=(80, 24)) as pilot:
        provider, client = await delta(pilot, app)
        poisoner.leaf = LEAVES[kind]
        for place in PLACES:
            await opened(pilot, app, place, provider, client)
            check_screen(app)
            await pilot.press("j", "enter")
            await settled(pilot)
            check_screen(app)
            await back(pilot, app)
        await pilot.press("R")
        await settled(pilot)
        check_screen(app)


@pytest.mark.parametrize("place", NEWER)
async def test_whatever_a_screen_opens_shows_text(
    practice: Practice, place: Place | ProviderPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every key of the screen, then whatever it opened: down and Enter. Files that this writes are text."""
    files = tmp_path / "files"
    files.mkdir()
    monkeypatch.chdir(files)
    poisoner = Poisoner(practice.thread.app)
    app = app_on(practice, who=person(Persona.SECOND_ADMIN), through=poisoner)
    seen: set[str] = set()
    async with app.run_test(size=(80, 24)) as pilot:
        provider, client = await delta(pilot, app)
        if place is Place.DOMAINS:
            assert app.portal is not None
            await app.portal.domains.add(provider, client, "delta.example")
        poisoner.leaf = texts()
        await opened(pilot, app, place, provider, client)
        start = app.screen
        for key in sorted(start._bindings.key_to_bindings.keys() - LEAVING):
            for pressed in (key, "down", "enter"):
                await pilot.press(pressed)
                await settled(pilot)
                check_screen(app)
                seen.add(type(app.screen).__name__)
            for _step in range(12):
                if app.screen is start or isinstance(app.screen, ClientsScreen):
                    break
                await pilot.press("escape")
                await pilot.pause()
            if app.screen is not start:
                await back(pilot, app)
                await opened(pilot, app, place, provider, client)
                start = app.screen
    assert len(seen) > 1, seen
    assert bool(list(files.iterdir())) is (place in SAVED)
    for file in files.iterdir():
        check_csv(file.read_text("utf-8-sig"))
