"""The server ends the session under way: keys go at once, screens stay, and the password leads back."""

from __future__ import annotations

from backend_client.api.boot_clock import boot_clock
from backend_client.portal.account import SessionState
from embedded_backend.seed import Persona, person
from tests.hostile.driving import check_screen, flowing, screen_text
from tests.practice import Practice
from tests.screens.inside_client import keys, wait
from tests.screens.test_recovery import open_place, started
from tui.app import SeatwardenApp
from tui.screens.base import Place
from tui.screens.unlock import UnlockScreen

OVER = b'{"error": "invalid_grant"}'


def state(app: SeatwardenApp) -> SessionState:
    assert app.portal is not None
    return app.portal.session.state


async def test_a_session_that_was_ended_locks_and_the_password_signs_in_again(practice: Practice) -> None:
    async with started(practice) as (pilot, app, faults):
        screen = await open_place(pilot, app, Place.MEMBERS)
        assert app.portal is not None
        auth = app.portal._api.auth
        faults.answer("/connect/token", OVER, status=400)
        auth._clock = lambda: boot_clock() + 1e6  # the machine slept for days
        await pilot.press("R")
        await wait(pilot, lambda: isinstance(app.screen, UnlockScreen))
        assert app.portal.session.over
        assert state(app) is SessionState.LOCKED
        assert "The server ended this session, so the keys were dropped." in flowing(app)
        check_screen(app)

        await keys(pilot, *"wrong password", "enter")
        assert "It is still locked" in flowing(app) or "Still locked" in flowing(app)
        assert state(app) is SessionState.LOCKED

        faults.heal()
        await keys(pilot, *person(Persona.SECOND_ADMIN).password, "enter")
        await wait(pilot, lambda: app.screen is screen)
        assert state(app) is SessionState.UNLOCKED
        await wait(pilot, lambda: "as of" in screen_text(app))


async def test_a_renewal_that_fails_for_a_while_ends_nothing(practice: Practice) -> None:
    async with started(practice) as (pilot, app, faults):
        await open_place(pilot, app, Place.MEMBERS)
        assert app.portal is not None
        auth = app.portal._api.auth
        faults.answer("/connect/token", b"", status=503)
        auth._clock = lambda: boot_clock() + 1e6
        await keys(pilot, "R")
        await wait(pilot, lambda: "STALE" in screen_text(app))
        assert state(app) is SessionState.UNLOCKED
        faults.heal()
        await keys(pilot, "R")
        await wait(pilot, lambda: "STALE" not in screen_text(app))
