"""Every place can be typed, from the list of clients and from inside one; nothing unsent is lost so."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from embedded_backend.seed import Persona
from tests.hostile.driving import flowing, type_in
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.form_driving import find, home
from tests.screens.inside_client import inside
from tui.app import SeatwardenApp
from tui.screens.base import FrameScreen, Place, ProviderPlace
from tui.screens.clients import ClientsScreen
from tui.screens.groups import GroupsScreen
from tui.screens.places import TYPED_PLACES, TYPED_PROVIDER_PLACES

BIRCH, ELM = "Birch & Sons Logistics", "Elm Street Clinic"


class Stub(FrameScreen[None]):
    """Stands for any place: what counts here is which one was opened."""


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places open as stubs."""

    def stub(_module: str, _name: str, *_values: object, **_named: object) -> Screen[Any]:
        return Stub()

    monkeypatch.setattr("tui.front.screen_of", stub)


async def typed(pilot: Pilot[Any], line: str) -> None:
    """Type a whole command."""
    await pilot.press("colon")
    await type_in(pilot, line)
    await pilot.press("enter")
    await quiet(pilot)


def places(app: SeatwardenApp) -> list[Place | ProviderPlace]:
    """The places that lie open over the list of clients, lowest first."""
    return [
        screen.spot.place for screen in app.screen_stack if isinstance(screen, FrameScreen) and screen.spot
    ]


async def find_member(pilot: Pilot[Any], email: str) -> None:
    """Put the cursor on somebody."""
    await pilot.press("slash")
    await type_in(pilot, email)
    await pilot.press("enter")
    await quiet(pilot)


def client_of(app: SeatwardenApp) -> str:
    assert isinstance(app.screen, FrameScreen)
    assert app.screen.spot is not None
    assert app.screen.spot.client is not None
    return app.screen.spot.client.name


def test_every_place_has_one_verb() -> None:
    assert sorted(TYPED_PLACES.values()) == sorted(Place)
    assert sorted(TYPED_PROVIDER_PLACES.values()) == sorted(ProviderPlace)
    assert not set(TYPED_PLACES) & set(TYPED_PROVIDER_PLACES)


@pytest.mark.usefixtures("stubs")
async def test_every_place_is_reached_from_home_and_from_inside_a_client(practice: Practice) -> None:
    async with home(practice, Persona.ADMIN) as (pilot, app):
        await find(pilot, BIRCH)
        for verb, place in {**TYPED_PLACES, **TYPED_PROVIDER_PLACES}.items():
            await typed(pilot, verb.value)
            assert places(app) == [place], verb
            await pilot.press("escape")
        await typed(pilot, "vault")
        for verb, place in {**TYPED_PLACES, **TYPED_PROVIDER_PLACES}.items():
            if place is not Place.VAULT:
                await typed(pilot, verb.value)
                assert places(app) == [Place.VAULT, place], verb
                await pilot.press("escape")
        assert client_of(app) == BIRCH


@pytest.mark.usefixtures("stubs")
async def test_a_place_that_lies_open_is_gone_back_to(practice: Practice) -> None:
    async with home(practice, Persona.ADMIN) as (pilot, app):
        await find(pilot, BIRCH)
        for line in ("onboarding", "members", "groups", "MEMBERS"):
            await typed(pilot, line)
        assert places(app) == [Place.ONBOARDING, Place.MEMBERS]
        await typed(pilot, "members")
        assert places(app) == [Place.ONBOARDING, Place.MEMBERS]
        await typed(pilot, "clients")
        assert isinstance(app.screen, ClientsScreen)


@pytest.mark.usefixtures("stubs")
async def test_another_client_is_entered_by_its_name(practice: Practice) -> None:
    async with home(practice, Persona.ADMIN) as (pilot, app):
        await find(pilot, BIRCH)
        await typed(pilot, "members")
        await pilot.press("colon", *"groups", "space", *"elm", "tab")
        assert app.screen.query_one("CommandLine Input").value == f"groups {ELM}"  # type: ignore[attr-defined]
        await pilot.press("enter")
        await quiet(pilot)
        assert (places(app), client_of(app)) == ([Place.GROUPS], ELM)
        await typed(pilot, "sso Nobody\x1b[31m Ltd")
        assert (places(app), client_of(app)) == ([Place.GROUPS], ELM)
        assert "0 clients are named 'Nobody" in flowing(app)
        await typed(pilot, "people")
        await typed(pilot, "members")
        assert "Which client? Type :members and its name." in flowing(app)
        await typed(pilot, f"members {BIRCH}")
        assert (places(app), client_of(app)) == ([Place.MEMBERS], BIRCH)


