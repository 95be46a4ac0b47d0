"""What a person asks for while a job is sent: leaving, Ctrl+Z, a lock."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.errors import Locked
from backend_client.secret import Secret
from embedded_backend.seed import PRACTICE_PASSWORD
from tests.conftest import Settle
from tests.hostile.driving import flowing, until
from tests.practice import Practice
from tests.screens.jobs_driving import at_home, holds, plan_on
from tui.presenters.jobs import JobState
from tui.screens.plan import PlanScreen
from tui.screens.unlock import UnlockScreen


async def test_progress_does_not_hide_the_question_about_leaving(
    practice: Practice, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started = plan_on(app, "Birch")
        await pilot.press("enter")
        await holds(pilot, lambda: len(started.wire.sent) == 1)
        await pilot.press("q")
        started.wire.let()
        await holds(pilot, lambda: len(started.wire.sent) == 2)
        assert "1 of 3 are not sent; q again quits" in flowing(app)
        monkeypatch.setattr("tui.leaving.QUESTION_SECONDS", 0.0)
        app._asked_until = 0.0
        started.wire.let()
        await holds(pilot, lambda: len(started.wire.sent) == 3)
        assert "3 of 3 ..." in flowing(app)
        started.wire.let()
        await settle(pilot, "commit")


async def test_what_goes_on_forgets_why_it_waited_and_counts_as_the_title_does(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        started, portal = plan_on(app, "Birch"), app.portal
        started.wire.failures["Birch row1"] = Locked()
        assert portal is not None
        await pilot.press("enter")
        started.wire.let()
        await holds(pilot, lambda: len(started.wire.sent) == 2)
        portal.session.lock()
        started.wire.let()
        (job,) = app.jobs.all
        await holds(pilot, lambda: job.state is JobState.LOCKED)
        assert isinstance(app.screen, UnlockScreen)
        assert "1/3, waits" in flowing(app)
        del started.wire.failures["Birch row1"]
        await portal.session.unlock(Secret(PRACTICE_PASSWORD))
        await holds(pilot, lambda: len(started.wire.sent) == 3 and isinstance(app.screen, PlanScreen))
        assert (job.halt, job.step, job.sent) == ("", (2, 3), 2)
        assert "2 of 3 ..." in flowing(app)
        started.wire.let(2)
        await settle(pilot, "commit")
        assert job.is_whole


@pytest.mark.parametrize("unlocks", [False, True])
async def test_ctrl_z_locks_at_once_and_stops_once_the_request_was_answered(
    practice: Practice, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unlocks: bool
) -> None:
    stops: list[tuple[str, ...]] = []
    async with at_home(practice, tmp_path / "journal") as (pilot, app):
        assert app._driver is not None
        monkeypatch.setattr(type(app._driver), "can_suspend", True)
        started, portal = plan_on(app, "Birch"), app.portal
        monkeypatch.setattr(app, "_stop", lambda: stops.append(tuple(started.wire.sent)))
        await pilot.press("enter")
        await holds(pilot, lambda: len(started.wire.sent) == 1)
        await pilot.press("ctrl+z")
        await until(pilot, UnlockScreen)
        await holds(pilot, lambda: "this stops once it was answered" in flowing(app))
        assert not stops
        assert portal is not None
        if unlocks:
            await portal.session.unlock(Secret(PRACTICE_PASSWORD))
            await until(pilot, PlanScreen)
        started.wire.let()
        await holds(pilot, lambda: bool(stops) or len(started.wire.sent) == 2)
        assert stops == ([] if unlocks else [("Birch row0",)])
        assert "this stops once" not in flowing(app)
        if not unlocks:
            await pilot.press("ctrl+z")  # locked, and the job waits
            await holds(pilot, lambda: len(stops) == 2)
            await portal.session.unlock(Secret(PRACTICE_PASSWORD))
        started.wire.let(2)
        await settle(pilot, "commit")
        assert app.jobs.all[0].is_whole
