"""Reading event logs through the portal: pages, equal instants, names, faults, and who may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend_client import errors
from backend_client.api.events import EventRow
from backend_client.portal import clock
from backend_client.portal.clients import Client, find_client
from backend_client.portal.events import (
    EventsRead,
    Keeping,
    LogOf,
    Subject,
    Window,
    WindowProblem,
    last_days,
)
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from embedded_backend.seed_events import GONE
from tests.contract.paged_log import PagedLog, row, rows_per_second
from tests.hostile.driving import portal_on
from tests.practice import Practice

DELTA = "Delta Fisheries"
JANUARY = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 31, tzinfo=UTC))


def year() -> Window:
    return last_days(365, clock.now())


async def read_all(portal: Portal, log: LogOf, window: Window) -> tuple[int, EventsRead]:
    """How many pages it took, and the last of what they gave."""
    pages = [read async for read in portal.events.pages(log, window)]
    return len(pages), pages[-1]


async def northwind(portal: Portal) -> Provider:
    return next(each for each in await portal.providers() if each.name == "Northwind MSP")


async def client_of(portal: Portal, provider: Provider, name: str = DELTA) -> Client:
    return find_client(await portal.client_list(provider), name)


@asynccontextmanager
async def behind(log: PagedLog) -> AsyncIterator[tuple[Portal, Provider]]:
    who = person(Persona.SECOND_ADMIN)
    async with portal_on(log) as portal:
        await portal.session.sign_in(who.email, Secret(who.password))
        yield portal, await northwind(portal)


# Paging


async def test_every_event_once_and_newest_first(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await northwind(portal)
        client = await client_of(portal, provider)
        before = practice.count("events")
        for log, column, value in (
            (LogOf(provider), "organization_id IS NULL AND provider_id", provider.id),
            (LogOf(provider, client), "organization_id", client.organization_id),
        ):
            pages, read = await read_all(portal, log, year())
            ((count,),) = practice.execute(f"SELECT count(*) FROM events WHERE {column} = ?", value)
            assert isinstance(count, int)
            assert pages == count // 50 + 1
            assert (len(read.events), read.complete, read.token) == (count, True, None)
            assert [event.at for event in read.events] == sorted((e.at for e in read.events), reverse=True)
            assert all(event.at.tzinfo is UTC for event in read.events)
        assert practice.count("events") == before


async def test_both_bounds_are_sent_in_utc_with_every_page(practice: Practice) -> None:
    spy = PagedLog(practice.thread.app, rows_per_second(120))
    async with behind(spy) as (portal, provider):
        pages, read = await read_all(portal, LogOf(provider), JANUARY)
    assert (pages, len(read.events)) == (3, 120)
    assert {(each["start"], each["end"]) for each in spy.asked} == {
        ("2026-01-01T00:00:00.000Z", "2026-01-31T00:00:00.000Z")
    }
    assert [each.get("continuationToken") for each in spy.asked] == [
        None,
        "2026-01-01T00:01:10Z",
        "2026-01-01T00:00:20Z",
    ]


async def test_an_exactly_full_last_page_and_an_empty_one(practice: Practice) -> None:
    spy = PagedLog(practice.thread.app, rows_per_second(100))
    async with behind(spy) as (portal, provider):
        pages, read = await read_all(portal, LogOf(provider), JANUARY)
    assert (pages, len(read.events), read.complete, read.stuck) == (3, 100, True, False)


async def test_reading_goes_on_where_it_stopped(practice: Practice) -> None:
    spy = PagedLog(practice.thread.app, rows_per_second(120))
    async with behind(spy) as (portal, provider):
        first = await anext(portal.events.pages(LogOf(provider), JANUARY))
        rest = [each async for each in portal.events.pages(first.log, first.window, after=first)]
        assert [len(each.events) for each in (first, *rest)] == [50, 100, 120]
        assert rest[-1].events[:50] == first.events
        assert len(set(rest[-1].events)) == 120
        again = [each async for each in portal.events.pages(first.log, first.window, after=rest[-1])]
        assert again == []


async def test_tokens_that_repeat_the_boundary_repeat_no_event(practice: Practice) -> None:
    """Vaultwarden: 30 rows, the token stands for the end and is within."""
    rows = rows_per_second(100)
    rows[28:32] = [row(kind, rows[30]["date"]) for kind in (1100, 1101, 1102, 1107)]
    spy = PagedLog(practice.thread.app, rows, page=30, inclusive=True)
    async with behind(spy) as (portal, provider):
        _pages, read = await read_all(portal, LogOf(provider), JANUARY)
    assert len(read.events) == len(set(read.events)) == 100
    assert (read.complete, read.stuck) == (True, False)


async def test_more_than_a_page_at_one_instant_ends_the_reading(practice: Practice) -> None:
    rows = [row(kind, "2026-01-01T00:00:10Z") for kind in range(1100, 1140)] + rows_per_second(5)
    spy = PagedLog(practice.thread.app, rows, page=30, inclusive=True)
    async with behind(spy) as (portal, provider):
        pages, read = await read_all(portal, LogOf(provider), JANUARY)
    assert (pages, len(read.events), read.complete, read.stuck) == (2, 30, False, True)


async def test_tokens_without_end_end(practice: Practice) -> None:
    spy = PagedLog(practice.thread.app, [], endless=True)
    async with behind(spy) as (portal, provider):
        pages, read = await read_all(portal, LogOf(provider), JANUARY)
    assert (pages, read.stuck, read.complete) == (20, True, False)


async def test_a_failure_in_the_middle_keeps_what_was_read(practice: Practice) -> None:
    spy = PagedLog(practice.thread.app, rows_per_second(120), fails_at=3)
    async with behind(spy) as (portal, provider):
        pages = portal.events.pages(LogOf(provider), JANUARY)
        await anext(pages)
        read = await anext(pages)
        with pytest.raises(errors.ServerFault):
            await anext(pages)
        assert len(read.events) == 100
        rest = [each async for each in portal.events.pages(read.log, read.window, after=read)]
        assert len(rest[-1].events) == 120


async def test_rows_that_are_none_are_counted(practice: Practice) -> None:
    rows: list[dict[str, Any]] = [row(1000, "2026-01-01T00:00:00Z"), {"type": "x", "date": "?"}]
    spy = PagedLog(practice.thread.app, rows)
    async with behind(spy) as (portal, provider):
        _pages, read = await read_all(portal, LogOf(provider), JANUARY)
    assert (len(read.events), read.unreadable) == (1, 1)


async def test_dates_of_any_length_and_without_a_zone(practice: Practice) -> None:
    dates = ["2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00", "2026-01-01T01:30:00+01:00"]
    spy = PagedLog(practice.thread.app, [row(1000, date) for date in dates])
    async with behind(spy) as (portal, provider):
        _pages, read = await read_all(portal, LogOf(provider), JANUARY)
    assert [event.at for event in read.events] == [
        datetime(2026, 1, 1, microsecond=123456, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 30, tzinfo=UTC),
    ]


async def test_nothing_is_asked_that_nobody_waits_for(practice: Practice) -> None:
    spy = PagedLog(practice.thread.app, rows_per_second(500))
    async with behind(spy) as (portal, provider):
        async with aclosing(portal.events.pages(LogOf(provider), JANUARY)) as pages:
            await anext(pages)
        assert len(spy.asked) == 1


# Who may, and what is kept


async def test_service_users_read_clients_and_not_the_provider(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.SERVICE_USER)) as portal:
        provider = await northwind(portal)
        with pytest.raises(errors.NotFound):
            await read_all(portal, LogOf(provider), year())
        client = await client_of(portal, provider)
        _pages, read = await read_all(portal, LogOf(provider, client), year())
        assert read.events
        about = await portal.events.about(LogOf(provider, client))
        assert about.names.members
        assert about.names.accounts[person(Persona.SERVICE_USER).user_id] == "Sam Moreau"


async def test_single_people(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await northwind(portal)
        client = await client_of(portal, provider)
        for where in (None, client):
            people = dict(await portal.events.people(provider, where))
            assert all("@" in email for email in people.values())
            about = await portal.events.about(LogOf(provider, where))
            _pages, whole = await read_all(portal, LogOf(provider, where), year())
            known = set((about.names.staff if where is None else about.names.members).values())
            for identifier in people:
                try:
                    _pages, read = await read_all(portal, LogOf(provider, where, identifier), year())
                except errors.NotFound:
                    continue  # has not accepted
                if read.events:
                    break
            actors = {event.actor for event in read.events}
            assert len(actors) == 1
            assert about.names.accounts[actors.pop()] in known
            assert set(read.events) < set(whole.events)


async def test_a_suspended_provider_a_suspended_client_and_no_feature(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.SUSPENDED_ADMIN)) as portal:
        (provider,) = await portal.providers()
        assert (await portal.events.about(LogOf(provider))).keeping is Keeping.PROVIDER_SUSPENDED
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await northwind(portal)
        granite = await client_of(portal, provider, "Granite Legal LLP")
        assert (await portal.events.about(LogOf(provider))).keeping is Keeping.KEPT
        assert (await portal.events.about(LogOf(provider, granite))).keeping is Keeping.CLIENT_SUSPENDED
        practice.execute("UPDATE providers SET use_events = 0 WHERE id = ?", provider.id)
        portal._reader.forget()
        assert (await portal.events.about(LogOf(provider))).keeping is Keeping.NO_FEATURE


# Names


async def test_names_of_what_is_there_and_of_nobody_who_left(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await northwind(portal)
        own = (await portal.events.about(LogOf(provider))).names
        assert "Sam Moreau" in own.accounts.values()
        assert GONE not in own.accounts
        assert DELTA in own.links.values()
        _pages, read = await read_all(portal, LogOf(provider), year())
        assert any(event.actor == GONE for event in read.events)
        invited = next(email for email in own.staff.values() if email == "ivo@northwind.example")
        assert invited
        client = await client_of(portal, provider)
        inside = (await portal.events.about(LogOf(provider, client))).names
        assert "Accounts/Banking" in inside.collections.values()
        assert "Skippers" in inside.groups.values()
        assert "Sam Moreau" in inside.accounts.values()
        portal.session.lock()
        locked = (await portal.events.about(LogOf(provider, client))).names
        assert locked.collections == {}
        assert locked.groups == inside.groups


async def test_an_organization_of_ones_own(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.OWNER_ONLY)) as portal:
        (provider,) = await portal.providers()
        (client,) = (await portal.client_list(provider)).clients
        log = LogOf(provider, client)
        about = await portal.events.about(log)
        assert about.keeping is Keeping.KEPT
        assert list(about.names.members.values()) == ["Quinn Ahlberg"]
        _pages, read = await read_all(portal, log, year())
        assert [event.kind for event in read.events] == [1000]
        with pytest.raises(errors.NotFound):
            await read_all(portal, LogOf(provider, client, "11111111-1111-4111-8111-111111111111"), year())


async def test_names_that_are_refused_are_left_out(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await northwind(portal)
        client = await client_of(portal, provider, "Harbour Hotels")  # its key does not open
        names = (await portal.events.about(LogOf(provider, client))).names
        assert (names.collections, bool(names.members)) == ({}, True)


def test_windows() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert Window(now, now).problem is None
    assert Window(now, now - timedelta(seconds=1)).problem is WindowProblem.REVERSED
    assert Window(now - timedelta(days=367), now).problem is None
    assert Window(now - timedelta(days=367, seconds=1), now).problem is WindowProblem.TOO_LONG
    assert last_days(365, now).problem is None


def test_every_subject_is_a_member_of_the_wire() -> None:
    names = {field.alias or name for name, field in EventRow.model_fields.items()}
    assert {subject.value for subject in Subject} < names
