"""Reading again: what changes, what stays, what is written to the terminal, what is said when it fails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual._compositor import CompositorUpdate

from backend_client.errors import (
    Locked,
    NotPermitted,
    RateLimited,
    SeatwardenError,
    ServerFault,
    ServerTimeout,
    SessionExpired,
)
from backend_client.portal.account import SessionState
from backend_client.portal.providers import KeyState
from tests.screens.inside_client import wait
from tests.screens.support import READ_AT, StandInPortal, app_on, client, many, screen_lines
from tests.screens.test_clients import home, ready, screen_of
from tui.app import SeatwardenApp
from tui.settings import Settings


class Written:
    """Counts the bytes that an application writes from now on."""

    def __init__(self, app: SeatwardenApp, monkeypatch: pytest.MonkeyPatch) -> None:
        self._frames: list[str] = []
        self._app = app
        monkeypatch.setattr(app, "_display", self._take)

    def _take(self, _screen: object, update: Any) -> None:
        if isinstance(update, CompositorUpdate):
            self._frames.append(update.render_segments(self._app.console))
        elif update is not None:
            self._frames.append("".join(segment.text for segment in self._app.console.render(update)))

    def bytes(self) -> int:
        """Bytes since the last call."""
        count = len("".join(self._frames).encode())
        self._frames.clear()
        return count


async def test_a_refresh_that_changes_nothing_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    portal = StandInPortal(clients=many(200))
    async with home(portal) as (pilot, app):
        written = Written(app, monkeypatch)
        await pilot.press("R")
        await ready(pilot)
        assert portal.lists_read == 2
        assert written.bytes() == 0


async def test_a_refresh_a_minute_later_writes_only_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    portal = StandInPortal()
    async with home(portal) as (pilot, app):
        written = Written(app, monkeypatch)
        portal.read_at = READ_AT + timedelta(minutes=1)
        await pilot.press("R")
        await ready(pilot)
        assert "as of 14:03" in screen_lines(app)[0]
        assert 0 < written.bytes() <= 300


@pytest.mark.parametrize("count", [9, 5000])
async def test_one_changed_row_is_at_most_300_bytes(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    portal = StandInPortal(clients=many(count))
    async with home(portal) as (pilot, app):
        written = Written(app, monkeypatch)
        portal.change("Client 00005", used=4)
        await pilot.press("R")
        await ready(pilot)
        assert 0 < written.bytes() <= 300


async def test_a_cursor_step_repaints_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = tuple(client(f"Client {number:02}", 20, 5) for number in range(9))
    async with home(StandInPortal(clients=clients)) as (pilot, app):
        written = Written(app, monkeypatch)
        await pilot.press("j")
        await ready(pilot)
        assert 0 < written.bytes() <= 2 * 80 + 120


async def test_cursor_scroll_marks_order_and_filter_stay() -> None:
    portal = StandInPortal(clients=many(300))
    async with home(portal) as (pilot, app):
        await pilot.press("greater_than_sign", "slash", *"client", "enter", *["pagedown"] * 4, "space")
        await ready(pilot)
        await screen_of(app)._lazy.rest()
        await ready(pilot)
        table = screen_of(app).table
        before = (table.cursor_row and table.cursor_row.id, table.scroll_offset, table.marks)
        lines = screen_lines(app)
        portal.clients = (*portal.clients, client("Client 99999", 1, 0, 0))
        await pilot.press("R")
        await ready(pilot)
        assert (table.cursor_row and table.cursor_row.id, table.scroll_offset, table.marks) == before
        assert screen_lines(app)[4:16] == lines[4:16]
        assert len(table.rows) == 301


async def test_rows_above_do_not_push_the_cursor_s_line() -> None:
    portal = StandInPortal(clients=many(100))
    async with home(portal) as (pilot, app):
        await pilot.press(*["pagedown"] * 3)
        await ready(pilot)
        await screen_of(app)._lazy.rest()
        await ready(pilot)
        before = [line for line in screen_lines(app) if line.startswith(">")]
        position = screen_lines(app).index(before[0])
        portal.clients = (client("Aaa first", 3, 1), client("Aab second", 3, 1), *portal.clients)
        await pilot.press("R")
        await ready(pilot)
        assert screen_lines(app)[position] == before[0]


async def test_a_vanished_client_says_so_and_its_mark_goes() -> None:
    portal = StandInPortal()
    async with home(portal) as (pilot, app):
        await pilot.press("j", "space", "k")
        portal.clients = tuple(each for each in portal.clients if each.name != "Birch & Sons Logistics")
        await pilot.press("R")
        await ready(pilot)
        assert screen_of(app).message == "Birch & Sons Logistics is no longer in the list."
        assert screen_of(app).table.marks == frozenset()
        row = screen_of(app).table.cursor_row
        assert row is not None
        assert row.name == "Delta Fisheries"


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (
            ServerTimeout(host="vault.example", seconds=10),
            "The server did not answer for 10 s. Showing 14:02. Retrying at 14:08:15; R now.",
        ),
        (
            ServerFault(status=503, endpoint="GET /x"),
            "The server failed (503); it is not your doing. Showing 14:02. Retrying at 14:08:15; R now.",
        ),
        (
            RateLimited(endpoint="GET /x", retry_after=600),
            "The server asks to slow down; this address is limited. Showing 14:02. Retrying at 14:18; R now.",
        ),
        (
            SessionExpired("x"),
            "The sign-in is over and could not be renewed. Showing 14:02. "
            "Ctrl+L, then Ctrl+O signs in again (watching: R).",
        ),
    ],
)
async def test_a_failed_refresh_keeps_the_rows_and_says_of_when_they_are(
    failure: SeatwardenError, said: str
) -> None:
    portal = StandInPortal()
    async with home(portal) as (pilot, app):
        screen_of(app)._now = lambda: READ_AT + timedelta(minutes=6)
        portal.failure = failure
        await pilot.press("R")
        await ready(pilot)
        assert screen_of(app).message == said
        assert screen_lines(app)[0].endswith("as of 14:02 STALE")
        assert len(screen_of(app).table.rows) == 9
        portal.failure = None
        await pilot.press("R")
        await ready(pilot)
        assert screen_of(app).message == ""
        assert screen_lines(app)[0].endswith("as of 14:02")


async def test_a_first_read_that_fails_says_why_and_r_tries_again() -> None:
    portal = StandInPortal(failure=ServerTimeout(host="vault.example", seconds=10))
    async with home(portal) as (pilot, app):
        assert "The server did not answer for 10 s." in screen_lines(app)[4]
        portal.failure = None
        await pilot.press("R")
        await ready(pilot)
        assert len(screen_of(app).table.rows) == 9


async def test_the_list_is_read_again_by_itself() -> None:
    portal = StandInPortal()
    app = app_on(portal, settings=Settings(refresh_minutes=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        timer = screen_of(app)._recovery._timer
        assert timer is not None
        assert timer._interval == 60
        screen_of(app)._recovery.plan(0.000_5)
        while portal.lists_read < 2:
            await pilot.pause(0.001)


async def test_refreshing_can_be_switched_off() -> None:
    app = app_on(StandInPortal(), settings=Settings(refresh_minutes=0))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert screen_of(app)._recovery._timer is None


async def test_a_table_that_is_covered_costs_no_request_and_is_read_when_it_is_back() -> None:
    portal = StandInPortal()
    app = app_on(portal, settings=Settings(refresh_minutes=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        recovery = screen_of(app)._recovery
        await pilot.press("question_mark")
        await pilot.pause()
        recovery.plan(0.000_5)
        await wait(pilot, lambda: recovery._missed)
        await ready(pilot)
        assert portal.lists_read == 1
        await pilot.press("escape")
        await wait(pilot, lambda: portal.lists_read == 2)
        await ready(pilot)
        assert recovery._timer is not None
        assert recovery._timer._interval == 60
        await pilot.press("question_mark", "escape")
        await ready(pilot)
        assert portal.lists_read == 2, "nothing was due"


async def test_under_the_lock_nothing_is_read_by_itself() -> None:
    portal = StandInPortal(practice=False)
    app = app_on(portal, settings=Settings(refresh_minutes=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        home_screen, read = screen_of(app), portal.lists_read
        await pilot.press("ctrl+l")
        await wait(pilot, lambda: app.screen is not home_screen)
        home_screen._recovery.plan(0.000_5)
        await wait(pilot, lambda: home_screen._recovery._missed)
        assert portal.lists_read == read
        portal.session.state = SessionState.UNLOCKED
        app._session_changed(SessionState.UNLOCKED)
        await wait(pilot, lambda: portal.lists_read == read + 1)
        app.pop_screen()
        await ready(pilot)
        assert portal.lists_read == read + 1, "once is enough"


async def test_people_are_read_for_visible_rows_with_somebody_waiting_only() -> None:
    portal = StandInPortal(clients=many(5000))
    async with home(portal) as (_pilot, app):
        visible = screen_of(app).table.visible_rows
        assert portal.asked_people == [row.name for row in visible if row.waiting]
        assert len(visible) == 12


async def test_people_follow_when_other_rows_come_into_sight() -> None:
    portal = StandInPortal(clients=many(100))
    async with home(portal) as (pilot, app):
        asked_first = list(portal.asked_people)
        await pilot.press("G")
        await ready(pilot)
        assert portal.asked_people == asked_first, "the cursor may move on"
        await screen_of(app)._lazy.rest()
        await ready(pilot)
        assert "Client 00098" in portal.asked_people
        assert len(portal.asked_people) == len(set(portal.asked_people))


async def test_setups_are_read_for_visible_rows_and_again_only_when_asked_for() -> None:
    portal = StandInPortal(clients=many(5000))
    async with home(portal) as (pilot, app):
        visible = [row.name for row in screen_of(app).table.visible_rows]
        assert portal.asked_setups == visible
        screen_of(app)._load()
        await ready(pilot)
        assert portal.asked_setups == visible, "it was read a moment ago"
        await pilot.press("R")
        await ready(pilot)
        assert portal.asked_setups == visible * 2


async def test_setups_are_read_again_when_they_are_old() -> None:
    portal = StandInPortal(clients=many(3))
    async with home(portal) as (pilot, app):
        portal.read_at = READ_AT + timedelta(minutes=20)
        screen_of(app)._load()
        await ready(pilot)
        assert len(portal.asked_setups) == 6


async def test_setups_follow_when_other_rows_come_into_sight() -> None:
    portal = StandInPortal(clients=many(100))
    async with home(portal) as (pilot, app):
        asked_first = list(portal.asked_setups)
        await pilot.press("G")
        await ready(pilot)
        assert portal.asked_setups == asked_first, "the cursor may move on"
        await screen_of(app)._lazy.rest()
        await ready(pilot)
        visible = [row.name for row in screen_of(app).table.visible_rows]
        assert visible[-1] == "Client 00099"
        assert portal.asked_setups == asked_first + visible


async def test_no_setup_is_asked_of_clients_whose_key_is_not_open() -> None:
    clients = (
        client("A broken", 3, 1, key=KeyState.BROKEN),
        client("B locked", 3, 1, key=KeyState.NOT_TRIED),
        client("C suspended", 3, 1, enabled=False),
        client("D open", 3, 1),
    )
    portal = StandInPortal(clients=clients)
    async with home(portal) as (_pilot, app):
        assert portal.asked_setups == ["D open"]
        shown = [line[-4:].strip() for line in screen_lines(app)[4:8]]
        assert shown == ["key!", "-", "susp", "1/6"]


async def test_a_setup_that_may_not_be_read_is_a_dash_and_stops_no_other() -> None:
    portal = StandInPortal(setup_failure=NotPermitted(status=403, endpoint="GET /x"))
    async with home(portal) as (_pilot, app):
        assert len(portal.asked_setups) == 7
        assert screen_lines(app)[4].endswith(" -")
        assert screen_of(app).message == ""


async def test_locking_stops_the_reading_of_setups() -> None:
    portal = StandInPortal(clients=many(12), setup_failure=Locked())
    async with home(portal) as (_pilot, app):
        assert len(portal.asked_setups) == 1
        assert screen_lines(app)[4].endswith("...")


async def test_one_client_whose_people_may_not_be_read_does_not_stop_the_others() -> None:
    portal = StandInPortal(people_failure=NotPermitted(status=403, endpoint="GET /x"))
    async with home(portal) as (_pilot, app):
        assert len(portal.asked_people) == 5
        assert screen_of(app).message == ""


async def test_people_are_not_hammered_when_the_server_is_in_trouble() -> None:
    portal = StandInPortal(people_failure=RateLimited(endpoint="GET /x", retry_after=5))
    async with home(portal) as (_pilot, _app):
        assert len(portal.asked_people) == 1
