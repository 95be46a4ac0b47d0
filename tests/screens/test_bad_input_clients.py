"""Bad input behind the home screen: a plain sentence, what is still true, the next key; the rest shows."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.api.timeouts import Timeouts
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.hostile.driving import SIZE, app_on, check_screen, flowing, screen_text
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.practice import Practice
from tui.app import SeatwardenApp
from tui.screens.clients import ClientsScreen

LIST = "/organizations"
CLIENTS = 11
SHOWING = r"Showing \d\d:\d\d\. Retrying at \d\d:\d\d:\d\d; R now\."


def says(app: SeatwardenApp, *sentences: str) -> None:
    """Every one of these stands on the screen."""
    shown = flowing(app)
    for sentence in sentences:
        assert sentence in shown, f"{sentence!r} is not on the screen: {shown}"
    check_screen(app)


def rows(app: SeatwardenApp) -> int:
    """How many clients the home screen shows, seen on the screen itself."""
    assert isinstance(app.screen, ClientsScreen)
    shown = [row for row in app.screen.table.rows if row.name[:15] in screen_text(app)]
    return len(shown)


async def go_to(pilot: Pilot[Any], app: SeatwardenApp, name: str) -> None:
    """Move the cursor down to a client."""
    await pilot.press("g")
    assert isinstance(app.screen, ClientsScreen)
    for _row in app.screen.table.rows:
        row = app.screen.table.cursor_row
        if row is not None and row.client.name.startswith(name):
            return
        await pilot.press("j")
    raise AssertionError(f"no client {name}")


def without(row: dict[str, Any], member: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != member}


@pytest.mark.parametrize("body", [b'{"data": [{"id": ', HTML, b'{"object": "list"}', b'{"data": 7}', b"[]"])
async def test_a_list_that_is_none_leaves_the_older_one(
    practice: Practice, settle: Settle, body: bytes
) -> None:
    faults = FaultInjector(practice.thread.app)
    app = app_on(practice, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        faults.answer(LIST, body)
        await pilot.press("R")
        await settle(pilot)
        says(app, "The answer of practice was not understood.", "STALE")
        assert re.search(SHOWING, flowing(app))
        assert rows(app) == CLIENTS
        faults.heal()
        await pilot.press("R")
        await settle(pilot)
        assert "not understood" not in flowing(app)
        assert "STALE" not in flowing(app)


async def test_a_first_list_that_is_none_says_so_in_the_table(practice: Practice, settle: Settle) -> None:
    faults = FaultInjector(practice.thread.app)
    faults.answer(LIST, b"{}")
    app = app_on(practice, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert screen_text(app).count("The answer of practice was not understood.") == 2
        says(app, "R now.")
        faults.heal()
        await pilot.press("R")
        await settle(pilot)
        assert rows(app) == CLIENTS


async def test_one_malformed_row_among_good_ones(practice: Practice, settle: Settle) -> None:
    faults = FaultInjector(practice.thread.app)
    faults.change_rows(LIST, lambda row: {} if row["organizationName"] == "Delta Fisheries" else row)
    app = app_on(practice, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        says(
            app,
            "1 client could not be read and is left out; the others are right. R reads again.",
            "10 clients",
        )
        assert rows(app) >= CLIENTS - 2
        faults.heal()
        await pilot.press("R")
        await settle(pilot)
        assert rows(app) == CLIENTS
        assert "left out" not in flowing(app)


async def test_rows_without_name_plan_or_figures_still_show(practice: Practice, settle: Settle) -> None:
    missing = {"Delta Fisheries": "organizationName", "Elm Street Clinic": "plan", "Juniper Travel": "seats"}
    faults = FaultInjector(practice.thread.app)
    faults.change_rows(LIST, lambda row: without(row, missing.get(row["organizationName"], "")))
    app = app_on(practice, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        says(app, "11 clients, 1 unknown", "(no name)", "Elm Street Clinic")
        assert rows(app) == CLIENTS


async def test_null_and_negative_seats_are_unknown_and_never_zero(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE organizations SET seats = NULL WHERE name LIKE 'Alder%'")
    practice.execute("UPDATE organizations SET seats = -3 WHERE name LIKE 'Elm%'")
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        says(app, "Alder Dental Group - 12 - Teams", "Elm Street Clinic - 2 - Teams")
        says(app, "the server did not say how many seats it has (R asks)", "11 clients, 2 unknown")
        assert rows(app) == CLIENTS


async def test_a_provider_entry_without_a_key(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE provider_users SET key = NULL")
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        says(app, "The provider has no key for you: no vault opens; seats are right.")
        assert rows(app) == CLIENTS
        await pilot.press("enter")
        await settle(pilot)
        says(
            app,
            "No vault opens here: the provider's key is missing or does not open.",
            "Seats are right. Ask a provider admin to confirm you, then R.",
        )
        assert rows(app) >= CLIENTS - 1, "only the row that a second line of words covers may be hidden"


async def test_a_client_whose_key_does_not_open(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await go_to(pilot, app, "Harbour")
        says(app, "its key does not open, so its vault cannot be read", "1 key problem", "key!")
        assert rows(app) == CLIENTS
        await pilot.press("enter")
        await settle(pilot)
        says(
            app,
            "This could not be decrypted: the key does not fit, or the data were changed.",
            "Nothing is shown.",
            "R reads it again.",
        )
        await pilot.press("escape")
        await settle(pilot)
        await go_to(pilot, app, "Elm")
        await pilot.press("enter")
        await settle(pilot)
        says(app, "Elm Street Clinic collections", "Front desk")


async def test_an_enc_string_with_a_flipped_bit(practice: Practice, settle: Settle) -> None:
    ((organization,),) = practice.execute("SELECT id FROM organizations WHERE name LIKE 'Elm%'")
    practice.flip_a_bit("collections", "name", str(organization))
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await go_to(pilot, app, "Elm")
        await pilot.press("enter")
        await settle(pilot)
        says(app, "1 name cannot be opened", "(cannot be opened)", "3 collections", "R reads again")
        names = [name for name in ("Default collection", "Front desk", "Laboratory") if name in flowing(app)]
        assert len(names) == 2
        await pilot.press("G", "enter")
        await settle(pilot)
        says(app, "Its text does not open with this organization's key.")


async def test_a_flipped_bit_in_the_key_of_a_client(practice: Practice, settle: Settle) -> None:
    ((organization,),) = practice.execute("SELECT id FROM organizations WHERE name LIKE 'Elm%'")
    practice.flip_a_bit("provider_organizations", "key", str(organization))
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        says(app, "2 key problems")
        assert rows(app) == CLIENTS


async def test_an_empty_provider(practice: Practice, settle: Settle) -> None:
    app = app_on(practice, who=person(Persona.EMPTY_PROVIDER))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        says(
            app,
            "No clients yet. n creates one, a adds an existing organization",
            "0 clients",
            "New Leaf Computing",
        )


@pytest.mark.parametrize("path", ["/users/mini-details", "/billing/subscription"])
async def test_what_is_only_nice_to_have_may_be_broken(practice: Practice, settle: Settle, path: str) -> None:
    faults = FaultInjector(practice.thread.app)
    faults.answer(path, HTML)
    app = app_on(practice, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert rows(app) == CLIENTS
        check_screen(app)
        if "subscription" in path:
            says(app, "Plans: the server did not say; seats of clients are right.")


@pytest.mark.parametrize("path", ["/users", "/groups/details"])
async def test_a_vault_without_its_people_still_shows(practice: Practice, settle: Settle, path: str) -> None:
    faults = FaultInjector(practice.thread.app)
    faults.answer(path, b"{}")
    app = app_on(practice, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await go_to(pilot, app, "Elm")
        await pilot.press("enter")
        await settle(pilot)
        says(app, "groups and managers could not be read", "Front desk", "Laboratory", "R reads again")


async def test_a_server_that_stops_answering(practice: Practice, settle: Settle) -> None:
    faults = FaultInjector(practice.thread.app)
    app = app_on(practice, through=faults, timeouts=Timeouts(whole=3.0))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.portal is not None
        app.portal._api.transport._timeouts = Timeouts(whole=0.2)
        faults.hang(LIST)
        await pilot.press("R")
        await settle(pilot)
        says(app, "The server did not answer for 0.2 s.", "STALE")
        assert re.search(SHOWING, flowing(app))
        assert rows(app) == CLIENTS
        await pilot.press("j", "j", "exclamation_mark")
        assert rows(app) == CLIENTS


@pytest.mark.parametrize("providers", [[{}], [{"id": 7}], 7])
async def test_a_profile_whose_provider_cannot_be_read_is_not_called_none(
    practice: Practice, settle: Settle, providers: object
) -> None:
    faults = FaultInjector(practice.thread.app)
    faults.change("/accounts/profile", lambda whole: {**whole, "providers": providers})
    app = app_on(practice, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        async with asyncio.timeout(20):  # a question would wait for ever
            await settle(pilot)
        says(app, "The answer of practice was not understood.", "Retrying at")
        assert "in no provider" not in flowing(app)
        faults.heal()
        await pilot.press("R")
        await settle(pilot)
        assert rows(app) == CLIENTS
