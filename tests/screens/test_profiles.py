"""Profiles and remembered keys by keys: what titles say, when a key signs in, when the form asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.connection import connect
from backend_client.errors import SeatwardenError, ServerUnreachable, UnreachableReason
from backend_client.portal.account import SessionState
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.hostile.driving import flowing, screen_text, type_in
from tests.practice import DEVICE, Practice
from tests.quiet import quiet
from tests.screens.form_driving import wait_for
from tui.app import SeatwardenApp, Start
from tui.paths import state_file
from tui.remembered_key import KeyOfProfile, RememberedKey
from tui.screens.sign_in import SignInScreen
from tui.screens.unlock import UnlockScreen
from tui.settings import Settings, change_remembered, read_remembered
from tui.widgets.choice_list import ChoiceList
from tui.widgets.plain_input import PlainInput
from tui.widgets.secret_input import SecretInput

BIRCH = "https://vault.birch.example"
ADMIN = person(Persona.SECOND_ADMIN)


@asynccontextmanager
async def started(
    practice: Practice,
    *,
    profile: str = "birch",
    where: str = BIRCH,
    new: bool = False,
    watch: bool = False,
    failures: Sequence[SeatwardenError] = (),
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The program as `seatwarden --profile NAME` starts it. Every address leads to practice, after
    the `failures`."""
    away = list(failures)

    async def open_portal(address: str) -> Portal:
        if away:
            raise away.pop(0)
        return connect(address, device_id=DEVICE, asgi_app=practice.thread.app)

    def remember(changes: Mapping[str, str]) -> None:
        change_remembered(changes, state_file(profile))

    app = SeatwardenApp(
        open_portal,
        start=Start(where, profile=profile, new_profile=new, watch=watch),
        settings=Settings(),
        remember=remember,
    )
    async with app.run_test(size=size) as pilot:
        await quiet(pilot)
        yield pilot, app


async def sign_in_with_key(pilot: Pilot[Any], secret: str, *, remembered: bool) -> None:
    """Fill the form and send it."""
    app = pilot.app
    await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
    app.screen.query_one("#method", ChoiceList).choose("api_key")
    await quiet(pilot)
    app.screen.query_one("#name", PlainInput).value = ADMIN.client_id
    if remembered:
        await wait_for(pilot, lambda: app.screen.query_one("#remember-field").display)
        app.screen.query_one("#remember", ChoiceList).focus()
        await pilot.press("down")
    app.screen.query_one(SecretInput).focus()
    await type_in(pilot, secret)
    await pilot.press("enter")
    await quiet(pilot)


def state_of(app: SeatwardenApp) -> SessionState | None:
    """What the app's session holds."""
    return None if app.portal is None else app.portal.session.state


def signed_in_devices(practice: Practice) -> int:
    """How many accounts the server saw sign in from this device."""
    ((found,),) = practice.execute("SELECT count(*) FROM devices WHERE identifier = ?", DEVICE)
    assert isinstance(found, int)
    return found


def keep(secret: str, server: str = BIRCH) -> None:
    KeyOfProfile("birch").keep(RememberedKey(server, ADMIN.client_id, Secret(secret)))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_title_names_the_profile_and_whether_it_is_new(
    practice: Practice, size: tuple[int, int]
) -> None:
    async with started(practice, new=True, size=size) as (pilot, app):
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert screen_text(app).splitlines()[0].startswith(" Seatwarden [birch, new]  Sign in")
        assert "The profile birch is new." in flowing(app)
        await sign_in_with_key(pilot, ADMIN.api_key, remembered=False)
        await wait_for(pilot, lambda: "as of" in flowing(app))
        title = screen_text(app).splitlines()[0]
        assert title.startswith(" Seatwarden [birch]  Northwind MSP")
        assert len(title.rstrip()) <= size[0]
    state = read_remembered(state_file("birch"))
    assert (state.server, state.email, state.account) == (BIRCH, "", ADMIN.email)
    assert state.signed_in
    assert not state_file().exists()


async def test_a_long_name_leaves_room_for_the_rest(practice: Practice) -> None:
    async with started(practice, profile="x" * 32) as (pilot, app):
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert "Sign in" in screen_text(app).splitlines()[0]


async def test_a_new_profile_without_a_server_is_told_first(practice: Practice) -> None:
    async with started(practice, where="", new=True) as (_pilot, app):
        assert "[birch, new]" in flowing(app)
        assert "It is kept from the first sign-in on." in flowing(app)
    assert not state_file("birch").exists()


