"""Which client a plan's sum leaves out: the one that fits alone, and nobody on a guess."""

from __future__ import annotations

import pytest

from backend_client.portal.clients import Client, Tier, with_half_made
from backend_client.portal.seats import SeatPool, Seats

TEAMS = "Teams (Monthly)"


def _clients(*assigned: int | None) -> tuple[Client, ...]:
    return tuple(
        Client(f"l{number}", f"o{number}", f"Client {number}", TEAMS, Tier.TEAMS, Seats(seats, 1, 1))
        for number, seats in enumerate(assigned)
    )


@pytest.mark.parametrize(
    ("assigned", "counted", "marked"),
    [
        ((5, 8, 3), 16, []),
        ((5, 8, 3), 8, ["Client 1"]),
        ((5, 8, 8), 13, []),
        ((5, 8, 3), 10, []),
        ((5, 8, 3), 20, []),
        ((None, 8, 3), 3, ["Client 1"]),
        ((), 0, []),
    ],
)
def test_the_difference_points_at_one_client_or_at_none(
    assigned: tuple[int | None, ...], counted: int, marked: list[str]
) -> None:
    pool = SeatPool(TEAMS, minimum=0, assigned=counted, purchased=0)
    found = with_half_made(_clients(*assigned), (pool,))
    assert [client.name for client in found if client.half_made] == marked
