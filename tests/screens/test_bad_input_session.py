"""A session that ends under one's hands: what is shown stays, and the way back in is named."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from embedded_backend.options import BackendOptions
from tests.conftest import Settle
from tests.hostile.driving import ADMIN, SIZE, app_on, check_screen, flowing, until
from tests.practice import Practice, running_practice
from tui.screens.clients import ClientsScreen
from tui.screens.unlock import UnlockScreen


@dataclass
class Clock:
    """The server's clock, some hours ahead."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> Clock:
    """The clock of `timed`."""
    return Clock()


@pytest.fixture
def timed(practice_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Practice]:
    """A practice backend whose clock a test can put forward."""
    with running_practice(practice_template, tmp_path, BackendOptions(clock=clock)) as practice:
        yield practice


async def test_an_expired_token_is_renewed_without_a_word(
    timed: Practice, clock: Clock, settle: Settle
) -> None:
    app = app_on(timed)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        clock.ahead = 7200
        await pilot.press("R")
        await settle(pilot)
        assert isinstance(app.screen, ClientsScreen)
        assert app.screen.message == ""
        assert len(app.screen.table.rows) == 11


@pytest.mark.parametrize("revoked", ["refresh tokens deleted", "security stamp changed"])
async def test_an_expired_and_revoked_sign_in(
    timed: Practice, clock: Clock, settle: Settle, revoked: str
) -> None:
    app = app_on(timed)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        clock.ahead = 7200
        if revoked == "refresh tokens deleted":
            timed.execute("DELETE FROM refresh_tokens")
        else:
            timed.execute("UPDATE users SET security_stamp = 'other' WHERE id = ?", ADMIN.user_id)
        await pilot.press("R")
        await until(pilot, UnlockScreen)
        assert "The server ended this session, so the keys were dropped." in flowing(app)
        assert "Alder Dental Group" not in flowing(app)
        check_screen(app)
        await pilot.press("ctrl+o")
        await until(pilot, ClientsScreen)
        await settle(pilot)
        assert isinstance(app.screen, ClientsScreen)
        assert "STALE" not in flowing(app)
        assert len(app.screen.table.rows) == 11
