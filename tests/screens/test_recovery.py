"""A server that fails for a while: screens keep what they show, say so, and come back by themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.api.retry import RetryPolicy
from embedded_backend.seed import Persona, person
from tests.hostile.driving import app_on, check_screen, flowing, screen_text
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.form_driving import arrived
from tests.screens.inside_client import FRESH, keys, wait
from tui.app import SeatwardenApp
from tui.front import CLIENT_SCREENS
from tui.presenters import next_try
from tui.screens.base import Place
from tui.screens.reader import ReaderScreen

EVERYWHERE = ""
"""Every path ends like this."""

PLACES = (Place.VAULT, Place.ONBOARDING, Place.MEMBERS, Place.GROUPS, Place.POLICIES, Place.DETAILS)


@asynccontextmanager
async def started(
    practice: Practice, *, attempts: int = 1
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp, FaultInjector]]:
    """At home, with a server that can be made to fail; below the screens a read is tried so often."""
    faults = FaultInjector(practice.thread.app)
    app = app_on(practice, who=person(Persona.SECOND_ADMIN), through=faults)
    async with app.run_test(size=(80, 24)) as pilot:
        await arrived(pilot)
        assert app.portal is not None
        app.portal._api.transport._retries = RetryPolicy(attempts=attempts)
        yield pilot, app, faults


async def open_place(
    pilot: Pilot[Any], app: SeatwardenApp, place: Place, *, calm: bool = True
) -> ReaderScreen[Any]:
    """Open it in a client; with `calm` until it is read."""
    assert app.portal is not None
    (provider,) = await app.portal.providers()
    listed = await app.portal.client_list(provider)
    client = next(each for each in listed.clients if each.name == FRESH)
    app.open_client(place, provider, client)
    await wait(pilot, lambda: type(app.screen).__name__ == CLIENT_SCREENS[place][1], calm=calm)
    assert isinstance(app.screen, ReaderScreen)
    return app.screen


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next try comes soon, and leaves time to look at what is said before it."""
    monkeypatch.setattr(next_try, "FIRST_SECONDS", 0.3)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("place", PLACES)
async def test_a_place_inside_a_client_comes_back_by_itself(practice: Practice, place: Place) -> None:
    async with started(practice) as (pilot, app, faults):
        await open_place(pilot, app, place)
        before = screen_text(app)
        faults.answer(EVERYWHERE, HTML, status=503)
        await keys(pilot, "R")
        await wait(pilot, lambda: "The older state is shown. Retrying at" in flowing(app), calm=False)
        assert "STALE" in screen_text(app)
        assert screen_text(app).splitlines()[3:8] == before.splitlines()[3:8]
        check_screen(app)
        faults.heal()
        await wait(pilot, lambda: "STALE" not in screen_text(app) and "Retrying" not in flowing(app))


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("key", ["P", "S", "b", "L"])
async def test_a_place_of_the_provider_comes_back_by_itself(practice: Practice, key: str) -> None:
    async with started(practice) as (pilot, app, faults):
        await keys(pilot, key)
        await wait(pilot, lambda: isinstance(app.screen, ReaderScreen) and "as of" in screen_text(app))
        faults.answer(EVERYWHERE, HTML, status=503)
        await keys(pilot, "R")
        await wait(pilot, lambda: "STALE" in screen_text(app))
        assert "Retrying at" in flowing(app)
        faults.heal()
        await wait(pilot, lambda: "STALE" not in screen_text(app))


@pytest.mark.usefixtures("soon")
async def test_a_part_that_could_not_be_read_is_asked_for_again_by_itself(practice: Practice) -> None:
    async with started(practice) as (pilot, app, faults):
        faults.answer("/billing/invoices", b"{}", status=503)
        await keys(pilot, "b")
        await wait(
            pilot, lambda: "The server failed (503); it is not your doing. Retrying at" in flowing(app)
        )
        text = flowing(app)
        assert "Total per month, after discount" in text
        assert "The invoices could not be read." in text
        assert "STALE" not in text
        assert isinstance(app.screen, ReaderScreen)
        recovery = app.screen._recovery
        await wait(pilot, lambda: recovery._failures > 1)  # a part that lacks counts as a failure
        faults.heal()
        await wait(pilot, lambda: "NW-0012" in screen_text(app) and "Retrying" not in flowing(app))
        assert recovery._failures == 0


@pytest.mark.usefixtures("soon")
async def test_the_clients_come_back_by_themselves(practice: Practice) -> None:
    async with started(practice) as (pilot, app, faults):
        faults.answer(EVERYWHERE, HTML, status=503)
        await keys(pilot, "R")
        await wait(pilot, lambda: "STALE" in screen_text(app))
        faults.heal()
        await wait(pilot, lambda: "STALE" not in screen_text(app))


@pytest.mark.usefixtures("soon")
async def test_a_server_that_fails_after_the_sign_in_is_entered_by_itself(practice: Practice) -> None:
    faults = FaultInjector(practice.thread.app)
    faults.answer("/accounts/profile", HTML, status=500)
    app = app_on(practice, who=person(Persona.SECOND_ADMIN), through=faults)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: "Retrying at" in flowing(app))
        faults.heal()
        await wait(pilot, lambda: "as of" in screen_text(app))


@pytest.mark.usefixtures("soon")
async def test_what_could_not_be_opened_opens_by_itself(practice: Practice) -> None:
    async with started(practice) as (pilot, app, faults):
        faults.answer("/policies", HTML, status=503)
        await open_place(pilot, app, Place.POLICIES)
        assert "Nothing is shown. Retrying at" in flowing(app)
        faults.heal()
        await wait(pilot, lambda: "as of" in screen_text(app))


@pytest.mark.usefixtures("soon")
async def test_under_another_screen_it_waits_until_that_is_left(practice: Practice) -> None:
    async with started(practice) as (pilot, app, faults):
        screen = await open_place(pilot, app, Place.MEMBERS)
        faults.answer(EVERYWHERE, HTML, status=503)
        await pilot.press("R", "question_mark")
        await wait(pilot, lambda: app.screen is not screen and screen._recovery._missed)
        faults.heal()
        await quiet(pilot)
        assert screen._stale
        await pilot.press("escape")
        await wait(pilot, lambda: app.screen is screen and not screen._stale)


async def test_nobody_reads_over_what_was_chosen_and_not_sent(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(practice) as (pilot, app, faults):
        screen = await open_place(pilot, app, Place.GROUPS)
        faults.answer(EVERYWHERE, HTML, status=503)
        await keys(pilot, "R")
        await wait(pilot, lambda: "STALE" in screen_text(app))
        faults.heal()
        monkeypatch.setattr(screen, "unsent", lambda: "Something is unsent.")
        screen._recovery._due()
        await quiet(pilot)
        assert "STALE" in screen_text(app)
        assert screen._recovery._timer is not None
        monkeypatch.undo()
        screen._recovery._due()
        await wait(pilot, lambda: "STALE" not in screen_text(app))


async def test_locking_ends_it(practice: Practice) -> None:
    async with started(practice) as (pilot, app, faults):
        screen = await open_place(pilot, app, Place.MEMBERS)
        faults.answer(EVERYWHERE, HTML, status=503)
        await keys(pilot, "R")
        await wait(pilot, lambda: "STALE" in screen_text(app))
        await keys(pilot, "ctrl+l")
        await wait(pilot, lambda: app.screen is not screen)
        assert screen._recovery._timer is None
