"""Unlinking a client by keys, on the practice backend."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from backend_client.errors import ServerFault
from backend_client.portal.clients import Client
from backend_client.portal.journal import Journal, Outcome
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.inside_client import wait
from tests.screens.stand_ins import StandInFront, shown_text
from tui.presenters import next_try
from tui.screens.form import FormEnd
from tui.screens.unlink_client import UnlinkClientScreen
from tui.translate import PSEUDO, stretched, use_locale


@asynccontextmanager
async def unlinking(
    practice: Practice, settle: Settle, name: str, *, journal: Path | None = None, read_only: bool = False
) -> AsyncIterator[tuple[StandInFront, Pilot[Any]]]:
    """The form for the client whose name starts with `name`."""
    who = person(Persona.ADMIN)
    async with await practice.signed_in(who, journal=journal, read_only=read_only) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        client = next(each for each in listed.clients if each.name.startswith(name))
        app = StandInFront(UnlinkClientScreen(portal, listed, client))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            yield app, pilot


async def test_owners_that_could_not_be_read_are_asked_for_again_by_itself(
    practice: Practice, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with unlinking(practice, settle, "Alder") as (app, pilot):
        form = app.screen
        assert isinstance(form, UnlinkClientScreen)
        asked: list[str] = []
        really = form.portal.has_confirmed_owner

        async def fail(_client: Client) -> bool:
            asked.append("asked")
            raise ServerFault(status=503, endpoint="GET users")

        monkeypatch.setattr(next_try, "FIRST_SECONDS", 0.05)
        monkeypatch.setattr(form.portal, "has_confirmed_owner", fail)
        await pilot.press(*"Ald")
        form._read_owners()
        await wait(pilot, lambda: len(asked) > 1)
        assert "Retrying at" in shown_text(app)
        monkeypatch.setattr(form.portal, "has_confirmed_owner", really)
        await pilot.press(*"er", "space", *"Dental", "space", *"Group")
        await wait(pilot, lambda: "The name is right. Enter goes on." in shown_text(app))
        assert "Retrying" not in shown_text(app)


def linked(practice: Practice, name: str) -> bool:
    found = practice.execute(
        "SELECT 1 FROM provider_organizations p JOIN organizations o ON o.id = p.organization_id"
        " WHERE o.name LIKE ?",
        f"{name}%",
    )
    return bool(found)


async def test_the_name_is_typed_and_no_is_the_default(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with unlinking(practice, settle, "Alder", journal=journal) as (app, pilot):
        text = shown_text(app)
        assert "Your provider loses access to Alder Dental Group at once." in text
        assert "an invoice due in 30 days" in text
        assert "To unlink it, type its name: Alder Dental Group" in text
        await pilot.press(*"Alder", "enter")
        assert "That is not its name. Nothing was sent." in shown_text(app)
        await pilot.press("space", *"Dental", "space", *"Group")
        assert "The name is right. Enter goes on." in shown_text(app)
        await pilot.press("enter", "enter")
        assert linked(practice, "Alder")
        assert not journal.exists()
        await pilot.press("enter", "down", "enter")
        await settle(pilot)
        assert not linked(practice, "Alder")
        (end,) = app.results
        assert isinstance(end, FormEnd)
        assert end.sentence == "Alder Dental Group was unlinked; its seats are back in the pool."
    assert [entry.outcome for entry in Journal(journal).entries()] == [None, Outcome.DONE]


async def test_without_a_confirmed_owner_it_is_explained_before_anything_is_typed(
    practice: Practice, settle: Settle
) -> None:
    async with unlinking(practice, settle, "My Client") as (app, pilot):
        assert "The client has no confirmed owner of its own" in shown_text(app)
        for key in "My Client's Organization":
            await pilot.press({" ": "space", "'": "apostrophe"}.get(key, key))
        await pilot.press("enter")
        assert "Yes, unlink it" not in shown_text(app)
        assert linked(practice, "My Client")


@pytest.mark.parametrize("typed", ["Alder??[2J[red]X", "Alder\u241b\u2426[2J[red]X"])
async def test_a_hostile_name_can_be_typed_and_shows_nothing_raw(
    practice: Practice, settle: Settle, typed: str
) -> None:
    hostile = "Alder\x1b\u202e[2J[red]X"
    practice.execute("UPDATE organizations SET name = ? WHERE name LIKE 'Alder%'", hostile)
    async with unlinking(practice, settle, "Alder") as (app, pilot):
        text = shown_text(app)
        assert "type its name: Alder??[2J[red]X" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        field = app.screen.focused
        assert field is not None
        field.post_message(Paste(typed))
        await pilot.pause()
        assert "The name is right." in shown_text(app)


async def test_somebody_s_rename_meanwhile_stops_it(practice: Practice, settle: Settle) -> None:
    async with unlinking(practice, settle, "Alder") as (app, pilot):
        practice.execute("UPDATE organizations SET name = 'Alder two' WHERE name LIKE 'Alder%'")
        await pilot.press(*"Alder", "space", *"Dental", "space", *"Group", "enter", "down", "enter")
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        assert "Somebody renamed the client meanwhile. Nothing was sent." in text
        assert "type its name: Alder two" in text
        assert linked(practice, "Alder two")


async def test_read_only_refuses(practice: Practice, settle: Settle) -> None:
    async with unlinking(practice, settle, "Alder", read_only=True) as (app, pilot):
        await pilot.press(*"Alder", "space", *"Dental", "space", *"Group", "enter", "down", "enter")
        await settle(pilot)
        assert "This run is read-only: nothing was sent." in shown_text(app)
        assert linked(practice, "Alder")


async def test_a_suspended_provider_can_still_unlink(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE providers SET enabled = 0")
    async with unlinking(practice, settle, "Alder") as (app, pilot):
        await pilot.press(*"Alder", "space", *"Dental", "space", *"Group", "enter", "down", "enter")
        await settle(pilot)
        assert not linked(practice, "Alder")
        assert len(app.results) == 1


async def test_longer_words_fit(practice: Practice, settle: Settle) -> None:
    use_locale(PSEUDO)
    try:
        async with unlinking(practice, settle, "Alder") as (app, pilot):
            text = " ".join(shown_text(app).split())
            assert stretched("Its owners are told by e-mail. Its members, data and plan stay.") in text
            assert stretched("To unlink it, type its name: {name}").format(name="Alder Dental Group") in text
            await pilot.press(*"Alder", "space", *"Dental", "space", *"Group", "enter")
            assert stretched("Yes, unlink it") in shown_text(app)
    finally:
        use_locale("en")
