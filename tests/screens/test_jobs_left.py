"""Real plans that are left while they are sent, come back to by F9, and followed to their end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.portal.job_lines import JobKind
from backend_client.portal.journal import Outcome
from embedded_backend.seed import Persona, person
from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.conftest import Settle
from tests.hostile.driving import flowing, until
from tests.practice import Practice
from tests.screens.jobs_driving import (
    BIRCH,
    Left,
    at_home,
    ends,
    holds,
    ids,
    one,
    organization,
    take_up,
    write_left,
)
from tui.app import SeatwardenApp
from tui.job import Job
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import Place
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.job import JobScreen
from tui.screens.jobs import JobsScreen
from tui.screens.members import MembersScreen
from tui.screens.plan import PlanScreen

STAFF = person(Persona.SERVICE_USER).email
INVITED = ("left.one@msp.example", "left.two@msp.example")
GRETA = "greta.ekman19@birch.example"


class Gate:
    """Lets through one request after the other."""

    def __init__(self) -> None:
        self.sent = 0
        self._open = asyncio.Semaphore(0)

    def before(self, send: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """The same sending, each request once it is let."""

        async def held(*what: Any) -> Any:
            self.sent += 1
            await self._open.acquire()
            return await send(*what)

        return held

    def let(self, requests: int) -> None:
        """Answer that many."""
        for _request in range(requests):
            self._open.release()


async def follow(pilot: Pilot[Any], app: SeatwardenApp, settle: Settle, gate: Gate, kind: JobKind) -> None:
    """From the place below the plan: the title counts it, F9 lists it, its rows change until it is over."""
    job: Job[Any] = app.jobs.all[-1]
    assert job.wish is not None
    assert job.wish.line.kind is kind
    await holds(pilot, lambda: gate.sent == 1)
    of = job.count
    assert f"1/{of}" in flowing(app), kind
    await pilot.press("f9")
    await until(pilot, JobsScreen)
    assert f"1/{of} sending" in flowing(app), kind
    await pilot.press("enter")
    await until(pilot, JobScreen)
    assert flowing(app).count("sending") >= 1
    gate.let(of)
    await settle(pilot, "commit")
    assert job.is_whole, (kind, [row.why for row in job.run.rows])
    assert "done" in flowing(app), kind
    await pilot.press("escape", "x")
    await holds(pilot, lambda: job not in app.jobs.all)


async def test_grants_deletes_and_staff_acts(
    practice: Practice, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("people_acts", "member_acts"):
        monkeypatch.setattr(f"tui.screens.{module}.BATCH", 1)
    monkeypatch.setattr("tui.screens.vault_acts.batch_of", lambda _rows, _overview: 1)
    provider = one(practice, "SELECT provider_id FROM provider_users WHERE email = ?", STAFF)
    for number, email in enumerate(INVITED):
        practice.execute(
            "INSERT INTO provider_users (id, provider_id, email, type, status, created_at)"
            " VALUES (?, ?, ?, 1, 0, 0)",
            f"00000000-0000-4000-8000-00000000000{number}",
            provider,
            email,
        )
    shelves = ids(practice, "collections")
    holder = one(practice, "SELECT id FROM organization_users WHERE email = ?", GRETA)
    wanted = [
        Left(JobKind.GRANT, tuple(shelves[:2]), {"assignee": holder, "permission": "manage"}),
        Left(JobKind.DELETE_COLLECTIONS, tuple(shelves[:2]), agree=("2", "enter"), send=("up", "enter")),
        Left(JobKind.STAFF_RESEND, INVITED, client=""),
        Left(JobKind.STAFF_ROLE, INVITED, {"role": "provider-admin"}, "", send=("up", "enter")),
        Left(JobKind.STAFF_REMOVE, INVITED, client="", agree=(*"remove 2", "enter")),
    ]
    journal = tmp_path / "journal"
    for each in wanted:
        write_left(practice, journal, each)
    async with at_home(practice, journal) as (pilot, app):
        await holds(pilot, lambda: "goes on." in flowing(app))
        for each in wanted:
            await take_up(pilot, app)
            if each.agree:
                await holds(pilot, lambda: "type" in flowing(app))
                await pilot.press(*each.agree)
            screen, gate = await until(pilot, PlanScreen), Gate()
            screen._run._send = gate.before(screen._run._send)
            await pilot.press(*each.send)
            await holds(pilot, lambda: "Esc leaves it going on" in flowing(app))
            await pilot.press("escape")
            await holds(pilot, lambda: "It goes on in the background" in flowing(app))
            await follow(pilot, app, settle, gate, each.kind)
        left = practice.execute("SELECT email FROM provider_users WHERE email LIKE 'left%'")
        assert left == []
        assert not set(shelves[:2]) & set(ids(practice, "collections"))
    assert ends(journal) == [Outcome.HALF_DONE] * len(wanted) + [Outcome.DONE] * len(wanted)


async def test_a_whole_list_that_is_confirmed(
    practice: Practice, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("confirm_people", "confirming"):
        monkeypatch.setattr(f"tui.screens.{module}.BATCH", 1)
    journal, gate = tmp_path / "journal", Gate()
    async with at_home(practice, journal) as (pilot, app):
        listed, portal = app._home.at_work(), app.portal
        assert listed is not None
        assert portal is not None
        birch = organization(practice, BIRCH)
        client = next(each for each in listed[1].clients if each.organization_id == birch)
        app.open_client(Place.MEMBERS, listed[1].provider, client)
        members = await until(pilot, MembersScreen)
        await holds(pilot, lambda: members.board is not None)
        monkeypatch.setattr(portal.members, "confirm", gate.before(portal.members.confirm))
        await pilot.press("c")
        await until(pilot, ConfirmPeopleScreen)
        await pilot.press("L", *"confirm 3", "enter")
        await until(pilot, AskPasswordScreen)
        await pilot.press(*PRACTICE_PASSWORD, "enter")
        await holds(pilot, lambda: "goes on in the background" in flowing(app))
        await follow(pilot, app, settle, gate, JobKind.CONFIRM)
    waiting = "SELECT count(*) FROM organization_users WHERE organization_id = ? AND status = 1"
    assert one(practice, waiting, birch) == 0
    assert ends(journal) == [Outcome.DONE]