@pytest.mark.usefixtures("stubs")
async def test_a_service_user_is_told_which_places_are_for_admins(practice: Practice) -> None:
    async with home(practice, Persona.SERVICE_USER) as (pilot, app):
        await find(pilot, ELM)
        await typed(pilot, "vault")
        await typed(pilot, "people")
        assert places(app) == [Place.VAULT]
        assert "Provider admins only" in flowing(app)


async def test_unsent_edits_stay_under_what_is_typed_and_are_not_left_without_a_warning(
    practice: Practice,
) -> None:
    async with inside(practice, Place.GROUPS, BIRCH, who=Persona.ADMIN) as (pilot, app):
        groups = app.screen
        assert isinstance(groups, GroupsScreen)
        await pilot.press("M")
        await typed(pilot, "policies")
        assert places(app) == [Place.GROUPS, Place.POLICIES]
        await typed(pilot, "clients")
        assert app.screen is groups
        assert "Once more leaves and drops them." in flowing(app)
        await typed(pilot, f"members {ELM}")
        assert client_of(app) == ELM


async def test_what_was_typed_into_a_form_is_not_dropped_by_one_command(practice: Practice) -> None:
    async with inside(practice, Place.COLLECTIONS, BIRCH, who=Persona.ADMIN) as (pilot, app):
        form = app.screen
        await type_in(pilot, "Sales")
        await quiet(pilot)
        app.go_home()
        assert app.screen is form
        assert "Nothing was sent." in flowing(app)
        app.go_home()
        assert isinstance(app.screen, ClientsScreen)


async def test_a_form_over_a_place_is_asked_too(practice: Practice) -> None:
    async with inside(practice, Place.POLICIES, BIRCH, who=Persona.ADMIN) as (pilot, app):
        await pilot.press("j", "j", "enter", "down", "h")
        await quiet(pilot)
        form = app.screen
        app.go_home()
        assert app.screen is form
        assert "Nothing was sent." in flowing(app)
        app.go_home()
        assert isinstance(app.screen, ClientsScreen)


async def twice(pilot: Pilot[Any], app: SeatwardenApp, words: str) -> None:
    """`:clients` warns first, and then goes."""
    form = app.screen
    await typed(pilot, "clients")
    assert app.screen is form
    assert words in flowing(app)
    await typed(pilot, "clients")
    assert isinstance(app.screen, ClientsScreen)


async def test_roles_that_were_chosen_are_not_dropped_by_one_command(practice: Practice) -> None:
    async with inside(practice, Place.MEMBERS, BIRCH, who=Persona.ADMIN) as (pilot, app):
        await find_member(pilot, "mia@birch.example")
        await pilot.press("e")
        await quiet(pilot)
        assert type(app.screen).__name__ == "MemberEditScreen"
        await pilot.press("j", "space")
        await quiet(pilot)
        await twice(pilot, app, "Once more leaves and drops what you chose.")


async def test_a_provider_s_settings_are_not_dropped_by_one_command(practice: Practice) -> None:
    async with home(practice, Persona.ADMIN) as (pilot, app):
        await typed(pilot, "settings")
        await pilot.press("e")
        await quiet(pilot)
        assert type(app.screen).__name__ == "EditProviderScreen"
        await type_in(pilot, "More")
        await quiet(pilot)
        await pilot.press("escape")
        assert "Esc again leaves and forgets what you typed." in flowing(app)
        await type_in(pilot, "over")
        form = app.screen
        app.go_home()
        assert app.screen is form, "more was typed since"
        app.go_home()
        assert isinstance(app.screen, ClientsScreen)


