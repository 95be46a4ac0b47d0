"""The client table: cells, filter, order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.portal.clients import Client, ClientList, ClientPeople, Tier
from backend_client.portal.providers import KeyState, Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import LowRule, Seats, UsageLevel
from tui.presenters.clients import (
    COLUMN_KEYS,
    ClientTableRow,
    Sort,
    SortKey,
    client_columns,
    filtered,
    ordered,
    table_rows,
    with_people,
)

READ_AT = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
PROVIDER = Provider("p", "Northwind", ProviderKind.MSP, ProviderRole.ADMIN)


def a_client(name: str, assigned: int | None = 10, used: int | None = 5, confirmed: int | None = 5) -> Client:
    return Client(
        f"l-{name}", f"o-{name}", name, "Teams (Monthly)", Tier.TEAMS, Seats(assigned, used, confirmed)
    )


def rows_of(*clients: Client, people: tuple[ClientPeople, ...] = ()) -> tuple[ClientTableRow, ...]:
    listed = ClientList(PROVIDER, clients, (), READ_AT)
    return table_rows(listed, {each.organization_id: each for each in people})


def names(rows: tuple[ClientTableRow, ...]) -> list[str]:
    return [row.name for row in rows]


def texts(row: ClientTableRow) -> list[str]:
    return [cell.text for cell in row.cells]


def test_a_row_says_name_seats_plan_usage_wait_and_state() -> None:
    (row,) = rows_of(a_client("Birch", 40, 37, 29))
    assert texts(row) == ["Birch", "40", "37", "3", "Teams", "####. LOW", "8", "-"]


def test_a_star_says_that_somebody_accepted() -> None:
    (row,) = rows_of(a_client("Birch", 40, 37, 29), people=(ClientPeople("o-Birch", 5, 3, 29, 0, READ_AT),))
    assert texts(row)[6] == "8*"


def test_unknown_seats_are_dashes_and_never_zero() -> None:
    (row,) = rows_of(a_client("New", None, None, None))
    assert texts(row)[1:7] == ["-", "-", "-", "Teams", "----- -", "..."]


def test_negative_remaining_is_shown_as_it_is() -> None:
    (row,) = rows_of(a_client("Delta", 25, 26, 26))
    assert texts(row)[3] == "-1"
    assert row.level is UsageLevel.OVER


@pytest.mark.parametrize(
    ("enabled", "key", "state"),
    [
        (True, KeyState.OPEN, "..."),
        (None, KeyState.NOT_TRIED, "-"),
        (False, KeyState.BROKEN, "susp"),
        (True, KeyState.BROKEN, "key!"),
        (True, KeyState.MISSING, "key!"),
    ],
)
def test_setup_before_it_is_read(enabled: bool | None, key: KeyState, state: str) -> None:
    (row,) = rows_of(replace(a_client("X"), enabled=enabled, key=key))
    assert texts(row)[7] == state


def test_every_level_has_a_word_so_colour_is_never_alone() -> None:
    rows = rows_of(a_client("a", 1, 2), a_client("b", 2, 2), a_client("c", 9, 8), a_client("d", 9, 1))
    assert [row.cells[5].short for row in rows] == ["OVER", "FULL", "LOW", "OK"]


def test_the_low_rule_is_the_reader_s() -> None:
    listed = ClientList(PROVIDER, (a_client("Birch", 40, 30),), (), READ_AT)
    (row,) = table_rows(listed, {}, LowRule(seats=1, percent=25))
    assert row.level is UsageLevel.LOW


def test_hostile_names_are_safe() -> None:
    (row,) = rows_of(a_client("\x1b]52;c;x\x07[/b]\u202e" + "n" * 10_000))
    assert row.cells[0].text.isprintable()
    assert len(row.name) <= 256


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ["Alder", "Birch", "birch two"]),
        ("BIRCH", ["Birch", "birch two"]),
        ("!birch", ["Alder"]),
        ("!", ["Alder", "Birch", "birch two"]),
        (" two ", ["birch two"]),
        ("[/b]", []),
    ],
)
def test_filter(wanted: str, found: list[str]) -> None:
    rows = rows_of(a_client("Alder"), a_client("Birch"), a_client("birch two"))
    assert names(filtered(rows, wanted)) == found


def test_order_by_name_ignores_case_and_turns_around() -> None:
    rows = rows_of(a_client("beta"), a_client("Alpha"), a_client("Gamma"))
    assert names(ordered(rows, Sort())) == ["Alpha", "beta", "Gamma"]
    assert names(ordered(rows, Sort(backwards=True))) == ["Gamma", "beta", "Alpha"]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("key", [SortKey.ASSIGNED, SortKey.USED, SortKey.REMAINING, SortKey.WAIT])
def test_unknown_figures_come_last_either_way(key: SortKey, backwards: bool) -> None:
    rows = rows_of(a_client("none", None, None, None), a_client("some", 10, 3, 1), a_client("more", 30, 4, 0))
    assert names(ordered(rows, Sort(key, backwards)))[-1] == "none"


def test_most_used_first_least_remaining_first() -> None:
    rows = rows_of(a_client("few", 10, 1), a_client("many", 100, 50))
    assert names(ordered(rows, Sort(SortKey.USED))) == ["many", "few"]
    assert names(ordered(rows, Sort(SortKey.REMAINING))) == ["few", "many"]
    assert Sort(SortKey.USED).descending
    assert not Sort(SortKey.REMAINING).descending


def test_trouble_sorts_worst_first() -> None:
    rows = rows_of(
        a_client("ok", 10, 1, 1),
        a_client("waiting", 10, 1, 0),
        a_client("low", 10, 9, 9),
        a_client("accepted", 10, 2, 1),
        a_client("full", 10, 10, 10),
        replace(a_client("suspended"), enabled=False),
        replace(a_client("key"), key=KeyState.BROKEN),
        a_client("over", 10, 11, 11),
        a_client("unknown", None, None, None),
        people=(ClientPeople("o-accepted", 0, 1, 1, 0, READ_AT),),
    )
    expected = ["over", "key", "suspended", "full", "accepted", "low", "unknown", "waiting", "ok"]
    assert names(ordered(rows, Sort(SortKey.TROUBLE))) == expected


def test_every_column_can_be_sorted_by() -> None:
    assert [column.key for column in client_columns(ProviderKind.MSP)] == [key.value for key in COLUMN_KEYS]
    rows = rows_of(a_client("a"), a_client("b", 3, 3, 1))
    for key in SortKey:
        assert len(ordered(rows, Sort(key))) == 2


def test_people_say_who_waits_where_the_list_did_not() -> None:
    (row,) = rows_of(a_client("a", 10, 5, None))
    assert row.waiting is None
    changed = with_people(row, ClientPeople("o-a", 2, 1, 2, 0, READ_AT))
    assert (changed.waiting, changed.accepted) == (3, 1)


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        (ProviderKind.MSP, "Client"),
        (ProviderKind.RESELLER, "Client"),
        (ProviderKind.BUSINESS_UNIT, "Business unit"),
        (ProviderKind.OWN_ORGANIZATIONS, "Organization"),
    ],
)
def test_the_heading_names_what_is_listed(kind: ProviderKind, heading: str) -> None:
    assert client_columns(kind)[0].heading == heading
