"""The people of a client on the real practice backend, driven by keys."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from backend_client.portal.journal import Journal, Phase
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from embedded_backend.seed_people import PRACTICE_PASSWORD
from embedded_backend.telephone import phrase_read_out
from tests.conftest import Settle
from tests.hostile.driving import check_screen
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.stand_ins import shown_text
from tui.app import SeatwardenApp, Start
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import Place
from tui.screens.clients import ClientsScreen
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.members import MembersScreen

BIRCH = "Birch & Sons Logistics"


@asynccontextmanager
async def members(
    practice: Practice,
    journal: Path | None = None,
    *,
    size: tuple[int, int] = (80, 24),
    read_only: bool = False,
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The members of Birch & Sons, read."""

    async def open_portal(where: str) -> Portal:
        return await practice.signed_in(person(Persona.ADMIN), journal=journal, read_only=read_only)

    app = SeatwardenApp(
        open_portal,
        start=Start(where="practice"),
        practice_phrase=lambda email: phrase_read_out(practice.database, email),
    )
    async with app.run_test(size=size) as pilot:
        await quiet(pilot)
        home = app.screen
        assert isinstance(home, ClientsScreen)
        await pilot.press("j")
        working = home.at_work()
        chosen = home.chosen()
        assert working is not None
        assert chosen is not None
        app.open_client(Place.MEMBERS, working[1].provider, chosen)
        await quiet(pilot)
        assert isinstance(app.screen, MembersScreen)
        yield pilot, app


