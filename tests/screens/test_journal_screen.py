"""The journal on the screen, by keys only."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from tests.conftest import Settle
from tests.screens.stand_ins import StandInFront, shown_text
from tui.screens.journal import JournalScreen
from tui.translate import PSEUDO, stretched, use_locale

HOSTILE = "Cedar\x1b[2J\u202e[red]"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    kept = Journal(tmp_path / "journal.jsonl")
    for client, outcome in (("Birch", Outcome.DONE), ("Alder", Outcome.REFUSED), (HOSTILE, None)):
        intent = write(kept, client, Phase.INTENT)
        if outcome is not None:
            write(kept, client, Phase.OUTCOME, outcome, intent.number)
    return kept


def write(
    journal: Journal, client: str, phase: Phase, outcome: Outcome | None = None, about: int | None = None
) -> Entry:
    return journal.append(
        who="ada@northwind.example",
        server="practice",
        act="client.seats",
        phase=phase,
        client=client,
        organization_id=f"org-{client[:5]}",
        before={"seats": 40, "name": client} if phase is Phase.INTENT else None,
        after={"seats": 45, "name": client} if phase is Phase.INTENT else None,
        outcome=outcome,
        about=about,
    )


async def test_newest_first_with_unfinished_acts_marked(journal: Journal, settle: Settle) -> None:
    app = StandInFront(JournalScreen(journal))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = shown_text(app)
        rows = [line for line in text.splitlines() if "40 -> 45" in line]
        assert ["UNFINISH" in rows[0], "refused" in rows[1], "done" in rows[2]] == [True] * 3
        assert "Cedar\u241b[2J" in rows[0]
        assert "\x1b" not in text
        assert "The chain is whole: 5 lines. Newest hash" in text
        assert "3 changes, 1 unfinished" in text


async def test_the_filter_narrows_and_the_way_back_undoes_it_step_by_step(
    journal: Journal, settle: Settle
) -> None:
    app = StandInFront(JournalScreen(journal))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"alder", "enter")
        assert "1 of 3 changes" in shown_text(app)
        assert "Birch" not in shown_text(app)
        await pilot.press("enter")
        assert "org-Alder" in shown_text(app)
        await pilot.press("h")
        assert "org-Alder" not in shown_text(app)
        await pilot.press("h")
        assert "Birch" in shown_text(app)
        await pilot.press("slash", *"nowhere", "enter")
        assert "Nothing matches 'nowhere'. Esc clears." in shown_text(app)
        await pilot.press("escape", "escape")
        assert app.results == [None]


async def test_details_show_everything_and_the_table_keeps_its_place(
    journal: Journal, settle: Settle
) -> None:
    app = StandInFront(JournalScreen(journal))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        text = shown_text(app)
        for words in ("ada@northwind.example", "org-Cedar", "seats 40", "No outcome was written.", "Refresh"):
            assert words in text
        assert "\u202e" not in text
        await pilot.press("down", "down")
        assert "org-Birch" in shown_text(app)


async def test_damage_is_told_where_it_is_and_found_by_refreshing(journal: Journal, settle: Settle) -> None:
    app = StandInFront(JournalScreen(journal))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lines = journal.path.read_text().splitlines(keepends=True)
        journal.path.write_text(lines[0] + "".join(lines[2:]))
        await pilot.press("R")
        await settle(pilot)
        assert "Damaged: something is missing before line 2." in shown_text(app)


async def test_no_journal_an_empty_one_and_an_unreadable_one_say_so(tmp_path: Path, settle: Settle) -> None:
    cases = (
        (None, "This run keeps no journal."),
        (Journal(tmp_path / "none.jsonl"), "The journal is empty: nothing was changed yet."),
        (Journal(tmp_path), "The journal cannot be read: not a plain file."),
    )
    for journal, words in cases:
        app = StandInFront(JournalScreen(journal))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            assert words in shown_text(app)


async def test_longer_words_keep_the_keys_and_the_verdict(journal: Journal, settle: Settle) -> None:
    use_locale(PSEUDO)
    try:
        app = StandInFront(JournalScreen(journal))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            text = shown_text(app)
            for word in ("Details", "Filter", "Back", "done", "Time", "Client"):
                assert stretched(word) in text
    finally:
        use_locale("en")
