"""Secrets planted in a whole session, and looked for wherever they might have been left."""

from __future__ import annotations

import base64
import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from textual.app import App
from textual.message import Message

from backend_client.crypto.enc_string import EncString
from backend_client.crypto.kdf import Pbkdf2, derive_master_key
from backend_client.errors import CodeMethod, SeatwardenError
from backend_client.portal.account import SessionState
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from embedded_backend.passwords import stored_hash
from embedded_backend.seed import Persona, PracticePerson, person
from tests.conftest import Settle
from tests.hostile.driving import (
    SIZE,
    app_on,
    fill_in_form,
    portal_on,
    screen_text,
    segments,
    type_in,
    until,
)
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.practice import Practice
from tui.screens.clients import ClientsScreen
from tui.screens.code_prompt import CodePrompt
from tui.screens.organization_vault import OrganizationVaultScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.secret_input import MASK, SecretInput

PASSWORD = "pl4nted m4ster passw0rd"
WHO = person(Persona.YUBIKEY)


@dataclass
class Needles:
    """Texts that must not be found anywhere, by what they are."""

    known: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, text: str | bytes) -> None:
        """Look for a text, or for bytes in the ways they are usually printed."""
        if isinstance(text, str):
            self.known[what] = text
            return
        self.known[f"{what} (base64)"] = base64.b64encode(text).decode()[:40]
        self.known[f"{what} (hex)"] = text.hex()[:40]
        self.known[f"{what} (repr)"] = repr(text)[2:30]

    def check(self, hay: str, place: str) -> None:
        """None of them is in `hay`."""
        found = [what for what, text in self.known.items() if text in hay]
        assert not found, f"{', '.join(found)} in {place}"


def plant_password(practice: Practice, who: PracticePerson, password: str) -> Needles:
    """Change the account's master password in the database, and name all that follows from it."""
    ((iterations, wrapped),) = practice.execute(
        "SELECT kdf_iterations, user_key FROM users WHERE id = ?", who.user_id
    )
    kdf = Pbkdf2(int(str(iterations)))
    old = derive_master_key(Secret(who.password), who.email, kdf)
    user_key = old.stretched().decrypt(EncString.parse(str(wrapped)))
    new = derive_master_key(Secret(password), who.email, kdf)
    proof = new.authentication_hash(Secret(password))
    salt, digest = stored_hash(proof)
    practice.execute(
        "UPDATE users SET auth_salt = ?, auth_digest = ?, user_key = ? WHERE id = ?",
        salt,
        digest,
        str(new.stretched().encrypt(user_key)),
        who.user_id,
    )
    needles = Needles()
    needles.add("the master password", password)
    needles.add("the API key", who.api_key)
    needles.add("the authentication hash", proof)
    needles.add("the code", practice.code_for(who, CodeMethod.YUBIKEY))
    needles.add("the user key", user_key)
    return needles


@pytest.fixture
def needles(practice: Practice) -> Needles:
    """The planted secrets of the person who signs in."""
    return plant_password(practice, WHO, PASSWORD)


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every logger there is at its most talkative, and propagating."""
    caplog.set_level(logging.DEBUG)
    found = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    before = [(each, each.level, each.propagate) for each in found]
    for each in found:
        each.setLevel(logging.DEBUG)
        each.propagate = True
    yield caplog
    for each, level, propagate in before:
        each.setLevel(level)
        each.propagate = propagate


def add_keys_and_tokens(needles: Needles, portal: Portal, organization_id: str) -> None:
    held = portal._api.auth._held
    assert held is not None
    needles.add("the access token", held.access.reveal())
    if isinstance(held.renewal, Secret):
        needles.add("the refresh token", held.renewal.reveal())
    keys = portal.session.keys
    needles.add("an organization key", keys.organization_key(organization_id).to_bytes())
    assert keys._account is not None
    needles.add("the private key", keys._account.private_key.to_der()[-200:])


async def enter_password(app: App[Any], pilot: Any, text: str) -> None:
    """Type a secret and press Enter; the field is empty and masked afterwards."""
    await type_in(pilot, text)
    field = app.screen.query_one(SecretInput)
    assert field.value == MASK * len(text)
    assert text not in screen_text(app)
    assert not any(text in segment.text for segment in segments(app))
    before = app.clipboard
    await pilot.press("shift+home", "ctrl+c", "ctrl+x")
    assert app.clipboard == before != text
    assert field.value == MASK * len(text)
    await pilot.press("enter")
    assert field.value == ""


async def test_a_whole_session_leaves_no_secret_anywhere(
    practice: Practice, settle: Settle, needles: Needles, everything_logged: pytest.LogCaptureFixture
) -> None:
    messages: list[str] = []
    workers: set[str] = set()
    app = app_on(practice, who=None)

    def hook(message: Message) -> None:
        messages.append(f"{message!r} {vars(message) if hasattr(message, '__dict__') else ''}")
        workers.update(f"{worker!r} {worker.name} {worker.description}" for worker in app.workers)

    async with app.run_test(size=SIZE, message_hook=hook) as pilot:
        await fill_in_form(pilot, WHO.email, "")
        await enter_password(app, pilot, PASSWORD)
        await until(pilot, CodePrompt)
        await enter_password(app, pilot, practice.code_for(WHO, CodeMethod.YUBIKEY))
        await until(pilot, ClientsScreen)
        await settle(pilot)
        portal = app.portal
        assert portal is not None
        await pilot.press("y", "y", "R")
        await settle(pilot)
        assert app.clipboard == "Alder Dental Group"
        await pilot.press("enter")
        await until(pilot, OrganizationVaultScreen)
        await settle(pilot)
        assert isinstance(app.screen, OrganizationVaultScreen)
        add_keys_and_tokens(needles, portal, app.screen._client.organization_id)
        parts = (
            portal,
            portal.session,
            portal._api,
            portal._api.auth,
            portal.session.keys,
            portal._api.transport,
        )
        reprs = [f"{part!r} {vars(part)!r}" for part in parts]
        await pilot.press("ctrl+l")
        await until(pilot, UnlockScreen)
        await enter_password(app, pilot, PASSWORD)
        await until(pilot, OrganizationVaultScreen)
        await settle(pilot)
        assert portal.session.state is SessionState.UNLOCKED
    assert len(messages) > 100
    assert any("load clients" in each for each in workers)
    assert any("POST connect/token" in record.getMessage() for record in everything_logged.records)
    for record in everything_logged.records:
        needles.check(
            f"{record.getMessage()} {record.args} {record.exc_text}", f"a log record of {record.name}"
        )
    for place, texts in (("a message", messages), ("a worker", workers), ("a repr", reprs)):
        for text in texts:
            needles.check(text, f"{place}: {text[:80]}")
    needles.check(app.clipboard, "the clipboard")


def told(error: BaseException) -> str:
    """All a traceback can print, chained exceptions and the locals of every frame but the test's included."""
    texts = [repr(error), str(error), repr(error.args)]
    frame = error.__traceback__.tb_next if error.__traceback__ else None
    captured = traceback.TracebackException(type(error), error, frame, capture_locals=True)
    texts.extend(captured.format())
    for chained in (error.__cause__, error.__context__):
        if chained is not None:
            texts.append(told(chained))
    return "\n".join(texts)


