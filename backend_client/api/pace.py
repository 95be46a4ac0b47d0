"""Waiting for a call's turn, so that the server's published limits are kept with room to spare.

How much may be used is in `lanes`, when the next call may start in `budget`. With a file, all processes
of one person that use it keep one budget. Where it cannot be used, this process keeps its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import TypeVar

from backend_client.api.boot_clock import boot_clock
from backend_client.api.budget import Budget, forecast, new_budget
from backend_client.api.budget_file import BudgetFile
from backend_client.api.lanes import DEFAULT_SHARE, Lane, rules_at
from backend_client.api.patience import has_patience
from backend_client.api.priority import in_background

Changed = TypeVar("Changed")

_LOCK_TRIES, _LOCK_PAUSE = 40, 0.005
_SLOW_SECONDS, _SLOW_TIMES = 0.002, 3
"""A file that took longer so many times one after the other is asked in a thread from then on: it may be on a
network."""

_log = logging.getLogger("seatwarden.api")


class Closed(Exception):
    """The server lets nobody ask for `seconds`, and whoever asks will not wait so long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"closed for {seconds:.0f} s")
        self.seconds = seconds


class Pace:
    """Waits before each call as long as its lane asks.

    `share` is the part of the published limits that is used, `file` what processes share. `clock` and
    `sleep` are in seconds; processes that share a file need one clock.
    """

    def __init__(
        self,
        *,
        share: float = DEFAULT_SHARE,
        file: BudgetFile | None = None,
        clock: Callable[[], float] = boot_clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        enabled: bool = True,
    ) -> None:
        self._rules = rules_at(share)
        self._file = file
        self._clock = clock
        self._sleep = sleep
        self._enabled = enabled
        self._lifted = False
        self._known: Budget = new_budget()
        self._changing = asyncio.Lock()
        self._patient = {lane: asyncio.Lock() for lane in Lane}
        self._slow = 0
        self._stuck = False
        self._told = False

    @classmethod
    def off(cls) -> Pace:
        """No pacing, for the practice backend and tests."""
        return cls(enabled=False)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def lift(self) -> None:
        """The server has no limits but those of sign-ins. A lane that is refused is paced all the same."""
        self._lifted = True

    def paces(self, lane: Lane) -> bool:
        """Whether calls of this lane wait for one another."""
        book = self._known[lane]
        book.recover(self._clock())
        return self._enabled and not (self._lifted and lane is not Lane.SIGN_IN and book.speed == 1.0)

    def forecast(self, lane: Lane, calls: int) -> float:
        """Seconds until the last of `calls` calls may start, by what this process knows.

        Inside `background` it is the forecast of work that leaves room for others.
        """
        now = self._clock()
        return max(
            (
                forecast(self._known[one], self._rules[one], calls, now, reserve=_patient(one))
                for one in _lanes(lane)
                if self.paces(one)
            ),
            default=0.0,
        )

    def seconds_apart(self, lane: Lane) -> float:
        """Between two calls of many within an hour, on average; 0 where nobody waits."""
        if not self.paces(lane):
            return 0.0
        speed = self._known[lane].speed
        return max(rule.seconds / rule.count for rule in self._rules[lane][0].at_speed(speed))

    async def room(self, lane: Lane, calls: int) -> None:
        """Wait until so many calls may start one after the other and room is left; takes no turn."""
        while self.paces(lane):
            seconds = await self._change(
                lambda budget: forecast(budget[lane], self._rules[lane], calls, self._clock(), reserve=True)
            )
            if seconds <= 0:
                return
            await self._sleep(seconds)

    async def wait(self, lane: Lane) -> None:
        """Wait for this call's turn. A wait that is cancelled gives its turn back.

        Whoever works in the background takes no turn ahead: it starts when nobody waits and room is left.
        Raises Closed where patience ends.
        """
        for one in _lanes(lane):
            if not self.paces(one):
                continue
            if _patient(one):
                async with self._patient[one]:
                    await self._wait_for_room(one)
            else:
                await self._wait_in_line(one)

    async def _wait_in_line(self, lane: Lane) -> None:
        while True:
            moment = await self._change(lambda budget: self._promise(budget, lane))
            seconds = moment - self._clock()
            if seconds <= 0:
                return
            try:
                await self._sleep(seconds)
            except asyncio.CancelledError:
                self._give_back(lane, moment)
                raise
            closed_until = await self._change(lambda budget: budget[lane].closed_until)
            if closed_until <= max(moment, self._clock()):
                return
            self._give_back(lane, moment)

    async def _wait_for_room(self, lane: Lane) -> None:
        while seconds := await self._change(lambda budget: self._start_now(budget, lane)):
            await self._sleep(seconds)

    def _promise(self, budget: Budget, lane: Lane) -> float:
        rules = self._rules[lane]
        self._be_patient(budget, lane)
        moment = budget[lane].earliest(self._clock(), rules, reserve=False)
        budget[lane].take(moment, rules)
        return moment

    def _start_now(self, budget: Budget, lane: Lane) -> float:
        """Start now, or say in how many seconds there may be room."""
        now, rules = self._clock(), self._rules[lane]
        self._be_patient(budget, lane)
        moment = budget[lane].earliest(now, rules, reserve=True)
        if moment <= now:
            budget[lane].take(now, rules)
        return max(0.0, moment - now)

    def _be_patient(self, budget: Budget, lane: Lane) -> None:
        closed = budget[lane].closed_until - self._clock()
        if lane is Lane.READ and closed > 0 and not has_patience(closed):
            raise Closed(closed)

    async def refused(self, lane: Lane, retry_after: float | None) -> None:
        """The server answered 429: halve the lane, and close it for `retry_after` seconds, if given."""
        if self._enabled:
            await self._change(lambda budget: budget[lane].refused(self._clock(), retry_after))

    async def _change(self, change: Callable[[Budget], Changed]) -> Changed:
        """Read the budget, change it and keep it. Other processes hold the file for microseconds; one that
        was stopped while it held it is not waited for."""
        if self._file is None:
            return change(self._known)
        async with self._changing:
            for _ in range(1 if self._stuck else _LOCK_TRIES):
                try:
                    changed = await self._change_file(self._file, change)
                    self._stuck = False
                    return changed
                except BlockingIOError:
                    await asyncio.sleep(_LOCK_PAUSE)
                except OSError as error:
                    self._tell(type(error).__name__)
                    break
            else:
                self._stuck = True
                self._tell("locked")
            return change(self._known)

    async def _change_file(self, file: BudgetFile, change: Callable[[Budget], Changed]) -> Changed:
        if self._slow >= _SLOW_TIMES:
            return await asyncio.to_thread(file.change, self._known, change)
        began = perf_counter()
        try:
            return file.change(self._known, change)
        finally:
            self._slow = self._slow + 1 if perf_counter() - began > _SLOW_SECONDS else 0

    def _give_back(self, lane: Lane, moment: float) -> None:
        """At once, as whoever is cancelled waits for nothing; a turn that stays taken passes by itself."""
        if self._file is None or self._changing.locked():
            self._known[lane].give_back(moment)
            return
        try:
            self._file.change(self._known, lambda budget: budget[lane].give_back(moment))
        except OSError:
            self._known[lane].give_back(moment)

    def _tell(self, why: str) -> None:
        if not self._told:
            self._told = True
            _log.warning("the budget of calls is not shared with other processes: %s", why)


def _patient(lane: Lane) -> bool:
    """Whether to leave room. A session that ends helps nobody: signing in and renewing never wait behind."""
    return in_background() and lane is not Lane.SIGN_IN


def _lanes(lane: Lane) -> tuple[Lane, ...]:
    """An invitation is a write too, once it has its turn among invitations."""
    return (Lane.INVITE, Lane.WRITE) if lane is Lane.INVITE else (lane,)
