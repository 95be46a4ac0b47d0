"""What an earlier run left is planned anew: its screen opens with what is missing, and only that is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.portal import journal as journal_module
from backend_client.portal.job_lines import JobKind, JobLine, JobLines
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.secret import Secret
from embedded_backend.seed import PRACTICE_PASSWORD
from tests.conftest import Settle
from tests.hostile.driving import flowing, until
from tests.practice import Practice
from tests.screens.jobs_driving import (
    BIRCH,
    ENDED,
    an_earlier_run_left,
    at_home,
    ends,
    go_on,
    holds,
    organization,
)
from tui.screens.bulk_seats import BulkSeatsScreen
from tui.screens.import_data import ImportDataScreen
from tui.screens.jobs import JobsScreen
from tui.screens.new_collections import NewCollectionsScreen
from tui.screens.plan import PlanScreen
from tui.screens.typed_yes import TypedYesScreen


async def test_members_that_are_left_are_revoked(practice: Practice, settle: Settle, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    query = "SELECT email FROM organization_users WHERE organization_id = ? AND status = 2 AND type = 2"
    emails = tuple(str(email) for (email,) in practice.execute(query, organization(practice, BIRCH))[:3])
    an_earlier_run_left(practice, journal, JobKind.REVOKE, emails, done=emails[:1])
    async with at_home(practice, journal) as (pilot, app):
        await holds(pilot, lambda: f"Revoke: {BIRCH} stopped after 1 of 3." in flowing(app))
        await go_on(pilot)
        await until(pilot, PlanScreen)
        assert emails[0] not in flowing(app)
        assert emails[1] in flowing(app)
        await pilot.press("up", "enter")
        await settle(pilot, "commit")
        assert app.jobs.left == ()
    revoked = practice.execute(
        "SELECT email FROM organization_users WHERE status = -1 AND email LIKE '%birch%'"
    )
    assert {(emails[1],), (emails[2],)} <= set(revoked)
    assert (emails[0],) not in revoked
    assert ends(journal) == [Outcome.HALF_DONE, Outcome.DONE]


async def test_removals_are_typed_again(practice: Practice, settle: Settle, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    query = "SELECT email FROM organization_users WHERE organization_id = ? AND type = 2"
    emails = tuple(str(email) for (email,) in practice.execute(query, organization(practice, BIRCH))[:2])
    an_earlier_run_left(practice, journal, JobKind.REMOVE, emails)
    async with at_home(practice, journal) as (pilot, app):
        await go_on(pilot)
        await until(pilot, TypedYesScreen)
        await pilot.press("escape")
        await settle(pilot, "members-act")
        assert len(app.jobs.left) == 1, "nothing was sent: it is still left"
    assert ends(journal) == [None]


async def test_collections_that_are_left_stand_in_the_form(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    an_earlier_run_left(practice, journal, JobKind.NEW_COLLECTIONS, ("Left/One", "Left/Two"))
    async with at_home(practice, journal) as (pilot, app):
        await go_on(pilot)
        screen = await until(pilot, NewCollectionsScreen)
        await holds(pilot, lambda: screen._overview is not None)
        assert screen._editor.lines[:2] == ("Left/One", "Left/Two")
        await pilot.press("f5")
        await until(pilot, PlanScreen)
        await pilot.press("enter")
        await settle(pilot, "commit")
        assert app.jobs.left == ()
    assert ends(journal)[0] is Outcome.HALF_DONE


async def test_seats_are_what_they_were_to_be(practice: Practice, settle: Settle, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    ids = tuple(organization(practice, name) for name in (BIRCH, "Alder Dental Group"))
    asked = {"seats": {ids[0]: 41, ids[1]: 12}}
    an_earlier_run_left(practice, journal, JobKind.SEATS, ids, asked=asked, client="")
    async with at_home(practice, journal) as (pilot, app):
        assert "Seats: 2 clients stopped after 0 of 2." in flowing(app)
        await go_on(pilot)
        await until(pilot, BulkSeatsScreen)
        assert "To be sent: 1 client." in flowing(app)
        await pilot.press("down", "enter")
        await settle(pilot, "commit")
        assert app.jobs.left == ()
    assert practice.execute("SELECT seats FROM organizations WHERE id = ?", ids[0]) == [(41,)]
    assert ends(journal) == [Outcome.HALF_DONE, Outcome.DONE]


async def test_a_preset_is_planned_as_far_as_it_was_wanted(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    client = "My Client's Organization"
    an_earlier_run_left(
        practice, journal, JobKind.POLICIES, ("two-step",), asked={"preset": "baseline"}, client=client
    )
    async with at_home(practice, journal) as (pilot, _app):
        await go_on(pilot)
        screen = await until(pilot, PlanScreen)
        wanted = [row for row in screen._run.rows if row.sendable and row.state.value == "ready"]
        assert len(wanted) < sum(row.sendable for row in screen._run.rows)


async def test_what_is_not_wanted_any_more_is_put_away(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    an_earlier_run_left(practice, journal, JobKind.RESEND, ("a@x.example", "b@x.example"))
    async with at_home(practice, journal) as (pilot, app):
        await holds(pilot, lambda: "stopped after" in flowing(app))
        assert app.portal is not None
        app.portal.session.lock()
        await app.portal.session.unlock(Secret(PRACTICE_PASSWORD))
        await settle(pilot, "clients-load")
        assert "stopped after" in flowing(app), "what is said once outlasts the reading after an unlock"
        await pilot.press("f9")
        await until(pilot, JobsScreen)
        assert "Stopped after 0 of 2: the program ended before the rest was sent." in flowing(app)
        await pilot.press("x")
        await pilot.pause()
        assert "No job" in flowing(app)
    assert ends(journal) == [Outcome.HALF_DONE]
    async with at_home(practice, journal) as (pilot, app):
        assert "stopped after" not in flowing(app)


async def test_of_an_import_what_arrived_is_looked_at(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    an_earlier_run_left(practice, journal, JobKind.IMPORT, ())
    async with at_home(practice, journal) as (pilot, app):
        await holds(pilot, lambda: f"Import: {BIRCH} was interrupted." in flowing(app))
        await pilot.press("f9")
        await until(pilot, JobsScreen)
        assert "The file must be chosen again" in flowing(app)
        await pilot.press("enter")
        await until(pilot, ImportDataScreen)
        await holds(pilot, lambda: app.jobs.left == ())
        assert "choose the file again: what it held was not kept" in flowing(app)
    assert ends(journal) == [Outcome.HALF_DONE]


def test_a_line_that_somebody_wrote_into_is_no_trouble(tmp_path: Path) -> None:
    written = Journal(tmp_path / "journal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal_module, "this_process", lambda: ENDED)
        for after in ({}, {"rows": 5}, {"rows": [1, "x"], "asked": []}, {"count": "many", "rows": "abc"}):
            written.append(
                who="w", server="s", act="job.member.invite", phase=Phase.INTENT, provider_id="p", after=after
            )
        written.append(who="w", server="s", act="job.unheard.of", phase=Phase.INTENT, provider_id="p")
    found = JobLines(written, who=lambda: "w", server="s").left("p")
    assert [left.line.rows for left in found] == [(), (), ("x",), ()]
    assert JobLines(written, who=lambda: "other", server="s").left("p") == ()


def test_too_many_rows_are_counted_only(tmp_path: Path) -> None:
    written = Journal(tmp_path / "journal")
    rows = tuple(f"somebody.with.a.long.name.{number}@customer.example" for number in range(5_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal_module, "this_process", lambda: ENDED)
        JobLines(written, who=lambda: "w", server="s").begin(JobLine(JobKind.INVITE, "p", "C", "o", rows))
    (left,) = JobLines(written, who=lambda: "w", server="s").left("p")
    assert (left.line.count, left.line.rows) == (5_000, ())
    assert (tmp_path / "journal").stat().st_size < 1_000
