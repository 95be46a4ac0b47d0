"""Account recovery by keys: nothing is sent by accident, and the member opens everything afterwards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.errors import OutcomeUnknown, ServerTimeout
from backend_client.portal.journal import Journal
from embedded_backend.seed import PRACTICE_PASSWORD
from tests.contract.recovery_desk import BARE, CHANGED, GOOD, NEWER, OLDER, opens_with
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.recovery_driving import opened, press, stands, until, write
from tui.app import SeatwardenApp
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import Place
from tui.screens.members import MembersScreen
from tui.screens.recover_account import RecoverAccountScreen
from tui.screens.typed_yes import TypedYesScreen

_MADE = re.compile(r"\b(?:[A-Z][a-z-]+-)+[A-Z][a-z-]+[!@#$%^&*]\d\d\b")


async def recover(pilot: Pilot[Any], email: str) -> str:
    """The members with the cursor on that person, and `A` pressed."""
    await press(pilot, "slash")
    await write(pilot, email)
    return await press(pilot, "A")


async def begun(pilot: Pilot[Any], email: str) -> None:
    await recover(pilot, email)
    await until(pilot, "They left their key")


async def agreed(pilot: Pilot[Any], email: str) -> str:
    """The address typed and the operator's password given."""
    await until(pilot, "To go on, type")
    await write(pilot, email)
    await until(pilot, "once more")
    return await write(pilot, PRACTICE_PASSWORD)


async def test_a_generated_password_is_masked_shown_on_request_and_counts(
    practice: Practice, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, Place.MEMBERS, journal=journal) as (pilot, app):
        await begun(pilot, OLDER)
        await press(pilot, "enter")
        masked = await press(pilot, "enter")
        assert ("v shows it" in masked, _MADE.search(masked)) == (True, None)
        found = _MADE.search(await press(pilot, "v"))
        assert found is not None
        assert _MADE.search(await press(pilot, "v")) is None
        await press(pilot, "enter")
        words = await until(pilot, "To go on, type")
        assert "stops working at once" in words
        assert "The server mails them" in words
        await agreed(pilot, OLDER)
        over = await until(pilot, "has a new master password")
        assert _MADE.search(over) is None
        assert found[0] in await press(pilot, "v")
        await press(pilot, "enter")
        assert stands(app, MembersScreen)
        assert f"{OLDER} has a new master password" in await until(pilot, "has a new master password")
    assert await opens_with(practice, OLDER, found[0])
    assert found[0] not in journal.read_text()
    assert [entry.act for entry in Journal(journal).entries()] == ["member.recover", "member.recover"]


async def test_a_typed_password_must_fit_the_policy_and_be_typed_twice(practice: Practice) -> None:
    async with opened(practice, Place.MEMBERS) as (pilot, app):
        await begun(pilot, NEWER)
        words = await press(pilot, "enter")
        assert "At least 14 characters, with a capital letter." in words
        await press(pilot, "j", "enter")
        short = await write(pilot, "Short1!")
        assert "it is shorter than 14 characters" in short
        assert "it has no capital letter" in await write(pilot, "long but all in small letters")
        assert "strong" in await write(pilot, GOOD)
        assert "The two differ" in await write(pilot, "Something else 12!")
        await write(pilot, GOOD)
        await write(pilot, GOOD)
        await agreed(pilot, NEWER)
        await until(pilot, "has a new master password")
        assert stands(app, MembersScreen)
        assert GOOD not in await press(pilot, "down")
    assert await opens_with(practice, NEWER, GOOD)


@pytest.mark.parametrize("typed", ["yes", "elin.abel5@delta.example", ""])
async def test_another_word_than_the_address_sends_nothing(practice: Practice, typed: str) -> None:
    async with opened(practice, Place.MEMBERS) as (pilot, app):
        await begun(pilot, OLDER)
        await press(pilot, "enter", "enter", "enter")
        await until(pilot, "To go on, type")
        assert "That is not it. Nothing was sent." in await write(pilot, typed)
        assert stands(app, TypedYesScreen)
        await press(pilot, "escape")
        assert "Nothing was sent" in await until(pilot, "Nothing was sent")
        assert stands(app, RecoverAccountScreen)
    assert await opens_with(practice, OLDER, PRACTICE_PASSWORD)


