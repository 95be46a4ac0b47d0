"""The unlock screen covers everything, takes the password once, and cannot be walked around."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Static

from backend_client.errors import (
    BrowserReason,
    SignInNeedsBrowser,
    UnknownDevice,
    UnlockRefused,
    WrongCredentials,
)
from backend_client.portal.account import SessionState
from tests.conftest import Settle
from tests.screens.stand_ins import StandInFront, StandInPortal, StandInSession, shown_text
from tui.screens.device_login import DeviceLoginScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.secret_input import SecretInput


def locked(session: StandInSession, **more: object) -> StandInFront:
    practice = bool(more.get("practice_password"))
    environment = more.get("environment") or {}
    assert isinstance(environment, dict)
    screen = UnlockScreen(
        StandInPortal(session, practice=practice),
        practice_password=str(more.get("practice_password", "")),
        environment=environment,
    )
    return StandInFront(screen, practice=practice)


async def test_it_names_the_account_and_takes_the_password(settle: Settle) -> None:
    session = StandInSession()
    app = locked(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "ada@north.example on vault.north.example is locked." in shown_text(app)
        await pilot.press(*"hunter2")
        assert "*******" in shown_text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.results == [True]
    assert session.calls == [("unlock", "hunter2")]
    assert not any(session.given)


async def test_a_wrong_password_is_said_and_the_field_is_empty(settle: Settle) -> None:
    session = StandInSession(WrongCredentials())
    app = locked(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert "Type your master password." in shown_text(app)
        await pilot.press("x", "enter")
        await settle(pilot)
        assert "That is not the master password of this account. Still locked" in shown_text(app)
        assert not app.screen.query_one(SecretInput).filled
        await pilot.press("y", "enter")
        await settle(pilot)
        assert app.results == [True]


async def test_other_refusals_are_explained(settle: Settle) -> None:
    session = StandInSession(UnlockRefused("attached"), SignInNeedsBrowser(BrowserReason.NO_MASTER_PASSWORD))
    app = locked(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "enter")
        await settle(pilot)
        assert "Developer tools or a Textual log are attached" in shown_text(app)
        await pilot.press("x", "enter")
        await settle(pilot)
        assert "This account has no master password: trusted devices unlock it." in shown_text(app)


async def test_nothing_below_shows_and_no_key_goes_around_it(settle: Settle) -> None:
    app = locked(StandInSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await app.screen_stack[0].mount(Static("Birch & Sons Logistics"))
        await pilot.press("escape", "backspace", "tab", "escape")
        await settle(pilot)
        assert isinstance(app.screen, UnlockScreen)
        assert "Birch" not in shown_text(app)
        assert app.results == []


async def test_practice_prints_its_password(settle: Settle) -> None:
    app = locked(StandInSession(), practice_password="Practice makes perfect 1!")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "the master password is Practice makes perfect 1!" in shown_text(app)


async def test_the_environment_password_is_used_on_enter_and_not_shown(settle: Settle) -> None:
    session = StandInSession()
    app = locked(session, environment={"BW_PASSWORD": "from-the-environment"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "BW_PASSWORD is set" in shown_text(app)
        assert "from-the-environment" not in shown_text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.results == [True]
    assert session.calls == [("unlock", "from-the-environment")]


async def test_one_can_sign_out_instead(settle: Settle) -> None:
    session = StandInSession()
    app = locked(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "ctrl+o")
        await settle(pilot)
        assert app.results == [False]
    assert session.calls == [("sign_out",)]


async def test_a_second_enter_while_unlocking_does_nothing(settle: Settle) -> None:
    session = StandInSession()
    session.gate = asyncio.Event()
    app = locked(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "enter")
        await pilot.pause()
        assert "Unlocking ..." in shown_text(app)
        (worker,) = app.workers
        assert worker.description == "unlock"
        await pilot.press("b", "enter")
        session.gate.set()
        await settle(pilot)
    assert session.calls == [("unlock", "a")]


async def test_another_device_unlocks_without_a_password(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DeviceLoginScreen, "ASK_EVERY", 0.01)
    session = StandInSession()
    session.approves_after = 2
    app = locked(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"typed", "ctrl+t")
        await settle(pilot)
        assert app.results == [True]
    assert [call[0] for call in session.calls] == ["ask_device", "poll", "poll", "finish"]
    assert session.calls[0] == ("ask_device", "ada@north.example")


async def test_leaving_the_other_device_alone_stays_locked(settle: Settle) -> None:
    session = StandInSession(UnknownDevice("x"))
    session.approves_after, session._state = 10**6, SessionState.LOCKED
    app = locked(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert "It is still locked." in " ".join(shown_text(app).split())
        await pilot.press("ctrl+t")
        while not isinstance(app.screen, DeviceLoginScreen):
            await pilot.pause()
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, UnlockScreen)
        assert "A request that waits on another device runs out by itself." in app.screen.message
        assert app.results == []
        await pilot.press("x", "enter")
        await settle(pilot)
        assert app.results == [True]
