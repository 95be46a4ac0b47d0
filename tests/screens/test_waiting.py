"""A server that asks to wait: the screen says so, counts down, and Esc ends it. Nothing else is given up."""

from __future__ import annotations

import pytest

from backend_client.api import waits
from backend_client.portal.waiting import Waiting, WaitReason
from tests.hostile.driving import check_screen, flowing, screen_text
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.inside_client import keys, wait
from tests.screens.test_recovery import EVERYWHERE, open_place, started
from tui.presenters.waiting import waiting_words
from tui.screens.base import Place
from tui.screens.clients import ClientsScreen

BUSY = b'{"message": "Slow down! Too many requests. Try again in 20s."}'


def test_the_words() -> None:
    busy = Waiting(WaitReason.BUSY, 7.0)
    assert waiting_words(busy, 3.4, stoppable=False) == "The server is busy: trying again in 4 s."
    assert waiting_words(busy, 8.0, stoppable=True).endswith("again in 1 s. Esc stops waiting.")
    slow = Waiting(WaitReason.ANSWER, 2.0)
    assert waiting_words(slow, 9.0, stoppable=False) == "The server has not answered for 11 s."


async def test_a_wait_is_told_and_esc_ends_it(practice: Practice) -> None:
    async with started(practice, attempts=4) as (pilot, app, faults):
        screen = await open_place(pilot, app, Place.MEMBERS)
        shown = screen_text(app).splitlines()[3:8]
        faults.answer(EVERYWHERE, BUSY, status=429, retry_after="20")
        await pilot.press("R")
        await wait(pilot, lambda: "The server is busy: trying again in" in flowing(app), calm=False)
        assert "Esc stops waiting." in flowing(app)
        assert screen_text(app).splitlines()[3:8] == shown
        check_screen(app)
        await keys(pilot, "escape")
        assert app.screen is screen, "the first Esc ends the wait"
        assert "Not read: you stopped waiting. R tries again." in flowing(app)
        assert screen_text(app).splitlines()[3:8] == shown
        faults.heal()
        await keys(pilot, "escape")
        assert isinstance(app.screen, ClientsScreen)


async def test_a_first_reading_is_given_up(practice: Practice) -> None:
    async with started(practice, attempts=4) as (pilot, app, faults):
        faults.answer("/policies", BUSY, status=429, retry_after="20")
        await open_place(pilot, app, Place.POLICIES, calm=False)
        await wait(pilot, lambda: "Esc stops waiting." in flowing(app), calm=False)
        await keys(pilot, "escape")
        assert "Not read." in flowing(app)
        faults.heal()
        await keys(pilot, "R")
        await wait(pilot, lambda: "as of" in screen_text(app))


async def test_a_server_that_is_silent_is_told_and_esc_ends_it(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waits, "NOTICEABLE_SECONDS", 0.05)
    async with started(practice) as (pilot, app, faults):
        screen = await open_place(pilot, app, Place.MEMBERS)
        faults.hang(EVERYWHERE)
        await pilot.press("R")
        await wait(pilot, lambda: "The server has not answered for" in flowing(app), calm=False)
        await keys(pilot, "escape")
        assert app.screen is screen
        assert "Not read: you stopped waiting." in flowing(app)
        faults.heal()
        await keys(pilot, "R")
        assert "stopped waiting" not in flowing(app)


async def test_what_was_said_comes_back_after_the_wait(practice: Practice) -> None:
    async with started(practice, attempts=4) as (pilot, app, _faults):
        home = app.screen
        assert isinstance(home, ClientsScreen)
        home.say("Something was said.")
        home.show_waiting(Waiting(WaitReason.LIMIT, 9.0))
        await quiet(pilot)
        assert "Keeping below the server's limits: sending in 9 s." in flowing(app)
        assert home.message == "Something was said."
        home.say("Something else was said.")
        assert "sending in" in flowing(app)
        home.show_waiting(None)
        await quiet(pilot)
        assert "Something else was said." in flowing(app)
