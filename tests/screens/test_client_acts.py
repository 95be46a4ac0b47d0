"""The keys of the home screen that add, unlink, change many, keep a record and take copies."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from backend_client.portal.journal import Journal, Outcome
from embedded_backend.seed import Persona
from tests.conftest import Settle
from tests.hostile.driving import flowing, type_in
from tests.practice import Practice
from tests.screens.form_driving import at_home, find, home, press, says, seats_of, wait_for
from tui.screens.add_existing import AddExistingScreen
from tui.screens.bulk_seats import BulkSeatsScreen
from tui.screens.journal import JournalScreen
from tui.screens.unlink_client import UnlinkClientScreen


async def test_a_adds_an_organization_and_goes_to_it(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with home(practice, Persona.ADMIN, journal=journal) as (pilot, app):
        await press(pilot, "a")
        await wait_for(pilot, lambda: isinstance(app.screen, AddExistingScreen))
        await wait_for(pilot, lambda: "Lighthouse & Lantern Media" in flowing(app))
        await pilot.press("enter", "down", "enter")
        clients = await at_home(pilot)
        says(pilot, "Lighthouse & Lantern Media was added with 10 seats.")
        row = clients.table.cursor_row
        assert row is not None
        assert row.name == "Lighthouse & Lantern Media"
    assert Journal(journal).entries()[-1].outcome is Outcome.DONE


async def test_u_unlinks_after_the_name_was_typed(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await find(pilot, "alder")
        await press(pilot, "U")
        await wait_for(pilot, lambda: isinstance(app.screen, UnlinkClientScreen))
        await type_in(pilot, "Alder Dental Group")
        await press(pilot, "enter", "down", "enter")
        clients = await at_home(pilot)
        says(pilot, "Alder Dental Group was unlinked")
        assert not clients.table.rows


async def test_s_on_marked_rows_changes_them_together(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await press(pilot, "slash")
        await type_in(pilot, "client's")
        await press(pilot, "enter", "space", "space", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, BulkSeatsScreen))
        says(pilot, "Seats of 2 clients")
        await press(pilot, *"16", "enter", "down", "enter")
        await wait_for(pilot, lambda: "2 seat changes done." in flowing(app))
        await press(pilot, "enter")
        await at_home(pilot)
        says(pilot, "2 seat changes done.")
        assert (seats_of(practice, "My Client"), seats_of(practice, "Second Client")) == (16, 16)
        await press(pilot, "J")
        await wait_for(pilot, lambda: isinstance(app.screen, JournalScreen))
        says(pilot, "This run keeps no journal.")


async def test_j_shows_what_was_done(practice: Practice, tmp_path: Path) -> None:
    async with home(practice, journal=tmp_path / "journal.jsonl") as (pilot, app):
        await find(pilot, "elm")
        await press(pilot, "s")
        await press(pilot, "7", "enter", "enter")
        await at_home(pilot)
        await press(pilot, "J")
        await wait_for(pilot, lambda: "6 -> 7" in flowing(app))
        says(pilot, "The chain is whole: 2 lines.")
        await press(pilot, "escape")
        await at_home(pilot)


@pytest.mark.parametrize(("key", "who"), [("a", Persona.SERVICE_USER), ("U", Persona.SERVICE_USER)])
async def test_service_users_are_told_why_not(practice: Practice, key: str, who: Persona) -> None:
    async with home(practice, who) as (pilot, _app):
        await press(pilot, key)
        await at_home(pilot)
        says(pilot, "Only provider admins may do this.")


@pytest.mark.parametrize("key", ["a", "U"])
async def test_read_only_and_watching_refuse_with_the_reason(practice: Practice, key: str) -> None:
    async with home(practice, read_only=True) as (pilot, _app):
        await press(pilot, key)
        await at_home(pilot)
        says(pilot, "read-only")
    async with home(practice, watching=True) as (pilot, _app):
        await press(pilot, key)
        await at_home(pilot)
        says(pilot, "Watching is read-only.")


async def test_read_only_refuses_bulk_seats_too(practice: Practice) -> None:
    async with home(practice, read_only=True) as (pilot, _app):
        await press(pilot, "space", "space", "s")
        await at_home(pilot)
        says(pilot, "This run is read-only")


async def test_a_suspended_provider_says_so_above_the_table_and_may_only_unlink(practice: Practice) -> None:
    practice.execute("UPDATE providers SET enabled = 0, subscription_status = 'unpaid'")
    async with home(practice) as (pilot, app):
        says(pilot, "! Suspended: clients cannot be changed, only unlinked. Add a payment method")
        says(pilot, "The subscription is unpaid.")
        await press(pilot, "a")
        says(pilot, "The provider is suspended; only unlinking is possible.")
        await find(pilot, "alder")
        await press(pilot, "U")
        await wait_for(pilot, lambda: isinstance(app.screen, UnlinkClientScreen))


async def test_w_writes_what_is_shown_and_asks_before_replacing(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    practice.execute("UPDATE organizations SET name = '=1+1 client''s' WHERE name LIKE 'Elm%'")
    async with home(practice) as (pilot, app):
        await press(pilot, "slash")
        await type_in(pilot, "client's")
        await press(pilot, "enter", "W", "enter")
        await at_home(pilot)
        (made,) = tmp_path.glob("clients-*.csv")
        rows = list(csv.DictReader(made.read_text().splitlines()))
        assert rows[0]["client"] == "'=1+1 client's"
        assert [row["assigned"] for row in rows] == ["6", "15", "20", "10"]
        says(pilot, "4 rows written to")
        made.write_text("mine")
        await press(pilot, "W", "enter")
        says(pilot, "There is a file of that name")
        await press(pilot, "enter")
        assert made.read_text() == "mine"
        await press(pilot, "enter", "down", "enter")
        await at_home(pilot)
        assert made.read_text().startswith("client,assigned")
        await press(pilot, "W", "end", "ctrl+u", *"v.json", "enter")
        await at_home(pilot)
        assert json.loads((tmp_path / "v.json").read_text())[1]["assigned"] == 15
        await press(pilot, "W", "end", "ctrl+u", *"nowhere/v.csv", "enter")
        says(pilot, "Not written: No such file or directory. nowhere/v.csv")
        await press(pilot, "escape")
        await at_home(pilot)
        assert app.is_running


async def test_y_offers_name_id_and_row(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux,1,0")
    async with home(practice) as (pilot, app):
        await find(pilot, "alder")
        written: list[str] = []
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        await press(pilot, "y", "down", "y")
        assert len(app.clipboard) == 36
        says(pilot, "set -g set-clipboard on")
        assert any(text.startswith("\x1b]52;c;") for text in written)
        assert any(text.startswith("\x1bPtmux;\x1b\x1b]52;c;") for text in written)
        await press(pilot, "y", "down", "down", "enter")
        assert app.clipboard == "Alder Dental Group: 12 assigned, 12 used, 0 remaining, Teams"
        await press(pilot, "y", "escape")
        assert app.clipboard.startswith("Alder")


async def test_totals_follow_the_filter(practice: Practice, settle: Settle) -> None:
    async with home(practice) as (pilot, app):
        await find(pilot, "client's")
        line = next(line for line in flowing(app).split("  ") if "Total:" in line)
        assert "Total: 3 of 11 clients" in flowing(app), line
        assert "45 3 42" in " ".join(flowing(app).split())