async def test_without_the_operators_own_password_nothing_is_sent(practice: Practice) -> None:
    async with opened(practice, Place.MEMBERS) as (pilot, app):
        await begun(pilot, OLDER)
        await press(pilot, "enter", "enter", "enter")
        await write(pilot, OLDER)
        await until(pilot, "once more")
        assert "That is not the master password" in await write(pilot, "wrong")
        assert stands(app, AskPasswordScreen)
        await press(pilot, "escape")
        await until(pilot, "Nothing was sent.")
        await press(pilot, "escape", "escape", "escape")
        assert stands(app, MembersScreen)
    assert await opens_with(practice, OLDER, PRACTICE_PASSWORD)


async def test_two_step_login_alone(practice: Practice) -> None:
    async with opened(practice, Place.MEMBERS) as (pilot, _app):
        await begun(pilot, OLDER)
        await press(pilot, "j", "j", "enter")
        words = await until(pilot, "To go on, type")
        assert "THIS CLIENT REQUIRES TWO-STEP LOGIN" in words
        assert "stops working" not in words
        await agreed(pilot, OLDER)
        await until(pilot, "no two-step login any more")
    ((secret,),) = practice.execute("SELECT totp_secret FROM users WHERE email = ?", OLDER)
    assert secret is None
    assert await opens_with(practice, OLDER, PRACTICE_PASSWORD)


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (BARE, "They are not enrolled in account recovery"),
        (CHANGED, "Their account encryption changed after they enrolled"),
    ],
)
async def test_whom_it_is_not_possible_for_is_told_why(practice: Practice, email: str, said: str) -> None:
    async with opened(practice, Place.MEMBERS) as (pilot, app):
        await recover(pilot, email)
        assert "in the web vault" in await until(pilot, said)
        assert stands(app, MembersScreen)


async def test_teams_organizations_have_none(practice: Practice) -> None:
    async with opened(practice, Place.MEMBERS, "Alder Dental Group") as (pilot, _app):
        await press(pilot, "A")
        await until(pilot, "Teams organizations have none")


async def test_read_only_says_so(practice: Practice) -> None:
    async with opened(practice, Place.MEMBERS, read_only=True) as (pilot, app):
        assert "read-only" in await press(pilot, "A")
        assert stands(app, MembersScreen)


async def test_a_lost_answer_says_what_to_do(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(practice, Place.MEMBERS) as (pilot, app):
        await begun(pilot, OLDER)
        await press(pilot, "enter", "enter")
        _lose(app, monkeypatch)
        await press(pilot, "enter")
        await agreed(pilot, OLDER)
        over = await until(pilot, "only they can find out")
        assert "with the same password or another" in over
        assert _MADE.search(await press(pilot, "v")) is not None
        await press(pilot, "escape")
        assert "Not known whether it happened" in await until(pilot, "Not known")


def _lose(app: SeatwardenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_given: object, password: Any, **_more: object) -> None:
        password.drop()
        raise OutcomeUnknown(ServerTimeout(host="practice", seconds=10))

    assert app.portal is not None
    monkeypatch.setattr(app.portal.account_recovery, "apply", lost)


async def test_locking_forgets_the_password(practice: Practice) -> None:
    async with opened(practice, Place.MEMBERS) as (pilot, app):
        await begun(pilot, OLDER)
        await press(pilot, "enter", "enter", "v")
        await press(pilot, "ctrl+l")
        await quiet(pilot)
        await write(pilot, PRACTICE_PASSWORD)
        shown = await until(pilot, "They left their key")
        assert _MADE.search(shown) is None
        assert stands(app, RecoverAccountScreen)
        assert "no generated password" in await press(pilot, "v")


async def test_the_copy_goes_to_the_clipboard_for_a_while(practice: Practice) -> None:
    async with opened(practice, Place.MEMBERS) as (pilot, _app):
        await begun(pilot, OLDER)
        await press(pilot, "enter", "enter")
        assert "The clipboard now holds the new password." in await press(pilot, "y")
        assert "The clipboard was cleared" in await press(pilot, "c")


async def test_a_hostile_name_is_drawn_as_text(practice: Practice) -> None:
    practice.execute("UPDATE users SET name = ? WHERE email = ?", EVERYTHING, OLDER)
    async with opened(practice, Place.MEMBERS, size=(120, 40)) as (pilot, _app):
        await recover(pilot, OLDER)
        assert EVERYTHING_SHOWN[:45] in await until(pilot, "They left their key")
