"""The people of the provider on the real practice backend, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from backend_client import Secret, connect
from backend_client.portal.journal import Journal, Phase
from backend_client.portal.portal import Portal
from backend_client.portal.providers import ProviderRole
from embedded_backend.seed import Persona, person
from embedded_backend.seed_people import PRACTICE_PASSWORD
from embedded_backend.telephone import phrase_read_out
from tests.hostile.driving import check_screen, flowing
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN
from tests.interrupted import crashed_at
from tests.practice import DEVICE, Practice
from tests.quiet import quiet
from tests.screens.stand_ins import shown_text
from tui.app import SeatwardenApp, Start
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.clients import ClientsScreen
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.events import ProviderEventsScreen
from tui.screens.invite_staff import InviteStaffScreen
from tui.screens.people import PeopleScreen
from tui.screens.plan import PlanScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.screens.unlock import UnlockScreen

WIM, IVO, SAM, NIA = (
    "wim@northwind.example",
    "ivo@northwind.example",
    "sam@northwind.example",
    "nia@north.example",
)
ADA, BEN = "ada@northwind.example", "ben@northwind.example"
ADVICE = "a second one is strongly recommended"


@asynccontextmanager
async def at_home(
    practice: Practice,
    journal: Path | None = None,
    *,
    who: Persona = Persona.ADMIN,
    size: tuple[int, int] = (80, 24),
    read_only: bool = False,
    watching: bool = False,
    locked: bool = False,
    faults: FaultInjector | None = None,
    provider: str = "",
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The clients, read."""

    async def open_portal(_where: str) -> Portal:
        if watching or locked:
            return await practice.watching(person(who))
        if faults is None:
            return await practice.signed_in(person(who), journal=journal, read_only=read_only)
        portal = connect("practice", device_id=DEVICE, asgi_app=faults, journal=journal)
        await portal.session.sign_in(person(who).email, Secret(person(who).password))
        return portal

    app = SeatwardenApp(
        open_portal,
        start=Start(where="practice", watch=watching, provider=provider),
        practice_password=lambda: "" if locked else PRACTICE_PASSWORD,
        practice_phrase=lambda email: phrase_read_out(practice.database, email),
    )
    async with app.run_test(size=size) as pilot:
        await quiet(pilot)
        assert isinstance(app.screen, ClientsScreen)
        yield pilot, app


