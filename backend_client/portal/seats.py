"""Seat arithmetic: pure, no I/O.

A *seat* is a place for one member. `assigned` is what a client organization may use, `used` counts
members Invited, Accepted and Confirmed, `confirmed` those Confirmed. A *pool* is one plan of the
provider: its contracted minimum, what clients are assigned, what is left of the minimum and what
was purchased beyond it. Facts: the server's `providers/{id}/organizations` and
`providers/{id}/billing/subscription` answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class UsageLevel(StrEnum):
    """How close a client is to its last seat, worst first."""

    OVER = "OVER"
    FULL = "FULL"
    LOW = "LOW"
    OK = "OK"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class LowRule:
    """When remaining seats count as LOW: at most `seats`, or at most `percent` of assigned."""

    seats: int = 1
    percent: int = 10

    def threshold(self, assigned: int) -> int:
        """The largest number of remaining seats that is still LOW."""
        return max(self.seats, assigned * self.percent // 100)


DEFAULT_LOW_RULE = LowRule()


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats of one client; None where the server did not say. `unlimited`: there is no limit to say."""

    assigned: int | None
    used: int | None
    confirmed: int | None = None
    unlimited: bool = False

    @property
    def remaining(self) -> int | None:
        """assigned - used; negative when over-full; None when either is unknown."""
        if self.assigned is None or self.used is None:
            return None
        return self.assigned - self.used

    @property
    def waiting(self) -> int | None:
        """Members invited or accepted and not yet confirmed."""
        if self.used is None or self.confirmed is None:
            return None
        return max(0, self.used - self.confirmed)

    def level(self, rule: LowRule = DEFAULT_LOW_RULE) -> UsageLevel:
        """The usage level under `rule`."""
        remaining = self.remaining
        if self.unlimited:
            return UsageLevel.OK
        if remaining is None or self.assigned is None:
            return UsageLevel.UNKNOWN
        if remaining < 0:
            return UsageLevel.OVER
        if remaining == 0:
            return UsageLevel.FULL
        return UsageLevel.LOW if remaining <= rule.threshold(self.assigned) else UsageLevel.OK


@dataclass(frozen=True, slots=True)
class SeatPool:
    """One plan of a provider. `unassigned` is max(0, minimum - assigned).

    `plan` is a display name, `plan_type` the server's number. `seat_price` is in the subscription's
    currency units per seat and `cadence`, after `discount` (percent); None where it cannot be told.
    """

    plan: str
    minimum: int
    assigned: int
    purchased: int
    plan_type: int | None = None
    seat_price: float | None = None
    cadence: str = ""
    discount: float = 0.0

    @property
    def unassigned(self) -> int:
        """Paid-for seats no client is assigned."""
        return max(0, self.minimum - self.assigned)


@dataclass(frozen=True, slots=True)
class SeatPreview:
    """What a change of `delta` seats would do to a pool.

    `unassigned` seats would be left of the minimum; `bought` would be purchased by this change,
    `sold` given back by it; `assigned` is the pool's new total.
    """

    delta: int
    assigned: int
    unassigned: int
    bought: int
    sold: int

    @property
    def needs_purchase(self) -> bool:
        """Whether the change buys seats, which a service user may not."""
        return self.bought > 0


def preview(pool: SeatPool, delta: int) -> SeatPreview:
    """The server's own arithmetic: what is billed is max(minimum, assigned)."""
    now, then = pool.assigned, pool.assigned + delta
    return SeatPreview(
        delta=delta,
        assigned=then,
        unassigned=max(0, pool.minimum - then),
        bought=max(0, then - max(pool.minimum, now)),
        sold=max(0, max(now, pool.minimum) - max(then, pool.minimum)),
    )


@dataclass(frozen=True, slots=True)
class SeatTotals:
    """Sums over the rows that are shown; rows of unknown seats are counted in `unknown`."""

    clients: int
    assigned: int
    used: int
    remaining: int
    waiting: int
    unknown: int


def total_seats(rows: tuple[Seats, ...]) -> SeatTotals:
    """Add up `rows`, leaving unknown figures out and counting them. Without a limit only used counts."""
    assigned = used = remaining = waiting = unknown = 0
    for seats in rows:
        if seats.unlimited:
            used += seats.used or 0
        elif seats.assigned is None or seats.used is None:
            unknown += 1
        else:
            assigned += seats.assigned
            used += seats.used
            remaining += seats.assigned - seats.used
        waiting += seats.waiting or 0
    return SeatTotals(
        clients=len(rows),
        assigned=assigned,
        used=used,
        remaining=remaining,
        waiting=waiting,
        unknown=unknown,
    )
