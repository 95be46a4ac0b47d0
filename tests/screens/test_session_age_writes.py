"""A session gets too old while a change waits for its answer: it is signed out soon, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from backend_client.connection import connect
from backend_client.portal.account import SessionState
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from tests.conftest import Settle
from tests.hostile.driving import ADMIN, SIZE, SOMEWHERE, WAIT_SECONDS, flowing, until
from tests.practice import DEVICE, Practice
from tests.slow_writes import SlowWrites
from tui.app import SeatwardenApp, Start
from tui.screens.client_seats import ClientSeatsScreen
from tui.screens.clients import ClientsScreen
from tui.screens.sign_in import SignInScreen

HOURS = 8


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes the session older than it may get."""
    now = [1000.0]
    monkeypatch.setattr("tui.locking.since_boot", lambda: now[0])

    def move() -> None:
        now[0] += HOURS * 3600

    return move


@pytest.fixture
def writes(practice: Practice) -> Iterator[SlowWrites]:
    held = SlowWrites(practice.thread.app)
    yield held
    held.go.set()


@pytest.mark.parametrize("answered", [True, False])
async def test_an_old_session_waits_a_little_for_a_change(
    practice: Practice,
    settle: Settle,
    later: Callable[[], None],
    writes: SlowWrites,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    answered: bool,
) -> None:
    monkeypatch.setattr("tui.locking.WRITE_SECONDS", WAIT_SECONDS if answered else 0.3)
    journal = tmp_path / "journal.jsonl"

    async def open_portal(_where: str) -> Portal:
        portal = connect("practice", device_id=DEVICE, asgi_app=writes, journal=journal)
        await portal.session.sign_in(ADMIN.email, Secret(ADMIN.password))
        return portal

    app = SeatwardenApp(open_portal, start=Start("practice"), remember=lambda _state: None)
    app.settings = replace(app.settings, lock_minutes=0, session_hours=HOURS)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ClientsScreen)
        await settle(pilot)
        await pilot.press("j", "s")
        await until(pilot, ClientSeatsScreen)
        await pilot.press("ctrl+u", *"41", "enter", "j", "enter")
        async with asyncio.timeout(WAIT_SECONDS):
            while not writes.arrived.is_set():
                await pilot.pause()
        assert app.portal is not None
        session = app.portal.session
        app._start = Start(SOMEWHERE)
        later()
        await pilot.press("j")
        assert app.portal.session.account is not None, "the answer is waited for"
        if answered:
            writes.go.set()
        await until(pilot, SignInScreen)
        async with asyncio.timeout(WAIT_SECONDS):
            while "as old as a session may get" not in flowing(app):
                await pilot.pause()
        assert session.state is SessionState.SIGNED_OUT
        assert app._writers() == []
    entries = Journal(journal).entries()
    assert [entry.act for entry in entries if entry.phase is Phase.INTENT] == ["client.seats"]
    ends = [entry.outcome for entry in entries if entry.phase is Phase.OUTCOME]
    assert ends == ([Outcome.DONE] if answered else [])