async def test_practice_is_in_no_profile(practice: Practice) -> None:
    async with started(practice, where="practice") as (_pilot, app):
        assert "birch" not in screen_text(app).splitlines()[0]


async def test_to_be_remembered_is_a_choice_and_starts_locked_the_next_time(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    async with started(practice) as (pilot, app):
        await sign_in_with_key(pilot, ADMIN.api_key, remembered=True)
        await wait_for(pilot, lambda: "as of" in flowing(app))
    assert len(keyring) == 1
    async with started(practice) as (pilot, app):
        await wait_for(pilot, lambda: "as of" in flowing(app))
        assert state_of(app) is SessionState.LOCKED
        await pilot.press("ctrl+l")
        await wait_for(pilot, lambda: isinstance(app.screen, UnlockScreen))
        await type_in(pilot, ADMIN.password)
        practice.thread.stop()  # unlocking asks no server
        await pilot.press("enter")
        async with asyncio.timeout(20):
            while state_of(app) is not SessionState.UNLOCKED:
                await pilot.pause()


async def test_nothing_is_kept_unless_it_is_chosen(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    async with started(practice) as (pilot, app):
        await sign_in_with_key(pilot, ADMIN.api_key, remembered=False)
        await wait_for(pilot, lambda: "as of" in flowing(app))
    assert not keyring
    assert not KeyOfProfile("birch").kept
    assert signed_in_devices(practice) == 1


async def test_a_refused_key_says_so_and_asks_and_a_new_one_takes_its_place(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    keep("stale")
    async with started(practice) as (pilot, app):
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert "The server refused the remembered API key." in flowing(app)
        assert "Forget key" in flowing(app)
        await sign_in_with_key(pilot, ADMIN.api_key, remembered=True)
        await wait_for(pilot, lambda: "as of" in flowing(app))
    assert ADMIN.api_key in next(iter(keyring.values()))


async def test_a_key_takes_it_out_of_the_keyring(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    keep("stale")
    async with started(practice) as (pilot, app):
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
        await pilot.press("f8")
        await quiet(pilot)
        assert "no longer in the keyring" in flowing(app)
        assert "Forget key" not in flowing(app)
    assert not keyring


async def test_signing_in_without_the_choice_takes_out_what_was_kept(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    keep("stale")
    async with started(practice) as (pilot, app):
        await sign_in_with_key(pilot, ADMIN.api_key, remembered=False)
        await wait_for(pilot, lambda: "as of" in flowing(app))
    assert not keyring


async def test_a_key_is_sent_to_no_other_server(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    keep(ADMIN.api_key)
    async with started(practice, where="https://other.example") as (pilot, app):
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert "it was not sent here" in flowing(app)
    assert signed_in_devices(practice) == 0
    assert keyring


async def test_who_signs_out_is_asked_again(practice: Practice, keyring: dict[tuple[str, str], str]) -> None:
    keep(ADMIN.api_key)
    async with started(practice) as (pilot, app):
        await wait_for(pilot, lambda: "as of" in flowing(app))
        await pilot.press("ctrl+l")
        await wait_for(pilot, lambda: isinstance(app.screen, UnlockScreen))
        await pilot.press("ctrl+o")
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert "Forget key" in flowing(app)
    assert keyring


async def test_watching_needs_nobody_at_the_keyboard(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    keep(ADMIN.api_key)
    async with started(practice, watch=True) as (pilot, app):
        await wait_for(pilot, lambda: "as of" in flowing(app))
        assert "WATCHING" in screen_text(app).splitlines()[0]
        assert "[birch]" in screen_text(app).splitlines()[0]
        assert state_of(app) is SessionState.LOCKED


async def test_a_server_that_does_not_answer_is_asked_again_with_the_key(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    keep(ADMIN.api_key)
    away = [ServerUnreachable(host="vault.birch.example", reason=UnreachableReason.REFUSED)]
    async with started(practice, failures=away) as (pilot, app):
        await wait_for(pilot, lambda: "vault.birch.example" in flowing(app))
        assert not isinstance(app.screen, SignInScreen)
        await pilot.press("R")
        await wait_for(pilot, lambda: "as of" in flowing(app))
        assert state_of(app) is SessionState.LOCKED


async def test_a_locked_keyring_asks_by_hand(
    practice: Practice, keyring: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ADMIN.api_key)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.fake_keyring.RefusingKeyring")
    async with started(practice) as (pilot, app):
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert "The keyring refused. Sign in by hand." in flowing(app)
        await sign_in_with_key(pilot, ADMIN.api_key, remembered=True)
        await wait_for(pilot, lambda: "as of" in flowing(app))
        await wait_for(pilot, lambda: "the API key is not remembered" in flowing(app))
    assert ADMIN.api_key in next(iter(keyring.values()))


async def test_a_key_in_the_environment_goes_first(
    practice: Practice, keyring: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ADMIN.api_key)
    monkeypatch.setenv("BW_CLIENTID", ADMIN.client_id)
    monkeypatch.setenv("BW_CLIENTSECRET", ADMIN.api_key)
    async with started(practice) as (pilot, app):
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert "BW_CLIENTID" in flowing(app)


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("tests.fake_keyring.PlainKeyring", "Nothing is remembered. The keyring here would write plain text"),
        ("keyring.backends.null.Keyring", "Nothing is remembered. There is no keyring"),
    ],
)
async def test_a_keyring_that_keeps_no_secrets_is_not_offered(
    practice: Practice,
    keyring: dict[tuple[str, str], str],
    monkeypatch: pytest.MonkeyPatch,
    backend: str,
    said: str,
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    async with started(practice) as (pilot, app):
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen))
        app.screen.query_one("#method", ChoiceList).choose("api_key")
        await quiet(pilot)
        assert not app.screen.query_one("#remember-field").display
        assert said in flowing(app)


async def end_session(practice: Practice, app: SeatwardenApp) -> None:
    """Somebody rotates the account's API key, and the access token is as good as over."""
    practice.execute("UPDATE users SET api_key = 'rotated' WHERE email = ?", ADMIN.email)
    assert app.portal is not None
    auth = app.portal._api.auth
    now = auth._clock()
    auth._clock = lambda: now + 3600


async def watching_until_the_server_ends_it(
    practice: Practice, pilot: Pilot[Any], app: SeatwardenApp
) -> None:
    await wait_for(pilot, lambda: "as of" in flowing(app))
    await end_session(practice, app)


async def test_watching_goes_on_by_the_key_of_the_keyring_where_the_server_ended_it(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    keep(ADMIN.api_key)
    async with started(practice, watch=True) as (pilot, app):
        await watching_until_the_server_ends_it(practice, pilot, app)
        keep("rotated")
        await pilot.press("R")
        await quiet(pilot)
        assert "STALE" not in screen_text(app)
        assert "ended the session" not in flowing(app)
        assert app.portal is not None
        assert not app.portal.session.over
        assert state_of(app) is SessionState.LOCKED


async def test_a_watched_session_that_ended_says_so_and_r_signs_in(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    keep(ADMIN.api_key)
    async with started(practice, watch=True) as (pilot, app):
        await watching_until_the_server_ends_it(practice, pilot, app)
        await pilot.press("R")
        await wait_for(pilot, lambda: "R signs in again" in flowing(app))
        await quiet(pilot)
        assert "The server ended the session. Showing" in flowing(app)
        assert "The server refused the remembered API key." in flowing(app)
        assert "STALE" in screen_text(app)
        assert "Birch & Sons" in screen_text(app)
        before = app.portal
        await pilot.press("R")
        await sign_in_with_key(pilot, "rotated", remembered=False)
        await wait_for(pilot, lambda: "STALE" not in screen_text(app) and "Birch & Sons" in screen_text(app))
        assert app.portal is not before
        assert before is not None
        assert before._api.transport._closed


async def test_watching_never_goes_on_as_somebody_else(
    practice: Practice, keyring: dict[tuple[str, str], str]
) -> None:
    keep(ADMIN.api_key)
    async with started(practice, watch=True) as (pilot, app):
        await watching_until_the_server_ends_it(practice, pilot, app)
        other = person(Persona.SERVICE_USER)
        KeyOfProfile("birch").keep(RememberedKey(BIRCH, other.client_id, Secret(other.api_key)))
        devices = signed_in_devices(practice)
        await pilot.press("R")
        await wait_for(pilot, lambda: "is another account's; it was not sent" in flowing(app))
        assert signed_in_devices(practice) == devices
        assert "Birch & Sons" in screen_text(app)
