"""The onboarding screen says what became of acts that a crash interrupted, once."""

from __future__ import annotations

from pathlib import Path

from backend_client.portal.clients import find_client
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.interrupted import crashed
from tests.practice import Practice
from tui.app import SeatwardenApp, Start
from tui.screens.onboarding import OnboardingScreen


async def test_interrupted_acts_are_told_on_the_checklist(
    practice: Practice, tmp_path: Path, settle: Settle
) -> None:
    journal = tmp_path / "journal.jsonl"

    async def open_portal(_where: str) -> Portal:
        portal = await practice.signed_in(person(Persona.ADMIN), journal=journal)
        (provider,) = await portal.providers()
        birch = find_client(await portal.client_list(provider), "Birch & Sons Logistics")
        crashed(journal, birch, "group.create", {}, {"group": "Pilots"})
        crashed(journal, birch, "sso.save")
        return portal

    app = SeatwardenApp(open_portal, start=Start(where="practice"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "o")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, OnboardingScreen)
        assert screen.message == (
            "Interrupted before: New group 'Pilots'. It did not arrive; nothing was changed. "
            "1 more was interrupted: J."
        )
        await pilot.press("R")
        await settle(pilot)
        assert screen.message == ""
