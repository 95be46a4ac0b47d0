"""Event logs on the practice backend, driven by keys."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from embedded_backend.seed import Persona, person
from tests.contract.paged_log import PagedLog, rows_per_second
from tests.hostile.driving import app_on, check_screen, flowing, screen_text, type_in
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.form_driving import find, home
from tests.screens.inside_client import WAIT_SECONDS, on_top, wait
from tui.app import SeatwardenApp
from tui.screens.base import Place, ProviderPlace
from tui.screens.event_range import EventRangeScreen
from tui.screens.events import ClientEventsScreen, EventsScreen, ProviderEventsScreen
from tui.screens.members import MembersScreen
from tui.screens.save_view import SaveViewScreen

DELTA = "Delta Fisheries"

Driven = tuple[Pilot[None], SeatwardenApp]


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys and wait; what is shown then, as running text."""
    await pilot.press(*keys)
    await quiet(pilot)
    return flowing(pilot.app)


@asynccontextmanager
async def provider_log(
    practice: Practice, *, size: tuple[int, int] = (80, 24), who: Persona = Persona.SECOND_ADMIN
) -> AsyncIterator[Driven]:
    """The provider's log, opened by its key and read."""
    async with home(practice, who, size=size) as (pilot, app):
        await press(pilot, "L")
        await on_top(pilot, ProviderEventsScreen)
        yield pilot, app


@asynccontextmanager
async def client_log(practice: Practice, name: str = DELTA) -> AsyncIterator[Driven]:
    """The log of one client, opened by its key and read."""
    async with home(practice) as (pilot, app):
        await find(pilot, name)
        await press(pilot, "l")
        await on_top(pilot, ClientEventsScreen)
        yield pilot, app


@asynccontextmanager
async def behind(log: PagedLog, practice: Practice) -> AsyncIterator[Driven]:
    """The provider's log on a server whose logs are `log`."""
    app = app_on(practice, through=log, provider="Northwind MSP")
    async with app.run_test(size=(80, 24)) as pilot:
        await quiet(pilot)
        await press(pilot, "L")
        await on_top(pilot, ProviderEventsScreen)
        yield pilot, app


def table_lines(app: SeatwardenApp) -> list[str]:
    """The rows of the table that are on the screen."""
    return [line for line in screen_text(app).splitlines() if line[2:4] == "20" and line[6] == "-"]


async def choose_year(pilot: Pilot[Any]) -> str:
    """The last 365 days, by the shortcut."""
    await press(pilot, "d")
    await on_top(pilot, EventRangeScreen)
    await press(pilot, "G", "enter")
    await on_top(pilot, EventsScreen)
    return flowing(pilot.app)


# Opening and looking


async def test_the_providers_log_says_what_it_holds_and_what_not(practice: Practice) -> None:
    async with provider_log(practice) as (_pilot, app):
        shown = flowing(app)
        assert "Northwind MSP > Events" in shown
        assert "l on the clients screen. Events arrive some seconds late." in shown
        assert "Time (UTC)" in shown
        assert "Ben Okafor signed in" in table_lines(app)[0]
        assert "Device and address" not in shown
        assert "CLI, Linux, 127.0.0.1" in shown  # of the row under the cursor
        assert len(table_lines(app)) >= 10
        assert screen_text(app).splitlines()[1].startswith(" The provider's own log.")
        check_screen(app)


async def test_a_wide_screen_shows_devices_in_a_column(practice: Practice) -> None:
    async with provider_log(practice, size=(120, 40)) as (_pilot, app):
        assert "Device and address" in flowing(app)
        assert "CLI, Linux, 127.0.0.1" in table_lines(app)[0]
        assert "as of" in flowing(app)


async def test_a_clients_log_names_members_groups_collections_and_systems(practice: Practice) -> None:
    async with client_log(practice) as (pilot, app):
        await choose_year(pilot)
        await press(pilot, "a")
        everything = ""
        for wanted in ("SCIM", "Skippers", "Finance", "was invited", "Domain"):
            await pilot.press("slash")
            await type_in(pilot, wanted)
            everything += await press(pilot, "enter", "g")
            await press(pilot, "slash", "escape")
        assert "Domain 'delta.example' was verified" in everything
        assert "Domain verification" in everything
        assert "Group 'Skippers' was changed" in everything
        assert "was invited SCIM" in everything
        check_screen(app)


# Paging


