"""The state behind the home screen, without a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend_client.portal.clients import Client, ClientList, ClientPeople, ClientSetup, Tier
from backend_client.portal.providers import KeyState, Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import DEFAULT_LOW_RULE, Seats
from tui.presenters.client_view import ClientView
from tui.presenters.clients import COLUMN_KEYS, Sort, SortKey

READ_AT = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
PROVIDER = Provider("p", "Northwind", ProviderKind.MSP, ProviderRole.ADMIN)


def a_list(*names: str, waiting: int = 1) -> ClientList:
    clients = tuple(
        Client(f"l-{name}", f"o-{name}", name, "Teams", Tier.TEAMS, Seats(10, 5, 5 - waiting))
        for name in names
    )
    return ClientList(PROVIDER, clients, (), READ_AT)


@pytest.fixture
def view() -> ClientView:
    view = ClientView(DEFAULT_LOW_RULE)
    view.take(a_list("b", "a", "c"))
    return view


def names(view: ClientView) -> list[str]:
    return [row.name for row in view.rows]


def test_a_new_list_keeps_order_filter_and_people(view: ClientView) -> None:
    view.sort_by(Sort(backwards=True))
    view.filter_by("!c")
    view.take_people(ClientPeople("o-a", 0, 1, 4, 0, READ_AT))
    view.take(a_list("a", "b", "c", "d"))
    assert names(view) == ["d", "b", "a"]
    assert view.rows[-1].accepted == 1


@pytest.mark.parametrize("sort", [Sort(), Sort(SortKey.TROUBLE), Sort(SortKey.WAIT)])
def test_people_taken_one_by_one_leave_the_same_as_a_whole_reading(sort: Sort) -> None:
    people = [ClientPeople(f"o-{name}", 1, 1, 4, 0, READ_AT) for name in "ac"]
    listed = a_list("b", "a", "c")
    one_by_one = ClientView(DEFAULT_LOW_RULE)
    one_by_one.sort_by(sort)
    one_by_one.filter_by("!b")
    one_by_one.take(listed)
    for each in people:
        one_by_one.take_people(each)
    rows, tally, sums = one_by_one.rows, one_by_one.tally, one_by_one.sums
    one_by_one.take(listed)
    assert (one_by_one.rows, one_by_one.tally, one_by_one.sums) == (rows, tally, sums)
    assert tally.accepted == 2


def test_people_of_a_client_that_is_gone_are_nobody_s(view: ClientView) -> None:
    view.take_people(ClientPeople("o-z", 0, 1, 4, 0, READ_AT))
    assert view.tally.accepted == 0


def test_another_provider_starts_without_the_people_of_the_first(view: ClientView) -> None:
    view.take_people(ClientPeople("o-a", 0, 1, 4, 0, READ_AT))
    view.clear()
    assert names(view) == []
    view.take(a_list("a"))
    assert view.rows[0].accepted == 0


def test_each_client_is_asked_about_once_per_list(view: ClientView) -> None:
    asked = []
    while (row := view.next_unread(view.rows)) is not None:
        asked.append(row.name)
    assert asked == ["a", "b", "c"]
    view.take(a_list("a"))
    assert view.next_unread(view.rows) is not None


def test_nobody_waiting_is_nobody_to_ask_about() -> None:
    view = ClientView(DEFAULT_LOW_RULE)
    view.take(a_list("a", waiting=0))
    assert view.next_unread(view.rows) is None


def test_stepping_through_the_columns_goes_round(view: ClientView) -> None:
    for _ in COLUMN_KEYS:
        view.step_sort(1)
    assert view.sort.key is SortKey.CLIENT
    view.step_sort(-1)
    assert view.sort.key is COLUMN_KEYS[-1]


def test_trouble_toggles_and_stepping_from_it_starts_at_the_order_before(view: ClientView) -> None:
    view.step_sort(1)
    assert view.toggle_trouble()
    view.step_sort(1)
    assert view.sort.key is SortKey.USED
    assert view.toggle_trouble()
    assert not view.toggle_trouble()
    assert view.sort.key is SortKey.USED


def test_names_are_found_whole_and_without_case(view: ClientView) -> None:
    assert [row.name for row in view.named("A")] == ["a"]
    assert view.named("") == ()


def setups_asked(view: ClientView) -> list[str]:
    asked = []
    while (row := view.next_without_setup(view.rows)) is not None:
        view.asks_setup(row.client)
        asked.append(row.name)
    return asked


def open_list(*names: str, minutes: int = 0) -> ClientList:
    listed = a_list(*names)
    clients = tuple(replace(client, key=KeyState.OPEN) for client in listed.clients)
    return replace(listed, clients=clients, read_at=READ_AT + timedelta(minutes=minutes))


def test_setups_are_asked_once_and_again_when_old_or_doubted() -> None:
    view = ClientView(DEFAULT_LOW_RULE)
    view.take(open_list("a", "b"))
    assert setups_asked(view) == ["a", "b"]
    assert setups_asked(view) == []
    view.take_setups(ClientSetup("o-a", 1, 6, READ_AT), ClientSetup("o-b", 2, 6, READ_AT))
    view.take(open_list("a", "b", minutes=14))
    assert setups_asked(view) == []
    view.setup_is_old(view.rows[0].client)
    view.take(open_list("a", "b", minutes=14))
    assert setups_asked(view) == ["a"]
    view.take_setups(ClientSetup("o-a", 1, 6, READ_AT + timedelta(minutes=14)))
    view.take(open_list("a", "b", minutes=16))
    assert setups_asked(view) == ["b"]
    view.setup_is_old()
    assert setups_asked(view) == ["a", "b"]
    assert [row.cells[-1].text for row in view.rows] == ["1/6", "2/6"], "the older figures stay meanwhile"


def test_the_order_by_setup_follows_what_is_read() -> None:
    view = ClientView(DEFAULT_LOW_RULE)
    view.sort_by(Sort(SortKey.SETUP))
    view.take(open_list("a", "b", "c"))
    view.take_setups(ClientSetup("o-b", 1, 6, READ_AT), ClientSetup("o-a", 3, 4, READ_AT))
    assert names(view) == ["b", "a", "c"]
    view.refuse_setup(view.rows[0].client)
    assert names(view) == ["a", "b", "c"]
    assert [row.cells[-1].text for row in view.rows] == ["3/4", "-", "..."]
    view.clear()
    view.take(open_list("a"))
    assert view.rows[0].setup is None
