"""While the unlock screen covers all others nothing but unlocking is served, whoever asks.

The verbs, actions and keys are enumerated: one that is added is tested by being there.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import WorkerState

from backend_client.errors import ServerTimeout
from backend_client.portal.account import SessionState
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from tests.hostile.driving import flowing, until
from tests.screens.support import NORTHWIND, StandInPortal, app_on
from tests.screens.test_clients import home, ready
from tui.app import SeatwardenApp, Start
from tui.app_keys import APP_KEYS, REFUSED_WHEN_COVERED, SERVED_WHEN_COVERED
from tui.messages import SessionChanged
from tui.presenters.command_words import Command, Verb
from tui.screens.base import FrameScreen
from tui.screens.bound_keys import bound_keys
from tui.screens.clients import ClientsScreen
from tui.screens.help import HelpScreen
from tui.screens.provider_choice import ProviderChoiceScreen
from tui.screens.sign_in import SignInScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.secret_input import SecretInput

ENDING = {"quit", "suspend_process"}
"""Actions that end or stop the program."""

CLIENT = "Alder Dental Group"


@asynccontextmanager
async def locked(*above: str) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The home screen, locked by Ctrl+L, with what these keys open over the lock."""
    async with home() as (pilot, app):
        await pilot.press("ctrl+l")
        await ready(pilot)
        assert isinstance(app.screen, UnlockScreen)
        for key in above:
            await pilot.press(key)
        yield pilot, app


def kept(app: SeatwardenApp) -> None:
    """Nothing is uncovered, and nothing lies over the cover that does not belong there."""
    stack = app.screen_stack
    assert app.portal is not None
    assert app.portal.session.state is SessionState.LOCKED
    assert [type(screen) for screen in stack[1:3]] == [ClientsScreen, UnlockScreen], stack
    assert all(isinstance(screen, FrameScreen) and screen.over_cover for screen in stack[3:]), stack
    assert app.theme == "seatwarden-dark"


def lies_open(app: SeatwardenApp) -> list[type[Screen[Any]]]:
    return [type(screen) for screen in app.screen_stack[1:]]


def actions_of(node: object) -> Iterator[str]:
    """Every action of `node` with values for what it needs, as a binding would write it."""
    for name in dir(node):
        word = name.removeprefix("_").removeprefix("action_")
        act = getattr(node, name) if name.removeprefix("_") == f"action_{word}" else None
        if not callable(act) or word in ENDING:
            continue
        needed = [
            "'light'"
            for each in inspect.signature(act).parameters.values()
            if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD
        ]
        yield f"{word}({', '.join(needed)})"


@pytest.mark.parametrize("above", [(), ("f1",)], ids=["lock", "help"])
async def test_no_verb_leads_around_the_lock(above: tuple[str, ...]) -> None:
    async with locked(*above) as (pilot, app):
        left: list[None] = []
        app.leave = lambda: left.append(None)  # type: ignore[method-assign]
        for verb in Verb:
            for argument in ("", CLIENT, "light"):
                app.obey(Command(verb, argument))
                kept(app)
                app._home.do_typed(Command(verb, argument))
                kept(app)
        await pilot.pause()
        kept(app)
        assert len(left) == 6, "whoever finds it may leave"


@pytest.mark.parametrize("above", [(), ("f1",)], ids=["lock", "help"])
async def test_no_action_leads_around_the_lock(above: tuple[str, ...]) -> None:
    async with locked(*above) as (pilot, app):
        written: list[str] = []
        app._to_terminal = app.copy_to_clipboard = written.append  # type: ignore[method-assign,assignment]
        for node in (app, app._home, app._home.table):
            for action in actions_of(node):
                await app.run_action(action, node)
                kept(app)
        for action in actions_of(app):
            await app.run_action(f"app.{action}", app.screen)
            kept(app)
        await app.run_action("command_line", app.screen)
        await pilot.pause()
        kept(app)
        assert not app.screen.query("CommandLine")
        assert not written


async def test_no_key_of_any_screen_leads_around_the_lock() -> None:
    keys = {
        key
        for binding in bound_keys(SeatwardenApp, ClientsScreen)
        for key in binding.keys.split(",")
        if key not in ("ctrl+z", "ctrl+q", "q")
    }
    assert {"f9", "s", "colon", "ctrl+p"} <= keys
    async with locked() as (pilot, app):
        for key in sorted(keys):
            if isinstance(app.screen, UnlockScreen):
                app.action_help()  # where letters are keys, and no text
                await pilot.pause()
            await app._check_bindings(key)
            kept(app)


async def test_no_click_leads_around_the_lock() -> None:
    async with locked() as (pilot, app):
        for row in (0, 4, 23):
            for column in (3, 12, 40):
                await pilot.click(offset=(column, row))
                kept(app)