async def test_a_form_that_was_not_touched_is_left_by_one_key(practice: Practice) -> None:
    async with home(practice, Persona.ADMIN) as (pilot, app):
        await typed(pilot, "settings")
        await pilot.press("e")
        await quiet(pilot)
        await pilot.press("escape")
        await quiet(pilot)
        assert type(app.screen).__name__ == "ProviderSettingsScreen"


async def test_a_link_that_was_typed_is_not_dropped_by_one_key(practice: Practice) -> None:
    async with home(practice, Persona.ADMIN) as (pilot, app):
        await typed(pilot, "join")
        join = app.screen
        await type_in(pilot, "https://practice.invalid/#/acc")
        await quiet(pilot)
        await pilot.press("escape")
        assert "Esc again leaves and forgets what you typed." in flowing(app)
        assert app.screen is join
        await pilot.press("escape")
        await quiet(pilot)
        assert isinstance(app.screen, ClientsScreen)


async def test_who_gets_access_is_not_forgotten_by_one_command(practice: Practice) -> None:
    async with inside(practice, Place.VAULT, BIRCH, who=Persona.ADMIN) as (pilot, app):
        await pilot.press("j", "a")
        await quiet(pilot)
        await pilot.press("enter")
        await quiet(pilot)
        assert type(app.screen).__name__ == "CollectionAccessScreen"
        form = app.screen
        app.go_home()
        assert app.screen is form
        assert "Once more leaves and drops what you chose." in flowing(app)
        app.go_home()
        assert isinstance(app.screen, ClientsScreen)


async def test_a_generated_password_that_nobody_saw_is_not_forgotten_by_one_command(
    practice: Practice,
) -> None:
    async with inside(practice, Place.MEMBERS, "Delta Fisheries", who=Persona.ADMIN) as (pilot, app):
        await find_member(pilot, "boris.lund2@delta.example")
        await pilot.press("A")
        await quiet(pilot)
        assert type(app.screen).__name__ == "RecoverAccountScreen"
        await pilot.press("enter", "enter")
        await quiet(pilot)
        form = app.screen
        app.go_home()
        assert app.screen is form
        app.go_home()
        assert isinstance(app.screen, ClientsScreen)


@pytest.mark.usefixtures("stubs")
async def test_the_palette_offers_every_place(practice: Practice) -> None:
    expected = {f":{verb.value}" for verb in (*TYPED_PLACES, *TYPED_PROVIDER_PLACES)}
    async with home(practice, Persona.ADMIN) as (pilot, app):
        assert expected <= {each.title for each in app.get_system_commands(app.screen)}
        await find(pilot, BIRCH)
        await typed(pilot, "vault")
        offered = {each.title: each.callback for each in app.get_system_commands(app.screen)}
        assert expected <= set(offered)
        offered[":sso"]()
        await quiet(pilot)
        assert places(app) == [Place.VAULT, Place.SSO]


async def test_help_tells_what_can_be_typed(practice: Practice) -> None:
    async with inside(practice, Place.POLICIES, BIRCH, who=Persona.ADMIN) as (pilot, app):
        await pilot.press("question_mark", "G")
        await quiet(pilot)
        shown = flowing(app)
        assert all(f":{verb.value}" in shown for verb in (*TYPED_PLACES, *TYPED_PROVIDER_PLACES))


async def test_the_journal_opens_over_anything(practice: Practice) -> None:
    async with inside(practice, Place.POLICIES, BIRCH, who=Persona.ADMIN) as (pilot, app):
        await typed(pilot, "journal")
        assert type(app.screen).__name__ == "JournalScreen"
        await pilot.press("escape")
        assert places(app) == [Place.POLICIES]


async def test_what_only_shows_something_of_a_place_leads_on_from_it(practice: Practice) -> None:
    async with inside(practice, Place.MEMBERS, BIRCH, who=Persona.ADMIN) as (pilot, app):
        await pilot.press("G", "l")
        await quiet(pilot)
        assert type(app.screen).__name__ == "ClientEventsScreen"
        await typed(pilot, "journal")
        await typed(pilot, "policies")
        assert (places(app), client_of(app)) == ([Place.MEMBERS, Place.POLICIES], BIRCH)
        await typed(pilot, "members")
        assert places(app) == [Place.MEMBERS]
        assert type(app.screen).__name__ == "MembersScreen"
