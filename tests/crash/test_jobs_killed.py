"""Killed while a job goes on in the background: the next start says how far it came and leads to the rest,
and nobody is invited twice.

A few moments run with every test run; `make crash` runs more.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from signal import SIGKILL, SIGTERM
from unittest.mock import patch

import pytest

from backend_client.api.pace import Pace
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.members import MemberStatus
from embedded_backend.options import BackendOptions
from tests.crash.crashes import LONGEST_SECONDS, run
from tests.crash.filled import spoken
from tests.crash.gate import Fate, Moment, Trap
from tests.crash.gated_server import GatedServer, gated_server
from tests.crash.inside import PEOPLE, Fill, inviting
from tests.crash.job_victim import SIZE, application, at_once, send_what_stands_there, wait_for
from tests.crash.victim import journal_of, start
from tests.hostile.driving import flowing
from tui.app import SeatwardenApp
from tui.screens.invite import InviteScreen

ACT = "job.member.invite"


async def by_hand(server: GatedServer, home: Path) -> Fill:
    """The 45 people of the scenario, invited through the screens."""
    fill = await inviting(server, home)
    where = (server.url, str(server.authority), str(journal_of(home)), fill.place.name)
    words = (*where, str(home.parent / "people.txt"))
    return Fill(fill.place, words, fill.legal, "tests.crash.job_victim")


def job_ends(home: Path) -> list[Outcome | None]:
    """How the lines of jobs ended, oldest first."""
    entries = Journal(journal_of(home)).entries()
    ends = {each.about: each.outcome for each in entries if each.phase is Phase.OUTCOME}
    return [ends.get(each.number) for each in entries if each.phase is Phase.INTENT and each.act == ACT]


async def take_up(server: GatedServer, home: Path, *, whole: bool) -> str:
    """Start again, go on, and send the rest, unless the `whole` arrived. Returns what the start said."""
    app = application(server.url, server.authority, journal_of(home))
    with patch.object(Pace, "wait", at_once):
        return await _go_on(app, whole=whole)


async def _go_on(app: SeatwardenApp, *, whole: bool) -> str:
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: "stopped after" in flowing(app))
        said = flowing(app)
        await pilot.press("f9", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, InviteScreen))
        screen = app.screen
        assert isinstance(screen, InviteScreen)
        await wait_for(pilot, lambda: screen.room is not None)
        if whole:
            await wait_for(pilot, lambda: "Nothing is left of the job" in flowing(app))
        else:
            await send_what_stands_there(pilot, app)
        assert app.jobs.left == ()
    return said


def check_mails(server: GatedServer) -> None:
    """Nobody got two invitations."""
    mails = Counter(server.read("SELECT email FROM outbox WHERE email LIKE '%@crash.example'"))
    assert len(mails) == len(PEOPLE)
    assert max(mails.values()) == 1


async def check(template: Path, directory: Path, trap: Trap, done: int, told: int) -> None:
    """Kill it in `trap`, when `done` people are in; the start says `told`; then finish."""
    directory.mkdir()
    home = directory / "home"
    with gated_server(template, directory, BackendOptions(accept_after=10.0**7)) as server:
        fill = await by_hand(server, home)
        assert await run(server, home, fill, trap) == -SIGKILL
        await server.quiet()
        server.gate.disarm()
        assert fill.look(server) == fill.legal[0].with_members(PEOPLE[:done], MemberStatus.INVITED)
        assert job_ends(home) == [None]
        said = await take_up(server, home, whole=done == len(PEOPLE))
        assert f"Invite: Ironwood Architects stopped after {told} of 45." in said
        assert fill.look(server) == fill.legal[-1]
        check_mails(server)
        assert job_ends(home)[0] is Outcome.HALF_DONE
        assert None not in job_ends(home)


async def test_what_a_killed_job_left_is_sent_once(practice_template: Path, tmp_path: Path) -> None:
    await check(practice_template, tmp_path / "one", Trap(2, Moment.DECIDED, True), 40, 20)


async def test_a_command_that_is_told_to_end_says_what_it_sent_and_how_to_go_on(
    practice_template: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with gated_server(practice_template, tmp_path, BackendOptions(accept_after=10.0**7)) as server:
        fill = await inviting(server, home)
        process = start(home, fill.arguments, module=fill.module)
        server.gate.arm(Trap(2, Moment.ARRIVED, True), lambda: process.send_signal(SIGTERM))
        out, err = await asyncio.to_thread(process.communicate, timeout=LONGEST_SECONDS)
        server.gate.disarm()
        assert process.returncode == 1
        assert "40 people invited, 5 not sent." in out
        assert "Stopping after the request under way; once more ends at once." in err
        assert "Sent 40 of 45. To go on, run the same command again" in err
        code, out, err = await spoken(home, fill.arguments)
        assert (code, err) == (0, "")
        assert "5 people invited, 40 left out." in out
        assert fill.look(server) == fill.legal[-1]
        check_mails(server)


@pytest.mark.crash
@pytest.mark.parametrize(
    ("trap", "done", "told"),
    [
        (Trap(1, Moment.ARRIVED, True, Fate.LOST), 0, 0),
        (Trap(1, Moment.DECIDED, True), 20, 0),
        (Trap(2, Moment.ARRIVED, True, Fate.LOST), 20, 20),
        (Trap(2, Moment.ARRIVED, True, Fate.HANDLED), 40, 20),
        (Trap(2, Moment.ANSWERED, True), 40, 20),
        (Trap(3, Moment.ARRIVED, True, Fate.LOST), 40, 40),
        (Trap(3, Moment.DECIDED, True), 45, 40),
    ],
    ids=str,
)
async def test_wherever_it_is_killed(
    practice_template: Path, tmp_path: Path, trap: Trap, done: int, told: int
) -> None:
    await check(practice_template, tmp_path / "one", trap, done, told)
