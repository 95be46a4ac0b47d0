"""A plan in the hands of somebody in a hurry: keys in bursts, leaving while a row is sent, bad answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.errors import (
    BadAnswer,
    Locked,
    NotApplied,
    OutcomeUnknown,
    RateLimited,
    Rule,
    RuleBroken,
    SeatwardenError,
    ServerFault,
    ServerTimeout,
)
from tests.conftest import Settle
from tests.hostile.driving import SIZE, app_on, check_screen, flowing, screen_text
from tests.practice import Practice
from tui.app import SeatwardenApp
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.row_states import RowState
from tui.row_run import Result
from tui.screens.clients import ClientsScreen
from tui.screens.plan import PlanEnd, PlanScreen

WORDS = PlanWords("Try", "What", "Effect", ("These are sent.",), "Yes, send", lambda _count: "{count} done")


@dataclass
class Wire:
    """Takes the changes; `gate` holds them up, `failures` says how those of that name end."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[str] = field(default_factory=list)
    failures: dict[str, SeatwardenError] = field(default_factory=dict)

    async def send(self, changes: Sequence[str]) -> Sequence[Result]:
        """One result for each."""
        self.sent.extend(changes)
        await self.gate.wait()
        return [self.failures.get(change) for change in changes]


@asynccontextmanager
async def plan(
    practice: Practice, settle: Settle, wire: Wire, count: int = 3
) -> AsyncIterator[tuple[Pilot[Any], SeatwardenApp, list[PlanEnd[str] | None]]]:
    """A plan of that many rows above the clients, and what it was dismissed with."""
    ends: list[PlanEnd[str] | None] = []
    rows = [PlanRow(f"row{number}", f"row {number}", "is sent", f"row{number}") for number in range(count)]
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen: PlanScreen[str] = PlanScreen(("Clients",), WORDS, rows, wire.send)
        app.push_screen(screen, ends.append)
        await pilot.pause()
        yield pilot, app, ends


def states(app: SeatwardenApp) -> list[RowState]:
    """How the rows of the plan stand."""
    screen = next(each for each in app.screen_stack if isinstance(each, PlanScreen))
    return list(screen._run.states)


def gone(app: SeatwardenApp) -> bool:
    """Whether it was told to end."""
    return app._exit


async def test_a_read_only_run_refuses_the_yes_and_stays_at_the_question(
    practice: Practice, settle: Settle
) -> None:
    wire = Wire()
    async with plan(practice, settle, wire) as (pilot, app, ends):
        assert app.portal is not None
        app.portal.read_only = True
        await pilot.press("enter")
        await settle(pilot)
        assert "This run is read-only: nothing was sent." in flowing(app)
        assert "> Yes, send" in screen_text(app)
        assert wire.sent == []
        assert states(app) == [RowState.READY] * 3
        await pilot.press("escape")
        await pilot.pause()
        assert ends == [None]


async def test_yes_pressed_three_times_sends_each_row_once(practice: Practice, settle: Settle) -> None:
    wire = Wire()
    async with plan(practice, settle, wire) as (pilot, app, ends):
        await pilot.press("enter", "enter", "enter", "enter")
        wire.gate.set()
        await settle(pilot, "commit")
        assert wire.sent == ["row0", "row1", "row2"]
        assert "3 done." in flowing(app)
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert [end.sentence for end in ends if end] == ["3 done."]
        assert wire.sent == ["row0", "row1", "row2"]


async def test_leaving_waits_for_the_row_that_is_being_sent(practice: Practice, settle: Settle) -> None:
    wire = Wire()
    async with plan(practice, settle, wire) as (pilot, app, _ends):
        await pilot.press("enter", "q")
        await pilot.pause()
        assert "A change is being sent: leaving after its answer." in flowing(app)
        assert not gone(app)
        wire.gate.set()
        async with asyncio.timeout(10):
            while not gone(app):
                await pilot._wait_for_screen()
    assert wire.sent == ["row0"]


