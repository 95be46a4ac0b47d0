"""The onboarding checklist on the real practice backend, driven by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.stand_ins import shown_text
from tui.app import SeatwardenApp, Start


def _app(
    practice: Practice, notes: Path, who: Persona = Persona.ADMIN, *, watch: bool = False
) -> SeatwardenApp:
    async def open_portal(where: str) -> Portal:
        if watch:
            return await practice.watching(person(who))
        return await practice.signed_in(person(who), notes=notes)

    return SeatwardenApp(open_portal, start=Start(where="practice", watch=watch))


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes.json"


async def test_the_checklist_shows_steps_people_and_what_is_next(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "o")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert "Setup 2/6 [###.......]" in shown
        assert "10 made, 2 without manager" in shown
        assert "Invited 5 -> Accepted 3 -> Confirmed 29" in shown
        assert "Next: give each collection a manager (Enter)." in shown
        assert "mia@birch.example" in shown
        await pilot.press("j", "j", "j")
        await settle(pilot)
        assert "Next: connect the customer's identity provider" in shown_text(pilot.app)


async def test_a_step_is_marked_not_needed_with_a_reason_and_taken_back(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "o")
        await settle(pilot)
        await pilot.press("j", "j", "j", "x", *"no IdP", "enter")
        await settle(pilot)
        assert "no IdP (noted here: ada" in shown_text(pilot.app)
        assert "Setup 2/5" in shown_text(pilot.app)
        await pilot.press("x")
        await settle(pilot)
        assert "Setup 2/6" in shown_text(pilot.app)


async def test_a_note_needs_a_reason_and_escape_leaves_it(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "o")
        await settle(pilot)
        await pilot.press("x", "enter")
        await settle(pilot)
        assert "a note needs a reason" in shown_text(pilot.app)
        await pilot.press("x", "escape")
        await settle(pilot)
        assert "Setup 2/6" in shown_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        assert "Birch & Sons Logistics" in shown_text(pilot.app)
        assert "Setup 2/6 [" not in shown_text(pilot.app)
    assert not notes.exists()


async def test_a_client_without_policies_is_not_failed_for_it(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert shown.count("not applicable") == 2
        assert "/4" in shown


async def test_watching_says_why_there_is_no_checklist(
    practice: Practice, notes: Path, settle: Settle
) -> None:
    async with _app(practice, notes, watch=True).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
        assert "Watching holds no keys" in shown_text(pilot.app)
