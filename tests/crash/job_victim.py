"""The real application without a terminal: it invites people by its own keys, as a job that can be left.

Run as `python -m tests.crash.job_victim URL AUTHORITY JOURNAL CLIENT FILE` on a server of one's own: it does
not wait between requests.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from backend_client.api.lanes import Lane
from backend_client.api.pace import Pace
from backend_client.connection import connect
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from tests.crash.victim import ADMIN
from tests.hostile.driving import flowing
from tests.practice import DEVICE
from tui.app import SeatwardenApp, Start
from tui.screens.invite import InviteScreen
from tui.screens.jobs import JobsScreen
from tui.screens.plan import PlanScreen

SIZE = (80, 24)
LONGEST_SECONDS = 20


async def at_once(self: Pace, lane: Lane) -> None:
    """Every call has its turn at once."""


def application(url: str, authority: Path, journal: Path) -> SeatwardenApp:
    """The application, signed in as the practice admin, on that server."""

    async def open_portal(_where: str) -> Portal:
        portal = connect(url, device_id=DEVICE, ca_bundle=authority, journal=journal)
        await portal.session.sign_in(ADMIN.email, Secret(ADMIN.password))
        return portal

    def forget(_state: Mapping[str, str]) -> None:
        """Nothing is written."""

    return SeatwardenApp(open_portal, start=Start("practice"), remember=forget)


async def wait_for(pilot: Pilot[Any], seen: Callable[[], bool]) -> None:
    """Until that is so."""
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            while not seen():
                await pilot.pause()
    except TimeoutError:
        raise AssertionError(flowing(pilot.app)) from None
    await pilot.pause()


async def send_what_stands_there(pilot: Pilot[Any], app: SeatwardenApp) -> None:
    """Review the people of the form, say yes, and leave while they are invited."""
    await pilot.press("f5")
    await wait_for(pilot, lambda: isinstance(app.screen, PlanScreen))
    await pilot.press("enter", "escape", "f9")
    await wait_for(pilot, lambda: isinstance(app.screen, JobsScreen))
    await wait_for(pilot, lambda: not app.jobs.active)


async def invite(url: str, authority: str, journal: str, client: str, file: str) -> None:
    """Open the client, write the people of the file into the form, and send."""
    app = application(url, Path(authority), Path(journal))
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app._home.at_work() is not None)
        await pilot.press(
            "colon", *("space" if letter == " " else letter for letter in f"invite {client}"), "enter"
        )
        await wait_for(pilot, lambda: isinstance(app.screen, InviteScreen))
        screen = app.screen
        assert isinstance(screen, InviteScreen)
        await wait_for(pilot, lambda: screen.room is not None)
        screen.form.put_in(Path(file).read_text(encoding="utf-8"))
        await send_what_stands_there(pilot, app)


if __name__ == "__main__":
    Pace.wait = at_once  # type: ignore[method-assign]
    asyncio.run(invite(*sys.argv[1:6]))
