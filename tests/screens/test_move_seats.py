"""`M` by keys on the practice backend: one plan, both lines, the middle of a move that breaks."""

from __future__ import annotations

from pathlib import Path

from backend_client.portal.journal import Journal
from embedded_backend.seed import Persona
from tests.hostile.driving import check_screen, flowing
from tests.practice import Practice
from tests.screens.form_driving import at_home, find, form, home, press, says, seats_of
from tui.screens.clients import ClientsScreen
from tui.screens.form import Step


async def test_seats_go_to_the_client_that_needs_them_most(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with home(practice, journal=journal) as (pilot, _app):
        await find(pilot, "second")
        await press(pilot, "M")
        says(pilot, "20 assigned, 1 used, 19 remaining")
        assert "Birch" not in flowing(pilot.app)
        says(pilot, "> Alder Dental Group 12 12 0 FULL")
        await press(pilot, "enter", "5")
        says(pilot, "Second Client's Organization: 20 -> 15 seats, 1 used")
        says(pilot, "Alder Dental Group: 12 -> 17 seats, 12 used")
        await press(pilot, "enter", "enter")
        screen = await at_home(pilot)
        assert (seats_of(practice, "Second"), seats_of(practice, "Alder")) == (15, 17)
        assert screen.message == "Seats moved from Second Client's Organization to Alder Dental Group: 5."
        row = screen.table.cursor_row
        assert row is not None
        assert row.name == "Alder Dental Group"
    assert {entry.act for entry in Journal(journal).entries()} >= {"client.move.take", "client.move.give"}


async def test_moving_the_cursor_shows_the_other_client_at_once(practice: Practice) -> None:
    async with home(practice) as (pilot, _app):
        await find(pilot, "second")
        await press(pilot, "M", "j")
        says(pilot, "Juniper Travel: 8 -> 9 seats, 5 used")


async def test_of_two_marked_rows_the_one_with_more_left_gives(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await find(pilot, "harbour")
        await press(pilot, "space")
        await find(pilot, "second")
        await press(pilot, "space", "M")
        await form(pilot)
        says(pilot, "From Second Client's Organization")
        says(pilot, "> Harbour Hotels")
        check_screen(app)


async def test_three_marked_rows_are_no_pair(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await press(pilot, "space", "space", "space", "M")
        assert isinstance(app.screen, ClientsScreen)
        assert "mark two" in app.screen.message


async def test_marked_rows_of_two_plans_say_so(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await find(pilot, "birch")
        await press(pilot, "space")
        await find(pilot, "elm")
        await press(pilot, "space", "M")
        assert isinstance(app.screen, ClientsScreen)
        assert "on different plans" in app.screen.message
        assert not any(worker.group == "client-form" for worker in app.workers)


async def test_more_than_is_free_is_refused(practice: Practice) -> None:
    async with home(practice) as (pilot, _app):
        await find(pilot, "second")
        await press(pilot, "M", "enter", "2", "0", "enter")
        screen = await form(pilot)
        assert "A client needs at least 1 seat." in screen.message
        assert seats_of(practice, "Second") == 20


async def test_a_service_user_beyond_the_minimum_may_not(practice: Practice) -> None:
    async with home(practice, Persona.SERVICE_USER) as (pilot, _app):
        await find(pilot, "birch")
        await press(pilot, "M", "enter", "1", "enter")
        screen = await form(pilot)
        assert "Service users cannot purchase seats." in screen.message


async def test_a_move_that_breaks_in_the_middle_is_explained_and_not_repeated(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await find(pilot, "second")
        await press(pilot, "M", "enter", "5", "enter")
        practice.execute("UPDATE organizations SET status = 1 WHERE name LIKE 'Alder%'")
        await press(pilot, "enter")
        await form(pilot, Step.OVER)
        says(pilot, "Seats taken from the first client and not given to the second: 5.")
        says(pilot, "s on either client gives them out.")
        check_screen(app)
        await press(pilot, "enter")
        screen = await at_home(pilot)
        assert seats_of(practice, "Second") == 15
        row = next(each for each in screen.table.rows if each.name.startswith("Second"))
        assert row.client.seats.assigned == 15
