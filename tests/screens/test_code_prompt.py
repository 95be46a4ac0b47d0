"""The code prompt: where a code comes from, another method, another mail, a wrong code, leaving."""

from __future__ import annotations

import asyncio

import pytest

from backend_client.errors import CodeMethod, CodeRequired, ServerTimeout, WrongCode
from tests.conftest import Settle
from tests.screens.stand_ins import StandInFront, StandInSession, shown_text
from tui.screens.code_prompt import CodePrompt
from tui.widgets.secret_input import SecretInput


def prompt(session: StandInSession, *methods: CodeMethod, **more: object) -> StandInFront:
    hint = str(more.get("email_hint", ""))
    unsupported = more.get("unsupported", ())
    assert isinstance(unsupported, tuple)
    return StandInFront(CodePrompt(session, CodeRequired(methods, unsupported=unsupported, email_hint=hint)))


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (CodeMethod.AUTHENTICATOR, "Open your authenticator app"),
        (CodeMethod.EMAIL, "the code goes to a**@north.example"),
        (CodeMethod.YUBIKEY, "touch your YubiKey"),
        (CodeMethod.NEW_DEVICE, "does not know this device yet. It mailed a code to a**@north.example"),
    ],
)
async def test_it_says_where_the_code_comes_from(method: CodeMethod, words: str, settle: Settle) -> None:
    app = prompt(StandInSession(), method, email_hint="a**@north.example")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        assert words in text
        assert ("Send again" in text) is (method in {CodeMethod.EMAIL, CodeMethod.NEW_DEVICE})
        assert "Other method" not in text


async def test_a_right_code_dismisses(settle: Settle) -> None:
    session = StandInSession()
    app = prompt(session, CodeMethod.YUBIKEY)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"cccc77", "enter")
        await settle(pilot)
        assert app.results == [True]
    assert session.calls == [("code", CodeMethod.YUBIKEY, "cccc77")]
    assert not any(session.given)


async def test_a_wrong_code_can_be_typed_again(settle: Settle) -> None:
    session = StandInSession(WrongCode(CodeMethod.AUTHENTICATOR), ServerTimeout(host="h", seconds=5), None)
    app = prompt(session, CodeMethod.AUTHENTICATOR)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert "Type the code, then Enter." in shown_text(app)
        await pilot.press("1", "enter")
        await settle(pilot)
        assert "The code of your authenticator app was refused." in shown_text(app)
        assert not app.screen.query_one(SecretInput).filled
        await pilot.press("2", "enter")
        await settle(pilot)
        assert "did not answer for 5 s" in shown_text(app)
        await pilot.press("3", "enter")
        await settle(pilot)
        assert app.results == [True]


async def test_an_email_code_is_asked_for_and_can_be_sent_again(settle: Settle) -> None:
    session = StandInSession()
    app = prompt(session, CodeMethod.EMAIL)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "A code is on its way." in shown_text(app)
        await pilot.press("ctrl+r")
        await settle(pilot)
    assert session.calls == [("send", CodeMethod.EMAIL)] * 2


async def test_a_new_device_code_is_not_sent_twice_by_itself(settle: Settle) -> None:
    session = StandInSession()
    app = prompt(session, CodeMethod.NEW_DEVICE)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert session.calls == []
        await pilot.press("ctrl+r")
        await settle(pilot)
    assert session.calls == [("send", CodeMethod.NEW_DEVICE)]


async def test_methods_can_be_changed(settle: Settle) -> None:
    session = StandInSession()
    app = prompt(session, CodeMethod.AUTHENTICATOR, CodeMethod.EMAIL, unsupported=("duo", "[b]webauthn[/b]"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("9", "ctrl+t")
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        assert "Two-step login by e-mail" in text
        assert "need a browser: Duo, another one." in text
        assert not app.screen.query_one(SecretInput).filled
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert "authenticator" in shown_text(app)
    assert session.calls == [("send", CodeMethod.EMAIL)]


async def test_leaving_forgets_the_sign_in(settle: Settle) -> None:
    session = StandInSession()
    session.gate = asyncio.Event()
    app = prompt(session, CodeMethod.AUTHENTICATOR)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "enter")
        await pilot.pause()
        assert "Checking the code ..." in shown_text(app)
        (worker,) = app.workers
        assert worker.description == "submit the code"
        assert "Secret" not in repr(worker)
        await pilot.press("2", "enter", "escape")
        await settle(pilot)
        assert app.results == [False]
    assert session.calls == [("code", CodeMethod.AUTHENTICATOR, "1"), ("cancel",)]


async def test_a_hostile_hint_is_drawn_harmlessly(settle: Settle) -> None:
    app = prompt(
        StandInSession(), CodeMethod.NEW_DEVICE, email_hint="\x1b]52;c;eA==\x07[@click=app.quit]x[/]"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = shown_text(app)
        assert "[@click=app.quit]x[/]" in text
        assert all(line.isprintable() for line in text.splitlines())
