"""Long plans go on while somebody is elsewhere: left, looked at, stopped, locked out, taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backend_client.errors import Locked, NotApplied, OutcomeUnknown, ServerFault, ServerTimeout
from backend_client.portal.job_lines import left_job
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.secret import Secret
from embedded_backend.seed import PRACTICE_PASSWORD
from tests.conftest import Settle
from tests.hostile.driving import check_screen, flowing, until
from tests.practice import Practice
from tests.screens.jobs_driving import at_home, holds, plan_on
from tui.presenters.jobs import JobState
from tui.presenters.plan import PlanRow
from tui.presenters.row_states import RowState
from tui.row_run import Result
from tui.screens.clients import ClientsScreen
from tui.screens.job import JobScreen
from tui.screens.jobs import JobsScreen
from tui.screens.plan import PlanScreen
from tui.screens.unlock import UnlockScreen


def job_ends(journal: Path) -> list[Outcome | None]:
    """How the lines of jobs in a journal ended, oldest first; None where they did not."""
    entries = Journal(journal).entries()
    ends = {each.about: each.outcome for each in entries if each.phase is Phase.OUTCOME}
    begun = [each for each in entries if each.phase is Phase.INTENT and each.act.startswith("job.")]
    return [ends.get(each.number) for each in begun]


async def test_leaving_lets_it_go_on_and_its_end_is_told_elsewhere(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = plan_on(app, "Birch")
        await pilot.press("enter")
        await holds(pilot, lambda: len(started.wire.sent) == 1)
        assert "Esc leaves it going on, x stops it" in flowing(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ClientsScreen)
        (end,) = started.ends
        assert end is not None
        assert (len(end.done), len(end.going)) == (0, 3)
        assert "1/3" in flowing(app)
        started.wire.let(2)
        await holds(pilot, lambda: len(started.wire.sent) == 3)
        assert "3/3" in flowing(app)
        started.wire.let()
        await settle(pilot, "commit")
        assert "Resend: Birch: 3 done. F9 shows it row by row." in flowing(app)
        assert "1 ended: F9" in flowing(app)
        await pilot.press("f9")
        await until(pilot, JobsScreen)
        assert "Resend Birch 3/3 3 done." in flowing(app)
        check_screen(app)
        await pilot.press("enter")
        await until(pilot, JobScreen)
        assert "row 2 is sent done" in flowing(app)
        await pilot.press("escape", "x")
        await pilot.pause()
        assert "No job" in flowing(app)
    assert job_ends(tmp_path / "journal") == [Outcome.DONE]


async def test_whoever_stays_sees_the_result_at_once(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = plan_on(app, "Birch")
        started.wire.failures["Birch row1"] = NotApplied(ServerFault(status=500, endpoint="x"))
        started.wire.let(3)
        await pilot.press("enter")
        await settle(pilot, "commit")
        assert isinstance(app.screen, PlanScreen)
        assert "2 done, 1 refused." in flowing(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.jobs.all == []
    assert job_ends(tmp_path / "journal") == [Outcome.HALF_DONE]


async def test_a_plan_of_one_request_is_not_left(practice: Practice, settle: Settle, tmp_path: Path) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = plan_on(app, "Birch", batch=3)
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert isinstance(app.screen, PlanScreen)
        started.wire.let()
        await settle(pilot, "commit")
        assert "3 done." in flowing(app)
    assert job_ends(tmp_path / "journal") == []


async def test_stopping_sends_nothing_after_the_request_under_way(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = plan_on(app, "Birch")
        await pilot.press("enter", "escape", "f9")
        await until(pilot, JobsScreen)
        await pilot.press("x")
        await pilot.pause()
        assert "stopping ..." in flowing(app)
        started.wire.let()
        await settle(pilot, "commit")
        assert started.wire.sent == ["Birch row0"]
        assert "1 done, 2 not sent." in flowing(app)
        (job,) = app.jobs.all
        left = job.left()
        assert left is not None
        assert left.left == ("Birch1@x.example", "Birch2@x.example")


async def test_locking_makes_it_wait_and_unlocking_lets_it_go_on(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = plan_on(app, "Birch")
        await pilot.press("enter", "escape")
        await holds(pilot, lambda: len(started.wire.sent) == 1)
        await pilot.press("ctrl+l")
        await until(pilot, UnlockScreen)
        started.wire.let(3)
        (job,) = app.jobs.all
        await holds(pilot, lambda: job.state is JobState.LOCKED)
        assert started.wire.sent == ["Birch row0"]
        assert "Birch" not in flowing(app)
        await pilot.press("f9")
        await pilot.pause()
        assert isinstance(app.screen, UnlockScreen)
        assert app.portal is not None
        await app.portal.session.unlock(Secret(PRACTICE_PASSWORD))
        await settle(pilot, "commit")
        assert started.wire.sent == ["Birch row0", "Birch row1", "Birch row2"]
        assert job.is_whole


async def test_a_request_that_meets_the_lock_before_the_jobs_do_waits_too(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started, portal = plan_on(app, "Birch"), app.portal
        assert portal is not None
        sends, run = started.wire.send, started.screen._run

        async def lock_and_fail(_rows: Sequence[PlanRow[str]]) -> Sequence[Result]:
            run._send = send_rows
            portal.session.lock()
            raise Locked

        async def send_rows(rows: Sequence[PlanRow[str]]) -> Sequence[Result]:
            return await sends([row.id for row in rows])

        run._send = lock_and_fail
        started.wire.let(3)
        await pilot.press("enter", "escape")
        await holds(pilot, lambda: app.jobs.all[0].state is JobState.LOCKED)
        await portal.session.unlock(Secret(PRACTICE_PASSWORD))
        await settle(pilot, "commit")
        assert app.jobs.all[0].is_whole
    assert started.wire.sent == ["row0", "row1", "row2"]


async def test_signing_out_ends_it_truthfully(practice: Practice, settle: Settle, tmp_path: Path) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = plan_on(app, "Birch")
        await pilot.press("enter", "escape")
        await holds(pilot, lambda: len(started.wire.sent) == 1)
        (job,) = app.jobs.all
        assert app.portal is not None
        await app.portal.session.sign_out()
        started.wire.let()
        await settle(pilot, "commit")
        assert list(job.run.states) == [RowState.DONE, RowState.NOT_SENT, RowState.NOT_SENT]
    assert job_ends(tmp_path / "journal") == [None]


async def test_jobs_on_one_client_follow_one_another_and_two_are_sent_at_once(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = []
        for client in ("Birch", "Birch", "Elm", "Oak"):
            started.append(plan_on(app, client, rows=2))
            await pilot.pause()
            await pilot.press("enter", "escape")
            await pilot.pause()
        await holds(pilot, lambda: bool(started[2].wire.sent))
        assert [len(each.wire.sent) for each in started] == [1, 0, 1, 0]
        await pilot.press("f9")
        await until(pilot, JobsScreen)
        said = flowing(app)
        assert "waits for Resend: Birch" in said
        assert "waits for its turn" in said
        assert "+3" in said
        for each in started:
            each.wire.let(2)
        await settle(pilot, "commit")
        assert all(job.is_whole for job in app.jobs.all)
        assert started[1].wire.sent == ["Birch row0", "Birch row1"]


async def test_a_job_that_waits_can_be_stopped(practice: Practice, settle: Settle, tmp_path: Path) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        first = plan_on(app, "Birch")
        await pilot.pause()
        await pilot.press("enter", "escape")
        second = plan_on(app, "Birch")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "It waits until this is over: Resend: Birch." in flowing(app)
        await pilot.press("x")
        await holds(pilot, lambda: app.jobs.all[1].is_over)
        assert second.wire.sent == []
        assert "3 not sent" in flowing(app)
        first.wire.let(3)
        await settle(pilot, "commit")
    assert job_ends(tmp_path / "journal") == [Outcome.DONE, None], "nobody saw its end: it is remembered"


async def test_what_waits_when_the_program_ends_is_remembered_as_not_begun(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    async with at_home(practice, journal) as (pilot, app):
        first = plan_on(app, "Birch")
        await pilot.pause()
        await pilot.press("enter", "escape")
        plan_on(app, "Birch")
        await pilot.pause()
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert job_ends(journal) == [None, None]
        app.jobs.stop_all()
        first.wire.let()
        await settle(pilot, "commit")
    entries = Journal(journal).entries()
    begun = [each for each in entries if each.phase is Phase.INTENT and each.act.startswith("job.")]
    same: dict[str, Any] = {"who": begun[0].who, "server": begun[0].server, "act": "member.resend"}
    act = Journal(journal).append(
        **same, organization_id="Birch", phase=Phase.INTENT, after={"emails": ["Birch1@x.example"]}
    )
    Journal(journal).append(
        **same, organization_id="Birch", phase=Phase.OUTCOME, outcome=Outcome.DONE, about=act.number
    )
    later = Journal(journal).entries()
    found = [left_job(each, later) for each in begun]
    assert [left.done for left in found if left is not None] == [frozenset({"Birch1@x.example"}), frozenset()]


async def test_a_job_that_waited_has_one_line_once_its_turn_came(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = []
        for _each in range(2):
            started.append(plan_on(app, "Birch"))
            await pilot.pause()
            await pilot.press("enter", "escape")
            await pilot.pause()
        started[0].wire.let(2)
        await holds(pilot, lambda: len(started[0].wire.sent) == 3)
        assert app.portal is not None
        app.portal.session.lock()
        started[0].wire.let()
        await holds(pilot, lambda: app.jobs.all[1].state is JobState.LOCKED)
        await app.portal.session.unlock(Secret(PRACTICE_PASSWORD))
        await holds(pilot, lambda: bool(started[1].wire.sent))
        assert job_ends(tmp_path / "journal") == [Outcome.DONE, Outcome.NOT_SENT, None]
        started[1].wire.let(3)
        await settle(pilot, "commit")
    assert job_ends(tmp_path / "journal") == [Outcome.DONE, Outcome.NOT_SENT, Outcome.DONE]


async def test_an_unknown_row_ends_it_and_says_so(practice: Practice, settle: Settle, tmp_path: Path) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = plan_on(app, "Birch")
        started.wire.failures["Birch row1"] = OutcomeUnknown(ServerTimeout(host="", seconds=1))
        await pilot.press("enter", "escape")
        started.wire.let(3)
        await settle(pilot, "commit")
        assert "Resend: Birch: 1 done, 1 unknown, 1 not sent." in flowing(app)
        await pilot.press("f9", "enter")
        await until(pilot, JobScreen)
        assert "UNKNOWN" in flowing(app)


async def test_leaving_the_program_waits_for_the_request_and_remembers_the_rest(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = plan_on(app, "Birch")
        await pilot.press("enter", "escape")
        await holds(pilot, lambda: len(started.wire.sent) == 1)
        await pilot.press("q")
        await pilot.pause()
        assert "2 of 3 are not sent; q again quits, the next start offers them." in flowing(app)
        await pilot.press("q")
        await pilot.pause()
        assert "A change is being sent: leaving after its answer." in flowing(app)
        assert not app._exit
        started.wire.let()
        await holds(pilot, lambda: app._exit)
        assert "2 of 3 were not sent: the next start offers them (F9)." in app._farewell()
    assert started.wire.sent == ["Birch row0"]
    assert job_ends(tmp_path / "journal") == [None]
