"""Handing keys on, by keys pressed: the provider's to its people, a member's to their device. They, and what
opens them, are looked for in whatever the session draws, says, sends to the terminal or writes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widgets import Input

from backend_client.crypto.enc_string import EncString
from backend_client.crypto.kdf import Pbkdf2, derive_master_key
from backend_client.crypto.keys import SymmetricKey
from backend_client.portal.session import Session
from backend_client.secret import Secret
from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.contract.recovery_desk import OLDER
from tests.hostile.fault_injector import FaultInjector
from tests.hostile.test_planted_secrets import Needles
from tests.practice import Practice
from tests.screens import recovery_driving as devices, test_people as staff
from tui.app import SeatwardenApp
from tui.screens.base import Place
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.people import PeopleScreen

SAID_OPENLY = f"password is {PRACTICE_PASSWORD}"
"""What practice prints on purpose."""


class Told:
    """Everything a session told anybody but the server."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        self.needles = Needles()
        self.proofs = 0
        dispatch, prove = MessagePump._dispatch_message, Session.proof

        async def watched(pump: MessagePump, message: Message) -> None:
            if not isinstance(message, (Key, Input.Changed)):  # letters of what is typed, one by one
                self.texts.append(f"{message!r}")
            await dispatch(pump, message)

        async def noted(session: Session, password: Secret) -> Secret:
            proof = await prove(session, password)
            self.needles.add("a proof", proof.reveal())
            self.proofs += 1
            return proof

        monkeypatch.setattr(MessagePump, "_dispatch_message", watched)
        monkeypatch.setattr(Session, "proof", noted)

    def listen(self, app: SeatwardenApp, monkeypatch: pytest.MonkeyPatch) -> None:
        """To the terminal, and to the keys of this session."""
        assert app._driver is not None
        write: Callable[[str], None] = app._driver.write

        def heard(text: str) -> None:
            self.texts.append(text)
            write(text)

        monkeypatch.setattr(app._driver, "write", heard)
        assert app.portal is not None
        keys = app.portal.session.keys
        assert keys._account is not None
        self.needles.add("the private key", keys._account.private_key.to_der()[-200:])
        for held in (*keys._providers.values(), *keys._organizations.values()):
            if isinstance(held.key, SymmetricKey):
                self.needles.add(f"key {held.key_id}", held.key.to_bytes())
        assert len(self.needles.known) > 9
        self.needles.add("the password", PRACTICE_PASSWORD)

    def look(self, app: SeatwardenApp) -> None:
        """At what is drawn, and at what could print itself."""
        self.texts.append(app.export_screenshot())
        self.texts.extend(f"{screen!r} {vars(screen)!r}" for screen in app.screen_stack)
        self.texts.extend(f"{worker!r} {worker.description}" for worker in app.workers)
        self.texts.append(app.clipboard)

    def check(self, *more: str) -> None:
        home = [path for path in Path.home().rglob("*") if path.is_file()]
        written = [path.read_bytes().decode("utf-8", "replace") for path in home]
        assert len(self.texts) > 50
        for text in (*self.texts, *written, *more):
            self.needles.check(text.replace(SAID_OPENLY, ""), text[:80])


def user_key(practice: Practice, email: str) -> bytes:
    ((wrapped,),) = practice.execute("SELECT user_key FROM users WHERE email = ?", email)
    master = derive_master_key(Secret(PRACTICE_PASSWORD), email, Pbkdf2(10_000))
    return bytes(master.stretched().decrypt(EncString.parse(str(wrapped))))


@pytest.mark.parametrize("fails", [False, True])
async def test_the_key_of_the_provider_goes_to_its_people_only(
    practice: Practice,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fails: bool,
) -> None:
    caplog.set_level("DEBUG")
    told, journal = Told(monkeypatch), tmp_path / "journal.jsonl"
    faults = FaultInjector(practice.thread.app)
    async with staff.people(practice, journal, faults=faults) as (pilot, app):
        told.listen(app, monkeypatch)
        if fails:
            faults.answer("/users/confirm", b'{"message": "no"}', status=500)
        await staff.press(pilot, "c")
        await staff.on_top(pilot, ConfirmPeopleScreen)
        told.look(app)
        await staff.press(pilot, "y")
        told.look(app)
        await staff.press(pilot, *PRACTICE_PASSWORD, "enter")
        shown = await staff.on_top(pilot, ConfirmPeopleScreen if fails else PeopleScreen)
        assert ("1 confirmed" in shown) is not fails
        told.look(app)
    assert told.proofs == 1
    assert "person.confirm" in journal.read_text("utf-8")
    told.check(journal.read_text("utf-8"), caplog.text)


async def test_the_key_of_a_member_goes_to_their_device_only(
    practice: Practice, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("DEBUG")
    told, journal = Told(monkeypatch), tmp_path / "journal.jsonl"
    told.needles.add("the member's user key", user_key(practice, OLDER))
    async with devices.opened(practice, Place.APPROVALS, journal=journal) as (pilot, app):
        told.listen(app, monkeypatch)

        async def write(text: str, then: str) -> Any:
            await devices.write(pilot, text)
            await devices.until(pilot, then)
            told.look(app)

        await devices.press(pilot, "G", "a")
        await write("approve 1", "master password once more")
        await write(PRACTICE_PASSWORD, "Yes, approve")
        await devices.press(pilot, "enter")
        await devices.until(pilot, "1 approved.")
        told.look(app)
    assert told.proofs == 1
    assert practice.execute(
        "SELECT count(*) FROM auth_requests r JOIN users u ON u.id = r.user_id"
        " WHERE u.email = ? AND r.approved",
        OLDER,
    ) == [(1,)]
    told.check(journal.read_text("utf-8"), caplog.text)