async def test_the_typed_ways_of_the_help_screen_are_refused() -> None:
    async with locked("f1", "colon", *":clients", "enter", "ctrl+p", "f9") as (_pilot, app):
        kept(app)
        assert isinstance(app.screen, HelpScreen)
        assert app.screen.message == "Locked: unlock first."


def test_every_key_of_the_application_is_served_or_refused() -> None:
    assert {each.action for each in APP_KEYS} - SERVED_WHEN_COVERED == REFUSED_WHEN_COVERED - {"command_line"}
    assert SERVED_WHEN_COVERED.isdisjoint(REFUSED_WHEN_COVERED)
    assert {"jobs", "command_palette"} <= REFUSED_WHEN_COVERED


# What comes late


def a_question() -> TypedYesScreen:
    return TypedYesScreen(("Late",), (f"About {CLIENT}.",), "yes", lambda _typed: True)


async def test_a_worker_whose_question_comes_after_the_lock_ends() -> None:
    async with home() as (pilot, app):
        answered, after = asyncio.Event(), []

        async def late() -> None:
            await answered.wait()
            after.append(await app.push_screen_wait(a_question()))

        worker = app.run_worker(late(), exit_on_error=False)
        await pilot.press("ctrl+l")
        answered.set()
        await pilot.pause()
        assert worker.state is WorkerState.CANCELLED
        assert not after
        kept(app)


async def test_a_screen_pushed_after_the_lock_is_as_if_it_had_been_left() -> None:
    async with locked() as (pilot, app):
        answers: list[bool | None] = []
        await app.push_screen(a_question(), answers.append)
        app.switch_screen(a_question())
        await app.push_screen(CommandPalette())
        app.pop_screen()
        await pilot.pause()
        assert answers == [None]
        kept(app)


async def test_a_screen_below_the_lock_leaves_when_it_is_uncovered_and_takes_no_other_along() -> None:
    async with home() as (pilot, app):
        answers: list[bool | None] = []
        asked = a_question()
        await app.push_screen(asked, answers.append)
        await pilot.press("ctrl+l")
        assert lies_open(app) == [ClientsScreen, TypedYesScreen, UnlockScreen]
        asked.dismiss(True)
        asked.dismiss(False)
        await pilot.pause()
        assert lies_open(app) == [ClientsScreen, TypedYesScreen, UnlockScreen]
        assert not answers
        unlock(app)
        await ready(pilot)
        assert lies_open(app) == [ClientsScreen]
        assert answers == [True]


async def test_going_home_from_below_the_lock_keeps_it() -> None:
    async with home() as (pilot, app):
        await app.push_screen(a_question())
        await pilot.press("ctrl+l")
        app._go_home()
        app.go_home()
        await pilot.pause()
        assert lies_open(app) == [ClientsScreen, TypedYesScreen, UnlockScreen]
        unlock(app)
        await ready(pilot)
        assert lies_open(app) == [ClientsScreen]


async def test_an_unlocking_that_is_heard_of_after_the_next_lock_uncovers_nothing() -> None:
    async with locked() as (pilot, app):
        read = stand_in(app).lists_read
        app.post_message(SessionChanged(SessionState.UNLOCKED))
        app.screen.dismiss(True)
        await ready(pilot)
        kept(app)
        assert stand_in(app).lists_read == read


async def test_a_lock_before_a_provider_was_chosen_puts_the_question_off() -> None:
    other = replace(NORTHWIND, id="p-2", name="Southwind MSP")
    portal = StandInPortal(all_providers=(NORTHWIND, other))
    asked, answer = asyncio.Event(), asyncio.Event()
    places = portal.providers

    async def slow() -> tuple[Provider, ...]:
        asked.set()
        await answer.wait()
        return await places()

    portal.providers = slow  # type: ignore[method-assign]
    app = app_on(portal)
    async with app.run_test(size=(80, 24)) as pilot:
        await asked.wait()
        await pilot.press("ctrl+l")
        answer.set()
        await ready(pilot)
        assert lies_open(app) == [ClientsScreen, UnlockScreen]
        unlock(app)
        await pilot.pause()
        async with asyncio.timeout(20):
            while not isinstance(app.screen, ProviderChoiceScreen):
                await pilot.pause()


async def test_after_signing_out_at_the_lock_no_client_is_left_on_the_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with locked() as (pilot, app):
        monkeypatch.setattr(app, "_begin", lambda: None)
        assert app._home.all_rows()
        stand_in(app).session.state = SessionState.SIGNED_OUT
        app.post_message(SessionChanged(SessionState.SIGNED_OUT))
        await pilot.pause()
        assert lies_open(app) == [ClientsScreen]
        assert CLIENT not in flowing(app)
        assert not app._home.table.rows


