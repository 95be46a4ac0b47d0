"""`e` by keys on the practice backend: length, seats that stay, names changed behind the back."""

from __future__ import annotations

import pytest

from embedded_backend.seed import Persona
from tests.hostile.driving import check_screen
from tests.practice import Practice
from tests.screens.form_driving import at_home, find, form, home, press, retype, says, seats_of
from tui.screens.form import Step


async def test_renaming_keeps_the_seats_and_the_cursor(practice: Practice) -> None:
    async with home(practice, Persona.SERVICE_USER) as (pilot, _app):
        await find(pilot, "elm")
        await press(pilot, "e")
        says(pilot, "Seats stay as they are: 6 assigned, 2 used, 4 remaining.")
        await retype(pilot, "Oak & Elm Clinic")
        says(pilot, "Characters of the name: 16 of 50")
        await press(pilot, "enter")
        says(pilot, "New name: Oak & Elm Clinic")
        await press(pilot, "enter")
        screen = await at_home(pilot)
        assert seats_of(practice, "Oak & Elm Clinic") == 6
        row = screen.table.cursor_row
        assert row is not None
        assert row.name == "Oak & Elm Clinic"
        assert screen.message == "Elm Street Clinic is now named Oak & Elm Clinic."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "The name is empty."),
        ("x" * 51, "The name is longer than 50 characters."),
        ("Elm Street Clinic", "That is its name already."),
    ],
)
async def test_a_name_that_cannot_be_is_refused_at_the_form(
    practice: Practice, typed: str, sentence: str
) -> None:
    async with home(practice) as (pilot, _app):
        await find(pilot, "elm")
        await press(pilot, "e")
        await retype(pilot, typed)
        await press(pilot, "enter")
        screen = await form(pilot)
        assert sentence in screen.message
    assert practice.execute("SELECT count(*) FROM organizations WHERE name = 'Elm Street Clinic'") == [(1,)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("seats = 9", "Somebody changed its seats meanwhile. Nothing was sent."),
        ("name = 'Elm & Co'", "Somebody renamed the client meanwhile. Nothing was sent."),
    ],
)
async def test_an_old_list_undoes_nobody_s_change(practice: Practice, change: str, sentence: str) -> None:
    async with home(practice) as (pilot, _app):
        await find(pilot, "elm")
        await press(pilot, "e")
        await retype(pilot, "Oak")
        practice.execute(f"UPDATE organizations SET {change} WHERE name LIKE 'Elm%'")
        await press(pilot, "enter", "enter")
        screen = await form(pilot)
        assert sentence in screen.message
        assert practice.execute("SELECT count(*) FROM organizations WHERE name = 'Oak'") == [(0,)]
        await press(pilot, "enter", "enter")
        await at_home(pilot)
    ((seats,),) = practice.execute("SELECT seats FROM organizations WHERE name = 'Oak'")
    assert seats == (9 if "seats" in change else 6)


async def test_hidden_characters_do_not_reach_the_field(practice: Practice) -> None:
    practice.execute(
        "UPDATE organizations SET name = ? WHERE name LIKE 'Elm%'", "Elm\x1b]52;c;x\x07\u202e[b]\u200bx[/]"
    )
    async with home(practice) as (pilot, app):
        await find(pilot, "elm")
        await press(pilot, "e")
        check_screen(app)
        says(pilot, "Elm␛]52;c;x␇")
        await press(pilot, "enter")
        await form(pilot, Step.REVIEW)
        check_screen(app)
        says(pilot, "New name: Elm]52;c;x[b]x[/]")
