"""Secrets of the onboarding steps, planted and looked for in whatever a session draws, says or writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.message import Message
from textual.message_pump import MessagePump

from tests.hostile.test_planted_secrets import Needles
from tests.practice import Practice
from tests.screens.inside_client import FRESH, inside, keys, on_top
from tui.screens.base import Place
from tui.screens.plan import PlanScreen
from tui.screens.sso import SsoScreen
from tui.screens.sso_form import SsoFormScreen

STORED = "st0red-cl1ent-s3cret"


async def test_a_stored_client_secret_is_neither_drawn_nor_written(
    practice: Practice, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("DEBUG")
    ((organization,),) = practice.execute(
        "SELECT id FROM organizations WHERE name IN (?, ?)", FRESH, FRESH.replace("'", "&#39;")
    )
    fields = {"configType": 1, "authority": "https://idp.example", "clientId": "c", "clientSecret": STORED}
    practice.execute("UPDATE organizations SET identifier = 'fresh' WHERE id = ?", organization)
    practice.execute("INSERT INTO sso_configs VALUES (?, 0, ?)", organization, json.dumps(fields))
    told: list[str] = []
    dispatch = MessagePump._dispatch_message

    async def watched(pump: MessagePump, message: Message) -> None:
        told.append(f"{message!r}")
        await dispatch(pump, message)

    monkeypatch.setattr(MessagePump, "_dispatch_message", watched)
    journal = tmp_path / "journal.jsonl"
    async with inside(practice, Place.SSO, journal=journal) as (pilot, app):
        needles = Needles()
        needles.add("the client secret", STORED)
        assert app.portal is not None
        key = app.portal.session.keys.organization_key(str(organization))
        needles.add("the organization key", key.to_bytes())
        for pressed, shown in (("e", SsoFormScreen), ("escape", SsoScreen), ("t", PlanScreen)):
            await keys(pilot, pressed)
            await on_top(pilot, shown)
            told.append(app.export_screenshot())
            told.extend(f"{vars(screen)!r}" for screen in app.screen_stack)
        await keys(pilot, "home", "enter")
        told.append(app.export_screenshot())
        told.extend(f"{worker!r} {worker.description}" for worker in app.workers)
    assert len(told) > 100
    written = [
        path.read_bytes().decode("utf-8", "replace") for path in Path.home().rglob("*") if path.is_file()
    ]
    for text in (*told, *written, journal.read_text("utf-8"), caplog.text):
        needles.check(text, text[:80])