async def test_more_is_read_by_n_and_past_the_end(practice: Practice) -> None:
    async with provider_log(practice) as (pilot, app):
        assert "50 events read, more: n" in await choose_year(pilot)
        assert "100 events read, more: n" in await press(pilot, "n")
        first = table_lines(app)[0]
        assert "100 events read" in await press(pilot, "G")
        assert "150 events read" in await press(pilot, "j")
        assert "150 events read" in await press(pilot, "k", "j")
        assert "200 events read" in await press(pilot, "G", "pagedown")
        shown = await press(pilot, "a")
        ((count,),) = practice.execute(
            "SELECT count(*) FROM events WHERE organization_id IS NULL AND provider_id ="
            " (SELECT id FROM providers WHERE name = 'Northwind MSP')"
        )
        assert f"{count} events, the whole range" in shown
        assert "There is nothing more to read" in await press(pilot, "n")
        await press(pilot, "g")
        assert table_lines(app)[0].lstrip("> ") == first.lstrip("> ")


async def test_a_failure_in_the_middle_keeps_what_was_read(practice: Practice) -> None:
    log = PagedLog(practice.thread.app, rows_per_second(120), fails_at=2)
    async with behind(log, practice) as (pilot, app):
        assert "50 events read" in flowing(app)
        shown = await press(pilot, "n")
        assert "What was read before is shown." in shown
        assert "50 events read, more: n" in shown
        assert "100 events read" in await press(pilot, "n")


# Filter, order, details


async def test_a_filter_applies_to_what_was_read_and_says_so(practice: Practice) -> None:
    async with provider_log(practice) as (pilot, app):
        await choose_year(pilot)
        await pilot.press("slash")
        await type_in(pilot, "sam moreau")
        shown = await press(pilot, "enter")
        assert "of 50 events match, more: n" in shown
        assert all("Sam Moreau" in line for line in table_lines(app))
        await press(pilot, "slash", "home", "exclamation_mark", "enter")
        assert table_lines(app)
        assert not any("Sam Moreau" in line for line in table_lines(app))
        assert "of 100 events match" in await press(pilot, "n")
        await press(pilot, "escape")
        assert "100 events read" in flowing(app)
        await pilot.press("slash")
        await type_in(pilot, "no such thing")
        assert "Nothing of what was read matches" in await press(pilot, "enter")


async def test_the_oldest_first(practice: Practice) -> None:
    async with provider_log(practice) as (pilot, app):
        newest = table_lines(app)[0]
        await press(pilot, "greater_than_sign", "g")
        dates = [line[2:18] for line in table_lines(app)]
        assert dates == sorted(dates)
        await press(pilot, "less_than_sign", "g")
        assert table_lines(app)[0] == newest


async def test_enter_shows_every_id_and_y_copies(practice: Practice) -> None:
    async with client_log(practice) as (pilot, app):
        copied: list[str] = []
        app.copy_to_clipboard = copied.append  # type: ignore[assignment,method-assign]
        row = app.screen._table.cursor_row  # type: ignore[attr-defined]
        shown = await press(pilot, "enter")
        for subject, identifier in row.event.ids:
            assert f"{subject.value} {identifier}" in shown
        assert "actingUserId" not in await press(pilot, "escape")
        await pilot.press("y")
        await pilot.pause()
        await press(pilot, "j", "y")
        assert copied[0].startswith("Time: ")
        assert row.event.actor in copied[0]
        assert "Sent to the terminal's clipboard" in flowing(app)


# The range


async def test_dates_of_ones_own_and_what_is_wrong_with_them(practice: Practice) -> None:
    async with provider_log(practice) as (pilot, app):
        await press(pilot, "d")
        await on_top(pilot, EventRangeScreen)
        await pilot.press("tab", "ctrl+u")
        await type_in(pilot, "nope")
        shown = await press(pilot, "enter", "enter")
        assert "From: 'nope' is no date." in shown
        for wrong, words in (("500d", "longer than 367 days"), ("2099-01-01", "after the second one")):
            await pilot.press("up", "ctrl+u")
            await type_in(pilot, wrong)
            assert words in await press(pilot, "enter", "enter")
            assert isinstance(app.screen, EventRangeScreen)
            check_screen(app)
        await pilot.press("up", "ctrl+u")
        await type_in(pilot, "190d")
        await pilot.press("enter")
        await type_in(pilot, "100d")
        await press(pilot, "enter")
        await on_top(pilot, ProviderEventsScreen)
        assert "50 events read" in flowing(app)
        newest = table_lines(app)[0][2:12]
        await press(pilot, "R")
        assert table_lines(app)[0][2:12] == newest  # a range that ended in the past stays
        await press(pilot, "d")
        await on_top(pilot, EventRangeScreen)
        await pilot.press("tab", "enter")
        await type_in(pilot, "now")  # the first date stays as it is
        await press(pilot, "enter")
        await on_top(pilot, ProviderEventsScreen)
        assert "Ben Okafor signed in" in table_lines(app)[0]
        assert "50 events read" in flowing(app)


