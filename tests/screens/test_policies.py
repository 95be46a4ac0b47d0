"""The policies of a client on the real practice backend, driven by keys at 80x24."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from backend_client.portal.clients import find_client
from backend_client.portal.policy_types import CATALOGUE, PolicyType
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.hostile.driving import check_screen
from tests.hostile.texts import EVERYTHING
from tests.practice import Practice
from tests.screens.stand_ins import shown_text
from tui.app import SeatwardenApp, Start
from tui.screens.base import Place

FRESH, IRONWOOD, TEAMS = ("G",), ("j",) * 6, ("G", "k")


class Driver:
    """Presses keys and waits until everything they caused has happened."""

    def __init__(self, pilot: Pilot[Any], settle: Callable[..., Awaitable[None]]) -> None:
        self._pilot, self._settle = pilot, settle

    async def press(self, *keys: str) -> str:
        for key in keys:
            await self._pilot.press(key)
            await self._settle(self._pilot)
        return self.shown

    @property
    def shown(self) -> str:
        return shown_text(self._pilot.app)

    @property
    def flowing(self) -> str:
        """What is shown, with single spaces and no line ends."""
        return " ".join(self.shown.split())

    @property
    def app(self) -> SeatwardenApp:
        """The application, for what no key reaches."""
        app = self._pilot.app
        assert isinstance(app, SeatwardenApp)
        return app


@asynccontextmanager
async def on_policies(
    practice: Practice,
    settle: Settle,
    client: tuple[str, ...] = FRESH,
    *,
    read_only: bool = False,
    journal: Path | None = None,
) -> AsyncIterator[Driver]:
    async def open_portal(_where: str) -> Portal:
        return await practice.signed_in(person(Persona.ADMIN), read_only=read_only, journal=journal)

    app = SeatwardenApp(open_portal, start=Start(where="practice"))
    async with app.run_test(size=(80, 24)) as pilot:
        driver = Driver(pilot, settle)
        await settle(pilot)
        await driver.press(*client, "o", "j", "j", "enter")
        yield driver


async def test_the_list_says_what_each_policy_does(practice: Practice, settle: Settle) -> None:
    async with on_policies(practice, settle) as driver:
        assert "0 of 23 policies on. Nobody has joined: switching on revokes nobody." in driver.shown
        assert "Members may belong to this organization only" in driver.shown
        assert "Nobody is revoked: no member it covers has joined." in driver.shown
        shown = await driver.press("j", "j", "j")
        assert "Needs Single organization, offered together with it." in shown
        assert "Exempt: nobody." in shown
        for _n in range(17):
            await driver.press("j")
        assert "Not to be had here: the vendor must enable it first." in driver.shown
        shown = await driver.press("enter")
        assert "Automatic confirmation cannot be set: the vendor must enable it first." in shown


async def test_a_form_is_filled_in_corrected_planned_and_sent(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with on_policies(practice, settle, journal=journal) as driver:
        shown = await driver.press("j", "j", "enter")
        assert "3 (good)" in shown
        assert "12 to 128, or empty" in shown
        shown = await driver.press("down", "space", "down", "end", "backspace", "backspace", "8")
        assert "4 (strong)" in shown
        assert "Least length: a whole number from 12 to 128." in shown
        await driver.press("f5")
        assert "Least length" in driver.shown  # still in the form
        shown = await driver.press("backspace", "2", "0", "down", "space", "f5")
        assert "on: Master password rules" in shown
        assert "Set: strength 4 (strong), length 20, lower case." in driver.flowing
        shown = await driver.press("enter")
        assert "1 policy saved." in shown
        assert "Nobody was revoked." in shown
        shown = await driver.press("enter")
        assert "1 of 23 policies on." in shown
        assert "strength 4 (strong), len" in shown
        shown = await driver.press("enter", "f5")
        assert "Master password rules is so already: nothing was sent." in shown
    assert journal.read_text().count('"act": "policy.set"') == 2


async def test_what_must_go_before_is_in_the_plan_both_ways(practice: Practice, settle: Settle) -> None:
    async with on_policies(practice, settle) as driver:
        shown = await driver.press("j", "j", "j", "enter")
        assert "Needs Single organization: the plan switches that on first." in shown
        shown = await driver.press("f5")
        first, second = shown.index("on: Single organization"), shown.index("on: Account recovery")
        assert first < second
        shown = await driver.press("enter", "enter")
        assert "2 policies saved." in shown
        shown = await driver.press("enter", "g", "enter", "space")
        assert "the plan switches them off first: Account recovery." in driver.flowing
        shown = await driver.press("enter")
        assert shown.index("off: Account recovery") < shown.index("off: Single organization")
        shown = await driver.press("enter", "enter", "enter")
        assert "0 of 23 policies on." in shown


async def test_leaving_nothing_sent_and_escape(practice: Practice, settle: Settle) -> None:
    async with on_policies(practice, settle) as driver:
        shown = await driver.press("enter", "escape")
        assert "Nothing was sent." in shown
        shown = await driver.press("enter", "enter", "escape")
        assert "Nothing was sent." in shown
        assert "0 of 23 policies on." in shown
        shown = await driver.press("escape")
        assert "Configure policies" in shown


async def test_what_was_changed_is_not_dropped_by_one_key(practice: Practice, settle: Settle) -> None:
    async with on_policies(practice, settle) as driver:
        shown = await driver.press("j", "j", "enter", "down", "h", "l", "l", "escape")
        assert "Esc again leaves and forgets what you changed." in shown
        assert "4 (strong)" in shown
        shown = await driver.press("escape")
        assert "0 of 23 policies on." in shown


async def test_a_hostile_address_is_drawn_as_text(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE users SET email = ? WHERE email = 'katja.costa2@ironwood.example'", EVERYTHING)
    async with on_policies(practice, settle, IRONWOOD) as driver:
        await driver.press("j")
        check_screen(driver.app)
        assert "[@click=app.quit]x[/]" in driver.flowing
        for keys in (("enter",), ("enter",), ("tab", "j"), ("shift+tab", "k", "enter")):
            await driver.press(*keys)
            check_screen(driver.app)
        await driver.press(*"Ironwood", "space", *"Architects", "enter")
        check_screen(driver.app)
        assert "[@click=app.quit]x[/]" in driver.flowing


async def test_a_preset_with_a_row_left_out(practice: Practice, settle: Settle) -> None:
    async with on_policies(practice, settle) as driver:
        shown = await driver.press("p", "j")
        assert "and master passwords of 14 characters" in shown
        shown = await driver.press("enter")
        assert "Space leaves a row out" in shown
        shown = await driver.press("space")
        assert shown.count("left out") == 2  # account recovery hangs on the first row
        shown = await driver.press("j", "space")
        assert "left out" not in shown
        shown = await driver.press("G", "space", "enter", "enter")
        assert "3 policies saved, 1 left out." in shown
        await driver.press("enter", "p", "j", "enter")
        assert driver.shown.count("is so already") == 3


async def test_who_loses_access_is_listed_the_name_is_typed_and_they_are_told(
    practice: Practice, settle: Settle
) -> None:
    async with on_policies(practice, settle, IRONWOOD) as driver:
        shown = await driver.press("j")
        assert "Revokes 13 members: katja.costa2@ironwood.example," in shown
        shown = await driver.press("enter", "enter")
        assert "REVOKES 13 members" in shown
        assert "wanda" not in shown
        assert "loses access" in shown
        shown = await driver.press("enter")  # the cursor starts on No
        assert "Nothing was sent." in shown
        shown = await driver.press("enter", "enter", "k", "enter")
        assert "To send it, type the client's name: Ironwood Architects" in shown
        shown = await driver.press("x", "enter")
        assert "That is not its name. Nothing was sent." in shown
        await driver.press("backspace", *"Ironwood", "space", *"Architects", "enter")
        assert "Revoked 13 members: katja.costa2@ironwood.example" in driver.flowing
        assert "wanda.lund38@ironwood.example." in driver.flowing
        shown = await driver.press("enter")
        assert "28 people have joined, " in shown


async def test_the_single_organization_policy_owns_up_to_what_it_cannot_see(
    practice: Practice, settle: Settle
) -> None:
    async with on_policies(practice, settle, IRONWOOD) as driver:
        assert "who are in another organization; that cannot be seen in advance." in driver.flowing
        shown = await driver.press("enter", "enter")
        assert "may revoke, of" in shown
        shown = await driver.press("k", "enter")
        assert "type the client's name" in shown
        shown = await driver.press("escape")
        assert "0 of 23" not in shown


async def test_somebody_without_master_password_blocks_the_plan(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE users SET auth_digest = NULL WHERE email = 'katja.costa2@ironwood.example'")
    async with on_policies(practice, settle, IRONWOOD) as driver:
        await driver.press("j")
        assert "The server will refuse it: without master password: katja.costa2" in driver.flowing
        shown = await driver.press("enter", "enter")
        assert "Nothing needs to be sent." in shown
        assert "no master password and no two-step login: katja" in driver.flowing


async def test_teams_is_not_applicable_and_no_dead_end(practice: Practice, settle: Settle) -> None:
    async with on_policies(practice, settle, TEAMS) as driver:
        assert "not applicable here" in driver.shown  # the checklist does not lead there
        portal = driver.app.portal
        assert portal is not None
        (provider, *_others) = await portal.providers()
        client = find_client(await portal.client_list(provider), "Second Client's Organization")
        driver.app.open_client(Place.POLICIES, provider, client)
        shown = await driver.press("j")
        assert "Not applicable: this organization's plan has no enterprise policies." in shown
        assert "this plan has no policies" in shown
        for key in ("enter", "p"):
            shown = await driver.press(key)
            assert shown.count("Not applicable") == 2
        assert "Configure policies" in await driver.press("escape")


async def test_locking_forgets_and_unlocking_reads_again(practice: Practice, settle: Settle) -> None:
    async with on_policies(practice, settle, IRONWOOD) as driver:
        assert "1 of 23 policies on." in driver.shown
        shown = await driver.press("ctrl+l")
        assert "policies on" not in shown
        shown = await driver.press(*person(Persona.ADMIN).password, "enter")
        assert "1 of 23 policies on." in shown


async def test_read_only_says_so(practice: Practice, settle: Settle) -> None:
    async with on_policies(practice, settle, read_only=True) as driver:
        for key in ("enter", "p"):
            shown = await driver.press(key)
            assert "policies on." in shown
            assert "This run is read-only" in shown


async def test_hostile_data_is_drawn_as_text_and_kept(practice: Practice, settle: Settle) -> None:
    hostile = '{"minLength": "\\u001b]52;c;aA\\u0007[/x]", "type": {"a": 1}, "header": "a\\u202eb\\nc"}'
    for number in range(23):
        practice.execute(
            "INSERT INTO policies (id, organization_id, type, enabled, data, revised_at)"
            " SELECT ?, id, ?, 1, ?, 0 FROM organizations WHERE name = ?",
            f"99999999-9999-4999-8999-9999999999{number:02}",
            number,
            hostile,
            "Third Client's Organization",
        )
    async with on_policies(practice, settle) as driver:
        for kind in CATALOGUE:
            if not kind.fields and kind.type != PolicyType.AUTO_CONFIRM:
                await driver.press("j")
                continue
            shown = await driver.press("enter")
            assert "State" in shown, kind.word
            check_screen(driver.app)
            if kind.type in (1, 2):
                assert "kept as it is: " in shown
            if kind.type == 9:
                assert 'as it is: {"a": 1}' in shown
            shown = await driver.press("f5")
            if "is so already" not in shown:  # a value that the official apps need is missing
                only_off = kind.type == PolicyType.AUTO_CONFIRM
                assert ("off: " if only_off else "this is needed") in shown, kind.word
                await driver.press("escape")
            check_screen(driver.app)
            await driver.press("j")
    kept = practice.execute("SELECT data FROM policies WHERE data LIKE '%52;c%'")
    assert [text for (text,) in kept] == [hostile] * 23