async def test_locking_closes_what_lies_over_the_lock() -> None:
    async with locked("f1") as (pilot, app):
        await pilot.press("ctrl+l")
        assert lies_open(app) == [ClientsScreen, UnlockScreen]


async def test_what_lay_open_when_it_was_locked_stays_below() -> None:
    async with home() as (pilot, app):
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        app._lock_now()  # the palette takes the key
        await ready(pilot)
        assert lies_open(app) == [ClientsScreen, CommandPalette, UnlockScreen]
        app.screen_stack[-2].dismiss()
        await pilot.pause()
        assert isinstance(app.screen, UnlockScreen)


async def test_an_error_that_comes_late_is_told_below_the_lock() -> None:
    async with locked() as (pilot, app):
        app._explain(ServerTimeout(host="vault.example.com", seconds=10))
        await pilot.pause()
        assert isinstance(app.screen, UnlockScreen)
        assert not app.screen.message
        assert app._home.message


# Secrets


async def test_a_secret_that_comes_after_the_lock_is_not_copied() -> None:
    async with home() as (pilot, app):
        written: list[str] = []
        app._secrets._write = written.append
        assert app.copy_secret(Secret("in time"))
        assert len(written) == 1
        await pilot.press("ctrl+l")
        assert len(written) == 2, "cleared"
        assert not app.copy_secret(Secret("late"))
        assert len(written) == 2


async def test_ending_in_any_way_clears_the_clipboard() -> None:
    written: list[str] = []
    async with home() as (_pilot, app):
        app._secrets._write = written.append
        assert app.copy_secret(Secret("held"))
        app.exit()
    assert len(written) == 2


async def test_a_signal_clears_the_clipboard_before_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.leaving.terminal_gone", lambda: False)
    monkeypatch.setattr("tui.leaving.threading.Timer", _NoTimer)
    written: list[str] = []
    async with home() as (_pilot, app):
        app._secrets._write = written.append
        assert app.copy_secret(Secret("held"))
        monkeypatch.setattr(app, "_writers", lambda: [app._home])
        monkeypatch.setattr(app, "_end_when_written", lambda: None)
        app.end_by(signal.SIGTERM)
        assert len(written) == 2
        assert isinstance(app.screen, UnlockScreen)


async def test_the_password_of_the_environment_is_for_the_start_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BW_PASSWORD", "from-the-environment")
    monkeypatch.setenv("BW_CLIENTSECRET", "from-the-environment")
    async with locked("enter") as (_pilot, app):
        kept(app)
        assert isinstance(app.screen, UnlockScreen)
        assert app.screen.message == "Type your master password."
        assert "from-the-environment" not in os.environ.values()


# A session that never held keys


async def test_a_session_that_never_held_keys_is_covered_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr("tui.locking.since_boot", lambda: now[0])
    monkeypatch.setattr(SeatwardenApp, "_open_practice_keys", lambda *_given: None)
    monkeypatch.setenv("BW_PASSWORD", "for the first unlocking")
    portal = StandInPortal()
    portal.session.state = SessionState.LOCKED
    async with home(portal) as (pilot, app):
        await pilot.press("j")
        assert "BW_PASSWORD" in os.environ
        now[0] += 2 * 3600
        await pilot.press("s")
        await ready(pilot)
        kept(app)
        assert "BW_PASSWORD" not in os.environ
        now[0] += 2 * 3600
        await pilot.press("x")
        assert app.screen.query_one(SecretInput).filled
        now[0] += 2 * 3600
        app._lookout.look()  # type: ignore[union-attr]
        assert not app.screen.query_one(SecretInput).filled


async def test_what_was_typed_to_sign_in_does_not_wait_either(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("tui.locking.since_boot", lambda: now[0])
    app = app_on(StandInPortal(), start=Start("https://vault.example.com"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, SignInScreen)
        field = app.screen.query_one("#secret", SecretInput)
        field.focus()
        await pilot.press(*"half")
        assert field.filled
        now[0] += 3600
        await pilot.press("x")
        assert len(field.value) == 1, "what was typed before is gone"


def stand_in(app: SeatwardenApp) -> StandInPortal:
    return cast(StandInPortal, app.portal)


def unlock(app: SeatwardenApp) -> None:
    """As if the keys had been opened."""
    stand_in(app).session.state = SessionState.UNLOCKED
    app.post_message(SessionChanged(SessionState.UNLOCKED))


class _NoTimer:
    """Ends nothing."""

    daemon = False

    def __init__(self, *_values: object) -> None:
        """Whatever it is told."""

    def start(self) -> None:
        """Does not."""
