"""Signing in by keys: what is typed, what the environment gives, what fails, and what stays."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from textual.pilot import Pilot

from backend_client.errors import (
    AddressProblem,
    BadServerAddress,
    BrowserReason,
    CodeMethod,
    CodeRequired,
    ServerTimeout,
    SignInNeedsBrowser,
    WrongCode,
    WrongCredentials,
)
from backend_client.portal.portal import Portal
from tests.conftest import Settle
from tests.screens.stand_ins import StandInFront, StandInPortal, StandInSession, shown_text
from tui.screens.code_prompt import CodePrompt
from tui.screens.sign_in import SignInScreen
from tui.widgets.plain_input import PlainInput
from tui.widgets.secret_input import SecretInput

PASSWORD = "correct horse battery"


class Door:
    """A `connect` that hands out one portal after the other and remembers the addresses."""

    def __init__(self, *sessions: StandInSession, refuse: BadServerAddress | None = None) -> None:
        self.portals = [StandInPortal(session) for session in sessions]
        self.addresses: list[str] = []
        self._refuse = refuse

    async def __call__(self, where: str) -> Portal:
        self.addresses.append(where)
        if self._refuse is not None:
            raise self._refuse
        return self.portals[len(self.addresses) - 1]


def screen(
    door: Door, *, server: str = "", email: str = "", environment: Mapping[str, str] | None = None
) -> StandInFront:
    return StandInFront(SignInScreen(door, server=server, email=email, environment=environment or {}))


async def typed(pilot: Pilot[object], text: str) -> None:
    """Put `text` into the focused field at once; one test presses every key."""
    await pilot.pause()
    field = pilot.app.screen.focused
    assert isinstance(field, PlainInput)
    field.insert_text_at_cursor(text)
    await pilot.pause()


def secret_field(app: StandInFront) -> SecretInput:
    return app.screen.query_one(SecretInput)


async def test_the_whole_form_by_keys(settle: Settle) -> None:
    door = Door(StandInSession())
    app = screen(door)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "enter")
        await typed(pilot, "ada@north.example")
        await pilot.press("enter")
        await pilot.press(*("space" if letter == " " else letter for letter in PASSWORD))
        assert PASSWORD not in shown_text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.results == [door.portals[0]]
    assert door.addresses == ["us"]
    assert door.portals[0].stand_in.calls == [("sign_in", "ada@north.example", PASSWORD)]
    assert not door.portals[0].closed
    assert all(not secret for secret in door.portals[0].stand_in.given)


async def test_what_was_used_last_needs_only_the_password(settle: Settle) -> None:
    door = Door(StandInSession())
    app = screen(door, server="https://vault.birch.example/bw", email="ada@birch.example")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "https://vault.birch.example/bw" in shown_text(app)
        await typed(pilot, "pw")
        await pilot.press("enter")
        await settle(pilot)
    assert door.addresses == ["https://vault.birch.example/bw"]
    assert door.portals[0].stand_in.calls == [("sign_in", "ada@birch.example", "pw")]


async def test_an_own_server_asks_for_its_address(settle: Settle) -> None:
    door = Door(StandInSession())
    app = screen(door)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert not app.screen.query_one("#address-field").display
        await pilot.press("down", "down")
        assert app.screen.query_one("#address-field").display
        app.screen.query_one("#name", PlainInput).value = "ada@birch.example"
        secret_field(app).focus()
        await typed(pilot, "pw")
        await pilot.press("enter")
        assert "Type the server's address" in shown_text(app)
        assert app.screen.query_one("#address", PlainInput).has_focus
        assert not door.addresses
        assert secret_field(app).filled
        await typed(pilot, "vault.birch.example")
        await pilot.press("enter", "enter", "enter", "enter")
        await settle(pilot)
    assert door.addresses == ["vault.birch.example"]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (WrongCredentials(), "The e-mail address or the master password is wrong."),
        (
            ServerTimeout(host="vault.north.example", seconds=10),
            "did not answer for 10 s. Nobody is signed in. Check the server; Enter",
        ),
        (SignInNeedsBrowser(BrowserReason.SSO), "requires single sign-on"),
        (CodeRequired([], unsupported=["Duo"]), "Sign in with a personal API key instead."),
    ],
)
async def test_a_failure_is_explained_and_the_typing_stays(
    failure: WrongCredentials, words: str, settle: Settle
) -> None:
    door = Door(StandInSession(failure), StandInSession())
    app = screen(door, email="ada@north.example")
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, PASSWORD)
        await pilot.press("enter")
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        assert words in text
        assert "ada@north.example" in text
        assert not secret_field(app).filled
        assert door.portals[0].closed
        assert app.results == []
        await typed(pilot, "right")
        await pilot.press("enter")
        await settle(pilot)
        assert app.results == [door.portals[1]]
    assert not any(door.portals[0].stand_in.given)


async def test_a_bad_address_is_explained(settle: Settle) -> None:
    app = screen(
        Door(refuse=BadServerAddress(AddressProblem.NOT_HTTPS)), server="http://x.example", email="a@b.c"
    )
    async with app.run_test() as pilot:
        await typed(pilot, "pw")
        await pilot.press("enter")
        await settle(pilot)
        assert "A server address must start with https://." in shown_text(app)


async def test_nothing_is_sent_while_something_is_missing() -> None:
    door = Door(StandInSession())
    app = screen(door)
    async with app.run_test() as pilot:
        secret_field(app).focus()
        await pilot.press("enter")
        assert "Type your e-mail." in shown_text(app)
        await typed(pilot, "a@b.c")
        await pilot.press("enter", "enter")
        assert "Type your master password." in shown_text(app)
    assert not door.addresses


async def test_an_api_key_from_the_environment_needs_one_key(settle: Settle) -> None:
    environment = {"BW_CLIENTID": "user.1234", "BW_CLIENTSECRET": "shhh-secret", "BW_PASSWORD": "pw-secret"}
    door = Door(StandInSession())
    app = screen(door, environment=environment)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = shown_text(app)
        assert "BW_CLIENTID, BW_CLIENTSECRET" in text
        assert not any(value in text for value in environment.values())
        await pilot.press("enter")
        await settle(pilot)
        assert app.results == [door.portals[0]]
    assert door.portals[0].stand_in.calls == [("api_key", "user.1234", "shhh-secret")]


async def test_a_password_from_the_environment_is_used_again_after_a_failure(settle: Settle) -> None:
    door = Door(StandInSession(WrongCredentials()), StandInSession())
    app = screen(door, email="ada@north.example", environment={"BW_PASSWORD": PASSWORD})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "where a field is empty: BW_PASSWORD." in shown_text(app)
        for _attempt in range(2):
            await pilot.press("enter")
            await settle(pilot)
    assert [portal.stand_in.calls[0][-1] for portal in door.portals] == [PASSWORD, PASSWORD]


async def test_the_method_has_its_own_fields(settle: Settle) -> None:
    door = Door(StandInSession())
    app = screen(door, email="ada@north.example")
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#method").focus()
        await pilot.press("down")
        text = shown_text(app)
        assert "Client ID" in text
        assert "Client secret" in text
        assert "ada@north.example" not in text
        await pilot.press("enter")
        await typed(pilot, "user.77")
        await pilot.press("enter")
        await typed(pilot, "key")
        await pilot.press("enter")
        await settle(pilot)
    assert door.portals[0].stand_in.calls == [("api_key", "user.77", "key")]


async def test_a_code_is_asked_for_and_a_wrong_one_may_be_typed_again(settle: Settle) -> None:
    required = CodeRequired([CodeMethod.AUTHENTICATOR])
    door = Door(StandInSession(required, WrongCode(CodeMethod.AUTHENTICATOR), None))
    app = screen(door, email="ada@north.example")
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, PASSWORD)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CodePrompt)
        await pilot.press(*"000000", "enter")
        await settle(pilot, "code")
        assert "refused" in shown_text(app)
        await pilot.press(*"123456", "enter")
        await settle(pilot)
        assert app.results == [door.portals[0]]
    assert [call[-1] for call in door.portals[0].stand_in.calls] == [PASSWORD, "000000", "123456"]


async def test_leaving_the_code_prompt_returns_to_the_form(settle: Settle) -> None:
    door = Door(StandInSession(CodeRequired([CodeMethod.AUTHENTICATOR])))
    app = screen(door, email="ada@north.example")
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, PASSWORD)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert "Stopped. Nothing was signed in." in shown_text(app)
        assert app.screen.query_one("#name", PlainInput).value == "ada@north.example"
    assert door.portals[0].closed
    assert ("cancel",) in door.portals[0].stand_in.calls


async def test_escape_stops_an_attempt_and_then_leaves(settle: Settle) -> None:
    session = StandInSession()
    session.gate = asyncio.Event()
    door = Door(session)
    app = screen(door, email="ada@north.example")
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, PASSWORD)
        await pilot.press("enter")
        await pilot.pause()
        assert "Signing in ... Esc stops it." in shown_text(app)
        await pilot.press("enter")
        assert door.addresses == ["us"]
        await pilot.press("escape")
        await settle(pilot)
        assert "Stopped. Nothing was signed in." in shown_text(app)
        assert door.portals[0].closed
        assert app.results == []
        await pilot.press("escape")
        assert app.results == [None]


async def test_the_password_is_in_no_worker_and_no_message(settle: Settle) -> None:
    seen: list[str] = []
    session = StandInSession()
    session.gate = asyncio.Event()
    app = screen(Door(session), email="ada@north.example")

    def remember(message: object) -> None:
        name = type(message).__name__
        if name not in {"Key", "Paste"}:
            seen.append(repr(message))

    async with app.run_test(size=(80, 24), message_hook=remember) as pilot:
        await pilot.press(*("space" if letter == " " else letter for letter in PASSWORD))
        await pilot.press("enter")
        await pilot.pause()
        (worker,) = [worker for worker in app.workers if worker.group == "sign-in"]
        assert worker.description == "sign in"
        assert PASSWORD not in repr(worker)
        session.gate.set()
        await settle(pilot)
    assert seen
    assert not any(PASSWORD in text for text in seen)
    assert not any("correct" in text for text in seen)
