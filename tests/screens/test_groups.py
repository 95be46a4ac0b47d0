"""The groups of a client edited by keys, on the real practice backend."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.conftest import Settle
from tests.hostile.driving import ADMIN, app_on, check_screen, flowing, screen_text, type_in, until
from tests.practice import Practice
from tui.app import SeatwardenApp
from tui.screens.group_members import GroupMembersScreen
from tui.screens.groups import GroupsScreen
from tui.screens.new_groups import NewGroupsScreen
from tui.screens.plan import PlanScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.matrix import Matrix

SIZES = [(80, 24), (120, 40)]


async def open_groups(pilot: Pilot[Any], settle: Settle) -> GroupsScreen:
    """From the clients to the groups of the second client."""
    await settle(pilot)
    await pilot.press("j", "o")
    await settle(pilot)
    await pilot.press("u")
    screen = await until(pilot, GroupsScreen)
    await settle(pilot, "groups-load")
    return screen


async def carry_out(pilot: Pilot[Any], *, settle: Settle) -> None:
    """Say yes to the plan that is shown, and go on behind it."""
    await until(pilot, PlanScreen)
    await pilot.press("enter")
    await settle(pilot, "commit")
    await pilot.press("enter")
    await until(pilot, GroupsScreen)
    await settle(pilot, "groups-load", "groups-plan")


def line_of(app: SeatwardenApp, name: str) -> str:
    """The line of the matrix that begins with a name."""
    return [line for line in screen_text(app).splitlines() if line.lstrip("> x").startswith(name)][-1]


def access(practice: Practice, group: str) -> set[tuple[object, ...]]:
    """What a group reaches, as the server holds it."""
    return set(
        practice.execute(
            "SELECT read_only, hide_passwords, manage FROM collection_groups"
            " WHERE group_id = (SELECT id FROM groups WHERE name = ?)",
            group,
        )
    )


def groups_written(practice: Practice) -> int:
    """How many changes of groups the log holds."""
    return len(practice.execute("SELECT 1 FROM events WHERE type = 1401"))


@pytest.mark.parametrize("size", SIZES)
async def test_cells_are_edited_looked_at_and_written(
    practice: Practice, settle: Settle, size: tuple[int, int]
) -> None:
    app, before = app_on(practice), groups_written(practice)
    async with app.run_test(size=size) as pilot:
        screen = await open_groups(pilot, settle)
        shown = flowing(app)
        assert "6 groups, 11 collections" in shown
        assert "Dispatch, 6 members" in shown
        assert "- no access V view E edit M manage; small v and e: with passwords hidden" in shown
        assert line_of(app, "Drivers").split()[:4] == ["Drivers", "6", "-", "V"]
        await pilot.press("j", "l", "l", "e")
        assert "[e*]" in line_of(app, "Drivers")
        assert "Edit items, hidden passwords, was: No access" in flowing(app)
        assert "1 change in 1 group, not sent" in flowing(app)
        await pilot.press("j", "4")
        assert "2 changes in 2 groups" in flowing(app)
        assert groups_written(practice) == before
        await pilot.press("enter")
        await until(pilot, PlanScreen)
        assert "2 permissions change." in flowing(app)
        assert "Finance: No access -> Edit items, hidden passwords" in flowing(app)
        await carry_out(pilot, settle=settle)
        assert "2 groups written." in screen.message
        assert "not sent:" not in flowing(app)
        assert line_of(app, "Drivers").split()[:5] == ["Drivers", "6", "-", "V", "e"]
        assert (0, 1, 0) in access(practice, "Drivers")
        assert groups_written(practice) == before + 2
        await pilot.press("w")
        assert "Nothing was changed yet." in screen.message
        check_screen(app)


async def test_space_fill_undo_and_marks(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("space", "space")
        assert "[V*]" in line_of(app, "Dispatch")
        await pilot.press("f")
        assert "11 changes in 1 group" in flowing(app)
        await pilot.press("u", "u", "u", "u")
        assert "There is nothing to take back" in screen.message
        await pilot.press("M", "F")
        assert "6 changes in 6 groups" in flowing(app)
        await pilot.press("u", "u", "x", "x")
        assert line_of(app, "Drivers").startswith(" xDrivers")
        await pilot.press("g", "V", "f")
        assert "changes in 2 groups" in flowing(app)
        await pilot.press("minus")
        assert "[-]" in line_of(app, "Dispatch")


async def test_a_lock_hides_names_and_keeps_edits(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("M", "ctrl+l")
        await until(pilot, UnlockScreen)
        assert screen.query_one(Matrix).row is None
        await pilot.press(*ADMIN.password, "enter")
        await until(pilot, GroupsScreen)
        await settle(pilot, "groups-load")
        assert "1 change in 1 group, not sent" in flowing(app)
        assert "[M*]" in line_of(app, "Dispatch")


async def test_after_a_lock_the_cursor_the_marks_and_a_half_typed_name_are_there(
    practice: Practice, settle: Settle
) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("x", "j", "l")
        row, column, marks = screen.matrix.row, screen.matrix.column, screen.matrix.marks
        assert screen.matrix.place == (2, 1)
        assert marks
        screen.action_rename()
        await pilot.pause()
        await pilot.press(*"half", "ctrl+l")
        await until(pilot, UnlockScreen)
        await pilot.press(*ADMIN.password, "enter")
        await until(pilot, GroupsScreen)
        await settle(pilot, "groups-load")
        assert (screen.matrix.row, screen.matrix.column, screen.matrix.marks) == (row, column, marks)
        assert row is not None
        assert f"New name: {row.name}half" in flowing(app)


async def test_escape_asks_once(practice: Practice, settle: Settle) -> None:
    app, before = app_on(practice), groups_written(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("M", "escape")
        assert app.screen is screen
        assert "Once more leaves and drops them." in screen.message
        await pilot.press("j", "l", "E", "escape")
        assert app.screen is screen
        await pilot.press("R")
        await settle(pilot, "groups-load")
        assert "2 changes in 2 groups" in flowing(app)
        await pilot.press("backspace", "escape")
        assert app.screen is not screen
        assert groups_written(practice) == before


async def test_groups_are_made_by_department_and_get_the_common_pattern(
    practice: Practice, settle: Settle
) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("n")
        await until(pilot, NewGroupsScreen)
        await type_in(pilot, "Routers")
        await pilot.press("enter")
        await type_in(pilot, "drivers")
        assert "1 new group, 1 left alone. drivers: exists already" in flowing(app)
        await pilot.press("f2")
        await pilot.pause()
        assert "7 new groups, 1 left alone" in flowing(app)
        await pilot.press("f2")
        await pilot.pause()
        assert "All of them are there already." in flowing(app)
        await pilot.press("f5")
        await until(pilot, PlanScreen)
        assert "stays as it is left out" in flowing(app)
        await carry_out(pilot, settle=settle)
        assert "7 groups made, 1 left out." in screen.message
        await pilot.press("p")
        assert "1 permission proposed, nothing was sent." in screen.message
        await pilot.press("slash", *"routers", "enter")
        assert "Routers, 0 members" in flowing(app)
        await pilot.press("end", "h", "h")
        assert "Information Technology/Routers Edit items, was: No access" in flowing(app)
        await pilot.press("w")
        await carry_out(pilot, settle=settle)
        assert access(practice, "Routers") == {(0, 0, 0)}


async def test_people_are_put_in_and_taken_out(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("j", "m")
        people = await until(pilot, GroupMembersScreen)
        assert "6 members" in flowing(app)
        await pilot.press("w")
        assert "Nothing was changed yet." in people.message
        await pilot.press("space")
        assert "[ ]*" in screen_text(app)
        assert "5 members: 0 put in, 1 taken out, not sent" in flowing(app)
        await pilot.press("slash", *"mia@", "enter")
        await pilot.pause()
        await pilot.press("space", "escape", "escape")
        assert app.screen is people
        assert "Once more leaves and drops it." in people.message
        await pilot.press("enter")
        await until(pilot, PlanScreen)
        assert "loses at once what they reach only through this group" in flowing(app)
        await carry_out(pilot, settle=settle)
        assert "1 group written." in screen.message
        inside = practice.execute(
            "SELECT u.email FROM group_users g JOIN organization_users u ON u.id = g.organization_user_id"
            " WHERE g.group_id = (SELECT id FROM groups WHERE name = 'Drivers')"
        )
        assert ("mia@birch.example",) in inside
        assert len(inside) == 6


async def test_all_that_a_filter_shows_go_in_together(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_groups(pilot, settle)
        await pilot.press("m")
        await until(pilot, GroupMembersScreen)
        await pilot.press("a")
        assert "31 put in, 0 taken out" in flowing(app)
        await pilot.press("a")
        assert "0 put in, 6 taken out" in flowing(app)
        await pilot.press("slash", *"nobody")
        assert "Nothing matches 'nobody'." in flowing(app)


async def test_renaming(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("r", *["backspace"] * 8, *"FINANCE", "enter")
        assert "There is a group of that name already." in screen.message
        await pilot.press(*["backspace"] * 7, *"Depot", "enter")
        await carry_out(pilot, settle=settle)
        assert "1 group renamed." in screen.message
        assert "Depot, 6 members" in flowing(app)
        await pilot.press("r", "escape")
        assert app.screen is screen


async def test_deleting_names_what_is_lost_and_wants_the_name(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("D")
        assert "6 members lose at once what they reach only this way." in flowing(app)
        assert "Then nobody manages: Dispatch." in flowing(app)
        await pilot.press(*"drivers", "enter")
        assert "That is not its name. Nothing was sent." in screen.message
        await pilot.press(*["backspace"] * 7, *"Dispatch", "enter")
        await until(pilot, PlanScreen)
        await pilot.press("enter")
        await until(pilot, GroupsScreen)
        assert practice.count("groups") > 0
        assert practice.execute("SELECT 1 FROM groups WHERE name = 'Dispatch'")
        await pilot.press("D", *"Dispatch", "enter")
        await until(pilot, PlanScreen)
        await pilot.press("up")
        await carry_out(pilot, settle=settle)
        assert "1 group deleted." in screen.message
        assert not practice.execute("SELECT 1 FROM groups WHERE name = 'Dispatch'")


async def test_somebody_else_at_work_is_told_and_kept(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("j", "E", "j", "E")
        drivers, finance = (
            practice.execute("SELECT id FROM groups WHERE name = ?", name)[0][0]
            for name in ("Drivers", "Finance")
        )
        practice.execute("UPDATE collection_groups SET read_only = 0, manage = 1 WHERE group_id = ?", drivers)
        practice.execute("DELETE FROM groups WHERE id = ?", finance)
        await pilot.press("w")
        await carry_out(pilot, settle=settle)
        assert (
            "1 group written, 1 refused. 1 group had been changed by somebody else meanwhile"
            in screen.message
        )
        assert access(practice, "Drivers") == {(0, 0, 1), (0, 0, 0)}
        assert "not sent:" not in flowing(app)


async def test_read_only_says_why_nothing_changes(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        assert app.portal is not None
        app.portal.read_only = True
        for key in ("M", "space", "w", "enter", "n", "D", "r", "p", "f"):
            await pilot.press(key)
            assert app.screen is screen
            assert "This run is read-only" in screen.message, key
        await pilot.press("m")
        people = await until(pilot, GroupMembersScreen)
        await pilot.press("space", "enter")
        assert "This run is read-only" in people.message
        assert "not sent" not in flowing(app)


async def test_a_client_without_groups_names_the_key(practice: Practice, settle: Settle) -> None:
    practice.execute("DELETE FROM groups")
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        assert "No groups yet. n makes some." in flowing(app)
        await pilot.press("j", "M", "f", "F", "m", "D", "r", "x", "w", "p")
        assert app.screen is screen
        await pilot.press("n")
        await until(pilot, NewGroupsScreen)
        assert "9 new groups." in flowing(app)
        await pilot.press("escape")
        await until(pilot, GroupsScreen)


async def test_marked_groups_go_together_for_the_clients_name(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_groups(pilot, settle)
        await pilot.press("x", "x", "D")
        assert "To be deleted: Dispatch, Drivers. 12 members lose at once" in flowing(app)
        await type_in(pilot, "Birch & Sons Logistics")
        await pilot.press("enter")
        await until(pilot, PlanScreen)
        await pilot.press("up")
        await carry_out(pilot, settle=settle)
        assert "2 groups deleted." in screen.message
        assert "4 groups, 11 collections" in flowing(app)
