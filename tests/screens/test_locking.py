"""What is due after a while: locking before any key is acted on, signing out; nothing where one watches."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace

import pytest

from backend_client.portal.account import SessionState
from backend_client.secret import Secret
from tests.conftest import Settle
from tests.hostile.driving import ADMIN, WAIT_SECONDS, app_on, fill_in_form, flowing, until
from tests.practice import Practice
from tui.app import SeatwardenApp
from tui.screens.clients import ClientsScreen
from tui.screens.new_client import NewClientScreen
from tui.screens.sign_in import SignInScreen
from tui.screens.unlock import UnlockScreen

SIZE = (80, 24)
HOUR = 3600.0
COPIED = "held for a while"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock that counts suspended time, and no timer: as if the machine had slept."""
    now = [1000.0]
    monkeypatch.setattr("tui.locking.since_boot", lambda: now[0])

    def move(seconds: float) -> None:
        now[0] += seconds

    return move


def state(app: SeatwardenApp) -> SessionState:
    assert app.portal is not None
    return app.portal.session.state


async def test_after_sleep_the_first_key_locks_and_does_nothing_else(
    practice: Practice, settle: Settle, later: Callable[[float], None]
) -> None:
    app = app_on(practice)
    sent: list[str] = []
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ClientsScreen)
        await settle(pilot)
        app.copy_secret(Secret(COPIED))
        app._secrets._write = sent.append
        later(4 * 60)
        await pilot.press("j")
        later(4 * 60)
        await pilot.press("j")
        assert state(app) is SessionState.UNLOCKED
        assert not sent
        later(HOUR)
        await pilot.press("n")
        await until(pilot, UnlockScreen)
        assert state(app) is SessionState.LOCKED
        assert not any(isinstance(screen, NewClientScreen) for screen in app.screen_stack)
        assert len(sent) == 1
        assert "]52;c;" in sent[0]
        assert b64encode(COPIED.encode()).decode() not in sent[0]


async def test_watching_is_never_locked_nor_signed_out(
    practice: Practice, settle: Settle, later: Callable[[float], None]
) -> None:
    app = app_on(practice, watching=True)
    app._start = type(app._start)(app._start.where, watch=True)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ClientsScreen)
        await settle(pilot)
        later(24 * HOUR)
        await pilot.press("j", "k")
        assert isinstance(app.screen, ClientsScreen)
        assert state(app) is SessionState.LOCKED


async def test_an_old_session_is_signed_out_and_says_why(
    practice: Practice, settle: Settle, later: Callable[[float], None]
) -> None:
    app = app_on(practice, who=None)
    app.settings = replace(app.settings, lock_minutes=0)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, SignInScreen)
        await fill_in_form(pilot, ADMIN.email, ADMIN.password)
        await until(pilot, ClientsScreen)
        await settle(pilot)
        session = app.portal.session if app.portal is not None else None
        assert session is not None
        later(8 * HOUR - 1)
        await pilot.press("j")
        assert state(app) is SessionState.UNLOCKED
        later(2)
        await pilot.press("j")
        await until(pilot, SignInScreen)
        assert session.state is SessionState.SIGNED_OUT
        async with asyncio.timeout(WAIT_SECONDS):
            while "as old as a session may get" not in flowing(app):
                await pilot.pause()
