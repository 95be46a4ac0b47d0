"""A provider's subscription, as values: what it pays for, and until when it may go unpaid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.billing import SubscriptionAnswer, SubscriptionPlan


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan that is paid for. `plan` is a display name (foreign text), `cost` is what its total seats
    cost per `cadence` before discount; `discount` is in percent. Amounts are US dollars."""

    plan: str
    minimum: int
    purchased: int
    assigned: int
    cadence: str
    cost: float | None
    discount: float = 0.0

    @property
    def total_seats(self) -> int:
        """Seats that are paid for."""
        return self.minimum + self.purchased

    @property
    def charged(self) -> float | None:
        """What the plan costs after discount."""
        return None if self.cost is None else self.cost * (100.0 - self.discount) / 100.0

    @property
    def seat_price(self) -> float | None:
        """What one seat costs after discount."""
        if self.charged is None or self.total_seats <= 0:
            return None
        return self.charged / self.total_seats


@dataclass(frozen=True, slots=True)
class Suspension:
    """What an unpaid invoice leads to: the provider is suspended `at` a time, `grace_days` after the unpaid
    period ended."""

    at: datetime | None
    unpaid_until: datetime | None
    grace_days: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a provider pays for. `status` and `collection_method` are the payment processor's words;
    `credit` in US dollars is positive in the provider's favour."""

    status: str
    lines: tuple[PlanLine, ...]
    discount: float
    period_ends: datetime | None
    collection_method: str
    credit: float
    cancels_at: datetime | None
    suspension: Suspension | None

    @property
    def total(self) -> float | None:
        """What everything costs after discount, per `cadence`; None where a part of it is not known, or
        where plans are not billed in the same rhythm."""
        amounts = [line.charged for line in self.lines]
        if any(amount is None for amount in amounts) or len({line.cadence for line in self.lines}) > 1:
            return None
        return sum(amount for amount in amounts if amount is not None)

    @property
    def cadence(self) -> str:
        """The rhythm of all plans; empty where they differ."""
        found = {line.cadence for line in self.lines}
        return found.pop() if len(found) == 1 else ""


def subscription_of(answer: SubscriptionAnswer) -> Subscription:
    """The value of an answer. Plans without minimum and purchased seats are left out, as nothing is paid."""
    discount = answer.discount_percentage or 0.0
    active = (plan for plan in answer.plans if plan.purchased_seats > 0 or plan.seat_minimum > 0)
    lines = sorted((_line(plan, discount) for plan in active), key=lambda line: line.plan.casefold())
    suspension = answer.suspension
    return Subscription(
        status=answer.status,
        lines=tuple(lines),
        discount=discount,
        period_ends=answer.current_period_end_date,
        collection_method=answer.collection_method,
        credit=answer.account_credit or 0.0,
        cancels_at=answer.cancel_at,
        suspension=None
        if suspension is None
        else Suspension(
            suspension.suspension_date, suspension.unpaid_period_end_date, suspension.grace_period
        ),
    )


def _line(plan: SubscriptionPlan, discount: float) -> PlanLine:
    return PlanLine(
        plan=plan.plan_name,
        minimum=plan.seat_minimum,
        purchased=plan.purchased_seats,
        assigned=plan.assigned_seats,
        cadence=plan.cadence,
        cost=plan.cost,
        discount=discount,
    )
