"""What stands around the client table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.portal.clients import Client, ClientList, ClientPeople, ListProblem, Tier
from backend_client.portal.providers import KeyState, Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import SeatPool, Seats
from tui.presenters.client_summary import (
    pool_lines,
    row_sentence,
    sums_of,
    tally_of,
    total_line,
    trouble_phrases,
)
from tui.presenters.clients import ClientTableRow, filtered, table_rows

READ_AT = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
PROVIDER = Provider("p", "Northwind", ProviderKind.MSP, ProviderRole.ADMIN)


def a_client(name: str, assigned: int | None = 10, used: int | None = 5, confirmed: int | None = 5) -> Client:
    return Client(
        f"l-{name}", f"o-{name}", name, "Enterprise", Tier.ENTERPRISE, Seats(assigned, used, confirmed)
    )


def rows_of(*clients: Client, people: tuple[ClientPeople, ...] = ()) -> tuple[ClientTableRow, ...]:
    listed = ClientList(PROVIDER, clients, (), READ_AT)
    return table_rows(listed, {each.organization_id: each for each in people})


def trouble(*clients: Client, people: tuple[ClientPeople, ...] = (), unreadable: int = 0) -> list[str]:
    return [phrase.text for phrase in trouble_phrases(tally_of(rows_of(*clients, people=people)), unreadable)]


def test_trouble_counts_levels_people_and_states() -> None:
    birch = ClientPeople("o-birch", 5, 3, 29, 0, READ_AT)
    assert trouble(
        a_client("over", 25, 26, 26),
        a_client("full", 12, 12, 12),
        a_client("birch", 40, 37, 29),
        replace(a_client("gone"), enabled=False),
        replace(a_client("key"), key=KeyState.BROKEN),
        a_client("new", None, None, None),
        people=(birch,),
        unreadable=2,
    ) == [
        "1 OVER",
        "1 FULL",
        "1 LOW",
        "3+ accepted* to confirm",
        "1 suspended",
        "1 key problem",
        "1 without figures",
        "2 unreadable rows left out",
    ]


def test_a_plus_goes_away_when_everybody_was_read() -> None:
    birch = ClientPeople("o-birch", 5, 3, 29, 0, READ_AT)
    assert "3 accepted* to confirm" in trouble(a_client("birch", 40, 37, 29), people=(birch,))


def test_no_trouble_says_nothing() -> None:
    assert trouble(a_client("fine")) == []


def total(rows: tuple[ClientTableRow, ...], *, marked: int = 0, wanted: str = "") -> tuple[str, list[str]]:
    shown = filtered(rows, wanted)
    line = total_line(
        sums_of(shown), kind=ProviderKind.MSP, everything=len(rows), marked=marked, wanted=wanted
    )
    return line.label, list(line.figures.values())


def test_totals_follow_the_filter() -> None:
    rows = rows_of(a_client("Alder", 12, 12, 12), a_client("Birch", 40, 37, 29))
    assert total(rows) == ("Total: 2 clients", ["52", "49", "3", "8"])
    assert total(rows, wanted="bir", marked=1) == ("Total: 1 of 2 clients, 1 marked", ["40", "37", "3", "8"])


def test_totals_say_what_they_leave_out() -> None:
    rows = rows_of(a_client("Alder", 12, 12, 12), a_client("New", None, None, None))
    assert total(rows) == ("Total: 2 clients, 1 unknown", ["12", "12", "0", "0"])


def listed(*pools: SeatPool, problems: frozenset[ListProblem] = frozenset()) -> ClientList:
    return ClientList(PROVIDER, (), pools, READ_AT, problems=problems)


def test_pools_are_aligned() -> None:
    pools = pool_lines(listed(SeatPool("Enterprise", 150, 180, 30), SeatPool("Teams", 75, 64, 0)))
    assert pools == (
        "Enterprise  minimum 150  assigned 180  unassigned  0  purchased 30",
        "Teams       minimum  75  assigned  64  unassigned 11  purchased  0",
    )


def test_a_plan_s_cadence_is_shown_only_where_it_tells_plans_apart() -> None:
    monthly, annually = SeatPool("Teams (Monthly)", 1, 1, 0), SeatPool("Teams (Annually)", 1, 1, 0)
    assert pool_lines(listed(monthly))[0].startswith("Teams  minimum")
    assert pool_lines(listed(monthly, annually))[1].startswith("Teams (Annually)  minimum")


def test_a_hostile_plan_name_is_made_safe_and_short() -> None:
    (line,) = pool_lines(listed(SeatPool("\x1b[31m" + "p" * 500, 1, 1, 0)))
    assert line.isprintable()
    assert len(line) < 80


@pytest.mark.parametrize("problem", list(ListProblem))
def test_every_problem_of_a_list_has_a_sentence_that_fits(problem: ListProblem) -> None:
    (line,) = pool_lines(listed(problems=frozenset({problem})))
    assert line.endswith(".")
    assert len(line) <= 78


def test_many_plans_take_three_lines_and_a_count() -> None:
    assert pool_lines(listed(*(SeatPool(f"Plan {n}", 1, 1, 0) for n in range(5))))[-1] == "and 2 more plans"


@pytest.mark.parametrize(
    ("client", "sentence"),
    [
        (a_client("Delta", 25, 26, 26), "Delta: 1 seat more used than assigned."),
        (a_client("Alder", 12, 12, 12), "Alder: no seat left, nobody can be invited."),
        (a_client("Birch", 40, 37, 36), "Birch: 3 of 40 seats left; 1 person is not confirmed yet."),
        (a_client("New", None, None, None), "New: the server did not say how many seats it has (R asks)."),
        (a_client("Fine"), ""),
        (replace(a_client("Gone"), enabled=False), "Gone: suspended: its members cannot sign in."),
    ],
)
def test_the_sentence_of_a_row(client: Client, sentence: str) -> None:
    (row,) = rows_of(client)
    assert row_sentence(row) == sentence


def test_the_sentence_counts_people_once_they_were_read() -> None:
    (row,) = rows_of(a_client("Elm", 9, 4, 1), people=(ClientPeople("o-Elm", 2, 1, 1, 0, READ_AT),))
    assert row_sentence(row) == "Elm: 1 accepted, 2 invited."


def test_a_half_made_client_is_named_with_what_to_do() -> None:
    from dataclasses import replace

    made = replace(a_client("Juniper"), half_made=True)
    (row,) = table_rows(ClientList(PROVIDER, (made,), (), READ_AT), {})
    assert "half-made" in row_sentence(row)
    assert "support" in row_sentence(row)
    assert [phrase.text for phrase in trouble_phrases(tally_of([row]))] == ["1 half-made"]
    assert row.cells[-1].text == "half"


def test_no_limit_is_no_trouble_and_counts_as_used() -> None:
    open_ended = replace(a_client("free"), seats=Seats(None, 3, 2, unlimited=True))
    rows = rows_of(open_ended, a_client("ten"))
    assert trouble(open_ended) == []
    seats = sums_of(rows).seats
    assert (seats.assigned, seats.used, seats.remaining, seats.unknown) == (10, 8, 5, 0)
    assert "seats" not in row_sentence(rows[0])
