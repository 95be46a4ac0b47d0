"""Bad input at the door: each gets a plain sentence, says that nobody is signed in, and names the key."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from backend_client.portal.account import SessionState
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.hostile.driving import (
    ADMIN,
    SIZE,
    app_on,
    check_screen,
    fill_in_form,
    flowing,
    sign_in_by_keys,
    type_in,
    until,
)
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.hostile.tls_server import closed_port, serving
from tests.practice import Practice
from tui.app import SeatwardenApp
from tui.arguments.base import Arguments
from tui.backends import Backends
from tui.screens.clients import ClientsScreen
from tui.screens.code_prompt import CodePrompt
from tui.screens.provider_choice import ProviderChoiceScreen
from tui.screens.unlock import UnlockScreen
from tui.start import make_app

_DEVICE = "7f5b2c1e-3c0d-4a2b-9c58-0d9f5f7f1a11"
_PATIENCE = 20


def says(app: SeatwardenApp, *sentences: str) -> None:
    """Every one of these stands on the screen."""
    shown = flowing(app)
    for sentence in sentences:
        assert sentence in shown, f"{sentence!r} is not on the screen: {shown}"
    check_screen(app)


async def test_wrong_password_and_then_the_right_one(practice: Practice, settle: Settle) -> None:
    app = app_on(practice, who=None)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in_by_keys(pilot, settle, ADMIN.email, "wrong")
        says(
            app,
            "The e-mail address or the master password is wrong.",
            "Nobody is signed in.",
            "Check the server too, then Enter to try again.",
            ADMIN.email,
        )
        await type_in(pilot, ADMIN.password)
        await pilot.press("enter")
        await until(pilot, ClientsScreen)


async def test_wrong_password_while_locked(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+l")
        await until(pilot, UnlockScreen)
        await type_in(pilot, "wrong")
        await pilot.press("enter")
        await settle(pilot, "unlock")
        says(app, "That is not the master password of this account. Still locked: Enter tries again.")
        assert app.portal is not None
        assert app.portal.session.state is SessionState.LOCKED
        await type_in(pilot, ADMIN.password)
        await pilot.press("enter")
        await until(pilot, ClientsScreen)


async def test_wrong_code(practice: Practice, settle: Settle) -> None:
    who = person(Persona.AUTHENTICATOR)
    app = app_on(practice, who=None)
    async with app.run_test(size=SIZE) as pilot:
        await fill_in_form(pilot, who.email, who.password)
        await until(pilot, CodePrompt)
        await type_in(pilot, "000000")
        await pilot.press("enter")
        await settle(pilot, "code")
        says(
            app,
            "The code of your authenticator app was refused.",
            "Nobody is signed in yet.",
            "Type the current code, then Enter; an old one is spent.",
        )


SPOILED: tuple[tuple[str, bytes], ...] = (
    ("/accounts/prelogin/password", b'{"kdf": '),
    ("/accounts/prelogin/password", HTML),
    ("/accounts/prelogin/password", b"{}"),
    ("/connect/token", b"not json"),
    ("/connect/token", HTML),
    ("/connect/token", b'{"access_token": 7}'),
)


async def test_answers_that_are_none(practice: Practice, settle: Settle) -> None:
    faults = FaultInjector(practice.thread.app)
    app = app_on(practice, who=None, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in_by_keys(pilot, settle, ADMIN.email, "wrong")
        for path, body in SPOILED:
            faults.heal()
            faults.answer(path, body)
            await type_in(pilot, "x")
            await pilot.press("enter")
            await settle(pilot, "sign-in")
            says(app, "The answer of practice was not understood.", "Nobody is signed in. Enter tries again.")
        faults.heal()
        await type_in(pilot, ADMIN.password)
        await pilot.press("enter")
        await until(pilot, ClientsScreen)


async def attempt(settle: Settle, server: str, *sentences: str, authority: Path | None = None) -> None:
    """Sign in over the network as a person would, with a wrong password."""
    with Backends(device_id=_DEVICE, ca_bundle=authority) as backends:
        app = make_app(Arguments("screens", server=server, ca_bundle=authority), backends)
        async with asyncio.timeout(_PATIENCE), app.run_test(size=SIZE) as pilot:
            await sign_in_by_keys(pilot, settle, ADMIN.email, "wrong")
            says(app, *sentences, "Nobody is signed in.")


async def test_an_unknown_server(settle: Settle) -> None:
    await attempt(
        settle,
        "https://no-such-host.invalid",
        "no-such-host.invalid was not found: the name does not resolve.",
        "Check the server; Enter tries again.",
    )


async def test_a_server_that_refuses(settle: Settle) -> None:
    await attempt(
        settle,
        f"https://127.0.0.1:{closed_port()}",
        "refused the connection.",
        "Check the server; Enter tries again.",
    )


async def test_a_bad_certificate_and_the_same_server_trusted(
    practice_template: Path, tmp_path: Path, settle: Settle
) -> None:
    database = Path(shutil.copy(practice_template, tmp_path / "served.sqlite3"))
    with serving(database, tmp_path / "tls") as server:
        await attempt(
            settle,
            server.url,
            "is not trusted here. Nothing was sent.",
            "Start with --ca-bundle FILE when it is your own certificate authority.",
        )
        await attempt(
            settle,
            server.url,
            "The e-mail address or the master password is wrong.",
            authority=server.authority,
        )


async def test_a_password_is_not_spent_on_unsafe_key_derivation(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE users SET kdf_iterations = 1 WHERE id = ?", ADMIN.user_id)
    app = app_on(practice, who=None)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in_by_keys(pilot, settle, ADMIN.email, ADMIN.password)
        says(app, "Your password was not used.", "Nobody is signed in.", "Check the server address")


async def test_no_provider_at_all(practice: Practice, settle: Settle) -> None:
    who = person(Persona.NO_ORGANIZATION)
    app = app_on(practice, who=who)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ProviderChoiceScreen)
        says(app, f"{who.email} is in no provider and administers no organization.", "Esc Back")
        says(app, "ask one of its admins to invite and confirm you")
        await pilot.press("escape")
        await settle(pilot)
        says(app, "This account is in no provider and administers no organization.")
        says(app, "Ask a provider admin for an invitation, or sign in as somebody else.")
