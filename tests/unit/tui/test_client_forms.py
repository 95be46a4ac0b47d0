"""Words of the forms that change clients."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend_client.portal.clients import Client, ClientList, Tier
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import SeatPool
from tests.screens.support import NORTHWIND, READ_AT, client
from tui.presenters.client_forms import (
    move_targets,
    new_client_title,
    pair_to_move,
    problem_of_move,
    problem_of_name,
    problem_of_new,
    problem_of_seats,
    refusal,
)
from tui.presenters.old_fields import old_fields

TEAMS = SeatPool("Teams (Monthly)", 75, 64, 0, plan_type=17, seat_price=3.6)
ELM, ALDER = client("Elm", 6, 2, tier=Tier.TEAMS), client("Alder", 12, 12, tier=Tier.TEAMS)
BIRCH = client("Birch", 40, 37)
UNKNOWN = client("Unknown", None, None, tier=Tier.TEAMS)


def listed(*clients: Client, provider: Provider = NORTHWIND) -> ClientList:
    return ClientList(provider, clients or (ELM, ALDER, BIRCH, UNKNOWN), (TEAMS,), READ_AT)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (ProviderKind.MSP, "New client organization"),
        (ProviderKind.BUSINESS_UNIT, "New business unit"),
    ],
)
def test_the_title_speaks_of_business_units_where_there_are_such(kind: ProviderKind, title: str) -> None:
    assert new_client_title(kind) == title


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        (NORTHWIND, ""),
        (replace(NORTHWIND, role=ProviderRole.SERVICE_USER), "Only provider admins"),
        (replace(NORTHWIND, billable=False), "not billed through the portal"),
        (replace(NORTHWIND, enabled=False), "suspended"),
    ],
)
def test_who_may(provider: Provider, words: str) -> None:
    refused = refusal(provider, admins_only=True, read_only=False, watching=False)
    assert words in refused
    assert bool(refused) is bool(words)


def test_watching_and_read_only_come_before_any_role() -> None:
    asked = replace(NORTHWIND, role=ProviderRole.SERVICE_USER)
    assert "Watching" in refusal(asked, admins_only=True, read_only=True, watching=True)
    assert "read-only" in refusal(asked, admins_only=True, read_only=True, watching=False)


def test_the_first_problem_from_top_to_bottom() -> None:
    def field(name: str, owner: str, plan: str, seats: int | None) -> str:
        problem = problem_of_new(listed(), name=name, owner_email=owner, plan=plan, seats=seats)
        return "" if problem is None else problem.field

    assert field("", "", "Families", None) == "plan"
    assert field("", "", TEAMS.plan, None) == "name"
    assert field("Kestrel", "", TEAMS.plan, None) == "owner"
    assert field("Kestrel", " jo@kestrel.example ", TEAMS.plan, None) == "seats"
    assert field("Kestrel", "jo@kestrel.example", TEAMS.plan, 1) == ""


def test_seats_that_nobody_knows_cannot_be_changed() -> None:
    problem = problem_of_seats(listed(), UNKNOWN, 5)
    assert problem is not None
    assert "does not say how many seats" in problem.sentence


def test_spaces_around_a_name_are_no_other_name() -> None:
    problem = problem_of_name(ELM, " Elm ")
    assert problem is not None
    assert "already" in problem.sentence


def test_seats_move_within_a_plan_to_who_has_fewest_left() -> None:
    assert move_targets(listed(), client("Other", 9, 1, tier=Tier.TEAMS)) == (ALDER, ELM)
    assert pair_to_move(ALDER, ELM) == (ELM, ALDER)
    assert "different plans" in str(pair_to_move(ALDER, BIRCH))
    alone = problem_of_move(listed(ELM), ELM, None, 1)
    assert alone is not None
    assert alone.field == "targets"


def test_the_minimum_is_told_with_its_figures() -> None:
    minimum = next(field for field in old_fields(listed()) if field.name == "Seat minimum")
    assert [" ".join(line.split()) for line in minimum.figures] == [
        "Teams minimum 75 assigned 64 unassigned 11 purchased 0"
    ]
