"""New collections, typed, pasted and from patterns, on the practice backend, driven by keys."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from backend_client.portal.clients import find_client
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.stand_ins import shown_text
from tui.app import SeatwardenApp, Start
from tui.screens.new_collections import NewCollectionsScreen
from tui.screens.plan import PlanScreen

FRESH = "Second Client's Organization"
FULL = "Birch & Sons Logistics"


def _app(practice: Practice) -> SeatwardenApp:
    async def open_portal(_where: str) -> Portal:
        return await practice.signed_in(person(Persona.ADMIN))

    return SeatwardenApp(open_portal, start=Start(where="practice"))


async def _opened(pilot: Pilot[None], settle: Settle, name: str = FRESH) -> SeatwardenApp:
    """The screen of new collections, on a client, by keys."""
    app = pilot.app
    assert isinstance(app, SeatwardenApp)
    await settle(pilot)
    await pilot.press("slash", *name[:6], "enter", "v")
    await settle(pilot, "open-client", "vault-load")
    await pilot.press("n")
    await settle(pilot, "names-load")
    assert isinstance(app.screen, NewCollectionsScreen)
    return app


async def _names(app: SeatwardenApp, name: str = FRESH) -> dict[str | None, list[str]]:
    """What the server then shows: managers by collection."""
    assert app.portal is not None
    (provider,) = await app.portal.providers()
    client = find_client(await app.portal.client_list(provider), name)
    vault = await app.portal.organization_vault(provider, client)
    return {each.name: [manager.name for manager in each.managers] for each in vault.collections}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_pattern_is_edited_planned_and_made(
    practice: Practice, settle: Settle, size: tuple[int, int]
) -> None:
    async with _app(practice).run_test(size=size) as pilot:
        app = await _opened(pilot, settle)
        shown = shown_text(app)
        assert "0 new collections" in shown
        assert "ines.keller0@second.example (not confirmed)  the owner" in shown
        await pilot.press("f2")
        await pilot.press(*"IT/Servers", "enter", *"Default collection")
        assert "10 new collections, 1 exist already" in shown_text(app)
        assert "Line 11, 'Default collection': exists already" in shown_text(app)
        await pilot.press("f5")
        await settle(pilot, "names-load")
        await pilot.pause()
        assert isinstance(app.screen, PlanScreen)
        shown = shown_text(app)
        assert "10 collections will be created, one after the other." in shown
        await pilot.press("enter")
        await settle(pilot, "commit")
        assert "10 created, 1 left out." in shown_text(app)
        await pilot.press("enter")
        await settle(pilot, "vault-load", "vault-act")
        assert "10 created, 1 left out." in shown_text(app)
        made = await _names(app)
    assert len(made) == 11
    assert made["IT/Servers"] == made["Marketing"] == ["ines.keller0@second.example"]


async def test_pasted_lines_are_judged_one_by_one(practice: Practice, settle: Settle) -> None:
    async with _app(practice).run_test(size=(80, 24)) as pilot:
        app = await _opened(pilot, settle)
        app.screen.post_message(events.Paste("Sales\nsales\n a / b \nSales\na//b\r\nX\x1b[31mY\tZ"))
        await pilot.pause()
        shown = shown_text(app)
        assert "4 new collections, 1 named twice, 1 to correct" in shown
        assert "X[31mY Z" in shown
        assert "Line 5, 'a//b': A part is empty" in shown
        assert "Not made by itself: a. F4 adds them." in shown
        await pilot.press("f5")
        await pilot.pause()
        assert isinstance(app.screen, NewCollectionsScreen)
        assert "Line 5, 'a//b'" in app.screen.message
        await pilot.press("backspace", "backspace", "backspace")
        assert "5 new collections" in shown_text(app)
        await pilot.press("ctrl+s")
        await pilot.pause()
        shown = shown_text(app)
        assert isinstance(app.screen, PlanScreen)
        assert "Only case or spaces tell these from others: sales." in shown
        assert "a/b" in shown


async def test_missing_parents_are_added_by_one_key(practice: Practice, settle: Settle) -> None:
    async with _app(practice).run_test(size=(80, 24)) as pilot:
        app = await _opened(pilot, settle)
        await pilot.press(*"A/B/C")
        assert "Not made by itself: A, A/B. F4 adds them." in shown_text(app)
        await pilot.press("f4")
        assert "3 new collections" in shown_text(app)
        await pilot.press("f4")
        assert "Every name that others are nested below is there." in shown_text(app)


async def test_a_group_manages_them_when_chosen(practice: Practice, settle: Settle) -> None:
    async with _app(practice).run_test(size=(80, 24)) as pilot:
        app = await _opened(pilot, settle, FULL)
        await pilot.press(*"Cars", "tab", "down", "enter")
        await pilot.pause()
        await pilot.press("slash", *"drivers", "enter", "enter")
        await settle(pilot, "names-other")
        assert "Drivers (group)" in shown_text(app)
        await pilot.press("f5")
        await pilot.pause()
        await pilot.press("enter")
        await settle(pilot, "commit")
        await pilot.press("enter")
        await settle(pilot, "vault-load", "vault-act")
        assert (await _names(app, FULL))["Cars"] == ["Drivers"]


async def test_admin_access_is_switched_on_instead(practice: Practice, settle: Settle) -> None:
    async with _app(practice).run_test(size=(80, 24)) as pilot:
        app = await _opened(pilot, settle)
        await pilot.press(*"Cars", "tab", "down", "enter")
        await pilot.pause()
        shown = shown_text(app)
        assert "owners and admins will reach every item" in shown
        await pilot.press("k", "enter")
        await settle(pilot, "commit")
        await pilot.press("enter")
        await settle(pilot, "vault-load", "vault-act")
        assert (await _names(app))["Cars"] == []
    found = practice.execute("SELECT admin_access FROM organizations WHERE name LIKE 'Second%'")
    assert found == [(1,)]


async def test_without_an_owner_the_form_says_so(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE organization_users SET status = -1 WHERE email = 'ines.keller0@second.example'")
    async with _app(practice).run_test(size=(80, 24)) as pilot:
        app = await _opened(pilot, settle)
        shown = shown_text(app)
        assert "The client has no owner who could manage them" in shown
        assert "the owner" not in shown.replace("no owner", "")


async def test_what_was_typed_is_not_lost_by_one_key(practice: Practice, settle: Settle) -> None:
    async with _app(practice).run_test(size=(80, 24)) as pilot:
        app = await _opened(pilot, settle)
        await pilot.press("f5")
        assert "There is no new name." in shown_text(app)
        await pilot.press("x", "escape")
        assert isinstance(app.screen, NewCollectionsScreen)
        assert "Esc again" in app.screen.message
        await pilot.press("escape")
        await settle(pilot, "vault-load", "vault-act")
        assert "Default collection" in shown_text(app)
        assert len(await _names(app)) == 1