@asynccontextmanager
async def people(
    practice: Practice, journal: Path | None = None, **how: Any
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The people of Northwind, read."""
    async with at_home(practice, journal, **how) as (pilot, app):
        await press(pilot, "P")
        assert isinstance(app.screen, PeopleScreen)
        yield pilot, app


def stands(app: SeatwardenApp, screen: type[Screen[Any]]) -> bool:
    """Whether that screen is on top."""
    return isinstance(app.screen, screen)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys and wait; what is shown then."""
    await pilot.press(*keys)
    await quiet(pilot)
    return shown_text(pilot.app)


async def on_top(pilot: Pilot[Any], kind: type[Screen[Any]]) -> str:
    """Wait for a screen of that kind, which a worker that waits for a person opens or closes."""
    for _step in range(200):
        if isinstance(pilot.app.screen, kind):
            break
        await pilot.pause()
    await quiet(pilot)
    assert isinstance(pilot.app.screen, kind)
    return shown_text(pilot.app)


def row_of(practice: Practice, email: str) -> tuple[object, ...] | None:
    """Status and role on the server; None where the provider does not know the address."""
    found = practice.execute(
        "SELECT s.status, s.type FROM provider_users s JOIN providers p ON p.id = s.provider_id"
        " WHERE s.email = ? AND p.name = 'Northwind MSP'",
        email,
    )
    return found[0] if found else None


def accepts(practice: Practice, email: str, role: int = 1) -> None:
    """Somebody who accepts, with keys of their own, as soon as anybody looks."""
    practice.execute(
        "INSERT INTO provider_users (id, provider_id, email, type, status, created_at, accepts_at)"
        " SELECT lower(hex(randomblob(4)) || '-0000-4000-8000-' || hex(randomblob(6))), id, ?, ?, 0, 0, 0"
        " FROM providers WHERE name = 'Northwind MSP'",
        *(email, role),
    )


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


# Reading


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_board_counts_calls_out_and_begins_with_what_needs_doing(
    practice: Practice, size: tuple[int, int]
) -> None:
    async with people(practice, size=size) as (pilot, app):
        shown = shown_text(app)
        assert "[All 12]  Invited 1  Needs confirmation 1" in shown
        assert "1 person waits to be confirmed" in shown
        first = next(line for line in shown.splitlines() if line.startswith(">"))
        assert "Accepted" in first
        assert WIM in first
        assert "Service user" in first
        assert "it opens every client to them" in flowing(app)
        assert "recommended" not in shown
        check_screen(app)
        shown = await press(pilot, "t")
        assert "All 12  [Invited 1]  Needs confirmation 1" in shown
        assert (IVO in shown, WIM in shown) == (True, False)
        shown = await press(pilot, "t")
        assert "[Needs confirmation 1]" in shown
        assert (IVO in shown, WIM in shown) == (False, True)


async def test_the_filter_narrows_columns_sort_and_a_refresh_keeps_marks(practice: Practice) -> None:
    async with people(practice) as (pilot, app):
        shown = await press(pilot, "slash", *"ivo", "enter")
        assert (IVO in shown, WIM in shown) == (True, False)
        await press(pilot, "space", "escape", "R")
        screen = app.screen
        assert isinstance(screen, PeopleScreen)
        assert [one.email for one in screen.marked_people()] == [IVO]
        assert "Nothing matches 'zzz'" in await press(pilot, "slash", *"zzz")
        await press(pilot, "escape")
        assert "Status ^" in await press(pilot, "greater_than_sign")
        shown = await press(pilot, "colon", *"sort -email", "enter")
        emails = [row.person.email for row in screen.shown_rows()]
        assert emails == sorted(emails, reverse=True)
        assert "Sort by one of: todo, status" in await press(pilot, "colon", *"sort height", "enter")


async def test_it_is_opened_by_its_verb_and_leads_to_the_other_places(practice: Practice) -> None:
    async with at_home(practice) as (pilot, app):
        await press(pilot, "colon", *"people", "enter")
        assert stands(app, PeopleScreen)
        await press(pilot, "j", "j", "l")
        assert stands(app, ProviderEventsScreen), "the log of the person under the cursor"
        assert "Ada Lindqvist" in shown_text(app)
        await press(pilot, "escape")
        assert stands(app, PeopleScreen)
        assert "once they are confirmed" in await press(pilot, "g", "l")
        await press(pilot, "L")
        assert stands(app, ProviderEventsScreen)
        await press(pilot, "escape")
        assert stands(app, PeopleScreen), "back leads where one came from"
        await press(pilot, "L", "P")
        assert stands(app, PeopleScreen)
        await press(pilot, "escape")
        assert stands(app, ClientsScreen), "to and fro piles nothing up"


async def test_service_users_are_told_why_not(practice: Practice) -> None:
    async with at_home(practice, who=Persona.SERVICE_USER) as (pilot, app):
        assert "Provider admins only" in await press(pilot, "P")
        assert stands(app, ClientsScreen)
        assert ADVICE not in flowing(app)


async def test_locked_it_forgets_and_unlocked_it_reads_again(practice: Practice) -> None:
    async with people(practice) as (pilot, app):
        screen = app.screen
        assert isinstance(screen, PeopleScreen)
        await press(pilot, "ctrl+l")
        assert screen.board is None
        assert WIM not in shown_text(app)
        typed = ["space" if letter == " " else letter for letter in PRACTICE_PASSWORD]
        await press(pilot, *typed, "enter")
        assert WIM in shown_text(app)


async def test_a_list_that_cannot_be_read_says_so_and_keeps_the_older_one(practice: Practice) -> None:
    faults = FaultInjector(practice.thread.app)
    async with people(practice, faults=faults) as (pilot, _app):
        faults.answer("/users", HTML, status=503)
        shown = await press(pilot, "R")
        assert WIM in shown
        assert "STALE" in shown
        faults.heal()
        faults.answer("/users", b"", status=403)
        assert "The older state is shown." in await press(pilot, "R")


# Confirming


async def test_confirming_says_what_the_key_opens_and_asks_for_the_password(
    practice: Practice, journal: Path
) -> None:
    async with people(practice, journal) as (pilot, app):
        await press(pilot, "c")
        shown = await on_top(pilot, ConfirmPeopleScreen)
        assert f"1 of 1   Wim de Graaf <{WIM}>" in shown
        assert "The key of Northwind MSP opens EVERY client" in shown
        for number, word in enumerate(phrase_read_out(practice.database, WIM).split("-"), 1):
            assert f"{number}  {word}" in shown
        shown = await press(pilot, "y")
        assert stands(app, AskPasswordScreen)
        assert "Confirming 1 person opens every client to them" in shown
        shown = await press(pilot, "escape")
        assert "Nothing was sent." in shown
        assert row_of(practice, WIM) == (1, 1)
        shown = await press(pilot, "y", *"wrong", "enter")
        assert "That is not the master password" in shown
        assert row_of(practice, WIM) == (1, 1)
        await press(pilot, *PRACTICE_PASSWORD, "enter")
        shown = await on_top(pilot, PeopleScreen)
        assert "1 confirmed." in shown
        assert "waits to be confirmed" not in shown
        assert row_of(practice, WIM) == (2, 1)
    acts = [entry.act for entry in Journal(journal).entries() if entry.phase is Phase.INTENT]
    assert acts == ["person.confirm"]


async def test_the_password_is_asked_for_every_time(practice: Practice) -> None:
    accepts(practice, NIA, role=0)
    async with people(practice) as (pilot, app):
        assert "2 people wait to be confirmed" in shown_text(app)
        await press(pilot, "c")
        shown = await on_top(pilot, ConfirmPeopleScreen)
        assert "will be PROVIDER ADMIN" in shown
        await press(pilot, "y", *PRACTICE_PASSWORD, "enter")
        shown = await on_top(pilot, ConfirmPeopleScreen)
        assert f"confirmed: {NIA}" in shown
        await press(pilot, "y")
        assert stands(app, AskPasswordScreen), "for the second one too"
        await press(pilot, *PRACTICE_PASSWORD, "enter")
        assert "2 confirmed." in await on_top(pilot, PeopleScreen)


async def test_a_list_of_phrases_wants_a_word_and_the_password(practice: Practice) -> None:
    accepts(practice, NIA)
    async with people(practice) as (pilot, app):
        await press(pilot, "c")
        await on_top(pilot, ConfirmPeopleScreen)
        shown = await press(pilot, "L")
        assert "opens EVERY client" in shown
        for email in (NIA, WIM):
            assert phrase_read_out(practice.database, email) in shown
        await press(pilot, *"confirm 2", "enter")
        assert stands(app, AskPasswordScreen)
        assert "Confirming 2 people opens every client" in shown_text(app)
        await press(pilot, *PRACTICE_PASSWORD, "enter")
        assert "2 confirmed." in await on_top(pilot, PeopleScreen)


async def test_a_substituted_key_is_found_by_telephone_and_its_owner_skipped(practice: Practice) -> None:
    accepts(practice, "mallory@north.example")
    async with people(practice) as (pilot, app):
        await press(pilot, "slash", *"mallory", "enter", "c")
        shown = await on_top(pilot, ConfirmPeopleScreen)
        read_out = phrase_read_out(practice.database, "mallory@north.example").split("-")
        assert f"1  {read_out[0]}" not in shown
        assert f"reads out: {read_out[0]}" in await press(pilot, "t")
        shown = await press(pilot, "d")
        assert "do not confirm" in shown
        assert "opens EVERY client" in flowing(app)
        await press(pilot, "n")
        assert "0 confirmed, 1 skipped." in await on_top(pilot, PeopleScreen)
    assert row_of(practice, "mallory@north.example") == (1, 1)


async def test_locking_before_the_password_confirms_nobody(practice: Practice) -> None:
    async with people(practice) as (pilot, app):
        await press(pilot, "c")
        await on_top(pilot, ConfirmPeopleScreen)
        await press(pilot, "y", *"pract", "ctrl+l")
        typed = ["space" if letter == " " else letter for letter in PRACTICE_PASSWORD]
        await press(pilot, *typed, "enter")
        assert stands(app, AskPasswordScreen)
        await press(pilot, *PRACTICE_PASSWORD, "enter")
        await on_top(pilot, PeopleScreen)
    assert row_of(practice, WIM) == (1, 1)


async def test_people_are_read_without_keys_and_confirmed_with_them(practice: Practice) -> None:
    async with people(practice, locked=True) as (pilot, app):
        assert WIM in shown_text(app)
        await press(pilot, "c")
        await on_top(pilot, UnlockScreen)
        typed = ["space" if letter == " " else letter for letter in PRACTICE_PASSWORD]
        await press(pilot, *typed, "enter")
        await on_top(pilot, ConfirmPeopleScreen)
        await press(pilot, "y", *PRACTICE_PASSWORD, "enter")
        assert "1 confirmed." in await on_top(pilot, PeopleScreen)
    assert row_of(practice, WIM) == (2, 1)


async def test_nobody_to_confirm_is_said(practice: Practice) -> None:
    async with people(practice) as (pilot, app):
        assert "Nobody shown waits to be confirmed" in await press(pilot, "t", "c")
        assert stands(app, PeopleScreen)


# Inviting


async def test_inviting_names_problems_before_anything_is_sent(practice: Practice, journal: Path) -> None:
    async with people(practice, journal) as (pilot, app):
        await press(pilot, "i")
        await on_top(pilot, InviteStaffScreen)
        assert "120 hours" in flowing(app)
        assert "registers by it first" in flowing(app)
        text = f"Nia North <{NIA}>, {SAM}; {IVO} bad@ {NIA}"
        shown = await press(pilot, *text)
        assert "no valid domain after the @" in shown
        assert "in the provider already; e: role" in shown
        assert "invited already; r mails again" in shown
        assert "twice: it stands in line 1 already" in shown
        assert "1 person to invite, 1 wrong, 1 twice, 2 left out." in shown
        await press(pilot, "tab", "down", "f5")
        shown = await on_top(pilot, PlanScreen)
        assert "Once confirmed 1 becomes a provider admin" in shown
        assert row_of(practice, NIA) is None
        await press(pilot, "enter")
        await press(pilot, "enter")
        shown = await on_top(pilot, PeopleScreen)
        assert "1 person invited, 2 left out." in shown
        assert "invited today" in shown
    assert row_of(practice, NIA) == (0, 0)


async def test_more_than_twenty_and_rows_with_roles_are_left_out(practice: Practice) -> None:
    async with people(practice, size=(120, 60)) as (pilot, app):
        await press(pilot, "i")
        await on_top(pilot, InviteStaffScreen)
        screen = app.screen
        assert isinstance(screen, InviteStaffScreen)
        many = " ".join(f"never.n{number:02}@north.example" for number in range(22))
        screen._area.put_in(f"{many}\nzoe@north.example, admin")
        shown = await press(pilot, "f5")
        shown = await on_top(pilot, PlanScreen)
        assert shown.count("more than 20 at once") == 2
        assert "Yes, invite 20 people" in shown
        assert "a role or group in the text" in shown


async def test_leaving_the_form_forgets_nothing_by_one_key(practice: Practice) -> None:
    async with people(practice) as (pilot, app):
        await press(pilot, "i")
        await on_top(pilot, InviteStaffScreen)
        assert "Nobody yet" in await press(pilot, "f5")
        await press(pilot, *NIA)
        assert "Esc again leaves" in await press(pilot, "escape")
        assert stands(app, InviteStaffScreen)
        await press(pilot, "escape")
        await on_top(pilot, PeopleScreen)
    assert row_of(practice, NIA) is None


# Reminding, roles, removing


async def test_a_reminder_is_sent_and_remembered(practice: Practice, journal: Path) -> None:
    async with people(practice, journal) as (pilot, _app):
        shown = await press(pilot, "r")
        assert "They have no open invitation." in shown
        await press(pilot, "j", "r")
        shown = await on_top(pilot, PlanScreen)
        assert "with a new link that works for 120 hours" in shown
        await press(pilot, "enter", "enter")
        shown = await on_top(pilot, PeopleScreen)
        assert "1 mail sent again." in shown
        assert "resent today" in shown


async def test_a_role_is_changed_with_its_consequences_said(practice: Practice, journal: Path) -> None:
    async with people(practice, journal) as (pilot, app):
        await press(pilot, "slash", *"sam@", "enter", "e")
        shown = await on_top(pilot, PlanScreen)
        assert "Give the role to people you trust" in flowing(app)
        await press(pilot, "enter")
        await on_top(pilot, PeopleScreen)
        assert row_of(practice, SAM) == (2, 1), "the cursor starts on the choice that sends nothing"
        await press(pilot, "e")
        await on_top(pilot, PlanScreen)
        await press(pilot, "up", "enter", "enter")
        shown = await on_top(pilot, PeopleScreen)
        assert "1 role changed." in shown
        assert row_of(practice, SAM) == (2, 0)


async def test_giving_away_ones_own_role_leads_home_as_what_one_is_now(practice: Practice) -> None:
    async with people(practice) as (pilot, app):
        await press(pilot, "slash", *"ada@", "enter", "e")
        shown = await on_top(pilot, PlanScreen)
        assert "THIS IS YOUR OWN ROLE" in shown
        await press(pilot, "up", "enter", "enter")
        await on_top(pilot, ClientsScreen)
        await quiet(pilot)
        home = app.screen
        assert isinstance(home, ClientsScreen)
        assert home.provider is not None
        assert home.provider.role is ProviderRole.SERVICE_USER
        assert "Provider admins only" in await press(pilot, "P")


async def test_the_last_admin_keeps_the_role_and_cannot_be_removed(practice: Practice) -> None:
    practice.execute("UPDATE provider_users SET type = 1 WHERE email = ?", BEN)
    async with people(practice) as (pilot, app):
        assert "Only one confirmed provider admin" in shown_text(app)
        await press(pilot, "slash", *"ada@", "enter", "e")
        assert "a provider needs one" in flowing(app)
        assert stands(app, PeopleScreen)
        assert "That is you: another" in await press(pilot, "D")


async def test_somebody_is_removed_by_a_typed_address(practice: Practice, journal: Path) -> None:
    async with people(practice, journal) as (pilot, app):
        await press(pilot, "slash", *"sam@", "enter", "D")
        shown = await on_top(pilot, TypedYesScreen)
        assert shown.startswith(" Seatwarden  ")  # the header where every screen has it
        assert "lose every client of the provider at once" in flowing(app)
        assert f"type: {SAM}" in shown
        assert "That is not it" in await press(pilot, *"somebody", "enter")
        await press(pilot, "escape")
        assert "Nobody was removed." in await on_top(pilot, PeopleScreen)
        assert row_of(practice, SAM) is not None
        await press(pilot, "D")
        await on_top(pilot, TypedYesScreen)
        await press(pilot, *SAM, "enter")
        await on_top(pilot, PlanScreen)
        await press(pilot, "enter", "enter")
        assert "1 removed." in await on_top(pilot, PeopleScreen)
    assert row_of(practice, SAM) is None


async def test_marked_people_are_acted_on_together_and_the_unfit_are_left_out(practice: Practice) -> None:
    accepts(practice, "never.ned@north.example")
    practice.execute("UPDATE provider_users SET accepts_at = NULL WHERE email = 'never.ned@north.example'")
    async with people(practice) as (pilot, app):
        await press(pilot, "space", "space", "space", "space", "r")
        shown = await on_top(pilot, PlanScreen)
        assert "2 people get the mail again" in flowing(app)
        assert shown.count("left out") == 2
        await press(pilot, "enter", "enter")
        assert "2 mails sent again, 2 left out." in await on_top(pilot, PeopleScreen)
        await press(pilot, "slash", *"invited", "enter", "space", "space", "D")
        shown = await on_top(pilot, TypedYesScreen)
        assert "type: remove 2" in shown
        assert "They were never confirmed and have seen nothing" in flowing(app)
        await press(pilot, *"remove 2", "enter")
        await on_top(pilot, PlanScreen)
        await press(pilot, "enter", "enter")
        assert "2 removed." in await on_top(pilot, PeopleScreen)
    assert row_of(practice, IVO) is None


async def test_a_lost_answer_about_a_reminder_leaves_it_unknown(practice: Practice, journal: Path) -> None:
    faults = FaultInjector(practice.thread.app)
    async with people(practice, journal, faults=faults) as (pilot, _app):
        await press(pilot, "slash", *"ivo@", "enter", "r")
        await on_top(pilot, PlanScreen)
        faults.answer("/users/reinvite", HTML, status=502)
        shown = await press(pilot, "enter")
        assert "UNKNOWN" in shown
        assert "1 unknown" in shown


async def test_read_only_says_why(practice: Practice) -> None:
    async with people(practice, read_only=True) as (pilot, app):
        for key in ("c", "r", "i", "e", "D", "enter"):
            assert "This run is read-only" in await press(pilot, key), key
        assert stands(app, PeopleScreen)


async def test_mail_text_and_address_are_copied(practice: Practice) -> None:
    async with people(practice) as (pilot, app):
        await press(pilot, "y", "y")
        assert app.clipboard == WIM
        await press(pilot, "j", "y", "y")
        for part in ("Northwind MSP", f"{ADA} has invited you", "service user", IVO, "120 hours", "\n\n"):
            assert part in app.clipboard


async def test_rows_are_saved_as_they_are_shown(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with people(practice) as (pilot, _app):
        await press(pilot, "t", "W")
        shown = await press(pilot, "enter")
        assert "people-" in shown
    (saved,) = tmp_path.glob("people-*.csv")
    lines = saved.read_text().splitlines()
    assert lines[0] == "id,status,name,email,role,you,invited,resent"
    assert len(lines) == 2
    assert IVO in lines[1]


# The recommended second admin


async def test_home_recommends_a_second_admin_until_there_is_one(practice: Practice) -> None:
    async with at_home(practice, who=Persona.SEVERAL_PROVIDERS, provider="Southgate IT") as (pilot, app):
        assert ADVICE in flowing(app)
        shown = await press(pilot, "P")
        assert "Only one confirmed provider admin" in shown
        practice.execute(
            "UPDATE provider_users SET provider_id = (SELECT id FROM providers WHERE name = 'Southgate IT'),"
            " status = 2 WHERE email = ?",
            BEN,
        )
        shown = await press(pilot, "R")
        assert "Only one confirmed" not in shown
        await press(pilot, "escape")
        assert stands(app, ClientsScreen)
        assert ADVICE not in flowing(app)


async def test_the_home_screen_asks_for_people_once_per_provider(practice: Practice) -> None:
    asked: list[str] = []
    faults = FaultInjector(practice.thread.app)

    def count(whole: Any) -> Any:
        asked.append("users")
        return whole

    ((provider,),) = practice.execute("SELECT id FROM providers WHERE name = 'Northwind MSP'")
    faults.change(f"/providers/{provider}/users", count)
    async with at_home(practice, faults=faults) as (pilot, _app):
        await press(pilot, "R")
        await press(pilot, "R")
        assert asked == ["users"]


async def test_whoever_watches_asks_for_nobody(practice: Practice) -> None:
    practice.execute("UPDATE provider_users SET type = 1 WHERE email = ?", BEN)
    async with at_home(practice, watching=True) as (_pilot, app):
        assert ADVICE not in flowing(app)


# Hostile


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_hostile_names_are_shown_as_text(practice: Practice, size: tuple[int, int]) -> None:
    practice.execute("UPDATE users SET name = ? WHERE email IN (?, ?)", EVERYTHING, WIM, SAM)
    practice.execute("UPDATE providers SET name = ? WHERE name = 'Northwind MSP'", EVERYTHING)
    async with people(practice, size=size) as (pilot, app):
        check_screen(app)
        assert EVERYTHING_SHOWN[:10] in shown_text(app)
        for keys in (
            ("c",),
            ("L",),
            ("escape",),
            ("d",),
            ("escape",),
            ("e",),
            ("escape",),
            ("D",),
            ("escape",),
            ("y",),
            ("escape",),
            ("i",),
            ("escape",),
        ):
            await press(pilot, *keys)
            check_screen(app)


async def test_what_became_of_an_interrupted_act_is_told_when_people_opens(
    practice: Practice, journal: Path
) -> None:
    ((provider,),) = practice.execute("SELECT id FROM providers WHERE name = 'Northwind MSP'")
    crashed_at(
        journal,
        "person.invite",
        client="Northwind MSP",
        provider_id=str(provider),
        after={"emails": [IVO, NIA], "role": "service-user"},
    )
    async with people(practice, journal) as (pilot, app):
        assert f"Interrupted before: Invite staff {IVO} and 1 more. Not invited: {NIA}." in flowing(app)
        await press(pilot, "R")
        assert "Interrupted before" not in flowing(app), "told once"