def stands(app: SeatwardenApp, screen: type[Screen[Any]]) -> bool:
    """Whether that screen is on top."""
    return isinstance(app.screen, screen)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys and wait; what is shown then."""
    await pilot.press(*keys)
    await quiet(pilot)
    return shown_text(pilot.app)


def status_of(practice: Practice, email: str) -> object:
    found = practice.execute(
        "SELECT m.status FROM organization_users m LEFT JOIN users u ON u.id = m.user_id"
        " WHERE COALESCE(u.email, m.email) = ?",
        email,
    )
    return found[0][0] if found else None


def accepted(practice: Practice, email: str) -> None:
    """Somebody who accepts, with keys of their own, as soon as anybody looks."""
    ((organization,),) = practice.execute("SELECT id FROM organizations WHERE name = ?", BIRCH)
    practice.execute(
        "INSERT INTO organization_users"
        " (id, organization_id, email, type, status, created_at, accepts_at) VALUES (?, ?, ?, 2, 0, 0, 0)",
        *(str(uuid.uuid4()), organization, email),
    )


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


async def test_the_board_counts_and_begins_with_what_needs_doing(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        shown = shown_text(app)
        assert "Invited 5 -> Accepted 3 -> Confirmed 29  (Revoked 0)" in shown
        assert "40 seats, 37 used, 3 left" in shown
        lines = shown.splitlines()
        first = next(line for line in lines if line.startswith(">"))
        assert "Accepted" in first
        assert "mia@birch.example" in first
        assert "Next: c compares the fingerprint phrase and confirms." in shown
        order = [
            line.split()[0].lstrip(">") for line in lines if line[2:11].strip() in ("Accepted", "Invited")
        ]
        assert order == sorted(order)
        shown = await press(pilot, "j", "j", "j")
        assert "jo@birch.example, Owner" in shown
        assert "y copies what to write to them" in shown


async def test_one_after_the_other_is_confirmed_or_skipped(practice: Practice, journal: Path) -> None:
    async with members(practice, journal) as (pilot, app):
        shown = await press(pilot, "c")
        assert "1 of 3   Mia Ortega <mia@birch.example>" in shown
        for number, word in enumerate(phrase_read_out(practice.database, "mia@birch.example").split("-"), 1):
            assert f"{number}  {word}" in shown
        shown = await press(pilot, "y")
        assert "2 of 3" in shown
        assert "confirmed: mia@birch.example" in shown
        assert status_of(practice, "mia@birch.example") == 2
        await press(pilot, "n")
        shown = await press(pilot, "y")
        assert stands(app, MembersScreen)
        assert "2 confirmed, 1 skipped." in shown
        assert "Accepted 1 -> Confirmed 31" in shown
    acts = [entry.act for entry in Journal(journal).entries() if entry.phase is Phase.INTENT]
    assert acts == ["member.confirm", "member.confirm"]


async def test_stopping_confirms_nobody(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        await press(pilot, "c")
        shown = await press(pilot, "escape")
        assert stands(app, MembersScreen)
        assert "Accepted 3 -> Confirmed 29" in shown


async def test_the_list_wants_a_typed_word(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        shown = await press(pilot, "c", "L")
        for local in ("mia", "tilda.costa31", "ugo.duval32"):
            assert phrase_read_out(practice.database, f"{local}@birch.example") in shown
        shown = await press(pilot, *"yes", "enter")
        assert "Nothing was sent: type confirm 3." in shown
        assert status_of(practice, "mia@birch.example") == 1
        await pilot.press("ctrl+u")
        shown = await press(pilot, *"confirm 3", "enter")
        assert stands(app, AskPasswordScreen)
        assert "Confirming 3 people at once needs your master password once more." in shown
        shown = await press(pilot, "escape")
        assert stands(app, ConfirmPeopleScreen)
        assert "Nothing was sent." in shown
        await press(pilot, "enter")
        shown = await press(pilot, *"wrong", "enter")
        assert "That is not the master password" in shown
        assert status_of(practice, "mia@birch.example") == 1
        shown = await press(pilot, *PRACTICE_PASSWORD, "enter")
        assert stands(app, MembersScreen)
        assert "3 confirmed." in shown
        assert "Accepted 0 -> Confirmed 32" in shown


async def test_a_long_list_is_scrolled_while_the_word_is_typed(practice: Practice) -> None:
    for number in range(6):
        accepted(practice, f"person{number:02}@birch.example")
    async with members(practice, size=(80, 16)) as (pilot, app):
        first, last = "person00@birch.example", "ugo.duval32@birch.example"
        shown = await press(pilot, "c", "L")
        assert (first in shown, last in shown) == (True, False)
        shown = await press(pilot, "pagedown", "pagedown", *"confirm 9")
        assert last in shown
        shown = await press(pilot, "enter", *PRACTICE_PASSWORD, "enter")
        assert stands(app, MembersScreen)
        assert "9 confirmed." in shown


async def test_a_substituted_key_is_found_by_telephone_and_its_owner_skipped(practice: Practice) -> None:
    accepted(practice, "mallory@birch.example")
    async with members(practice) as (pilot, app):
        await press(pilot, "slash", *"mallory", "enter")
        shown = await press(pilot, "c")
        assert "1 of 1   Mallory <mallory@birch.example>" in shown
        read_out = phrase_read_out(practice.database, "mallory@birch.example")
        assert f"1  {read_out.split('-')[0]}" not in shown
        shown = await press(pilot, "t")
        assert f"reads out: {read_out.split('-')[0]}" in shown
        shown = await press(pilot, "d")
        assert "do not confirm" in shown
        assert "0 confirmed, 1 skipped." in await press(pilot, "n")
        assert stands(app, MembersScreen)
    assert status_of(practice, "mallory@birch.example") == 1


async def test_a_key_that_changed_on_the_way_is_told_loudly(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        await press(pilot, "c")
        others = practice.execute("SELECT public_key FROM users WHERE email = 'ada@northwind.example'")
        practice.execute("UPDATE users SET public_key = ? WHERE email = 'mia@birch.example'", others[0][0])
        shown = await press(pilot, "y")
        assert "THE KEY CHANGED" in shown
        assert status_of(practice, "mia@birch.example") == 1
        shown = await press(pilot, "y", "y")
        assert stands(app, ConfirmPeopleScreen), "a refusal is not left by itself"
        assert "2 confirmed, 1 refused." in shown
        shown = await press(pilot, "y")
        assert "Everybody was decided about" in shown
        await press(pilot, "escape")
        assert stands(app, MembersScreen)


async def test_a_phrase_out_of_view_confirms_nobody(practice: Practice) -> None:
    async with members(practice, size=(40, 10)) as (pilot, _app):
        shown = await press(pilot, "c")
        assert "1 of 3" in shown
        shown = await press(pilot, "pagedown", "pagedown", "y")
        assert "See all five words together first" in shown
        assert status_of(practice, "mia@birch.example") == 1
        await pilot.resize_terminal(80, 24)
        shown = await press(pilot, "pageup", "pageup", "y")
        assert "2 of 3" in shown
        assert status_of(practice, "mia@birch.example") == 2


async def test_a_key_held_down_confirms_nobody(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.unhurried.STANDS_SECONDS", 1.0)

    async def arrive(*seconds: float) -> str:
        for second in seconds:
            key = events.Key("y", "y")
            key.time = began + second
            app.post_message(key)
            await quiet(pilot)
        return shown_text(app)

    async with members(practice) as (pilot, app):
        await press(pilot, "c")
        began = time.monotonic()
        assert "1 of 3" in shown_text(app)
        shown = await arrive(0.1, *(0.5 + number / 30 for number in range(60)))
        assert "a key held down, or pressed within a second, does not count" in shown
        assert "1 of 3" in shown
        assert status_of(practice, "mia@birch.example") == 1
        shown = await arrive(4.0)
        assert "2 of 3" in shown
        assert status_of(practice, "mia@birch.example") == 2
        began = time.monotonic()
        assert "2 of 3" in await arrive(0.2)


async def test_marked_people_are_reminded_and_the_board_remembers(practice: Practice, journal: Path) -> None:
    async with members(practice, journal) as (pilot, app):
        await press(pilot, "j", "j", "j", "space", "space", "k", "k", "k")
        shown = await press(pilot, "r")
        assert "2 people get the mail again, with new links that work for 5 days." in shown
        shown = await press(pilot, "enter")
        assert shown.count("done") == 2
        shown = await press(pilot, "enter")
        assert stands(app, MembersScreen)
        assert "2 mails sent again." in shown
        assert shown.count("resent today") == 2


async def test_revoke_restore_and_remove_with_a_typed_word(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        shown = await press(pilot, "K")
        assert "lose access at once" in shown
        await press(pilot, "enter")
        assert status_of(practice, "mia@birch.example") == 1, (
            "the cursor starts on the choice that sends nothing"
        )
        await press(pilot, "K", "up", "enter")
        await press(pilot, "enter")
        assert status_of(practice, "mia@birch.example") == -1
        assert "(Revoked 1)" in shown_text(app)
        assert "40 seats, 36 used, 4 left" in shown_text(app)
        assert "mia@birch.example" not in shown_text(app), "all leaves out the revoked"
        shown = await press(pilot, "t", "t", "t")
        assert "Shown: revoked, 1" in shown
        await press(pilot, "slash", *"mia@", "enter")
        assert "Nobody here is waiting" in await press(pilot, "c"), "the filter hides the others"
        shown = await press(pilot, "T")
        assert "Each takes a seat; 4 left now." in shown
        await press(pilot, "enter", "enter")
        assert status_of(practice, "mia@birch.example") == 1
        shown = await press(pilot, "t", "D")
        assert "type: mia@birch.example" in shown
        await press(pilot, *"somebody", "enter")
        assert "That is not it" in shown_text(app)
        await press(pilot, "escape")
        assert status_of(practice, "mia@birch.example") == 1
        await press(pilot, "D", *"mia@birch.example", "enter")
        await press(pilot, "enter")
        await press(pilot, "enter")
        assert status_of(practice, "mia@birch.example") is None


async def test_what_cannot_be_done_is_said_at_once(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        assert "mia@birch.example: They have no open invitation." in await press(pilot, "r")
        assert "They are not revoked." in await press(pilot, "T")
        assert stands(app, MembersScreen)


async def test_the_mail_text_is_copied_for_the_invited_and_the_address_for_others(
    practice: Practice,
) -> None:
    async with members(practice) as (pilot, app):
        await press(pilot, "y", "y")
        assert app.clipboard == "mia@birch.example"
        await press(pilot, "j", "j", "j", "y", "y")
        mail = app.clipboard
        for part in (BIRCH, "Northwind MSP (ada@northwind.example)", "jo@birch.example", "5 days", "\n\n"):
            assert part in mail
        check_screen(app)


async def test_a_refresh_keeps_cursor_and_marks_and_the_filter_narrows(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        shown = await press(pilot, "slash", *"raj", "enter")
        assert "raj@birch.example" in shown
        assert "mia@birch.example" not in shown
        await press(pilot, "space")
        await press(pilot, "escape", "R")
        screen = app.screen
        assert isinstance(screen, MembersScreen)
        row = screen.table.cursor_row
        assert row is not None
        assert row.member.email == "raj@birch.example"
        assert screen.table.marks == {row.id}
        assert "Nothing matches 'zzz'" in await press(pilot, "slash", *"zzz")


async def test_columns_sort_by_keys_and_by_name(practice: Practice) -> None:
    async with members(practice) as (pilot, _app):
        assert "Status ^" in await press(pilot, "greater_than_sign")
        assert "Status ^" not in await press(pilot, "exclamation_mark")
        shown = await press(pilot, "colon", *"sort -email", "enter")
        rows = [line for line in shown.splitlines() if "@birch" in line and ">, " not in line]
        emails = [word for line in rows for word in line.split() if "@birch" in word]
        assert emails == sorted(emails, reverse=True)
        assert "Sort by one of: todo, status" in await press(pilot, "colon", *"sort height", "enter")


async def test_back_from_inviting_the_board_is_read_again(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        await press(pilot, "i")
        assert not stands(app, MembersScreen)
        accepted(practice, "zoe@birch.example")
        await press(pilot, "escape")
        assert stands(app, MembersScreen)
        assert "Invited 5 -> Accepted 4" in shown_text(app)


async def test_locked_it_forgets_and_unlocked_it_reads_again(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        screen = app.screen
        assert isinstance(screen, MembersScreen)
        await press(pilot, "ctrl+l")
        assert "mia@birch.example" not in shown_text(app)
        assert screen.board is None


async def test_locked_while_a_phrase_is_shown_nobody_is_confirmed(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        await press(pilot, "c", "y")
        await press(pilot, "ctrl+l")
        typed = ["space" if letter == " " else letter for letter in PRACTICE_PASSWORD]
        await press(pilot, *typed, "enter")
        assert stands(app, MembersScreen)
        said = "1 confirmed. Comparing was stopped when it was locked: nobody else was confirmed."
        assert said in " ".join(shown_text(app).split())
        assert "Accepted 2 -> Confirmed 30" in shown_text(app)


async def test_read_only_says_why(practice: Practice) -> None:
    async with members(practice, read_only=True) as (pilot, _app):
        for key in ("c", "r", "K", "T", "D"):
            assert "This run is read-only" in await press(pilot, key)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_hostile_names_are_shown_as_text(practice: Practice, size: tuple[int, int]) -> None:
    practice.execute("UPDATE users SET name = ? WHERE email = 'mia@birch.example'", EVERYTHING)
    practice.execute("UPDATE groups SET name = ?", EVERYTHING)
    async with members(practice, size=size) as (pilot, app):
        check_screen(app)
        assert EVERYTHING_SHOWN[:10] in shown_text(app)
        for keys in (
            ("c",),
            ("L",),
            ("escape",),
            ("escape",),
            ("y",),
            ("escape",),
            ("D",),
            ("escape",),
            ("K",),
        ):
            await press(pilot, *keys)
            check_screen(app)


async def test_the_columns_grow_with_the_terminal(practice: Practice, settle: Settle) -> None:
    async with members(practice, size=(120, 40)) as (_pilot, app):
        shown = shown_text(app)
        assert "Groups" in shown
        assert "tilda.costa31@birch.example" in shown
        assert "expires in 1 d" in shown


async def test_locking_before_the_password_of_a_list_confirms_nobody(practice: Practice) -> None:
    async with members(practice) as (pilot, app):
        await press(pilot, "c", "L", *"confirm 3", "enter", *"pract")
        await press(pilot, "ctrl+l")
        await press(pilot, *PRACTICE_PASSWORD, "enter")
        assert stands(app, AskPasswordScreen)
        await press(pilot, *PRACTICE_PASSWORD, "enter")
        assert stands(app, MembersScreen)
        assert status_of(practice, "mia@birch.example") == 1
