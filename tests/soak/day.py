"""A day of the client list on a bad network, on a clock that runs on by itself."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import textual._time
from textual.pilot import Pilot

from backend_client.portal import client_reader, clock
from backend_client.portal.account import SessionState
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.faults.catalogue import FAULTS
from tests.faults.fault import Door, Fault, Request
from tests.faults.stage import Stage
from tests.skipping_loop import SkippingLoop
from tui import locking
from tui.app import SeatwardenApp
from tui.front import Start
from tui.screens import clients_people
from tui.screens.clients import ClientsScreen
from tui.screens.sign_in import SignInScreen
from tui.screens.unlock import UnlockScreen
from tui.settings import Settings

MINUTE, HOUR = 60.0, 3600.0
RECOVERS_WITHIN = 20 * MINUTE
"""After the server is well again and as long as it asked for is over: the longest wait between two tries, and
slower reading after refusals."""

LOCK_MINUTES = 180

_STORM = tuple(fault for fault in FAULTS.values() if fault.door is Door.OPEN and not fault.revokes)
_LATER = FAULTS["429, in an hour"]
_OUTAGES = (Door.REFUSED, Door.SILENT, Door.GARBAGE)
_SPOILED = 0.3
"""Part of the requests that meet a fault while the network is bad."""


@dataclass
class Figures:
    """What happened in a day."""

    storms: int = 0
    outages: int = 0
    faults: int = 0
    locked: int = 0
    suspended: int = 0
    slowest_recovery: float = 0.0
    changed: int = 0


@dataclass
class Day:
    """One application over one server. Everything that is chosen is chosen by `chance`."""

    stage: Stage
    loop: SkippingLoop
    pilot: Pilot[None]
    app: SeatwardenApp
    chance: random.Random
    figures: Figures = field(default_factory=Figures)
    _hours: int = -1
    _asked_to_wait: float = 0.0

    async def hour(self) -> None:
        """Something happens, one thing after the other in turn, and the truth is shown at the end.

        Somebody is there: a list that is covered by a lock is not read.
        """
        await self._is_there()
        await self._spend(10 * MINUTE)
        self._somebody_changes_seats()
        happenings = (self._storm, self._outage, self._lock, self._suspend)
        self._hours += 1
        await happenings[self._hours % len(happenings)]()
        await self._spend(self.chance.uniform(5, 20) * MINUTE)
        await self.is_up_to_date()

    async def calm(self) -> None:
        """An hour of nothing but refreshing; unlocked in the end."""
        await self._is_there()
        await self._spend(HOUR)
        await self._is_there()
        await self._spend(10 * MINUTE)
        await self.is_up_to_date()

    async def _storm(self) -> None:
        """Minutes in which requests meet faults at random."""
        self.figures.storms += 1
        self.stage.proxy.trouble = self._spoil
        await self._spend(self.chance.uniform(6, 30) * MINUTE)
        self.stage.proxy.trouble = lambda _request: None
        await self._recovers()

    def _spoil(self, _request: Request) -> Fault | None:
        if self.chance.random() > _SPOILED:
            return None
        self.figures.faults += 1
        fault = self.chance.choice(_STORM)
        if fault is _LATER:
            self._asked_to_wait = self.loop.time() + HOUR
        return fault

    async def _outage(self) -> None:
        """Minutes in which nobody is there."""
        self.figures.outages += 1
        await self.stage.proxy.turn(self.chance.choice(_OUTAGES))
        await self._spend(self.chance.uniform(6, 30) * MINUTE)
        assert self._is_stale(), "the screen does not say that it is old"
        await self.stage.proxy.turn(Door.OPEN)
        await self._recovers()

    async def _recovers(self) -> None:
        """By itself: nobody types."""
        healed = self.loop.time()
        while self._is_stale() or not self._shows_the_truth():
            await self._spend(10.0)
            waited = self.loop.time() - max(healed, self._asked_to_wait)
            assert waited < RECOVERS_WITHIN, f"still {self._home.message!r} after {waited:.0f} s"
        waited = self.loop.time() - max(healed, self._asked_to_wait)
        self.figures.slowest_recovery = max(self.figures.slowest_recovery, waited)

    async def _lock(self) -> None:
        """Lock, let time pass, unlock without a network."""
        self.figures.locked += 1
        await self.pilot.press("ctrl+l")
        await self._spend(self.chance.uniform(1, 60) * MINUTE)
        await self._unlock()

    async def _suspend(self) -> None:
        """The machine sleeps for hours, and everything is due at once."""
        self.figures.suspended += 1
        self.loop.skip(self.chance.uniform(0.5, 4.5) * HOUR)
        await self._spend(MINUTE)
        await self._unlock()

    async def _is_there(self) -> None:
        """Unlock, where nobody typed for too long, and press a key."""
        await self._unlock()
        await self.pilot.press("j")

    async def _unlock(self) -> None:
        if isinstance(self.app.screen, UnlockScreen):
            await self.stage.proxy.turn(Door.REFUSED)
            await self._type(person(Persona.ADMIN).password)
            await self._spend(5.0)
            await self.stage.proxy.turn(Door.OPEN)
        portal = self.app.portal
        assert portal is not None
        assert portal.session.state is SessionState.UNLOCKED, self._home.message

    async def _type(self, text: str) -> None:
        await self.pilot.press(*("space" if letter == " " else letter for letter in text))
        await self.pilot.press("enter")

    async def sign_in(self) -> None:
        """As a person does."""
        assert isinstance(self.app.screen, SignInScreen)
        who = person(Persona.ADMIN)
        await self.pilot.press("enter", "enter")  # server and kind of sign-in stay
        await self._type(who.email)
        await self._type(who.password)

    def _somebody_changes_seats(self) -> None:
        self.figures.changed += 1
        seats = self.chance.randrange(20, 90)
        self.stage.practice.execute(
            "UPDATE organizations SET seats = ? WHERE id IN (SELECT organization_id FROM"
            " provider_organizations ORDER BY id LIMIT 5 OFFSET ?)",
            *(seats, self.chance.randrange(50)),
        )

    async def _spend(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.pilot.pause()

    async def is_up_to_date(self) -> None:
        """The screen shows what the server holds, without a key being pressed."""
        await self._recovers()

    @property
    def _home(self) -> ClientsScreen:
        return self.app._home

    def _is_stale(self) -> bool:
        return self._home._stale

    def _shows_the_truth(self) -> bool:
        held = self.stage.practice.execute(
            "SELECT o.id, o.seats FROM provider_organizations p JOIN organizations o"
            " ON o.id = p.organization_id JOIN providers ON providers.id = p.provider_id"
            " WHERE providers.name LIKE 'Northwind%'"
        )
        rows = self._home.all_rows()
        shown = {row.client.organization_id: row.client.seats.assigned for row in rows}
        return shown == {str(one): seats for one, seats in held}


def on_this_clock(patch: pytest.MonkeyPatch, loop: SkippingLoop) -> Callable[[], float]:
    """Everything that reads a clock by itself reads this one. Returns the time of day."""
    began = datetime.now(UTC)
    started = loop.time()

    def now() -> datetime:
        return began + timedelta(seconds=loop.time() - started)

    patch.setattr(textual._time, "get_time", loop.time)
    patch.setattr(client_reader, "monotonic", loop.time)
    patch.setattr(clients_people, "monotonic", loop.time)
    patch.setattr(locking, "since_boot", loop.time)
    patch.setattr(clock, "now", now)
    return lambda: now().timestamp()


@asynccontextmanager
async def a_day(stage: Stage, loop: SkippingLoop, seed: int) -> AsyncIterator[Day]:
    """The application, signed in and unlocked on its list."""
    async with AsyncExitStack() as held:

        async def open_portal(_where: str) -> Portal:
            return await held.enter_async_context(stage.portal(loop))

        app = SeatwardenApp(
            open_portal,
            start=Start(where=stage.proxy.url),
            settings=Settings(lock_minutes=LOCK_MINUTES, session_hours=0),
            remember=lambda _changed: None,
        )
        async with app.run_test(size=(80, 24)) as pilot:
            day = Day(stage, loop, pilot, app, random.Random(seed))
            await pilot.pause()
            await day.sign_in()
            await day.is_up_to_date()
            yield day
