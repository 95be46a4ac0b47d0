"""Role and access of members, driven by keys on the real practice backend."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from backend_client.portal.journal import Journal, Phase
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona
from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.hostile.driving import check_screen
from tests.hostile.texts import EVERYTHING
from tests.practice import Practice, running_practice
from tests.quiet import quiet
from tests.screens.inside_client import inside
from tests.screens.stand_ins import shown_text
from tui.app import SeatwardenApp
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import Place
from tui.screens.member_edit import MemberEditScreen
from tui.screens.members import MembersScreen
from tui.screens.plan import PlanScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.widgets.line_table import LineTable

BIRCH, MIA = "Birch & Sons Logistics", "mia@birch.example"


def stands(app: SeatwardenApp, screen: type[Screen[Any]]) -> bool:
    """Whether that screen is on top."""
    return isinstance(app.screen, screen)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys one by one and wait after each; what is shown then."""
    for key in keys:
        await pilot.press(key)
        await quiet(pilot)
    return shown_text(pilot.app)


@asynccontextmanager
async def editing(
    practice: Practice,
    *keys: str,
    size: tuple[int, int] = (80, 24),
    journal: Path | None = None,
    read_only: bool = False,
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The access of whoever the cursor is on after `keys`: of Mia without any."""
    async with inside(
        practice,
        Place.MEMBERS,
        BIRCH,
        who=Persona.ADMIN,
        journal=journal,
        read_only=read_only,
        size=size,
    ) as (pilot, app):
        await press(pilot, *keys, "e")
        assert stands(app, MemberEditScreen)
        yield pilot, app


def held(practice: Practice, email: str) -> tuple[object, ...]:
    """Role, names of groups, and how many collections a member reaches directly."""
    ((member, role),) = practice.execute(
        "SELECT m.id, m.type FROM organization_users m LEFT JOIN users u ON u.id = m.user_id"
        " WHERE COALESCE(u.email, m.email) = ?",
        email,
    )
    groups = practice.execute(
        "SELECT g.name FROM group_users x JOIN groups g ON g.id = x.group_id"
        " WHERE x.organization_user_id = ? ORDER BY g.name",
        member,
    )
    shelves = practice.execute("SELECT 1 FROM collection_users WHERE organization_user_id = ?", member)
    return role, [name for (name,) in groups], len(shelves)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_role_group_and_collection_are_changed_in_one_go(
    practice: Practice, tmp_path: Path, size: tuple[int, int]
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with editing(practice, size=size, journal=journal) as (pilot, app):
        shown = shown_text(app)
        assert "Mia Ortega <mia@birch.example>, User, Accepted" in shown
        assert "(x)   User" in shown
        assert "[x]   Management" in shown
        assert "Nothing is changed yet." in shown
        shown = await press(pilot, "j", "space")
        assert "(x)*  Admin" in shown
        shown = await press(pilot, "tab", "space")
        assert "[x]*  Dispatch" in shown
        shown = await press(pilot, "tab", "j", "E")
        assert "E*   Dispatch" in shown
        assert "1 person would change, not sent" in shown
        shown = await press(pilot, "enter")
        assert stands(app, PlanScreen)
        assert "User -> Admin; +Dispatch; Dispatch: No access -> Edit items" in " ".join(shown.split())
        assert held(practice, MIA) == (2, ["Management"], 0), "nothing is sent by looking"
        shown = await press(pilot, "enter")
        assert "1 person changed." in shown
        shown = await press(pilot, "enter")
        assert stands(app, MembersScreen)
        assert "1 person changed." in shown
    assert held(practice, MIA) == (1, ["Dispatch", "Management"], 1)
    acts = [entry.act for entry in Journal(journal).entries() if entry.phase is Phase.INTENT]
    assert acts == ["member.edit"]


async def test_a_custom_role_shows_its_permissions(practice: Practice) -> None:
    async with editing(practice) as (pilot, app):
        assert "Permissions of the custom role" not in shown_text(app)
        shown = await press(pilot, "j", "j", "j", "space")
        assert "Permissions of the custom role" in shown
        shown = await press(pilot, "tab", "space")
        assert "[x]*  Event logs" in shown
        await press(pilot, "enter", "enter", "enter")
        ((stored,),) = practice.execute("SELECT permissions FROM organization_users WHERE type = 4")
        assert '"accessEventLogs": true' in str(stored)
        assert '"manageUsers": false' in str(stored)


async def test_several_people_get_one_plan_of_rows(practice: Practice) -> None:
    async with editing(practice, "space", "space", "j") as (pilot, app):
        shown = shown_text(app)
        assert "2 people: Mia Ortega" in shown
        assert "[-]   Management" in shown, "one of them is in it"
        await press(pilot, "slash", *"manage", "enter", "space")
        shown = await press(pilot, "escape")
        assert "[x]*  Management" in shown
        shown = await press(pilot, "enter")
        assert "tilda.costa31@birch.example" in shown
        assert "mia@birch.example" not in shown, "she is in it already: nothing to send"
        await press(pilot, "enter", "enter")
    assert held(practice, "tilda.costa31@birch.example")[1] == ["Dispatch", "Management"]
    assert held(practice, MIA)[1] == ["Management"]


async def test_wishes_are_taken_back_and_not_dropped_by_one_key(practice: Practice) -> None:
    async with editing(practice) as (pilot, app):
        await press(pilot, "j", "space")
        shown = await press(pilot, "escape")
        assert "Once more leaves" in shown
        assert stands(app, MemberEditScreen)
        shown = await press(pilot, "u")
        assert "(x)   User" in shown
        assert "There is nothing to take back" in await press(pilot, "u")
        assert "The letters give access to a collection" in await press(pilot, "E")
        assert "Nothing was changed yet." in await press(pilot, "enter")
        await press(pilot, "escape")
        assert stands(app, MembersScreen)


async def test_read_only_shows_and_changes_nothing(practice: Practice) -> None:
    async with editing(practice, read_only=True) as (pilot, app):
        await press(pilot, "j", "space")
        assert "This run is read-only" in await press(pilot, "enter")
        assert stands(app, MemberEditScreen)


async def test_names_are_forgotten_on_lock_and_wishes_and_the_cursor_stay(practice: Practice) -> None:
    async with editing(practice) as (pilot, app):
        await press(pilot, "j", "space", "tab", "j")
        row = app.screen.query_one("#access", LineTable).cursor_row
        assert row is not None
        shown = await press(pilot, "ctrl+l")
        assert "Management" not in shown
        shown = await press(pilot, *PRACTICE_PASSWORD, "enter")
        assert "(x)*  Admin" in shown
        assert app.screen.query_one("#access", LineTable).cursor_row == row


async def test_names_that_mean_harm_are_drawn_as_text(practice: Practice) -> None:
    practice.execute("UPDATE groups SET name = ?", EVERYTHING)
    practice.execute("UPDATE users SET name = ? WHERE email = ?", EVERYTHING, MIA)
    async with editing(practice) as (pilot, app):
        check_screen(app)
        await press(pilot, "tab", "space", "enter")
        check_screen(app)


@pytest.fixture
def failing(practice_template: Path, tmp_path: Path) -> Iterator[Practice]:
    """A server that fails at every change of a member by a provider's staff."""
    options = BackendOptions(member_update_fails=True)
    with running_practice(practice_template, tmp_path, options) as practice:
        yield practice


async def test_where_the_server_fails_groups_go_another_way_and_a_role_is_offered(failing: Practice) -> None:
    async with editing(failing) as (pilot, app):
        await press(pilot, "tab", "space", "enter", "enter")
        shown = shown_text(app)
        assert "1 person changed." in shown
        assert "by requests of their own instead" in " ".join(shown.split())
        await press(pilot, "enter", "e", "j", "space", "enter", "enter")
        shown = " ".join(shown_text(app).split())
        assert "the role is as it was" in shown
        await press(pilot, "enter")
        assert stands(app, TypedYesScreen)
        shown = " ".join(shown_text(app).split())
        assert "It costs their confirmation" in shown
        shown = await press(pilot, "escape")
        assert stands(app, MembersScreen)
        assert "nobody was removed" in shown
        assert held(failing, MIA) == (2, ["Dispatch", "Management"], 0)
        await press(pilot, "e", "j", "space", "enter", "enter", "enter", *MIA, "enter")
        assert stands(app, PlanScreen)
        await press(pilot, "up", "enter", "enter")
        assert stands(app, MembersScreen)
    assert held(failing, MIA) == (1, ["Dispatch", "Management"], 0)
    assert failing.execute("SELECT status FROM organization_users WHERE email = ?", MIA) == [(0,)]


async def test_the_kinds_of_people_are_cycled_with_counts(practice: Practice) -> None:
    async with inside(practice, Place.MEMBERS, BIRCH, who=Persona.ADMIN) as (pilot, app):
        assert "Shown: all, 37" in shown_text(app)
        shown = await press(pilot, "t")
        assert "Shown: invited, 5" in shown
        assert MIA not in shown
        shown = await press(pilot, "t")
        assert "Shown: need confirmation, 3" in shown
        assert MIA in shown
        shown = await press(pilot, "t")
        assert "Nobody is revoked. t shows others." in shown
        ((member,),) = practice.execute(
            "SELECT m.id FROM organization_users m JOIN users u ON u.id = m.user_id WHERE u.email = ?", MIA
        )
        shown = await press(pilot, "t", "slash", *str(member)[:13], "enter")
        assert MIA in shown, "an id finds its member"
        assert "tilda.costa31" not in shown


async def test_wide_screens_show_recovery_and_narrow_ones_keep_their_columns(practice: Practice) -> None:
    practice.execute("UPDATE organization_users SET reset_password_key = '4.x' WHERE type = 1")
    async with inside(practice, Place.MEMBERS, BIRCH, who=Persona.ADMIN, size=(120, 40)) as (_pilot, app):
        shown = shown_text(app)
        assert "Recovery" in shown
        row = next(line for line in shown.splitlines() if "nils.novak1" in line)
        assert row.split()[-2:] == ["on", "on"]
    async with inside(practice, Place.MEMBERS, BIRCH, who=Persona.ADMIN) as (_pilot, app):
        heading = next(line for line in shown_text(app).splitlines() if "Status" in line)
        assert heading.split() == ["Status", "Name", "E-mail", "Role", "Age", "2-step"]


async def test_the_members_are_saved_as_they_are_shown(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with inside(practice, Place.MEMBERS, BIRCH, who=Persona.ADMIN) as (pilot, _app):
        await press(pilot, "t", "W", "enter")
        (written,) = tmp_path.glob("members-*.csv")
    lines = written.read_text().splitlines()
    assert lines[0].startswith("id,status,name,email,role,groups")
    assert len(lines) == 6, "the invited ones"
    assert any("Default collection=manage" in line for line in lines)


async def test_a_claimed_account_is_deleted_with_address_and_password(practice: Practice) -> None:
    practice.execute(
        "INSERT INTO organization_domains"
        " (id, organization_id, domain_name, txt, verified_at, next_run_at, created_at)"
        " SELECT 'd', id, 'birch.example', 'bw=x', 1, 1, 1 FROM organizations WHERE name = ?",
        BIRCH,
    )
    async with inside(practice, Place.MEMBERS, BIRCH, who=Persona.ADMIN) as (pilot, app):
        shown = await press(pilot, "slash", *"olive", "enter", "D")
        assert "cannot be removed" in " ".join(shown.split())
        shown = await press(pilot, "X")
        assert stands(app, TypedYesScreen)
        assert "destroys the people's whole Bitwarden accounts" in " ".join(shown.split())
        await press(pilot, *"olive.abel2@birch.example", "enter")
        assert stands(app, AskPasswordScreen)
        await press(pilot, "escape")
        assert practice.execute("SELECT 1 FROM users WHERE email = 'olive.abel2@birch.example'") == [(1,)]
        await press(pilot, "X", *"olive.abel2@birch.example", "enter", *PRACTICE_PASSWORD, "enter")
        assert stands(app, PlanScreen)
        await press(pilot, "enter")
        assert practice.execute("SELECT 1 FROM users WHERE email = 'olive.abel2@birch.example'") == [(1,)], (
            "the cursor starts on the choice that sends nothing"
        )
        await press(pilot, "X", *"olive.abel2@birch.example", "enter", *PRACTICE_PASSWORD, "enter")
        shown = await press(pilot, "up", "enter", "enter")
        assert practice.execute("SELECT 1 FROM users WHERE email = 'olive.abel2@birch.example'") == []
        assert "1 account deleted." in shown


async def test_an_account_that_is_not_claimed_is_not_deleted(practice: Practice) -> None:
    async with inside(practice, Place.MEMBERS, BIRCH, who=Persona.ADMIN) as (pilot, app):
        shown = await press(pilot, "X")
        assert "Their account is their own" in " ".join(shown.split())
        assert stands(app, MembersScreen)
