"""The claimed domains of a client on the real practice backend, driven by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.test_domains import publish
from tests.hostile.driving import check_screen, flowing, screen_text, type_in
from tests.hostile.texts import HOSTILE
from tests.practice import Practice
from tests.screens.inside_client import inside, keys, on_top
from tui.screens.base import Place
from tui.screens.domains import DomainsScreen
from tui.screens.members import MembersScreen
from tui.screens.plan import PlanScreen
from tui.screens.typed_yes import TypedYesScreen

IRONWOOD, TEAMS = "Ironwood Architects", "Juniper Travel"
SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_domain_is_added_and_its_record_copied(practice: Practice, size: tuple[int, int]) -> None:
    async with inside(practice, Place.DOMAINS, IRONWOOD, size=size) as (pilot, app):
        assert "No domain is claimed yet. n adds one." in flowing(app)
        assert "The single organization policy is off; verifying a domain switches it on." in flowing(app)
        await keys(pilot, "v")
        assert "There is no domain under the cursor." in flowing(app)
        await keys(pilot, "n")
        await type_in(pilot, "https://Iron.example")
        await keys(pilot, "enter")
        assert "This is no domain name" in flowing(app)
        await keys(pilot, "escape")
        assert "Nothing was sent." in flowing(app)
        await keys(pilot, "n")
        await type_in(pilot, "Iron.example")
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        assert "gets a TXT record to publish" in flowing(app)
        await keys(pilot, "enter", "enter")
        await on_top(pilot, DomainsScreen)
        ((txt,),) = practice.execute("SELECT txt FROM organization_domains")
        assert str(txt) in screen_text(app).replace("\n", "")
        assert "WAITING" in screen_text(app)
        await keys(pilot, "y")
        assert app.clipboard == txt
        await keys(pilot, "Y")
        assert app.clipboard == "iron.example"
        check_screen(app)


@pytest.mark.parametrize("size", SIZES)
async def test_verifying_says_first_what_it_does_and_then_whether_it_did(
    practice: Practice, tmp_path: Path, size: tuple[int, int]
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with inside(practice, Place.DOMAINS, IRONWOOD, size=size, journal=journal) as (pilot, app):
        await keys(pilot, "n")
        await type_in(pilot, "ironwood.example")
        await keys(pilot, "enter", "enter", "enter")
        await on_top(pilot, DomainsScreen)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        shown = flowing(app)
        assert "The single organization policy is switched on. 39 members" in shown
        assert "41 accounts with addresses in it are claimed" in shown
        await keys(pilot, "k", "enter")
        assert "The record is not there yet" in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, DomainsScreen)
        assert "ironwood.example is not verified" in flowing(app)
        publish(practice)
        await keys(pilot, "v")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "k", "enter", "enter")
        await on_top(pilot, DomainsScreen)
        shown = flowing(app)
        assert "ironwood.example is verified: it is claimed by the client." in shown
        assert "The single organization policy was switched on." in shown
        assert "The single organization policy is on." in shown
        await keys(pilot, "v")
        assert "This domain is verified already." in flowing(app)
    told = journal.read_text("utf-8")
    assert '"refused"' in told
    assert '"done"' in told


async def test_a_verified_domain_wants_its_name_typed_before_it_goes(practice: Practice) -> None:
    async with inside(practice, Place.DOMAINS, IRONWOOD) as (pilot, app):
        await keys(pilot, "n")
        await type_in(pilot, "ironwood.example")
        await keys(pilot, "enter", "enter", "enter")
        await on_top(pilot, DomainsScreen)
        publish(practice)
        await keys(pilot, "v")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "k", "enter", "enter")
        await on_top(pilot, DomainsScreen)
        assert "m shows the members." in flowing(app)
        await keys(pilot, "m")
        await on_top(pilot, MembersScreen)
        await keys(pilot, "escape", "D")
        await on_top(pilot, TypedYesScreen)
        assert "are claimed no more" in flowing(app)
        await type_in(pilot, "iron")
        await keys(pilot, "enter")
        assert "That is not it. Nothing was sent." in flowing(app)
        await type_in(pilot, "wood.example")
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "enter", "enter")
        await on_top(pilot, DomainsScreen)
        assert "No domain is claimed yet." in flowing(app)
    assert practice.count("organization_domains") == 0


async def test_one_that_waits_goes_with_a_question(practice: Practice) -> None:
    async with inside(practice, Place.DOMAINS, IRONWOOD) as (pilot, app):
        await keys(pilot, "n")
        await type_in(pilot, "never.example")
        await keys(pilot, "enter", "enter", "enter")
        await on_top(pilot, DomainsScreen)
        await keys(pilot, "D")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "enter")
        await on_top(pilot, DomainsScreen)
        assert practice.count("organization_domains") == 1
        await keys(pilot, "D")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "k", "enter", "enter")
        await on_top(pilot, DomainsScreen)
        assert "Removed." in flowing(app)
    assert practice.count("organization_domains") == 0


async def test_teams_and_read_only_say_why(practice: Practice) -> None:
    async with inside(practice, Place.DOMAINS, TEAMS) as (pilot, app):
        assert "The client's plan has no claimed domains." in flowing(app)
        await keys(pilot, "n")
        assert "They come with the Enterprise plan." in flowing(app)
    async with inside(practice, Place.DOMAINS, IRONWOOD, read_only=True) as (pilot, app):
        for key in ("n", "v", "D"):
            await keys(pilot, key)
            assert "This run is read-only" in flowing(app)


@pytest.mark.parametrize("raw", [one.raw for one in HOSTILE[:20:3]])
async def test_hostile_domains_are_drawn_as_text(practice: Practice, raw: str) -> None:
    async with inside(practice, Place.DOMAINS, IRONWOOD) as (pilot, app):
        await keys(pilot, "n")
        await type_in(pilot, "iron.example")
        await keys(pilot, "enter", "enter", "enter")
        await on_top(pilot, DomainsScreen)
        practice.execute("UPDATE organization_domains SET domain_name = ?, txt = ?", raw, raw)
        await keys(pilot, "R")
        check_screen(app)
        await keys(pilot, "y")
        assert "\x1b" not in app.clipboard
        await keys(pilot, "v")
        await on_top(pilot, PlanScreen)
        check_screen(app)
        await keys(pilot, "escape")
        await on_top(pilot, DomainsScreen)
        await keys(pilot, "D")
        await on_top(pilot, PlanScreen)
        check_screen(app)
