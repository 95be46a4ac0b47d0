"""An application with a journal on the practice backend, and jobs whose requests a test lets through."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.errors import SeatwardenError
from backend_client.portal import journal as journal_module
from backend_client.portal.job_lines import JobKind, JobLine, JobLines, LeftJob
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from embedded_backend.seed import PracticePerson
from tests.hostile.driving import ADMIN, WAIT_SECONDS, flowing, until
from tests.practice import Practice
from tui.app import SeatwardenApp, Start
from tui.job import JobWish
from tui.presenters.plan import PlanRow, PlanWords
from tui.row_run import Result
from tui.screens.jobs import JobsScreen
from tui.screens.plan import PlanEnd, PlanScreen

BIRCH = "Birch & Sons Logistics"

ENDED = f"{os.uname().nodename}:4194305@1"
"""A process that never was."""

WORDS = PlanWords("Try", "What", "Effect", ("These are sent.",), "Yes, send", lambda _count: "{count} done")


def journalled_app(practice: Practice, journal: Path, who: PracticePerson = ADMIN) -> SeatwardenApp:
    """The application, signed in as `who`, which keeps its journal there."""

    async def open_portal(_where: str) -> Portal:
        return await practice.signed_in(who, journal=journal)

    def forget(_state: Mapping[str, str]) -> None:
        """Nothing is written."""

    return SeatwardenApp(open_portal, start=Start("practice"), remember=forget)


@dataclass
class Wire:
    """Takes the changes; each request waits until it is `let` through; `failures` end rows of that name."""

    sent: list[str] = field(default_factory=list)
    failures: dict[str, SeatwardenError] = field(default_factory=dict)
    _open: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def send(self, changes: Sequence[str]) -> Sequence[Result]:
        """One result for each."""
        self.sent.extend(changes)
        await self._open.acquire()
        return [self.failures.get(change) for change in changes]

    def let(self, requests: int = 1) -> None:
        """Answer that many requests."""
        for _request in range(requests):
            self._open.release()


@dataclass
class Started:
    """A plan that is shown: what it sends by, and what it was dismissed with."""

    screen: PlanScreen[str]
    wire: Wire
    ends: list[PlanEnd[str] | None] = field(default_factory=list)


def plan_on(
    app: SeatwardenApp, client: str, *, rows: int = 3, kind: JobKind = JobKind.RESEND, batch: int = 1
) -> Started:
    """Show a plan of that many rows, one request each, as a job on `client` (an id, and a name)."""
    wire = Wire()
    names = {f"row{number}": f"{client}{number}@x.example" for number in range(rows)}
    line = JobLine(kind, _provider(app), client, client, tuple(names.values()), rows)
    wish = JobWish(line, names, frozenset({client}))
    shown = [PlanRow(key, f"row {key[3:]}", "is sent", f"{client} {key}") for key in names]
    started = Started(PlanScreen(("Clients",), WORDS, shown, wire.send, wish=wish, batch=batch), wire)
    app.push_screen(started.screen, started.ends.append)
    return started


def _provider(app: SeatwardenApp) -> str:
    assert app._home.provider is not None
    return app._home.provider.id


async def holds(pilot: Pilot[Any], seen: Callable[[], bool]) -> None:
    """Wait until that is so."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not seen():
            await pilot.pause()
    await pilot.pause()


@asynccontextmanager
async def at_home(practice: Practice, journal: Path) -> AsyncIterator[tuple[Pilot[Any], SeatwardenApp]]:
    """The application with its clients read and its keys open."""
    app = journalled_app(practice, journal)
    async with app.run_test(size=(80, 24)) as pilot:
        await holds(pilot, lambda: app._home.at_work() is not None)
        yield pilot, app


def organization(practice: Practice, name: str) -> str:
    """The id of the client of that name."""
    ((found,),) = practice.execute("SELECT id FROM organizations WHERE name = ?", name)
    return str(found)


def an_earlier_run_left(
    practice: Practice,
    journal: Path,
    kind: JobKind,
    rows: tuple[str, ...],
    *,
    asked: Mapping[str, Any] | None = None,
    client: str = BIRCH,
    done: tuple[str, ...] = (),
) -> None:
    """Write the line of a job whose process is gone, and one act for each row that was done."""
    provider = "SELECT provider_id FROM provider_organizations WHERE organization_id = ?"
    where = organization(practice, client or BIRCH)
    ((provider_id,),) = practice.execute(provider, where)
    inside = where if client else ""
    line = JobLine(kind, str(provider_id), client, inside, rows, len(rows), asked or {})
    written = Journal(journal)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal_module, "this_process", lambda: ENDED)
        assert JobLines(written, who=lambda: ADMIN.email, server="practice").begin(line)
        for row in done:
            same: dict[str, Any] = {
                "who": ADMIN.email,
                "server": "practice",
                "act": kind.value,
                "organization_id": inside,
            }
            act = written.append(**same, phase=Phase.INTENT, after={"emails": [row]})
            written.append(**same, phase=Phase.OUTCOME, outcome=Outcome.DONE, about=act.number)


async def take_up(pilot: Pilot[Any], app: SeatwardenApp) -> LeftJob:
    """Go on with the first job of the list that an earlier run left."""
    await pilot.press("f9")
    await until(pilot, JobsScreen)
    left = app.jobs.left[0]
    await pilot.press("enter")
    return left


async def go_on(pilot: Pilot[Any]) -> None:
    """From the sentence of the start to the screen that plans the rest."""
    await holds(pilot, lambda: "stopped after" in flowing(pilot.app))
    await pilot.press("f9")
    await until(pilot, JobsScreen)
    await pilot.press("enter")
    await pilot.pause()


def ends(journal: Path) -> list[Outcome | None]:
    """How the lines of jobs ended."""
    entries = Journal(journal).entries()
    ended = {each.about: each.outcome for each in entries if each.phase is Phase.OUTCOME}
    begun = [each for each in entries if each.phase is Phase.INTENT and each.act.startswith("job.")]
    return [ended.get(each.number) for each in begun]


@dataclass
class Left:
    """What an earlier run left. `agree` is pressed until the plan is shown, `send` on its question."""

    kind: JobKind
    rows: tuple[str, ...]
    asked: dict[str, Any] = field(default_factory=dict)
    client: str = BIRCH
    agree: tuple[str, ...] = ()
    send: tuple[str, ...] = ("enter",)


def ids(practice: Practice, table: str, client: str = BIRCH) -> list[str]:
    """The ids of one client's rows."""
    query = f"SELECT id FROM {table} WHERE organization_id = ? ORDER BY id"
    return [str(found) for (found,) in practice.execute(query, organization(practice, client))]


def one(practice: Practice, query: str, *values: object) -> object:
    """The one value that is read."""
    ((found,),) = practice.execute(query, *values)
    return found


def write_left(practice: Practice, journal: Path, left: Left) -> None:
    """Write its line, as of a process that is gone."""
    an_earlier_run_left(practice, journal, left.kind, left.rows, asked=left.asked, client=left.client)
