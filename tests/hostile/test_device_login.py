"""Login with another device where answers mean harm: what is drawn, refused and told of it."""

from __future__ import annotations

import base64
import logging
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.message import Message

from backend_client.crypto.device_login import RequestKeys
from backend_client.crypto.keys import PrivateKey, PublicKey
from backend_client.errors import DeviceAnswerRefused, SeatwardenError
from backend_client.portal.account import SessionState
from embedded_backend.options import BackendOptions
from tests.conftest import Settle
from tests.hostile.driving import ADMIN, SIZE, app_on, check_screen, flowing, portal_on, type_in, until
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.hostile.test_planted_keys import user_key
from tests.hostile.test_planted_secrets import Needles, told
from tests.hostile.texts import HOSTILE
from tests.practice import DEVICE, Practice, running_practice
from tui.screens.clients import ClientsScreen
from tui.screens.device_login import DeviceLoginScreen

RESPONSE = "/response"


@pytest.fixture
def prompt(practice_template: Path, tmp_path: Path) -> Iterator[Practice]:
    """A practice backend where telephones answer at once, and that knows this machine."""
    with running_practice(practice_template, tmp_path, BackendOptions(device_answers_after=0)) as found:
        found.execute(
            "INSERT INTO devices (id, user_id, identifier, type, name, created_at)"
            " VALUES (?, ?, ?, 25, 'x', 0)",
            str(uuid.uuid4()),
            ADMIN.user_id,
            DEVICE,
        )
        yield found


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Needles:
    """The access code and the private key of every request that is made."""
    needles = Needles()
    generate = RequestKeys.generate

    def noted() -> RequestKeys:
        keys = generate()
        needles.add(f"access code {len(needles.known)}", keys.access_code.reveal())
        assert keys._pair is not None
        needles.add(f"request key {len(needles.known)}", keys._pair.to_der()[-200:])
        return keys

    monkeypatch.setattr(RequestKeys, "generate", noted)
    monkeypatch.setattr(DeviceLoginScreen, "ASK_EVERY", 0.02)
    return needles


async def ask_by_keys(pilot: Any) -> None:
    """From the e-mail of the sign-in form to the phrase."""
    await pilot.pause()
    await pilot.press("shift+tab", "down", "down", "tab")
    await type_in(pilot, ADMIN.email)
    await pilot.press("enter")


async def test_a_whole_login_leaves_no_secret_anywhere(
    prompt: Practice, made: Needles, settle: Settle, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    texts: list[str] = []
    app = app_on(prompt, who=None)

    def hook(message: Message) -> None:
        texts.append(f"{message!r} {vars(message) if hasattr(message, '__dict__') else ''}")
        for screen in app.screen_stack:
            if isinstance(screen, DeviceLoginScreen):
                texts.append(f"{screen!r} {vars(screen)!r} {screen._session._attempt!r}")

    async with app.run_test(size=SIZE, message_hook=hook) as pilot:
        await ask_by_keys(pilot)
        await until(pilot, ClientsScreen)
        await settle(pilot)
        assert app.portal is not None
        session = app.portal.session
        assert session.state is SessionState.UNLOCKED
        made.add("the user key", user_key(prompt, ADMIN.email))
        held = app.portal._api.auth._held
        assert held is not None
        made.add("the access token", held.access.reveal())
        texts += [app.export_screenshot(), f"{session!r} {vars(session)!r}", f"{vars(app.portal._api)!r}"]
    assert len(made.known) == 8
    assert "POST auth-requests " in caplog.text
    assert "auth-requests/{request_id}/response" in caplog.text
    written = [path for path in Path.home().rglob("*") if path.is_file()]
    texts += [path.read_bytes().decode("utf-8", "replace") for path in written]
    for text in (*texts, caplog.text):
        made.check(text, text[:80])


def _sealed(request: dict[str, Any], key: bytes) -> dict[str, Any]:
    sealed = str(PublicKey.from_base64(request["publicKey"]).encrypt(key))
    return {**request, "key": sealed, "requestApproved": True}


Poison = Callable[[dict[str, Any]], Any]

POISONS: tuple[Poison, ...] = (
    lambda one: {**one, "key": str(PrivateKey.generate().public_key.encrypt(b"k" * 64))},
    lambda one: {**one, "key": one["key"].replace("4.", "2.", 1)},
    lambda one: {**one, "key": "4." + base64.b64encode(b"j" * 9_000_000).decode()},
    lambda one: {**one, "key": "4." + HOSTILE[0].raw},
    lambda one: {**one, "key": None},
    lambda one: {**one, "masterPasswordHash": HOSTILE[0].raw},
    lambda one: _sealed(one, b"k" * 64),
    lambda one: _sealed(one, b"k" * 32),
    lambda one: _sealed(one, b"\xff" * 150),
)


@pytest.mark.parametrize("poison", POISONS)
async def test_a_poisoned_answer_opens_nothing_and_its_traceback_holds_no_secret(
    prompt: Practice, made: Needles, poison: Poison
) -> None:
    faults = FaultInjector(prompt.thread.app)
    faults.change(RESPONSE, poison)
    async with portal_on(faults) as portal:
        await portal.session.begin_device_login(ADMIN.email)
        with pytest.raises(DeviceAnswerRefused) as caught:
            await _finish(portal.session)
        made.add("the user key", user_key(prompt, ADMIN.email))
        made.add("what was sealed", b"k" * 32)
        made.check(told(caught.value), f"{caught.value!r}")
        assert portal.session.state is SessionState.SIGNED_OUT
        assert portal.session._attempt is None
        assert not portal._api.auth.signed_in


async def _finish(session: Any) -> None:
    assert await session.poll_device_login()
    await session.finish_device_login()


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"[]", 200), (b"{}", 200), (HTML, 200), (b"\x00\xff", 200), (HTML, 500), (b"", 401), (b"{}", 403)],
)
async def test_answers_that_are_none_are_said_and_the_wait_goes_on_or_ends(
    prompt: Practice, made: Needles, body: bytes, status: int
) -> None:
    faults = FaultInjector(prompt.thread.app)
    faults.answer(RESPONSE, body, status=status)
    async with portal_on(faults) as portal:
        await portal.session.begin_device_login(ADMIN.email)
        with pytest.raises(SeatwardenError) as caught:
            await portal.session.poll_device_login()
        made.check(told(caught.value), f"{caught.value!r}")
        faults.heal()
        await _finish(portal.session)
        assert portal.session.state is SessionState.UNLOCKED


async def test_hostile_text_in_the_request_reaches_no_screen(
    prompt: Practice, made: Needles, settle: Settle
) -> None:
    def poison(request: dict[str, Any]) -> dict[str, Any]:
        hostile = dict.fromkeys(("requestDeviceType", "origin", "requestIpAddress"), HOSTILE[1].raw)
        return {**request, **hostile, "requestApproved": False, "responseDate": None}

    faults = FaultInjector(prompt.thread.app)
    faults.change("/auth-requests", poison)
    faults.change(RESPONSE, poison)
    app = app_on(prompt, who=None, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        await ask_by_keys(pilot)
        await until(pilot, DeviceLoginScreen)
        check_screen(app)
        shown = flowing(app)
        assert "Fingerprint phrase" in shown
        assert HOSTILE[1].raw not in shown
        faults.change(RESPONSE, lambda one: {**one, "key": HOSTILE[1].raw, "requestApproved": True})
        while "does not open this account" not in flowing(app):
            await pilot.pause()
        check_screen(app)
        assert "Ask again" in flowing(app)
        made.check(app.export_screenshot(), "the screen")
