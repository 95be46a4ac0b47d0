"""Keys that arrive in one burst, as from a fast typist or a paste: each goes where a slow one would go."""

from __future__ import annotations

from textual import events
from textual.app import App
from textual.widgets import Input

from tests.screens.support import StandInPortal
from tests.screens.test_clients import home, ready, screen_of, shown_names

NAMES = {"/": "slash", ":": "colon", " ": "space", "\r": "enter", "!": "exclamation_mark"}


def burst(app: App[None], text: str) -> None:
    """Post every key of `text` before any is handled."""
    for letter in text:
        key = NAMES.get(letter, letter)
        app.post_message(events.Key(key, None if letter == "\r" else letter))


async def test_a_filter_typed_in_one_burst_arrives_whole() -> None:
    async with home() as (pilot, app):
        burst(app, "/birch")
        await ready(pilot)
        assert app.screen.query_one("#filter Input", Input).value == "birch"
        assert shown_names(app) == ["Birch & Sons Logistics"]
        assert not screen_of(app).table.marks


async def test_letters_of_a_filter_are_no_keys_of_the_table() -> None:
    async with home() as (pilot, app):
        burst(app, "/zq!v j?")
        await ready(pilot)
        assert app.is_running
        assert app.screen is screen_of(app)
        assert app.screen.query_one("#filter Input", Input).value == "zq!v j?"


async def test_the_signs_themselves_can_be_typed_into_the_field() -> None:
    async with home() as (pilot, app):
        burst(app, "/a/b:c")
        await ready(pilot)
        assert app.screen.query_one("#filter Input", Input).value == "a/b:c"


async def test_a_command_typed_in_one_burst_is_obeyed() -> None:
    portal = StandInPortal()
    async with home(portal) as (pilot, app):
        burst(app, ":sort -used\r")
        await ready(pilot)
        assert shown_names(app)[-1] == "Birch & Sons Logistics"
        assert not screen_of(app).table.marks


async def test_a_filter_and_keys_of_the_table_in_one_burst() -> None:
    async with home() as (pilot, app):
        burst(app, "/client\rjj ")
        await ready(pilot)
        assert screen_of(app).table.marks == {"link-Third Client's Organization"}
