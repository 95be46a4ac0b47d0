"""The onboarding checklist on the real practice backend, driven by keys."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from textual.pilot import Pilot

from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.form_driving import form, wait_for
from tests.screens.stand_ins import shown_text
from tests.walk.walker import Walker
from tui.app import SeatwardenApp, Start
from tui.front import CLIENT_SCREENS
from tui.screens.base import FrameScreen, Place
from tui.screens.form import Step
from tui.screens.onboarding import OnboardingScreen
from tui.widgets.line_table import LineTable
from tui.widgets.text_lines import TextLines


def _app(
    practice: Practice, notes: Path, who: Persona = Persona.ADMIN, *, watch: bool = False
) -> SeatwardenApp:
    async def open_portal(where: str) -> Portal:
        if watch:
            return await practice.watching(person(who))
        return await practice.signed_in(person(who), notes=notes)

    return SeatwardenApp(open_portal, start=Start(where="practice", watch=watch))


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes.json"


async def test_the_checklist_shows_steps_people_and_what_is_next(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "o")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert "Setup 2/6 [###.......]" in shown
        assert "10 made, 2 without manager" in shown
        assert "Invited 5 -> Accepted 3 -> Confirmed 29" in shown
        assert "Next: give each collection a manager (Enter, then M)." in shown
        assert "mia@birch.example" in shown
        await pilot.press("j", "j", "j")
        await settle(pilot)
        assert "Next: connect the customer's identity provider" in shown_text(pilot.app)


async def test_a_step_is_marked_not_needed_with_a_reason_and_taken_back(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "o")
        await settle(pilot)
        await pilot.press("j", "j", "j", "x", *"no IdP", "enter")
        await settle(pilot)
        assert "no IdP (noted here: ada" in shown_text(pilot.app)
        assert "Setup 2/5" in shown_text(pilot.app)
        await pilot.press("x")
        await settle(pilot)
        assert "Setup 2/6" in shown_text(pilot.app)


async def test_a_note_needs_a_reason_and_escape_leaves_it(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "o")
        await settle(pilot)
        await pilot.press("x", "enter")
        await settle(pilot)
        assert "a note needs a reason" in shown_text(pilot.app)
        await pilot.press("x", "escape")
        await settle(pilot)
        assert "Setup 2/6" in shown_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        assert "Birch & Sons Logistics" in shown_text(pilot.app)
        assert "Setup 2/6 [" not in shown_text(pilot.app)
    assert not notes.exists()


async def test_a_client_without_policies_is_not_failed_for_it(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert shown.count("not applicable") == 2
        assert "/4" in shown


async def test_watching_says_why_there_is_no_checklist(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes, watch=True).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
        assert "Watching holds no keys" in shown_text(pilot.app)
        column = {line.split()[0]: line.split()[-1] for line in shown_text(pilot.app).splitlines()[5:15]}
        assert (column["Birch"], column["Granite"]) == ("-", "susp"), "a setup takes keys"
        assert "Watching holds no keys" in await _at(pilot, settle, "m")


async def _at(pilot: Pilot[None], settle: Settle, *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return shown_text(pilot.app)


STEP_TITLES = ("New collections", "Import data", "Policies", "SSO", "Groups", "Members")
KEY_TITLES = {"v": "Vault", "m": "Members", "u": "Groups", "p": "Policies", "d": "Directory"}


async def test_enter_goes_to_the_screen_of_every_step_and_escape_comes_back(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await _at(pilot, settle, *"jjjjjjjjo")  # My Client's Organization: nothing is done
        for title in STEP_TITLES:
            assert f"> {title}" in (await _at(pilot, settle, "enter")).splitlines()[0]
            back = await _at(pilot, settle, "escape")
            assert "> Onboarding" in back.splitlines()[0]
            await pilot.press("j")


async def test_keys_go_straight_to_the_screens_inside_the_client(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await _at(pilot, settle, "j", "o")
        for key, title in KEY_TITLES.items():
            assert f"> {title}" in (await _at(pilot, settle, key)).splitlines()[0], key
            assert "> Onboarding" in (await _at(pilot, settle, "escape")).splitlines()[0]
        assert "> Inv" in (await _at(pilot, settle, "i")).splitlines()[0]


async def test_the_same_keys_lead_inside_from_the_list_of_clients(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("j")
        for key, title in (("m", "Members"), ("u", "Groups"), ("p", "Policies")):
            assert f"> {title}" in (await _at(pilot, settle, key)).splitlines()[0], key
            await _at(pilot, settle, "escape")
        assert "> Inv" in (await _at(pilot, settle, "i")).splitlines()[0]
        await _at(pilot, settle, "escape")
        assert "waits for a confirmation" in await _at(pilot, settle, "j", "c")
        typed = await _at(pilot, settle, "colon", *"members elm street clinic", "enter")
        assert "Clients > Elm Street Clinic > Members" in typed
        assert "> Groups" in (await _at(pilot, settle, "escape", "colon", *"groups", "enter")).splitlines()[0]


async def test_coming_back_reads_again_and_keeps_the_cursor(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _at(pilot, settle, "j", "o")
        await _at(pilot, settle, "G", "enter")
        practice.execute("UPDATE organization_users SET status = 2 WHERE email = 'jo@birch.example'")
        practice.execute("UPDATE organizations SET seats = 50 WHERE name = 'Birch & Sons Logistics'")
        shown = await _at(pilot, settle, "escape")
        assert "> 6 Invite users" in shown
        assert "30 of 37 confirmed" in shown
        assert "50 seats, 37 used, 13 left" in shown
        assert "Owner jo@birch.example: confirmed" in shown


async def test_seats_are_changed_from_here_and_the_banner_follows(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _at(pilot, settle, "o")
        assert "12 seats, 12 used, 0 left" in shown_text(pilot.app)
        await pilot.press("s")
        await form(pilot)
        await pilot.press(*"14", "enter")
        await form(pilot, Step.REVIEW)
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, OnboardingScreen))
        await settle(pilot)
        assert "14 seats, 12 used, 2 left" in shown_text(pilot.app)


async def test_items_are_counted_when_asked_for(practice: Practice, notes: Path, settle: Settle) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _at(pilot, settle, "j", "o")
        assert "items are not counted yet" in shown_text(pilot.app)
        assert "412 items; 2 without manager" in await _at(pilot, settle, "C")


async def test_what_is_not_applicable_says_so_instead_of_opening(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _at(pilot, settle, "o")
        words = "Configure policies is not applicable here: this organization has no policies."
        assert words in await _at(pilot, settle, "p")
        assert words in await _at(pilot, settle, "j", "j", "enter")
        assert "Nobody waits for a confirmation" in await _at(pilot, settle, "c")


async def test_better_first_is_a_warning_and_no_wall(practice: Practice, notes: Path, settle: Settle) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _at(pilot, settle, *["j"] * 10, "o")  # Third Client's Organization
        assert "Better first: collections (step 1)" in await _at(pilot, settle, "j")
        shown = await _at(pilot, settle, "G")
        assert "Better first: policies (p)" in shown
        assert "Better first: groups (u)" in shown
        assert "> Inv" in (await _at(pilot, settle, "i")).splitlines()[0]


async def test_a_key_that_does_not_open_blocks_what_is_not_done(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await _at(pilot, settle, *["j"] * 5, "o")  # Harbour Hotels
        assert "Blocker: its key does not open" in shown
        assert shown.count("blocked") == 3
        assert "not applicable" in shown


async def test_locking_forgets_the_checklist(practice: Practice, notes: Path, settle: Settle) -> None:
    app = _app(practice, notes)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _at(pilot, settle, "j", "o")
        under = app.screen
        await _at(pilot, settle, "ctrl+l")
        assert app.screen is not under
        pane = under.query_one("#onboarding-pane", TextLines)
        assert pane.text == ""
        assert not under.query_one("#steps", LineTable).rows


async def test_the_mail_to_whoever_is_invited_is_copied(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    app = _app(practice, notes)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _at(pilot, settle, "j", "o")
        assert "Mail to jo@birch.example" in await _at(pilot, settle, "y")
        await _at(pilot, settle, "y")
        assert app.clipboard.startswith("Hello,\n\nNorthwind MSP (ada@northwind.example) has invited you")


async def test_hostile_names_are_drawn_as_text(practice: Practice, notes: Path, settle: Settle) -> None:
    nasty = "[red]x\x1b[31m\u202egnp.exe"
    practice.execute("UPDATE organizations SET name = ? WHERE name = 'Birch & Sons Logistics'", f"B{nasty}")
    practice.execute("UPDATE organization_users SET email = ? WHERE email = 'jo@birch.example'", nasty)
    async with _app(practice, notes).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        shown = await _at(pilot, settle, "j", "o")
        assert "[red]x" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_every_place_inside_a_client_has_a_screen() -> None:
    assert set(CLIENT_SCREENS) == set(Place)
    for module, name in CLIENT_SCREENS.values():
        assert issubclass(getattr(import_module(f"tui.screens.{module}"), name), FrameScreen)


@pytest.mark.parametrize("keys", [("j", "c"), ("j", "o", "c")], ids=["clients", "onboarding"])
async def test_c_goes_straight_to_the_first_phrase(
    practice: Practice, notes: Path, settle: Settle, keys: tuple[str, ...]
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in keys[:-1]:
            await _at(pilot, settle, key)
        walker = Walker(pilot)
        await walker.press(keys[-1])
        shown = await walker.sees("1 of 3", "mia@birch.example")
        assert "> Members > Confirm" in shown.splitlines()[0]
        await walker.press("escape")
        await walker.sees_no("> Members > Confirm")
        assert "> Members" in walker.screen.splitlines()[0]


async def test_c_confirms_nobody_where_nothing_may_be_changed(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async def open_portal(_where: str) -> Portal:
        return await practice.signed_in(person(Persona.ADMIN), notes=notes, read_only=True)

    app = SeatwardenApp(open_portal, start=Start(where="practice"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "This run is read-only" in await _at(pilot, settle, "j", "c")
