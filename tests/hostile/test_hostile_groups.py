"""Groups, collections and people with names nobody should have: text in heads, cells and plans."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from tests.conftest import Settle
from tests.hostile.driving import app_on, check_screen, screen_text, until
from tests.hostile.planting import poison_one_vault
from tests.hostile.texts import EVERYTHING, HOSTILE
from tests.practice import Practice
from tui.app import SeatwardenApp
from tui.screens.group_members import GroupMembersScreen
from tui.screens.groups import GroupsScreen
from tui.screens.new_groups import NewGroupsScreen
from tui.screens.plan import PlanScreen
from tui.widgets.lines_input import LinesInput


async def _open(pilot: Pilot[Any], settle: Settle) -> SeatwardenApp:
    await settle(pilot)
    await pilot.press("j", "o")
    await settle(pilot)
    await pilot.press("u")
    await until(pilot, GroupsScreen)
    await settle(pilot, "groups-load")
    app: SeatwardenApp = pilot.app  # type: ignore[assignment]
    return app


def plant(practice: Practice) -> None:
    """One group for each hostile text; the first ones reach something."""
    ((organization,),) = practice.execute("SELECT id FROM organizations WHERE name LIKE 'Birch%'")
    for number, hostile in enumerate(HOSTILE):
        practice.execute(
            "INSERT INTO groups (id, organization_id, name, external_id, created_at) VALUES (?, ?, ?, ?, 0)",
            f"00000000-0000-4000-8000-{number:012}",
            organization,
            hostile.raw,
            hostile.raw if number % 2 else None,
        )


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_every_name_is_drawn_as_text(practice: Practice, settle: Settle, size: tuple[int, int]) -> None:
    await poison_one_vault(practice)
    plant(practice)
    app = app_on(practice)
    async with app.run_test(size=size) as pilot:
        await _open(pilot, settle)
        check_screen(app)
        for _page in range(6):
            await pilot.press("L", "pagedown")
            check_screen(app)
        await pilot.press("g", "home", "f", "M", "F", "w")
        await until(pilot, PlanScreen)
        check_screen(app)
        await pilot.press("escape")
        await until(pilot, GroupsScreen)
        await pilot.press("D")
        await pilot.pause()
        check_screen(app)
        await pilot.press("x", "enter")
        check_screen(app)
        await pilot.press("escape", "r")
        await pilot.pause()
        check_screen(app)
        await pilot.press("escape", "m")
        await until(pilot, GroupMembersScreen)
        check_screen(app)
        await pilot.press("a", "w")
        await until(pilot, PlanScreen)
        check_screen(app)


async def test_pasted_names_lose_what_does_not_show(practice: Practice, settle: Settle) -> None:
    app = app_on(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press("n")
        screen = await until(pilot, NewGroupsScreen)
        app.post_message(events.Paste("\n".join([EVERYTHING, "x" * 1000, "Finance", "\u202e"])))
        await pilot.pause()
        check_screen(app)
        names = [line for line in screen.query_one(LinesInput).lines if line]
        assert names[0].startswith("[@click=app.quit]x[/] [Legacy]]52;c;aGFja2Vk")
        assert all(name.isprintable() for name in names)
        await pilot.press("f5")
        await until(pilot, PlanScreen)
        check_screen(app)
        shown = screen_text(app)
        assert "[@click=app.quit]x[/]" in shown
        assert shown.count("stays as it is") == 2
