"""A recovered account's secrets, looked for in whatever a session draws, says or writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.message import Message
from textual.message_pump import MessagePump

from backend_client.crypto.enc_string import EncString
from backend_client.crypto.kdf import Pbkdf2, derive_master_key
from backend_client.secret import Secret
from embedded_backend.seed import PRACTICE_PASSWORD
from tests.contract.recovery_desk import GOOD, OLDER, opens_with
from tests.hostile.test_planted_secrets import Needles
from tests.practice import Practice
from tests.screens.recovery_driving import opened, press, until, write
from tui.screens.base import Place

KDF = Pbkdf2(10_000)


def planted(practice: Practice) -> Needles:
    """The new password, the hash that signs in with it, and the member's user key."""
    needles = Needles()
    needles.add("the new password", GOOD)
    new = derive_master_key(Secret(GOOD), OLDER, KDF)
    needles.add("the new authentication hash", new.authentication_hash(Secret(GOOD)))
    ((wrapped,),) = practice.execute("SELECT user_key FROM users WHERE email = ?", OLDER)
    present = derive_master_key(Secret(PRACTICE_PASSWORD), OLDER, KDF).stretched()
    needles.add("the user key", present.decrypt(EncString.parse(str(wrapped))))
    return needles


async def test_nothing_of_a_recovery_is_drawn_said_or_written(
    practice: Practice, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("DEBUG")
    needles, told = planted(practice), []
    dispatch = MessagePump._dispatch_message

    async def watched(pump: MessagePump, message: Message) -> None:
        told.append(f"{message!r}")
        await dispatch(pump, message)

    monkeypatch.setattr(MessagePump, "_dispatch_message", watched)
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, Place.MEMBERS, journal=journal) as (pilot, app):

        def look() -> None:
            told.append(app.export_screenshot())
            told.extend(f"{vars(screen)!r}" for screen in app.screen_stack)

        await press(pilot, "slash")
        await write(pilot, OLDER)
        await press(pilot, "A")
        await until(pilot, "They left their key")
        await press(pilot, "enter", "j", "enter")
        for _time in range(2):
            look()
            await write(pilot, GOOD)
        await until(pilot, "To go on, type")
        look()
        await write(pilot, OLDER)
        await until(pilot, "once more")
        look()
        await write(pilot, PRACTICE_PASSWORD)
        await until(pilot, "has a new master password")
        look()
        told.extend(f"{worker!r} {worker.description}" for worker in app.workers)
    assert len(told) > 100
    home = [path.read_bytes().decode("utf-8", "replace") for path in Path.home().rglob("*") if path.is_file()]
    for text in (*told, *home, journal.read_text("utf-8"), caplog.text):
        needles.check(text, text[:80])
    assert await opens_with(practice, OLDER, GOOD)
