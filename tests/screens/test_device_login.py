"""Login with another device by keys: the phrase, the wait, the second step, and every way out."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from backend_client.errors import (
    CertificateError,
    CodeMethod,
    CodeRequired,
    DeviceAnswerRefused,
    DeviceLoginDenied,
    DeviceLoginOver,
    RateLimited,
    RedirectRefused,
    SeatwardenError,
    ServerTimeout,
    SignedOut,
    UnknownDevice,
)
from tests.conftest import Settle
from tests.screens.stand_ins import StandInFront, StandInPortal, StandInSession, shown_text
from tui.screens.code_prompt import CodePrompt
from tui.screens.device_login import DeviceLoginScreen
from tui.screens.sign_in import SignInScreen
from tui.widgets.plain_input import PlainInput

EMAIL = "ada@north.example"
FIRST, SECOND = (f"chop-groom-humbly-almighty-number{number}" for number in (1, 2))


@pytest.fixture(autouse=True)
def _asks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DeviceLoginScreen, "ASK_EVERY", 0.01)


def at_the_door(session: StandInSession, *, practice: bool = False) -> tuple[StandInFront, StandInPortal]:
    portal = StandInPortal(session, practice=practice)

    async def connect(_where: str) -> StandInPortal:
        return portal

    return StandInFront(SignInScreen(connect, server="us", environment={})), portal


async def ask(pilot: Pilot[object]) -> None:
    """Choose the method, type the e-mail, ask."""
    await pilot.press("shift+tab", "down", "down", "tab")
    field = pilot.app.screen.focused
    assert isinstance(field, PlainInput)
    field.insert_text_at_cursor(EMAIL)
    await pilot.press("enter")


async def shown(pilot: Pilot[object], words: str) -> str:
    """Wait until `words` are on the screen."""
    for _ in range(500):
        text = " ".join(shown_text(pilot.app).split())
        if words in text:
            return text
        await pilot.pause()
    raise AssertionError(f"{words!r} never came: {text}")


async def test_the_other_device_lets_the_person_in(settle: Settle) -> None:
    session = StandInSession()
    session.approves_after = 3
    app, portal = at_the_door(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot)
        await settle(pilot)
        assert app.results == [portal]
    assert [call[0] for call in session.calls] == ["ask_device", "poll", "poll", "poll", "finish"]
    assert session.calls[0] == ("ask_device", EMAIL)
    assert not portal.closed


async def test_the_screen_shows_phrase_time_and_what_to_do_at_eighty_columns() -> None:
    session = StandInSession()
    session.approves_after = 10**6
    app, _ = at_the_door(session, practice=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot)
        text = await shown(pilot, "15 minutes left")
        lines = shown_text(app).splitlines()
        assert any(line.strip() == FIRST for line in lines)
        for words in ("Approve it only if it shows these five words", EMAIL, "Practice:", "Esc Cancel"):
            assert words in text
        assert "Ask again" not in text
        assert not any(line.rstrip().endswith("~") for line in lines)
        await pilot.press("R")
        assert session.calls.count(("ask_device", EMAIL)) == 1, "R asks only once the request is over"


async def test_escape_stops_and_says_that_the_request_runs_out(settle: Settle) -> None:
    session = StandInSession()
    session.approves_after = 10**6
    app, portal = at_the_door(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot)
        await shown(pilot, FIRST)
        await pilot.press("escape")
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        assert "The request on the other device runs out by itself" in text
        assert FIRST not in text
        assert isinstance(app.screen, SignInScreen)
        assert app.screen.query_one("#name", PlainInput).value == EMAIL
    assert ("cancel",) in session.calls
    assert portal.closed


@pytest.mark.parametrize(
    "fault", [ServerTimeout(host="h", seconds=5), RateLimited(endpoint="GET x", retry_after=5)]
)
async def test_faults_while_waiting_are_said_and_end_nothing(
    fault: SeatwardenError, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = StandInSession(None, fault, None, fault, None)
    session.approves_after = 1
    app, portal = at_the_door(session)
    said: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        say = DeviceLoginScreen.say

        def heard(screen: DeviceLoginScreen, text: str, style: str = "") -> None:
            said.append(text)
            say(screen, text, style)

        monkeypatch.setattr(DeviceLoginScreen, "say", heard)
        await ask(pilot)
        await settle(pilot)
        assert app.results == [portal]
    assert [call[0] for call in session.calls] == ["ask_device", "poll", "poll", "finish", "finish"]
    assert sum("It asks again by itself" in text for text in said) == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DeviceLoginDenied("x"), "The other device denied this login. Nobody is signed in. R asks again"),
        (DeviceLoginOver("x"), "it ran out, was used already, or was denied"),
        (DeviceAnswerRefused("approved without a key"), "(approved without a key). Nobody is signed in."),
        (CertificateError(host="h"), "Nobody is signed in."),
        (RedirectRefused(host="h"), "Nobody is signed in."),
        (SignedOut("x"), "This login was given up. Nobody is signed in. R asks again"),
    ],
)
async def test_what_ends_it_is_said_and_another_request_has_another_phrase(
    error: SeatwardenError, words: str, settle: Settle
) -> None:
    session = StandInSession(None, error)
    app, portal = at_the_door(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot)
        text = await shown(pilot, words)
        assert FIRST not in text, "nobody may compare a phrase that is over"
        assert "Ask again" in text
        session.approves_after = 10**6
        await pilot.press("R")
        assert "Ask again" not in await shown(pilot, SECOND)
        session.approves_after = 0
        await settle(pilot)
        assert app.results == [portal]


async def test_asking_again_may_be_refused_and_be_tried_once_more(settle: Settle) -> None:
    session = StandInSession(None, DeviceLoginOver("x"), ServerTimeout(host="h", seconds=5), None)
    app, portal = at_the_door(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot)
        await shown(pilot, "Ask again")
        await pilot.press("R")
        await shown(pilot, "Nobody is signed in.")
        await shown(pilot, "did not answer")
        await pilot.press("R")
        await settle(pilot)
        assert app.results == [portal]


async def test_an_unknown_machine_is_told_what_to_do_first(settle: Settle) -> None:
    session = StandInSession(UnknownDevice("x"))
    app, portal = at_the_door(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot)
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        assert "this machine never signed in to it" in text
        assert "Sign in once with the master password or an API key" in text
        assert isinstance(app.screen, SignInScreen)
    assert portal.closed


async def test_the_second_step_is_asked_for_and_may_be_left(settle: Settle) -> None:
    required = CodeRequired([CodeMethod.AUTHENTICATOR])
    session = StandInSession(None, None, required, None, None, required)
    app, portal = at_the_door(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot)
        await shown(pilot, "authenticator app")
        assert isinstance(app.screen, CodePrompt)
        await pilot.press("escape")
        await shown(pilot, "No code was given. Nobody is signed in. R asks the other device again.")
        await pilot.press("R")
        await shown(pilot, "authenticator app")
        await pilot.press(*"123456", "enter")
        await settle(pilot)
        assert app.results == [portal]
    assert session.calls[-1] == ("code", CodeMethod.AUTHENTICATOR, "123456")


async def test_an_e_mail_is_needed_and_goes_along_between_the_methods(settle: Settle) -> None:
    session = StandInSession()
    app, _ = at_the_door(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("shift+tab", "down", "down", "tab")
        assert not app.screen.query_one("#secret-field").display
        await pilot.press("enter")
        assert "Type your e-mail." in shown_text(app)
        app.screen.query_one("#name", PlainInput).value = EMAIL
        await pilot.press("shift+tab", "up")
        assert app.screen.query_one("#name", PlainInput).value == ""
        await pilot.press("up")
        assert app.screen.query_one("#name", PlainInput).value == EMAIL
        assert app.screen.query_one("#secret-field").display
    assert session.calls == []
