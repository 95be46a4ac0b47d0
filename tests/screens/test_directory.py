"""A client's directory on the real practice backend, driven by keys; its keys are copied and never drawn."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from textual.message import Message
from textual.message_pump import MessagePump

from embedded_backend.seed import Persona, person
from tests.hostile.driving import check_screen, flowing, segments, type_in
from tests.practice import Practice
from tests.screens.inside_client import FRESH, inside, keys, on_top
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import Place
from tui.screens.directory import DirectoryScreen
from tui.screens.plan import PlanScreen
from tui.screens.scim_provider import ScimProviderScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.secret_input import SecretInput

PASSWORD = person(Persona.SECOND_ADMIN).password


def key_in(practice: Practice, kind: int) -> str:
    """The key the server has."""
    ((found,),) = practice.execute("SELECT api_key FROM organization_api_keys WHERE type = ?", kind)
    return str(found)


async def to_row(pilot: Any, row: str) -> None:
    """Put the cursor on a row."""
    table = pilot.app.screen.query_one("LineTable")
    await keys(pilot, "g")
    while table.cursor_row.id != row:
        before = table.cursor_row.id
        await keys(pilot, "j")
        assert table.cursor_row.id != before, row


async def test_scim_is_switched_on_for_a_provider_and_off_again(practice: Practice) -> None:
    async with inside(practice, Place.DIRECTORY) as (pilot, app):
        assert "never switched on" in flowing(app)
        await to_row(pilot, "scim.address")
        assert "/scim/v2/" in flowing(app)
        await keys(pilot, "y")
        assert "/scim/v2/" in app.clipboard
        await keys(pilot, "t")
        await on_top(pilot, ScimProviderScreen)
        await keys(pilot, "escape")
        await on_top(pilot, DirectoryScreen)
        assert "Nothing was sent." in flowing(app)
        await keys(pilot, "t")
        await on_top(pilot, ScimProviderScreen)
        await keys(pilot, "j", "enter")
        await on_top(pilot, PlanScreen)
        assert "You still confirm them." in flowing(app)
        await keys(pilot, "enter", "enter")
        await on_top(pilot, DirectoryScreen)
        assert "Okta" in flowing(app)
        await keys(pilot, "e")
        await on_top(pilot, ScimProviderScreen)
        await keys(pilot, "enter")
        await on_top(pilot, DirectoryScreen)
        assert "It is so already" in flowing(app)
        await keys(pilot, "t")
        await on_top(pilot, PlanScreen)
        assert "refused at once" in flowing(app)
        await keys(pilot, "enter", "enter")
        await on_top(pilot, DirectoryScreen)
    ((enabled,),) = practice.execute("SELECT enabled FROM connections")
    assert enabled == 0


async def test_a_key_goes_to_the_clipboard_and_nowhere_else(
    practice: Practice,
    tmp_path: Path,
    sequences: list[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    journal = tmp_path / "journal.jsonl"
    drawn: list[str] = []
    dispatch = MessagePump._dispatch_message

    async def watched(pump: MessagePump, message: Message) -> None:
        drawn.append(f"{message!r}")
        await dispatch(pump, message)

    monkeypatch.setattr(MessagePump, "_dispatch_message", watched)
    async with inside(practice, Place.DIRECTORY, journal=journal) as (pilot, app):
        await to_row(pilot, "scim.key")
        await keys(pilot, "y")
        await on_top(pilot, AskPasswordScreen)
        await type_in(pilot, "not it")
        await keys(pilot, "enter")
        assert "not the master password" in flowing(app)
        assert practice.count("organization_api_keys") == 0
        await type_in(pilot, PASSWORD)
        assert PASSWORD not in flowing(app).replace(f"password is {PASSWORD}", "")
        await keys(pilot, "enter")
        await on_top(pilot, DirectoryScreen)
        assert "The clipboard now holds the SCIM key." in flowing(app)
        key = key_in(practice, 2)
        assert sequences == [key]
        await keys(pilot, "c")
        assert sequences == [key, " ", ""]
        assert app.clipboard == ""
        drawn.append(f"{vars(app.screen)!r} {vars(app)!r}")
        drawn.append("".join(segment.text for segment in segments(app)))
        drawn.extend(f"{worker!r} {worker.description}" for worker in app.workers)
    assert len(drawn) > 100
    told = "\n".join((*drawn, journal.read_text("utf-8"), caplog.text))
    assert "scim_key.fetch" in told
    assert key not in told


async def test_replacing_a_key_wants_the_name_typed(practice: Practice, sequences: list[str]) -> None:
    async with inside(practice, Place.DIRECTORY) as (pilot, app):
        await keys(pilot, "r")
        assert "Put the cursor on the key to replace." in flowing(app)
        await to_row(pilot, "connector.secret")
        await keys(pilot, "y")
        await on_top(pilot, AskPasswordScreen)
        await type_in(pilot, PASSWORD)
        await keys(pilot, "enter")
        await on_top(pilot, DirectoryScreen)
        old = key_in(practice, 0)
        await keys(pilot, "r")
        await on_top(pilot, AskPasswordScreen)
        await type_in(pilot, PASSWORD)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        assert "every script with the old key" in flowing(app)
        await keys(pilot, "k", "enter")
        assert key_in(practice, 0) == old
        await type_in(pilot, FRESH)
        await keys(pilot, "enter")
        await keys(pilot, "enter")
        await on_top(pilot, DirectoryScreen)
        new = key_in(practice, 0)
        assert new != old
        assert sequences == [old, new]


async def test_leaving_the_password_fetches_nothing_and_locking_asks_again(practice: Practice) -> None:
    async with inside(practice, Place.DIRECTORY) as (pilot, app):
        await to_row(pilot, "scim.key")
        await keys(pilot, "y")
        await on_top(pilot, AskPasswordScreen)
        await type_in(pilot, "half a passw")
        await keys(pilot, "escape")
        await on_top(pilot, DirectoryScreen)
        assert "Nothing was fetched." in flowing(app)
        await keys(pilot, "y")
        await on_top(pilot, AskPasswordScreen)
        assert app.screen.query_one(SecretInput).value == ""
        await type_in(pilot, "half a passw")
        await keys(pilot, "ctrl+l")
        await on_top(pilot, UnlockScreen)
        await type_in(pilot, PASSWORD)
        await keys(pilot, "enter")
        await on_top(pilot, AskPasswordScreen)
        assert app.screen.query_one(SecretInput).value == ""
        await keys(pilot, "escape")
        await on_top(pilot, DirectoryScreen)
        assert "made when it is first copied" in flowing(app)
    assert practice.count("organization_api_keys") == 0


async def test_the_hand_over_text_holds_no_secret(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with inside(practice, Place.DIRECTORY, size=(120, 40)) as (pilot, app):
        await keys(pilot, "w")
        assert "Written, without secrets" in flowing(app)
        await keys(pilot, "w")
        assert "it stays" in flowing(app)
        await to_row(pilot, "connector.hand_over")
        await keys(pilot, "y")
        assert "organization." in app.clipboard
    text = (tmp_path / "directory-connector.txt").read_text("utf-8")
    assert "client secret  is handed over separately" in text


async def test_hostile_answers_are_drawn_as_text(practice: Practice) -> None:
    async with inside(practice, Place.DIRECTORY) as (pilot, app):
        await keys(pilot, "t")
        await on_top(pilot, ScimProviderScreen)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "enter", "enter")
        await on_top(pilot, DirectoryScreen)
        config = {"Enabled": True, "ScimProvider": 10**18, "evil\x1b[2J": "\x1b]52;c;aGFja2Vk\x07"}
        practice.execute("UPDATE connections SET config = ?", json.dumps(config))
        await keys(pilot, "R")
        check_screen(app)
        assert str(10**18) in flowing(app)


async def test_read_only_says_why(practice: Practice) -> None:
    async with inside(practice, Place.DIRECTORY, read_only=True) as (pilot, app):
        await keys(pilot, "t")
        assert "This run is read-only" in flowing(app)
        await to_row(pilot, "scim.key")
        await keys(pilot, "r")
        assert "This run is read-only" in flowing(app)
    assert practice.count("connections") == 0