async def test_an_empty_range_says_what_to_do(practice: Practice) -> None:
    async with provider_log(practice) as (pilot, _app):
        await press(pilot, "d")
        await on_top(pilot, EventRangeScreen)
        await pilot.press("tab", "ctrl+u")
        await type_in(pilot, "360d")
        await pilot.press("enter")
        await type_in(pilot, "350d")
        await press(pilot, "enter")
        await on_top(pilot, ProviderEventsScreen)
        shown = flowing(pilot.app)
        assert "No events in this range. d chooses another one." in shown
        assert "No events in this range" in await press(pilot, "W")


# Files


async def test_a_file_holds_the_whole_range(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with provider_log(practice) as (pilot, app):
        await choose_year(pilot)
        await pilot.press("slash")
        await type_in(pilot, "sam")
        await press(pilot, "enter", "W")
        await on_top(pilot, SaveViewScreen)
        await press(pilot, "enter")
        await on_top(pilot, ProviderEventsScreen)
        assert "rows written to" in flowing(app)
    (file,) = tmp_path.glob("provider-events-*.csv")
    rows = list(csv.DictReader(io.StringIO(file.read_text())))
    ((count,),) = practice.execute(
        "SELECT count(*) FROM events WHERE organization_id IS NULL AND provider_id ="
        " (SELECT id FROM providers WHERE name = 'Northwind MSP')"
    )
    assert len(rows) == count
    assert rows[0]["event"] == "Ben Okafor signed in"
    assert file.stat().st_mode & 0o777 == 0o600


async def test_an_export_can_be_stopped(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = PagedLog(practice.thread.app, rows_per_second(300), waits_at=4)
    async with behind(log, practice) as (pilot, app):
        await pilot.press("W")
        async with asyncio.timeout(WAIT_SECONDS):
            while len(log.asked) < 4 or "150 events read so far. Esc stops." not in flowing(app):
                await pilot.pause()
        await pilot.press("W")
        await pilot.pause()
        assert "The log is being read. Esc stops that." in flowing(app)
        shown = await press(pilot, "escape")
        assert "Stopped. What was read stays, and nothing was written." in shown
        assert "150 events read, more: n" in shown
        assert isinstance(app.screen, ProviderEventsScreen)
        await press(pilot, "W")
        await on_top(pilot, SaveViewScreen)
        assert "300 events, the whole range." in flowing(app)
    assert list(tmp_path.glob("*events*")) == []


async def test_an_export_that_fails_writes_nothing(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = PagedLog(practice.thread.app, rows_per_second(300), fails_at=3)
    async with behind(log, practice) as (pilot, app):
        shown = await press(pilot, "W")
        assert "nothing was written" in shown
        assert "100 events read" in shown
        assert isinstance(app.screen, ProviderEventsScreen)
    assert list(tmp_path.glob("*events*")) == []


async def test_a_range_that_was_not_read_yet_is_not_saved(practice: Practice) -> None:
    log = PagedLog(practice.thread.app, rows_per_second(120), fails_at=2)
    async with behind(log, practice) as (pilot, app):
        shown = await choose_year(pilot)
        assert "not read yet: R" in shown
        assert "The older state is shown." in shown
        shown = await press(pilot, "W")
        assert "has not been read yet, so nothing can be saved. R reads it." in shown
        assert "not read yet: R" not in await press(pilot, "R")
        await press(pilot, "W")
        await on_top(pilot, SaveViewScreen)
        assert "120 events, the whole range." in flowing(app)


async def test_a_server_that_sends_no_further_is_told_and_not_saved(practice: Practice) -> None:
    rows = [dict(each, type=1100 + n) for n, each in enumerate(rows_per_second(1) * 40)]
    async with behind(PagedLog(practice.thread.app, rows, page=30, inclusive=True), practice) as (
        pilot,
        _app,
    ):
        shown = await press(pilot, "a")
        assert "30 events; no more is sent" in shown
        assert "choose a shorter one with d first" in await press(pilot, "W")


# Who may


async def test_a_service_user_is_told_before_and_by_the_server(practice: Practice) -> None:
    async with home(practice, Persona.SERVICE_USER) as (pilot, app):
        assert "Provider admins only" in await press(pilot, "L")
        assert app.portal is not None
        (provider,) = await app.portal.providers()
        app.open_provider(ProviderPlace.EVENTS, provider)
        await on_top(pilot, ProviderEventsScreen)
        assert "The server shows this log to provider admins only." in flowing(app)
        await press(pilot, "escape", "l")
        await on_top(pilot, ClientEventsScreen)
        assert table_lines(app)


async def test_a_suspended_provider_says_that_nothing_is_written(practice: Practice) -> None:
    async with provider_log(practice, who=Persona.SUSPENDED_ADMIN) as (_pilot, app):
        assert "The provider is suspended: the server writes no events for it." in flowing(app)


async def test_a_plan_without_events_says_so_instead_of_empty(practice: Practice) -> None:
    practice.execute("UPDATE providers SET use_events = 0")
    practice.execute("DELETE FROM events")
    async with provider_log(practice) as (_pilot, app):
        shown = flowing(app)
        assert "The server keeps no event log here" in shown
        assert "No events in this range" not in shown


async def test_the_providers_log_needs_no_keys(practice: Practice) -> None:
    async with home(practice, api_key=True) as (pilot, app):
        await press(pilot, "L")
        await on_top(pilot, ProviderEventsScreen)
        assert "Ben Okafor signed in" in table_lines(app)[0]


# One person


async def test_a_members_log_from_the_members(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await find(pilot, DELTA)
        await press(pilot, "m")
        await on_top(pilot, MembersScreen)
        member = app.screen.member_at_cursor()  # type: ignore[attr-defined]
        await press(pilot, "l")
        await on_top(pilot, ClientEventsScreen)
        shown = flowing(app)
        assert f"Events of {member.name}" in shown
        assert f"Only what {member.name} did" in shown
        assert all(member.name.partition(" ")[0] in line for line in table_lines(app))
        await press(pilot, "escape", "L")
        await on_top(pilot, ClientEventsScreen)
        assert "The client's log" in flowing(app)


async def test_somebody_who_has_not_accepted_has_no_log(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        assert app.portal is not None
        (provider,) = await app.portal.providers()
        clients = (await app.portal.client_list(provider)).clients
        birch = next(each for each in clients if each.name.startswith("Birch"))
        people = await app.portal.events.people(provider, birch)
        invited = next(identifier for identifier, email in people if email == "raj@birch.example")
        app.push_screen(ClientEventsScreen(app.portal, provider, birch, member_id=invited, member_name="Raj"))
        await on_top(pilot, ClientEventsScreen)
        assert "The server keeps no log for Raj" in flowing(app)
        await press(pilot, "escape")
        app.open_client(Place.MEMBERS, provider, birch)
        await on_top(pilot, MembersScreen)
        await pilot.press("slash")
        await type_in(pilot, "raj@birch")
        await press(pilot, "enter")
        assert "they have done nothing yet" in await press(pilot, "l")


async def test_a_person_of_the_provider_and_everybody_by_the_key_of_the_whole(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        assert app.portal is not None
        (provider,) = await app.portal.providers()
        people = await app.portal.events.people(provider, None)
        sam = next(each for each, email in people if email == person(Persona.SERVICE_USER).email)
        screen = ProviderEventsScreen(app.portal, provider, person_id=sam, person_name="Sam Moreau")
        app.push_screen(screen)
        await on_top(pilot, ProviderEventsScreen)
        assert "Events of Sam Moreau" in flowing(app)
        assert all("Sam Moreau" in line for line in table_lines(app))
        await press(pilot, "L")
        await wait(pilot, lambda: app.screen is not screen)
        await quiet(pilot)
        assert "The provider's own log." in flowing(app)
        await press(pilot, "escape")
        assert app.screen is screen


# Keys, lock, hostile text


async def test_typed_commands(practice: Practice) -> None:
    async with provider_log(practice) as (pilot, app):
        await pilot.press("colon")
        await type_in(pilot, "filter tess")
        await press(pilot, "enter")
        assert all("Tess" in line for line in table_lines(app))
        await pilot.press("colon")
        await type_in(pilot, "refresh")
        await press(pilot, "enter")
        assert table_lines(app)


async def test_nothing_stays_on_a_locked_screen(practice: Practice) -> None:
    async with client_log(practice) as (_pilot, app):
        screen = app.screen
        assert isinstance(screen, EventsScreen)
        assert app.portal is not None
        screen.on_locked()
        assert screen._events is None
        assert table_lines(app) == []
        screen.on_unlocked()


async def test_hostile_names_and_addresses_are_drawn_as_text(practice: Practice) -> None:
    practice.execute("UPDATE users SET name = ? WHERE email = ?", EVERYTHING, "sam@northwind.example")
    practice.execute("UPDATE events SET ip_address = ?, domain_name = ?", EVERYTHING, EVERYTHING)
    practice.execute("UPDATE groups SET name = ?", EVERYTHING)
    async with client_log(practice) as (pilot, app):
        check_screen(app)
        shown = await press(pilot, "enter")
        assert EVERYTHING_SHOWN[:30] in shown
        check_screen(app)
        await pilot.press("escape", "y")
        await pilot.pause()
        check_screen(app)
