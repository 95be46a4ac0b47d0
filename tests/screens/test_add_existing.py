"""Adding an existing organization by keys, on the practice backend."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from backend_client.portal.journal import Journal, Outcome
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.stand_ins import StandInFront, shown_text
from tui.screens.add_existing import AddExistingScreen
from tui.screens.form import FormEnd
from tui.translate import PSEUDO, stretched, use_locale

NAME = "Lighthouse & Lantern Media"


@asynccontextmanager
async def adding(
    practice: Practice,
    settle: Settle,
    *,
    who: Persona = Persona.ADMIN,
    journal: Path | None = None,
    read_only: bool = False,
) -> AsyncIterator[tuple[StandInFront, Pilot[Any], Portal]]:
    """The form, with its list read."""
    async with await practice.signed_in(person(who), journal=journal, read_only=read_only) as portal:
        (provider,) = await portal.providers()
        app = StandInFront(AddExistingScreen(portal, await portal.client_list(provider)))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            yield app, pilot, portal


async def names(portal: Portal) -> set[str]:
    (provider,) = await portal.providers()
    return {client.name for client in (await portal.client_list(provider)).clients}


async def test_the_list_the_consequences_and_the_explicit_yes(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with adding(practice, settle, journal=journal) as (app, pilot, portal):
        text = shown_text(app)
        assert NAME in text
        assert "Quarry Works" not in text
        assert "Unassigned seats left: 1" in text
        await pilot.press("enter")
        text = " ".join(shown_text(app).split())
        assert "Its own subscription ends at once" in text
        assert "Unused credit moves to your provider" in text
        assert "This cannot be undone from here." in text
        await pilot.press("enter")
        assert "> Yes, add it" not in shown_text(app)
        assert NAME not in await names(portal)
        await pilot.press("enter", "down", "enter")
        await settle(pilot)
        (end,) = app.results
        assert isinstance(end, FormEnd)
        assert end.client is not None
        assert end.sentence == f"{NAME} was added with 10 seats."
        assert NAME in await names(portal)
    assert [entry.outcome for entry in Journal(journal).entries()] == [None, Outcome.DONE]


async def test_nothing_to_add_says_what_helps(practice: Practice, settle: Settle) -> None:
    async with adding(practice, settle, who=Persona.SECOND_ADMIN) as (app, pilot, _portal):
        assert "You own no organization that can be added." in shown_text(app)
        await pilot.press("enter")
        assert "Yes, add it" not in shown_text(app)
        await pilot.press("escape")
        assert app.results == [None]


async def test_what_was_taken_meanwhile_is_not_added(practice: Practice, settle: Settle) -> None:
    async with adding(practice, settle) as (app, pilot, portal):
        practice.execute("UPDATE organizations SET enabled = 0 WHERE name LIKE 'Lighthouse%'")
        await pilot.press("enter", "down", "enter")
        await settle(pilot)
        assert "Nothing was changed." in " ".join(shown_text(app).split())
        assert NAME not in await names(portal)


async def test_locked_keys_and_read_only_are_refused(practice: Practice, settle: Settle) -> None:
    async with adding(practice, settle) as (app, pilot, portal):
        portal.session.lock()
        await pilot.press("enter", "down", "enter")
        await settle(pilot)
        assert "locked" in shown_text(app)
        assert app.results == []
    async with adding(practice, settle, read_only=True) as (app, pilot, portal):
        await pilot.press("enter", "down", "enter")
        await settle(pilot)
        assert "This run is read-only: nothing was sent." in shown_text(app)
        assert NAME not in await names(portal)


async def test_a_hostile_name_stays_one_line(practice: Practice, settle: Settle) -> None:
    practice.execute(
        "UPDATE organizations SET name = ? WHERE name LIKE 'Lighthouse%'", "[bold]Light\x1b[2J\u202ehouse"
    )
    async with adding(practice, settle) as (app, pilot, _portal):
        assert "[bold]Light\u241b[2J\u2426house" in shown_text(app)
        await pilot.press("enter")
        text = shown_text(app)
        assert "[bold]Light\u241b[2J\u2426house: Teams, 10 seats" in text
        assert "\x1b" not in text


async def test_longer_words_fit(practice: Practice, settle: Settle) -> None:
    use_locale(PSEUDO)
    try:
        async with adding(practice, settle) as (app, pilot, _portal):
            text = " ".join(shown_text(app).split())
            for words in ("Organization", "Plan", "Seats", "Back"):
                assert stretched(words) in text
            await pilot.press("enter")
            text = " ".join(shown_text(app).split())
            assert stretched("This cannot be undone from here.") in text
            assert stretched("Yes, add it") in text
    finally:
        use_locale("en")
