"""The application object: crash output, palette, locking, refusing keys, looks, a person's own keys."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console
from textual.binding import Binding
from textual.css.query import DOMQuery

from backend_client.errors import ServerTimeout
from backend_client.portal.account import SessionState
from tests.screens.support import StandInPortal, StandInSession, app_on
from tests.screens.test_clients import home, ready, screen_of
from tui.app import SeatwardenApp, Start
from tui.presenters.clients import ClientTableRow
from tui.screens.bound_keys import bound_keys
from tui.screens.clients import ClientsScreen
from tui.settings import Settings
from tui.widgets.line_table import LineTable

PLANTED = "hunter2-planted"


async def test_a_crash_prints_no_local_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_on(StandInPortal())
    stderr = io.StringIO()
    monkeypatch.setattr(app, "error_console", Console(file=stderr, width=200))

    def crash() -> None:
        password = PLANTED
        raise RuntimeError(f"a bug, {len(password)} characters long")

    async def run() -> None:
        async with app.run_test() as pilot:
            await ready(pilot)
            app.call_later(crash)
            await pilot.pause()

    with pytest.raises(RuntimeError):
        await run()
    app._print_error_renderables()
    assert "a bug, 15 characters long" in stderr.getvalue()
    assert PLANTED not in stderr.getvalue()


async def test_no_worker_s_description_carries_anything_but_a_literal() -> None:
    async with home() as (_pilot, app):
        assert {worker.description for worker in app.workers} <= {"begin", "load clients", "read people"}


async def test_the_palette_offers_actions_and_no_screenshot() -> None:
    async with home() as (_pilot, app):
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert {"Vault", "Refresh", "Filter", "Quit", "Theme: light"} <= set(titles)
        assert not any("screenshot" in title.lower() for title in titles)


async def test_the_palette_runs_what_it_offers() -> None:
    portal = StandInPortal()
    async with home(portal) as (pilot, app):
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"Refresh")
        await ready(pilot)
        await pilot.press("enter")
        await ready(pilot)
        assert portal.lists_read == 2
        assert isinstance(app.screen, ClientsScreen)


async def test_the_palette_leaves_out_what_cannot_run() -> None:
    async with home(start=Start("practice", watch=True)) as (_pilot, app):
        assert "Vault" not in [command.title for command in app.get_system_commands(app.screen)]


async def test_locking_covers_the_clients() -> None:
    portal = StandInPortal()
    async with home(portal) as (pilot, app):
        await pilot.press("ctrl+l")
        await ready(pilot)
        assert portal.session.state is SessionState.LOCKED
        assert type(app.screen).__name__ == "UnlockScreen"


async def test_watching_never_locks() -> None:
    portal = StandInPortal()
    async with home(portal, start=Start("practice", watch=True)) as (pilot, app):
        await pilot.press("ctrl+l")
        await ready(pilot)
        assert isinstance(app.screen, ClientsScreen)
        assert "nothing to lock" in screen_of(app).message


@pytest.mark.parametrize("practice", [True, False])
async def test_keys_are_refused_under_developer_tools_except_in_practice(
    monkeypatch: pytest.MonkeyPatch, practice: bool
) -> None:
    portal = StandInPortal(practice=practice)
    app = app_on(portal)
    monkeypatch.setattr(app, "features", frozenset({"devtools"}))
    await app.connect("practice")
    assert portal.session.refused is not practice


async def test_keys_are_refused_while_textual_writes_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    portal = StandInPortal(practice=False)
    monkeypatch.setattr("textual.constants.LOG_FILE", "/tmp/log")
    await app_on(portal).connect("us")
    assert portal.session.refused


async def test_without_tools_keys_may_be_held() -> None:
    portal = StandInPortal(practice=False)
    await app_on(portal).connect("us")
    assert not portal.session.refused


async def test_leaving_closes_the_portal_and_says_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    portal = StandInPortal()
    app = app_on(portal)
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("q")
    assert portal.closed
    assert "No changes made. Keys dropped." in capsys.readouterr().err


async def test_looks_change_and_unknown_ones_are_listed() -> None:
    async with home() as (_pilot, app):
        for word, name in (("light", "seatwarden-light"), ("ansi", "ansi-dark"), ("dark", "seatwarden-dark")):
            app.change_theme(word)
            assert app.theme == name
        app.change_theme("pink")
        assert screen_of(app).message == "Themes are: dark, light, ansi."


async def test_nothing_moves_by_itself() -> None:
    async with home() as (_pilot, app):
        assert app.animation_level == "none"


async def test_a_person_s_own_key_works_and_shows_in_the_key_bar() -> None:
    portal = StandInPortal()
    app = app_on(portal, settings=Settings(keys={"clients.refresh": "f5"}))
    async with app.run_test(size=(120, 24)) as pilot:
        await ready(pilot)
        await pilot.press("R")
        await ready(pilot)
        assert portal.lists_read == 1
        await pilot.press("f5")
        await ready(pilot)
        assert portal.lists_read == 2
        assert "F5 Refresh" in app.screen.query_one("#frame-keys").text  # type: ignore[attr-defined]


async def test_a_clashing_key_is_reported_and_not_taken() -> None:
    app = app_on(StandInPortal(), settings=Settings(keys={"clients.refresh": "q"}, refresh_minutes=0))
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        assert app._keymap == {}


async def test_an_unexpected_error_of_a_portal_is_shown_not_thrown() -> None:
    class Broken(StandInPortal):
        async def providers(self) -> Any:
            raise ServerTimeout(host="x", seconds=10)

    async with home(Broken()) as (_pilot, app):
        assert "did not answer for 10 s" in screen_of(app).message


async def test_signing_out_elsewhere_asks_for_a_sign_in_again() -> None:
    portal = StandInPortal(session=StandInSession())
    async with home(portal) as (pilot, app):
        listener = portal.session.listeners[0]
        listener(SessionState.SIGNED_OUT)
        await ready(pilot)
        assert portal.lists_read == 2
        assert isinstance(app.screen, ClientsScreen)


def test_no_two_keys_of_one_place_clash() -> None:
    for place in (SeatwardenApp, ClientsScreen, LineTable):
        taken: dict[str, str] = {}
        for owner in (SeatwardenApp, LineTable, *place.__mro__):
            for binding in vars(owner).get("BINDINGS", ()):
                if not isinstance(binding, Binding) or owner.__module__.startswith("textual"):
                    continue
                for key in binding.key.split(","):
                    assert taken.setdefault(key, binding.id or "") == (binding.id or ""), key


def test_every_key_has_an_id_and_an_action_that_exists() -> None:
    for owner in (SeatwardenApp, ClientsScreen, LineTable):
        for binding in vars(owner)["BINDINGS"]:
            assert isinstance(binding, Binding)
            assert binding.id
            assert callable(getattr(owner, f"action_{binding.action.split('(')[0]}", None)), binding.action


def test_ids_of_keys_are_unique() -> None:
    found = bound_keys(SeatwardenApp, ClientsScreen, LineTable)
    assert len({each.id for each in found}) == len(found)


async def test_every_key_in_the_key_bar_does_something() -> None:
    async with home() as (_pilot, app):
        keys = [key for key, active in app.screen.active_bindings.items() if active.binding.show]
    assert len(keys) >= 7
    for key in keys:
        await _does_something(key)


async def _does_something(key: str) -> None:
    portal = StandInPortal()
    async with home(portal) as (pilot, app):
        before = _state(app, portal)
        await pilot.press(key)
        await pilot.pause()
        assert app._exit or _state(app, portal) != before, key


def _state(app: SeatwardenApp, portal: StandInPortal) -> object:
    table: DOMQuery[LineTable[ClientTableRow]] = app.screen.query(LineTable)
    rows = [(row.id, row.id in table.first().marks) for row in table.first().rows] if table else None
    return type(app.screen).__name__, app.focused, portal.lists_read, rows