async def test_whoever_asks_twice_leaves_at_once(practice: Practice, settle: Settle) -> None:
    wire = Wire()
    async with plan(practice, settle, wire) as (pilot, app, _ends):
        await pilot.press("enter", "q", "q")
        await pilot.pause()
        assert gone(app)
    assert wire.sent == ["row0"]


async def test_going_to_the_clients_stops_and_stays_until_the_answer(
    practice: Practice, settle: Settle
) -> None:
    wire = Wire()
    async with plan(practice, settle, wire) as (pilot, app, ends):
        await pilot.press("enter", "colon", *"clients", "enter")
        await pilot.pause()
        assert isinstance(app.screen, PlanScreen)
        assert "Stopping after this one" in flowing(app)
        wire.gate.set()
        await settle(pilot, "commit")
        assert states(app) == [RowState.DONE, RowState.NOT_SENT, RowState.NOT_SENT]
        assert "1 done, 2 not sent." in flowing(app)
        await pilot.press("down", "enter")
        await settle(pilot, "commit")
        assert wire.sent == ["row0", "row1", "row2"]
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ClientsScreen)
        assert [end.sentence for end in ends if end] == ["3 done."]


@pytest.mark.parametrize("key", ["ctrl+l", "escape"])
async def test_a_plan_outlives_locking_and_a_small_window(
    practice: Practice, settle: Settle, key: str
) -> None:
    wire = Wire()
    async with plan(practice, settle, wire) as (pilot, app, _ends):
        await pilot.press("enter", key)
        for size in ((40, 12), SIZE):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            check_screen(app)
        wire.gate.set()
        await settle(pilot, "commit")
        assert wire.sent[0] == "row0"
        assert len(wire.sent) == len(set(wire.sent))
        assert states(app)[0] is RowState.DONE


FAILURES: tuple[tuple[SeatwardenError, RowState, RowState], ...] = (
    (OutcomeUnknown(ServerTimeout(host="", seconds=1)), RowState.UNKNOWN, RowState.NOT_SENT),
    (OutcomeUnknown(BadAnswer(endpoint="x", problem="html")), RowState.UNKNOWN, RowState.NOT_SENT),
    (NotApplied(RateLimited(endpoint="x", retry_after=1.0)), RowState.REFUSED, RowState.NOT_SENT),
    (NotApplied(ServerFault(status=500, endpoint="x")), RowState.REFUSED, RowState.DONE),
    (RuleBroken(Rule.JOURNAL_UNWRITABLE), RowState.REFUSED, RowState.NOT_SENT),
    (Locked(), RowState.NOT_SENT, RowState.NOT_SENT),
)


@pytest.mark.parametrize(("error", "first", "next_one"), FAILURES, ids=[str(n) for n in range(len(FAILURES))])
async def test_the_rows_say_what_became_of_them(
    practice: Practice, settle: Settle, error: SeatwardenError, first: RowState, next_one: RowState
) -> None:
    wire = Wire(failures={"row1": error})
    wire.gate.set()
    async with plan(practice, settle, wire) as (pilot, app, _ends):
        await pilot.press("enter")
        await settle(pilot, "commit")
        assert states(app) == [RowState.DONE, first, next_one]
        wire.failures.clear()
        if RowState.NOT_SENT in states(app):
            await pilot.press("down", "enter")
            await settle(pilot, "commit")
        known = first in (RowState.REFUSED, RowState.UNKNOWN)
        assert states(app) == [RowState.DONE, first if known else RowState.DONE, RowState.DONE]
        assert wire.sent.count("row1") == (1 if known else 2)
        check_screen(app)


async def test_two_thousand_rows_are_shown_while_they_are_sent(practice: Practice, settle: Settle) -> None:
    wire = Wire()
    wire.gate.set()
    async with plan(practice, settle, wire, 2_000) as (pilot, app, _ends):
        async with asyncio.timeout(20):
            await pilot.press("enter")
            await settle(pilot, "commit")
        assert len(wire.sent) == 2_000
        assert "2000 done." in flowing(app)
        assert "row 1999" in screen_text(app)
