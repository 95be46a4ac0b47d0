"""When calls may start: what was started lately, what is promised, and how the server refused. Pure.

All moments are seconds on one clock. The same values are kept in memory, or in a file that the
processes of one person share (`budget_file`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend_client.api.lanes import Lane, Rule

LONGEST_CLOSURE = 300.0
"""A server may close a lane for so long; what it asks beyond is not believed."""

CLOSED_UNASKED = 5.0
"""A refusal that names no time closes the lane for so long."""

RECOVERY_SECONDS = 300.0
SLOWEST = 1 / 8


@dataclass(slots=True)
class LaneBook:
    """One lane. `starts` rise; those in the future are promised to callers that wait.

    `speed` is 1, or less for a while after a refusal at `slowed_at`.
    """

    starts: list[float] = field(default_factory=list)
    speed: float = 1.0
    slowed_at: float = 0.0
    closed_until: float = 0.0

    def copy(self) -> LaneBook:
        """One that may be tried out."""
        return LaneBook(list(self.starts), self.speed, self.slowed_at, self.closed_until)

    def earliest(self, now: float, rules: Sequence[Rule], *, reserve: bool) -> float:
        """When the next call may start. Nobody overtakes; with `reserve` room is left for others."""
        self.recover(now)
        moment = max(now, self.closed_until, self.starts[-1] if self.starts else now)
        for rule in self._slowed(rules):
            most = rule.behind(reserve)
            if len(self.starts) >= most:
                moment = max(moment, self.starts[-most] + rule.seconds)
        return moment

    def take(self, moment: float, rules: Sequence[Rule]) -> None:
        """A call starts, or is promised to start, at `moment`."""
        self.starts.append(moment)
        oldest = moment - max(rule.seconds for rule in self._slowed(rules))
        while self.starts[0] <= oldest:
            del self.starts[0]

    def give_back(self, moment: float) -> None:
        """The call of `moment` will not be made."""
        if moment in self.starts:
            self.starts.remove(moment)

    def refused(self, now: float, retry_after: float | None) -> None:
        """The server answered 429: half the speed, and nothing for as long as it says."""
        self.recover(now)
        self.speed = max(SLOWEST, self.speed / 2)
        self.slowed_at = now
        closed = CLOSED_UNASKED if retry_after is None else min(retry_after, LONGEST_CLOSURE)
        self.closed_until = max(self.closed_until, now + closed)

    def _slowed(self, rules: Sequence[Rule]) -> list[Rule]:
        return [slower for rule in rules for slower in rule.at_speed(self.speed)]

    def recover(self, now: float) -> None:
        """Double the speed once for every quiet period since the last refusal."""
        while self.speed < 1.0 and now - self.slowed_at >= RECOVERY_SECONDS:
            self.speed = min(1.0, self.speed * 2)
            self.slowed_at += RECOVERY_SECONDS


Budget = dict[Lane, LaneBook]


def new_budget() -> Budget:
    """Nothing was started yet."""
    return {lane: LaneBook() for lane in Lane}


def forecast(book: LaneBook, rules: Sequence[Rule], calls: int, now: float, *, reserve: bool) -> float:
    """Seconds until the last of `calls` calls may start, if nobody else makes any."""
    tried, moment = book.copy(), now
    for _ in range(calls):
        moment = tried.earliest(moment, rules, reserve=reserve)
        tried.take(moment, rules)
    return moment - now