FAULTS: tuple[tuple[str, bytes, int], ...] = (
    ("/connect/token", b"not json", 200),
    ("/connect/token", HTML, 200),
    ("/connect/token", b"{}", 200),
    ("/connect/token", b'{"access_token": 7}', 200),
    ("/connect/token", b"", 500),
    ("/accounts/prelogin/password", b"[]", 200),
    ("/accounts/prelogin/password", b'{"kdf": 0, "kdfIterations": 1}', 200),
)


async def test_failed_sign_ins_and_their_tracebacks_hold_no_secret(practice: Practice) -> None:
    who = person(Persona.SECOND_ADMIN)
    needles = plant_password(practice, who, PASSWORD)
    for path, body, status in FAULTS:
        faults = FaultInjector(practice.thread.app)
        faults.answer(path, body, status=status)
        async with portal_on(faults) as portal:
            password, secret = Secret(PASSWORD), Secret(who.api_key)
            with pytest.raises(SeatwardenError) as caught:
                await portal.session.sign_in(who.email, password)
            needles.check(told(caught.value), f"{caught.value!r}")
            if path == "/connect/token":
                with pytest.raises(SeatwardenError) as caught:
                    await portal.session.sign_in_with_api_key(who.client_id, secret)
                needles.check(told(caught.value), f"{caught.value!r}")


async def test_a_refused_code_and_damaged_keys_hold_no_secret(practice: Practice, needles: Needles) -> None:
    async with portal_on(practice.thread.app) as portal:
        with pytest.raises(SeatwardenError) as caught:
            await portal.session.sign_in(WHO.email, Secret(PASSWORD))
        needles.check(told(caught.value), "a challenge")
        code = practice.code_for(WHO, CodeMethod.YUBIKEY)
        with pytest.raises(SeatwardenError) as caught:
            await portal.session.submit_code(CodeMethod.YUBIKEY, Secret(code[:-1] + "x"))
        needles.check(told(caught.value), "a refused code")
        assert code[:-1] not in told(caught.value)
        practice.execute(
            "UPDATE users SET private_key = substr(private_key, 1, 200) WHERE id = ?", WHO.user_id
        )
        with pytest.raises(SeatwardenError) as caught:
            await portal.session.submit_code(CodeMethod.YUBIKEY, Secret(code))
        needles.check(told(caught.value), "an account that does not open")
        assert portal.session.state is SessionState.SIGNED_OUT


async def test_a_crash_prints_no_local_variable_and_no_control_of_a_message(
    practice: Practice,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    who = person(Persona.SECOND_ADMIN)
    needles = plant_password(practice, who, PASSWORD)

    take_really = SecretInput.take

    def take(field: SecretInput) -> Secret:
        typed = take_really(field).reveal()
        master_key = derive_master_key(Secret(typed), who.email, Pbkdf2(10_000))
        raise RuntimeError(f"boom \x1b]52;c;aGFja2Vk\x07\u202e{len(typed)} {type(master_key).__name__}")

    async def crash() -> None:
        app = app_on(practice, who=who, watching=True)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            await pilot.press("enter")
            await until(pilot, UnlockScreen)
            monkeypatch.setattr(SecretInput, "take", take)
            await type_in(pilot, PASSWORD)
            await pilot.press("enter")
            await pilot.pause()

    with pytest.raises(RuntimeError, match="boom"):
        await crash()
    text = capsys.readouterr().err
    assert "RuntimeError" in text
    assert "boom" in text
    needles.check(text, "the crash output")
    assert "]52;c;aGFja2Vk\x07" not in text
    assert "\x1b]" not in text
    assert "\u202e" not in text
