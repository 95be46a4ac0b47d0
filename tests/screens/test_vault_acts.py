"""Changing collections from the organization vault, on the practice backend, driven by keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Input, Static

from backend_client.portal.clients import find_client
from backend_client.portal.collection_overview import CollectionOverview
from backend_client.portal.collections import Permission
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.stand_ins import shown_text
from tui.app import SeatwardenApp, Start
from tui.screens.organization_vault import OrganizationVaultScreen
from tui.screens.plan import PlanScreen
from tui.screens.rename_collection import RenameCollectionScreen

BIRCH = "Birch & Sons Logistics"
_TYPED = frozenset("bcdfhijlmopqrstuwxyz/ ") | {"slash", "ctrl+a", "ctrl+u", "end", "space"}
"""Keys after which nothing is read."""


class Road:
    """One walk through the vault of Birch."""

    def __init__(self, app: SeatwardenApp, pilot: Pilot[None], settle: Settle) -> None:
        self.app = app
        self.pilot = pilot
        self._settle = settle

    async def press(self, *keys: str) -> str:
        """Press keys, let what they ask for be read, and give what is shown."""
        for key in keys:
            await self.pilot.press(key)
            if key not in _TYPED:
                await self._settle(self.pilot, "vault-load", "commit", "open-client", "clients-load")
                await self._read()
        return shown_text(self.app)

    async def _read(self) -> None:
        """Wait until an act has read the client: it says so until then."""
        for _ in range(200):
            await self.pilot.pause()
            if "Reading ..." not in shown_text(self.app):
                return

    async def find(self, text: str) -> None:
        """Put the cursor on the first collection that holds `text`."""
        await self.press("slash", *text, "enter")

    async def overview(self) -> CollectionOverview:
        """What the server then shows."""
        assert self.app.portal is not None
        (provider,) = await self.app.portal.providers()
        client = find_client(await self.app.portal.client_list(provider), BIRCH)
        return await self.app.portal.collections.overview(provider, client)

    @property
    def in_vault(self) -> bool:
        return isinstance(self.app.screen, OrganizationVaultScreen)

    @property
    def in_plan(self) -> bool:
        return isinstance(self.app.screen, PlanScreen)


@asynccontextmanager
async def vault(practice: Practice, settle: Settle, *, read_only: bool = False) -> AsyncIterator[Road]:
    """The vault of Birch, by keys."""

    async def open_portal(_where: str) -> Portal:
        return await practice.signed_in(person(Persona.ADMIN), read_only=read_only)

    app = SeatwardenApp(open_portal, start=Start(where="practice"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        road = Road(app, pilot, settle)
        await road.press("j", "v")
        assert road.in_vault
        yield road


async def test_all_unmanaged_get_a_manager_by_one_key(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle) as road:
        assert "2 collections without manager" in shown_text(road.app)
        shown = await road.press("M")
        assert "Who manages them?" in shown
        shown = await road.press("enter")
        assert "jo@birch.example (not confirmed) gets 'Manage collection' on 2 collections." in shown
        assert "None -> Manage" in shown
        await road.press("enter")
        shown = await road.press("enter")
        assert road.in_vault
        assert "2 changed." in shown
        assert "without manager" not in shown
        assert all(each.managed for each in (await road.overview()).collections)
        assert "Every collection has a manager." in await road.press("M")


async def test_access_of_a_group_is_given_to_marked_rows_and_taken(
    practice: Practice, settle: Settle
) -> None:
    async with vault(practice, settle) as road:
        await road.find("finance")
        await road.press("g", "space", "space", "escape")
        assert "Who gets access?" in await road.press("a")
        shown = await road.press("slash", *"drivers", "enter", "enter")
        assert "Drivers (group) on 2 collections." in shown
        assert "Now: No access." in shown
        shown = await road.press("k", "enter")
        assert "Drivers (group) gets 'View items, hidden passwords' on 2 collections." in shown
        await road.press("enter", "enter")
        found = await road.overview()
        drivers = next(each for each in found.groups if each.name == "Drivers")
        held = [key[0] for key, value in found.grants.items() if key[1] == drivers.id]
        hidden = [
            found.held(each, drivers) for each in held if found.held(each, drivers) is not Permission.MANAGE
        ]
        assert hidden.count(Permission.VIEW_HIDDEN_PASSWORDS) >= 2

        await road.find("finance")
        await road.press("g", "a", "slash", *"drivers", "enter", "enter")
        shown = await road.press("G", "enter")
        assert "Drivers (group) loses direct access to 1 collection." in shown
        await road.press("enter", "enter")
        now = await road.overview()
        assert len([1 for key in now.grants if key[1] == drivers.id]) == len(held) - 1


async def test_the_last_manager_is_not_taken(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle) as road:
        await road.find("payroll")
        await road.press("a", "slash", *"finance", "enter", "enter")
        shown = await road.press("G", "enter")
        assert "There is nothing to send; each row says why." in shown
        assert "Nobody else manages it" in shown
        await road.press("escape")
        assert road.in_vault


async def test_renaming_a_parent_takes_along_what_is_below(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle) as road:
        await road.find("finance")
        await road.press("g", "e", "ctrl+a")
        shown = await road.press(*"HQ/")
        assert "Nested below HQ, which does not exist; the tree shows a path." in shown
        assert "Rename 2 collections nested below it too" in shown
        shown = await road.press("enter")
        assert road.in_plan
        assert "-> HQ/Finance/Payroll" in shown
        await road.press("enter")
        await road.press("enter", "escape")
        names = {each.name for each in (await road.overview()).collections}
        assert {"HQ/Finance", "HQ/Finance/Payroll", "HQ/Finance/Invoices"} <= names
        assert not {"Finance", "Finance/Payroll"} & names


async def test_an_external_id_is_shown_and_left_alone(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle) as road:
        finance = next(each for each in (await road.overview()).collections if each.name == "Finance")
        practice.execute("UPDATE collections SET external_id = ? WHERE id = ?", "dir-7\x1b[31m", finance.id)
        await road.find("finance")
        await road.press("g")
        shown = await road.press("e")
        assert "External ID" in shown
        assert "dir-7" in shown
        assert "\x1b" not in shown
        await road.press("ctrl+a", *"X", "tab", "down", "enter", "enter", "enter", "escape")
        renamed = next(each for each in (await road.overview()).collections if each.name == "XFinance")
        assert renamed.external_id == "dir-7\x1b[31m"


async def test_a_path_is_renamed_and_a_child_left_alone_when_asked(
    practice: Practice, settle: Settle
) -> None:
    async with vault(practice, settle) as road:
        await road.find("finance")
        await road.press("g", "e", "ctrl+a", *"X", "tab", "down", "enter", "enter", "enter", "escape")
        assert {"XFinance", "Finance/Payroll"} <= {each.name for each in (await road.overview()).collections}
        await road.press("g", *"jjjjj")
        table = road.app.screen.query_one("CollectionTable")
        assert table.cursor_row.name == "Finance/"  # type: ignore[attr-defined]
        await road.press("e", "ctrl+a", *"Y", "enter", "enter", "enter")
        assert {"YFinance/Payroll", "YFinance/Invoices", "XFinance"} <= {
            each.name for each in (await road.overview()).collections
        }


async def test_names_that_cannot_be_are_said_and_not_sent(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle) as road:
        await road.find("finance")
        await road.press("g", "e")
        assert "That is its name already." in await road.press("enter")
        for typed, words in (
            ("", "The name is empty."),
            ("Finance/", "A part is empty"),
            ("Finance/Below", "It cannot be nested below itself."),
            ("Dispatch", "exists already"),
        ):
            assert words in await road.press("end", "ctrl+u", *typed, "enter")
            assert not road.in_plan
        await road.press("escape")
        assert road.in_vault


async def test_an_unmanaged_collection_says_why_it_cannot_be_renamed(
    practice: Practice, settle: Settle
) -> None:
    async with vault(practice, settle) as road:
        await road.find("fleet")
        shown = await road.press("g", "e", *"X", "enter")
        assert road.in_plan
        assert "Nobody manages it, and the server changes no such collection." in shown


async def test_deleting_wants_the_name_and_says_what_stays(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle) as road:
        await road.find("finance")
        shown = await road.press("g", "D")
        assert "1 collection will be deleted for everybody" in shown
        assert "2 collections nested below stay" in shown
        assert "Not deleted: type Finance, or Esc." in await road.press("enter")
        await road.press(*"Finance", "enter")
        assert road.in_plan
        await road.press("enter")
        assert (await road.overview()).named("Finance") is not None, "the default is no"
        await road.press("D", *"Finance", "enter", "k", "enter", "enter")
        assert road.in_vault
        found = await road.overview()
        assert found.named("Finance") is None
        assert found.named("Finance/Payroll") is not None


async def test_several_are_deleted_by_their_number(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle) as road:
        await road.find("finance")
        await road.press("g", "V", "G", "V")
        shown = await road.press("delete")
        assert "type their number: 3" in shown
        await road.press("3", "enter", "k", "enter")
        shown = await road.press("enter")
        assert "3 deleted." in shown
        assert not [each for each in (await road.overview()).collections if "Finance" in (each.name or "")]


async def test_admin_access_is_switched_after_its_meaning_was_read(
    practice: Practice, settle: Settle
) -> None:
    async with vault(practice, settle) as road:
        shown = await road.press("A")
        assert "owners and admins will reach every item" in shown
        await road.press("k", "enter", "enter")
        assert (await road.overview()).admin_access is True
        shown = await road.press("A")
        assert "on -> off" in shown


async def test_rows_that_are_no_collection_refuse(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle) as road:
        await road.press("g")
        for key, words in (("e", "nothing to rename"), ("D", "no collection"), ("a", "no collection")):
            assert words in await road.press(key)
            assert road.in_vault


async def test_read_only_says_so_at_every_key(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle, read_only=True) as road:
        for key in ("n", "a", "M", "e", "D", "A"):
            assert "read-only" in (await road.press(key)).lower()
            assert road.in_vault
            await road.press("R")


async def test_locking_ends_a_question_says_so_and_changes_nothing(
    practice: Practice, settle: Settle
) -> None:
    async with vault(practice, settle) as road:
        await road.find("finance")
        await road.press("g", "a")
        assert not road.in_vault
        await road.press("ctrl+l")
        assert "Finance" not in shown_text(road.app)
        await road.press(*person(Persona.ADMIN).password, "enter")
        await settle(road.pilot)
        assert "the question was closed, and nothing was sent" in shown_text(road.app)
        assert (await road.overview()).named("Finance") is not None


async def test_a_half_typed_name_outlasts_a_lock(practice: Practice, settle: Settle) -> None:
    async with vault(practice, settle) as road:
        await road.find("finance")
        await road.press("g", "e", *"xyz")
        form = road.app.screen
        assert isinstance(form, RenameCollectionScreen)
        await road.press("ctrl+l")
        assert all("Finance" not in str(each.render()) for each in form.query(Static))
        assert not form.query_one(Input).value
        await road.press(*person(Persona.ADMIN).password, "enter")
        await settle(road.pilot, "vault-load")
        async with asyncio.timeout(20):
            while road.app.screen is form or not isinstance(road.app.screen, RenameCollectionScreen):
                await road.pilot.pause()
        assert road.app.screen.query_one(Input).value.endswith("xyz")
        assert "Name now" in shown_text(road.app)
        assert "Finance" in shown_text(road.app)
        await road.press("escape")
        assert road.in_vault
