"""Every kind of job that an earlier run left: planned anew by Enter, or put away where all of it is so."""

from __future__ import annotations

from pathlib import Path

from backend_client.portal.job_lines import JobKind
from backend_client.portal.journal import Outcome
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.hostile.driving import flowing, until
from tests.practice import Practice
from tests.screens.jobs_driving import (
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
from tui.screens.plan import PlanScreen

ALDER, DELTA, FRESH = "Alder Dental Group", "Delta Fisheries", "My Client's Organization"
GRETA, HUGO = "greta.ekman19@birch.example", "hugo.fischer20@birch.example"
STAFF = person(Persona.SERVICE_USER).email


async def planned_anew(practice: Practice, settle: Settle, journal: Path, wanted: list[Left]) -> None:
    """Go on with each, and send what its plan shows."""
    for each in wanted:
        write_left(practice, journal, each)
    async with at_home(practice, journal) as (pilot, app):
        await holds(pilot, lambda: "goes on." in flowing(app))
        for each in wanted:
            left = await take_up(pilot, app)
            assert left.line.kind is each.kind
            if each.agree:
                await holds(pilot, lambda: "type" in flowing(app))
                await pilot.press(*each.agree)
            screen = await until(pilot, PlanScreen)
            assert {row.id for row in screen._run.rows if row.sendable}, each.kind
            assert left in app.jobs.left, "nothing is sent before somebody agrees"
            await pilot.press(*each.send)
            await settle(pilot, "commit")
            assert screen._job.is_whole, (each.kind, [row.why for row in screen._run.rows])
            assert left not in app.jobs.left, each.kind
            await pilot.press("enter")
            await settle(pilot)
    assert ends(journal) == [Outcome.HALF_DONE] * len(wanted) + [Outcome.DONE] * len(wanted)


async def test_what_changes_collections_and_groups(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    shelves, groups = ids(practice, "collections"), ids(practice, "groups")
    doomed = str(one(practice, "SELECT name FROM groups WHERE id = ?", groups[1]))
    named = {shelves[0]: "Left/A", shelves[1]: "Left/B"}
    manages = str(one(practice, "SELECT id FROM organization_users WHERE email = ?", GRETA))
    practice.execute("DELETE FROM collection_groups WHERE group_id = ?", groups[0])
    granted = {"assignee": manages, "permission": "manage"}
    wanted = [
        Left(JobKind.RENAME_COLLECTIONS, tuple(named), {"names": named}),
        Left(JobKind.GRANT, tuple(shelves[:2]), granted),
        Left(JobKind.NEW_GROUPS, ("Left One", "Left Two")),
        Left(JobKind.GROUP_ACCESS, (groups[0],), {"access": {groups[0]: {shelves[0]: "manage"}}}),
        Left(JobKind.DELETE_GROUPS, (groups[1],), agree=(*doomed, "enter"), send=("up", "enter")),
        Left(JobKind.DELETE_COLLECTIONS, tuple(shelves[2:4]), agree=("2", "enter"), send=("up", "enter")),
    ]
    await planned_anew(practice, settle, tmp_path / "journal", wanted)
    count = "SELECT count(*) FROM collection_users WHERE organization_user_id = ? AND manage = 1"
    assert int(str(one(practice, count, manages))) >= 2
    assert groups[1] not in ids(practice, "groups")
    assert not set(shelves[2:4]) & set(ids(practice, "collections"))
    assert one(practice, "SELECT count(*) FROM groups WHERE name LIKE 'Left%'") == 2
    access = "SELECT manage FROM collection_groups WHERE group_id = ? AND collection_id = ?"
    assert one(practice, access, groups[0], shelves[0]) == 1


async def test_what_changes_people_policies_and_devices(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    group = ids(practice, "groups")[0]
    requests = tuple(ids(practice, "auth_requests", DELTA))
    wanted = [
        Left(JobKind.EDIT, (GRETA, HUGO), {"wish": {"role": "admin", "groups": {group: True}}}),
        Left(JobKind.STAFF_ROLE, (STAFF,), {"role": "provider-admin"}, client="", send=("up", "enter")),
        Left(JobKind.POLICIES, ("two-step",), {"policy": "two-step", "enabled": True}, client=FRESH),
        Left(JobKind.DENY, requests, client=DELTA, send=("up", "enter")),
    ]
    await planned_anew(practice, settle, tmp_path / "journal", wanted)
    role = "SELECT type FROM organization_users WHERE email = ?"
    assert [one(practice, role, email) for email in (GRETA, HUGO)] == [1, 1]
    assert one(practice, "SELECT type FROM provider_users WHERE email = ?", STAFF) == 0
    assert one(practice, "SELECT count(*) FROM auth_requests WHERE approved = 0") == len(requests)


async def test_whatever_is_so_already_puts_itself_away(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    shelf, group = ids(practice, "collections")[0], ids(practice, "groups")[0]
    practice.execute(
        "INSERT INTO groups SELECT 'extra', organization_id, 'Left One', '', 1 FROM groups LIMIT 1"
    )
    taken = str(one(practice, "SELECT name FROM groups WHERE id = ?", group))
    seats = int(str(one(practice, "SELECT seats FROM organizations WHERE name = ?", ALDER)))
    alder = organization(practice, ALDER)
    everything: list[Left] = [
        Left(JobKind.INVITE, (GRETA,)),
        Left(JobKind.CONFIRM, (GRETA,)),
        Left(JobKind.RESEND, (GRETA,)),
        Left(JobKind.RESTORE, (GRETA,)),
        Left(JobKind.REMOVE, ("gone@birch.example",)),
        Left(JobKind.EDIT, (GRETA,), {"wish": {"role": "user"}}),
        Left(JobKind.AGAIN, (GRETA,), {"wish": {"role": "user"}}),
        Left(JobKind.DELETE_COLLECTIONS, ("gone",)),
        Left(JobKind.RENAME_COLLECTIONS, (shelf,), {"names": {}}),
        Left(JobKind.NEW_GROUPS, (taken,)),
        Left(JobKind.GROUP_ACCESS, (group,), {"access": {group: {"gone": "manage"}}}),
        Left(JobKind.DELETE_GROUPS, ("gone",)),
        Left(JobKind.DENY, ("gone",)),
        Left(JobKind.STAFF_ROLE, (STAFF,), {"role": "service-user"}, client=""),
        Left(JobKind.STAFF_REMOVE, ("gone@msp.example",), client=""),
        Left(JobKind.SEATS, (alder,), {"seats": {alder: seats}}, client=""),
    ]
    for each in everything:
        write_left(practice, journal, each)
    async with at_home(practice, journal) as (pilot, app):
        await holds(pilot, lambda: "goes on." in flowing(app))
        for each in everything:
            left = await take_up(pilot, app)
            assert left.line.kind is each.kind
            await holds(pilot, lambda: "It was put away." in flowing(app))
            assert left not in app.jobs.left, each.kind
        assert app.jobs.left == ()
    assert ends(journal) == [Outcome.HALF_DONE] * len(everything)
