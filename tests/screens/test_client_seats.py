"""`s` by keys on the practice backend: live figures, the floor, roles, changes behind the back."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.portal.journal import Journal, Outcome
from embedded_backend.seed import Persona
from tests.hostile.driving import check_screen, flowing
from tests.practice import Practice
from tests.screens.form_driving import at_home, find, form, home, press, retype, says, seats_of
from tui.screens.clients import ClientsScreen
from tui.screens.form import Step
from tui.widgets.key_bar import KeyBar


async def test_every_keystroke_says_what_it_would_mean(practice: Practice) -> None:
    async with home(practice) as (pilot, _app):
        await find(pilot, "birch")
        await press(pilot, "s")
        says(pilot, "40 assigned, 37 used, 3 remaining")
        await press(pilot, "4")
        says(pilot, "Seats in use: 37. The client cannot have fewer.")
        await press(pilot, "2")
        says(pilot, "Additional seats purchased: 2 Costs $10.80 more per month")
        await press(pilot, "backspace", "0")
        assert "Costs" not in flowing(pilot.app)
        await press(pilot, "minus")
        says(pilot, "Purchased seats given back: 1 Saves $5.40 per month")
        await press(pilot, "plus", "plus")
        says(pilot, "Additional seats purchased: 1")
        assert seats_of(practice, "Birch") == 40


async def test_the_review_of_a_purchase_starts_at_no_and_enter_alone_changes_nothing(
    practice: Practice, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with home(practice, journal=journal) as (pilot, _app):
        await find(pilot, "birch")
        await press(pilot, "s", "4", "5", "enter", "enter")
        await form(pilot)
        assert seats_of(practice, "Birch") == 40
        assert not journal.exists()
        await press(pilot, "enter")
        says(pilot, "Birch & Sons Logistics: 40 -> 45 seats, 37 used")
        await press(pilot, "down", "enter")
        screen = await at_home(pilot)
        assert seats_of(practice, "Birch") == 45
        assert screen.message == "Birch & Sons Logistics: 40 -> 45 seats."
        says(pilot, "assigned 185 unassigned 0 purchased 35")
        assert Journal(journal).entries()[-1].outcome is Outcome.DONE


async def test_lowering_needs_two_enters_and_leaves_cursor_and_filter(practice: Practice) -> None:
    async with home(practice) as (pilot, _app):
        await find(pilot, "birch")
        await press(pilot, "s", "3", "9", "enter", "enter")
        screen = await at_home(pilot)
        assert seats_of(practice, "Birch") == 39
        row = screen.table.cursor_row
        assert row is not None
        assert (row.name, len(screen.table.rows)) == ("Birch & Sons Logistics", 1)


async def test_going_to_the_clients_by_command_leaves_in_order(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await press(pilot, "j", "s", "4", "5", "enter", "colon", *"clients", "enter")
        await at_home(pilot)
        assert seats_of(practice, "Birch") == 40
        await press(pilot, "s", "f1")
        says(pilot, "Beyond your plan's minimum every seat is purchased.")
        await press(pilot, "q", "escape")
        assert isinstance(app.screen, ClientsScreen)


async def test_nothing_typed_and_nothing_changed_are_said(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await find(pilot, "birch")
        await press(pilot, "s", "enter")
        says(pilot, "The client has that many seats already.")
        await retype(pilot, "")
        await press(pilot, "enter")
        says(pilot, "Type the new number of seats.")
        await press(pilot, "x", "1", "e", "3")
        await press(pilot, "escape")
        assert isinstance(app.screen, ClientsScreen)


async def test_an_over_full_client_may_only_grow(practice: Practice) -> None:
    async with home(practice) as (pilot, _app):
        await find(pilot, "delta")
        await press(pilot, "s", "2", "4", "enter")
        says(pilot, "Seats in use: 26. The client cannot have fewer.")
        assert seats_of(practice, "Delta") == 25
        await retype(pilot, "26")
        await press(pilot, "enter", "down", "enter")
        await at_home(pilot)
        assert seats_of(practice, "Delta") == 26


async def test_a_service_user_uses_what_is_left_and_buys_nothing(practice: Practice) -> None:
    async with home(practice, Persona.SERVICE_USER) as (pilot, _app):
        await find(pilot, "elm")
        await press(pilot, "s", "1", "8", "enter")
        says(pilot, "Service users cannot purchase seats. Unassigned seats left: 11.")
        await form(pilot)
        await retype(pilot, "17")
        says(pilot, "Unassigned seats left: 0")
        await press(pilot, "enter", "enter")
        await at_home(pilot)
        assert seats_of(practice, "Elm") == 17


async def test_what_somebody_else_changed_is_shown_and_the_number_kept(practice: Practice) -> None:
    async with home(practice) as (pilot, _app):
        await find(pilot, "elm")
        await press(pilot, "s", "9", "enter")
        await form(pilot, Step.REVIEW)
        practice.execute("UPDATE organizations SET seats = 7 WHERE name LIKE 'Elm%'")
        await press(pilot, "home", "end", "enter")
        screen = await form(pilot)
        assert "Somebody changed its seats meanwhile. Nothing was sent." in screen.message
        says(pilot, "7 assigned, 2 used, 5 remaining")
        says(pilot, "New number 9")
        assert seats_of(practice, "Elm") == 7
        await press(pilot, "enter", "enter")
        await at_home(pilot)
        assert seats_of(practice, "Elm") == 9


async def test_a_client_that_is_gone_is_not_changed(practice: Practice) -> None:
    async with home(practice) as (pilot, _app):
        await find(pilot, "elm")
        await press(pilot, "s", "9", "enter")
        practice.execute(
            "DELETE FROM provider_organizations WHERE organization_id ="
            " (SELECT id FROM organizations WHERE name LIKE 'Elm%')"
        )
        await press(pilot, "end", "enter")
        screen = await form(pilot)
        assert "no longer in the list. Nothing was sent." in screen.message
        assert seats_of(practice, "Elm") == 6


@pytest.mark.parametrize("name", ["\x1b]52;c;x\x07\u202e[b]x", "W" * 50, "漢字" * 20])
async def test_hostile_names_in_the_form(practice: Practice, name: str) -> None:
    practice.execute("UPDATE organizations SET name = ? WHERE name LIKE 'Elm%'", name)
    async with home(practice) as (pilot, app):
        await press(pilot, "greater_than_sign", "s")
        for key in ("1", "9", "enter"):
            await press(pilot, key)
            check_screen(app)


async def test_a_suspended_provider_says_why_its_key_is_dim(practice: Practice) -> None:
    practice.execute("UPDATE providers SET enabled = 0 WHERE name = 'Northwind MSP'")
    async with home(practice) as (pilot, app):
        for key in ("n", "s", "e", "M"):
            await press(pilot, key)
            assert isinstance(app.screen, ClientsScreen)
            assert "The provider is suspended" in app.screen.message


async def test_read_only_refuses_and_says_so_in_the_title(practice: Practice) -> None:
    async with home(practice, read_only=True) as (pilot, app):
        assert "READ-ONLY" in flowing(app)
        parts = app.screen.query_one(KeyBar).lines[0].left
        assert {part.style for part in parts if part.text in (" New", " Seats")} == {"dim"}
        for key in ("n", "s", "e", "M"):
            await press(pilot, key)
            assert isinstance(app.screen, ClientsScreen)
            assert "This run is read-only" in app.screen.message


async def test_watching_refuses(practice: Practice) -> None:
    async with home(practice, watching=True) as (pilot, app):
        await press(pilot, "s")
        assert isinstance(app.screen, ClientsScreen)
        assert "Watching is read-only." in app.screen.message
