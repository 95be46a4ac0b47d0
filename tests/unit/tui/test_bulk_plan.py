"""What a bulk change of seats would do, row by row and in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from backend_client import errors
from backend_client.errors import Rule, RuleBroken
from backend_client.portal.clients import Client, ClientList, Tier
from backend_client.portal.providers import ProviderRole
from backend_client.portal.seats import SeatPool
from tests.screens.support import NORTHWIND, READ_AT, client
from tui.presenters.bulk_seats import (
    BulkMode,
    BulkRow,
    bulk_outcome,
    bulk_review,
    effect_lines,
    plan_bulk,
)
from tui.presenters.row_states import RowState, ending

TEAMS = SeatPool("Teams (Monthly)", 20, 15, 0, seat_price=4.0, cadence="Monthly")
ENTERPRISE = SeatPool("Enterprise (Monthly)", 10, 30, 20, seat_price=6.0, cadence="Monthly")
TIMEOUT = errors.ServerTimeout(host="h", seconds=10)
LIMITED = errors.RateLimited(endpoint="PUT x", retry_after=60)
ALDER = client("Alder", 10, 8, tier=Tier.TEAMS)
BIRCH = client("Birch", 5, 1, tier=Tier.TEAMS)
CEDAR = client("Cedar", 30, 12)


def listed(*clients: Client, role: ProviderRole = ProviderRole.ADMIN) -> ClientList:
    return ClientList(replace(NORTHWIND, role=role), clients, (TEAMS, ENTERPRISE), READ_AT)


def plan_of(
    mode: BulkMode, number: int, *clients: Client, role: ProviderRole = ProviderRole.ADMIN
) -> list[str]:
    rows = plan_bulk(listed(*clients, role=role), clients, mode, number).rows
    return [f"{row.client.name} {row.after} {row.state}" for row in rows]


@pytest.mark.parametrize(
    ("mode", "number", "after"),
    [(BulkMode.SET, 12, [12, 12]), (BulkMode.ADD, 2, [12, 7]), (BulkMode.USED, 3, [11, 4])],
)
def test_every_mode_computes_every_row(mode: BulkMode, number: int, after: Sequence[int]) -> None:
    rows = plan_bulk(listed(ALDER, BIRCH), (ALDER, BIRCH), mode, number).rows
    assert {row.client.name: row.after for row in rows} == dict(zip(("Alder", "Birch"), after, strict=True))


def test_without_a_number_nothing_is_planned() -> None:
    plan = plan_bulk(listed(ALDER), (ALDER,), BulkMode.SET, None)
    assert (plan.ready, plan.pools, plan.rows[0].cells[2].text) == (0, (), "-")


def test_rows_that_break_a_rule_are_left_out_with_the_reason() -> None:
    rows = plan_bulk(listed(ALDER, BIRCH, CEDAR), (ALDER, BIRCH, CEDAR), BulkMode.SET, 5).rows
    states = {row.client.name: (row.state, row.why) for row in rows}
    assert states["Alder"] == (RowState.LEFT_OUT, "Seats in use: 8. The client cannot have fewer.")
    assert states["Birch"] == (RowState.LEFT_OUT, "The client has that many seats already.")
    assert states["Cedar"][0] is RowState.LEFT_OUT


def test_unknown_seats_and_foreign_plans_are_left_out() -> None:
    odd = replace(client("Odd", 3, 1), plan="Families")
    assert plan_of(BulkMode.USED, 2, client("Mute", None, None), odd) == [
        "Mute None left_out",
        "Odd 3 left_out",
    ]
    assert plan_of(BulkMode.ADD, 2, odd) == ["Odd 5 left_out"]


def test_seats_are_given_back_before_others_are_taken_so_that_a_service_user_may_take_them() -> None:
    full = replace(TEAMS, assigned=20)
    data = replace(listed(ALDER, BIRCH, role=ProviderRole.SERVICE_USER), pools=(full,))
    plan = plan_bulk(data, (BIRCH, ALDER), BulkMode.SET, 8)
    assert [(row.client.name, row.state) for row in plan.rows] == [
        ("Alder", RowState.READY),
        ("Birch", RowState.LEFT_OUT),
    ]
    plan = plan_bulk(data, (BIRCH, ALDER), BulkMode.USED, 0)
    assert [row.after for row in plan.rows] == [8, 1]


def test_a_service_user_runs_out_of_unassigned_seats_along_the_way() -> None:
    assert plan_of(BulkMode.ADD, 3, ALDER, BIRCH, role=ProviderRole.SERVICE_USER) == [
        "Alder 13 ready",
        "Birch 8 left_out",
    ]


def test_the_pools_and_the_cost_are_those_of_all_rows_together() -> None:
    clients = (ALDER, BIRCH, CEDAR)
    plan = plan_bulk(listed(*clients), clients, BulkMode.ADD, 4)
    assert effect_lines(plan) == (
        "Enterprise (Monthly): Unassigned seats left: 0; Additional seats purchased: 4; "
        "Costs $24.00 more per month",
        "Teams (Monthly): Unassigned seats left: 0; Additional seats purchased: 3; "
        "Costs $12.00 more per month",
    )
    assert bulk_review(plan, NORTHWIND.kind) == "To be sent: 3 clients."
    plan = plan_bulk(listed(*clients), clients, BulkMode.SET, 8)
    assert bulk_review(plan, NORTHWIND.kind) == "To be sent: 2 clients. Left out by a rule: 1 client."


def test_the_outcome_counts_every_state() -> None:
    rows = [
        BulkRow(ALDER, 11, state) for state in RowState if state not in (RowState.READY, RowState.SENDING)
    ]
    assert bulk_outcome(rows) == ("1 seat change done, 1 refused, 1 unknown, 1 not sent, 1 left out.")


@pytest.mark.parametrize(
    ("error", "state", "halts"),
    [
        (errors.OutcomeUnknown(TIMEOUT), RowState.UNKNOWN, True),
        (errors.NotApplied(TIMEOUT), RowState.REFUSED, True),
        (errors.NotApplied(LIMITED), RowState.REFUSED, True),
        (
            errors.NotApplied(errors.ServerFault(status=500, endpoint="PUT x")),
            RowState.REFUSED,
            False,
        ),
        (errors.ChangedMeanwhile("seats"), RowState.REFUSED, False),
        (RuleBroken(Rule.SEATS_BELOW_USED, limit=3), RowState.REFUSED, False),
        (RuleBroken(Rule.JOURNAL_UNWRITABLE), RowState.REFUSED, True),
        (errors.ReadOnlyMode(), RowState.NOT_SENT, True),
        (TIMEOUT, RowState.NOT_SENT, True),
    ],
)
def test_what_concerns_one_row_does_not_stop_the_others(
    error: errors.SeatwardenError, state: RowState, halts: bool
) -> None:
    assert ending(error) == (state, halts)
