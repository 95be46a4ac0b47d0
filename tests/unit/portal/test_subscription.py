"""What a subscription costs: pure arithmetic on what the server says."""

from __future__ import annotations

import pytest

from backend_client.api.billing import SubscriptionAnswer
from backend_client.portal.subscription import Subscription, subscription_of


def subscription(
    *plans: tuple[str, int, int, float | None, str], discount: float | None = None
) -> Subscription:
    """Plans as (name, minimum, purchased, cost, cadence)."""
    answer = {
        "status": "active",
        "discountPercentage": discount,
        "plans": [
            {"planName": name, "seatMinimum": low, "purchasedSeats": more, "cost": cost, "cadence": cadence}
            for name, low, more, cost, cadence in plans
        ],
    }
    return subscription_of(SubscriptionAnswer.model_validate(answer))


def test_seats_are_minimum_and_purchased_and_prices_are_after_discount() -> None:
    found = subscription(
        ("Teams", 75, 0, 300.0, "Monthly"), ("Enterprise", 150, 30, 1080.0, "Monthly"), discount=10
    )
    assert [line.plan for line in found.lines] == ["Enterprise", "Teams"]
    assert [line.total_seats for line in found.lines] == [180, 75]
    assert [line.seat_price for line in found.lines] == [pytest.approx(5.4), pytest.approx(3.6)]
    assert found.total == pytest.approx(1242.0)
    assert found.cadence == "Monthly"


@pytest.mark.parametrize(
    ("minimum", "purchased", "shown"), [(0, 0, False), (0, 1, True), (1, 0, True), (1, 1, True)]
)
def test_a_plan_without_minimum_and_purchased_seats_is_not_paid_for(
    minimum: int, purchased: int, shown: bool
) -> None:
    assert bool(subscription(("Teams", minimum, purchased, 4.0, "Monthly")).lines) is shown


def test_what_is_not_known_makes_no_total() -> None:
    assert subscription(("A", 1, 0, 4.0, "Monthly"), ("B", 1, 0, None, "Monthly")).total is None
    mixed = subscription(("A", 1, 0, 4.0, "Monthly"), ("B", 1, 0, 72.0, "Annual"))
    assert (mixed.total, mixed.cadence) == (None, "")
    assert subscription(("A", 1, 0, None, "Monthly")).lines[0].seat_price is None


def test_an_answer_without_plans_has_none() -> None:
    found = subscription()
    assert (found.lines, found.total, found.credit, found.suspension) == ((), 0, 0.0, None)
