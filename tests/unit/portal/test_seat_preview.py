"""The seat arithmetic of creating and resizing clients, on worked cases."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from backend_client.portal.seats import SeatPool, preview


def _pool(minimum: int, purchased: int, assigned: int) -> SeatPool:
    return SeatPool("Teams (Monthly)", minimum=minimum, assigned=assigned, purchased=purchased)


@pytest.mark.parametrize(
    ("minimum", "purchased", "assigned", "delta", "unassigned", "bought", "sold"),
    [
        pytest.param(50, 0, 45, 3, 2, 0, 0, id="a: create 3, inside the minimum"),
        pytest.param(50, 0, 45, 8, 0, 3, 0, id="b: create 8, crosses the minimum"),
        pytest.param(50, 0, 50, 1, 0, 1, 0, id="c: create 1 on a full minimum"),
        pytest.param(50, 10, 60, 8, 0, 8, 0, id="d: create 8 beyond the minimum"),
        pytest.param(50, 0, 45, 7, 0, 2, 0, id="e: 20 to 27"),
        pytest.param(50, 0, 45, 5, 0, 0, 0, id="f: 20 to 25, exactly the minimum"),
        pytest.param(50, 10, 60, -5, 0, 0, 5, id="g: 20 to 15 gives five back"),
        pytest.param(50, 10, 60, -15, 5, 0, 10, id="h: 20 to 5 crosses down"),
        pytest.param(0, 0, 0, 4, 0, 4, 0, id="i: no minimum at all"),
        pytest.param(10, 0, 0, 5, 5, 0, 0, id="worked: 0 create 5"),
        pytest.param(10, 0, 5, 5, 0, 0, 0, id="worked: 5 create 5"),
        pytest.param(10, 0, 10, 1, 0, 1, 0, id="worked: 10 create 1"),
        pytest.param(10, 1, 11, 4, 0, 4, 0, id="worked: 11 raise 4"),
        pytest.param(10, 5, 15, -3, 0, 0, 3, id="worked: 15 lower 3"),
        pytest.param(10, 2, 12, -7, 5, 0, 2, id="worked: 12 unlink 7"),
    ],
)
def test_worked_cases(
    minimum: int, purchased: int, assigned: int, delta: int, unassigned: int, bought: int, sold: int
) -> None:
    change = preview(_pool(minimum, purchased, assigned), delta)
    assert (change.unassigned, change.bought, change.sold) == (unassigned, bought, sold)
    assert change.assigned == assigned + delta
    assert change.needs_purchase == (bought > 0)


@given(st.integers(0, 200), st.integers(0, 400), st.integers(-400, 400))
def test_what_is_bought_and_sold_is_what_the_bill_changes_by(minimum: int, assigned: int, delta: int) -> None:
    billed_before = max(minimum, assigned)
    billed_after = max(minimum, assigned + delta)
    change = preview(_pool(minimum, max(0, assigned - minimum), assigned), delta)
    assert change.bought - change.sold == billed_after - billed_before
    assert min(change.bought, change.sold) == 0
