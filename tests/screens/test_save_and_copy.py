"""The save form and the copy menu by themselves: longer words, odd paths, hostile names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend_client.portal.clients import ClientList
from tests.conftest import Settle
from tests.screens.stand_ins import StandInFront, shown_text
from tests.screens.support import NORTHWIND, POOLS, READ_AT, client
from tui.presenters.clients import table_rows
from tui.presenters.saved_view import saved_view
from tui.screens.copy_menu import Copy, CopyMenu
from tui.screens.save_view import SaveViewScreen
from tui.translate import PSEUDO, stretched, use_locale

NOW = datetime(2026, 3, 14, 14, tzinfo=UTC)


@pytest.fixture
def longer_language() -> Iterator[None]:
    use_locale(PSEUDO)
    yield
    use_locale("en")


def save_screen() -> SaveViewScreen:
    rows = table_rows(ClientList(NORTHWIND, (client("A", 3, 1),), POOLS, READ_AT), {})
    return SaveViewScreen(saved_view(rows, NOW))


async def test_a_directory_gets_the_usual_name(tmp_path: Path, settle: Settle) -> None:
    app = StandInFront(save_screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", "ctrl+u", *str(tmp_path), "enter")
        await settle(pilot)
        assert app.results == [f"1 row written to {tmp_path / 'clients-2026-03-14.csv'}"]


async def test_no_name_and_an_impossible_one_write_nothing(settle: Settle) -> None:
    app = StandInFront(save_screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", "ctrl+u", "enter")
        await settle(pilot)
        assert "Type the name of a file." in shown_text(app)
        await pilot.press(*"x" * 300, "enter")
        await settle(pilot)
        assert "Not written: File name too long." in " ".join(shown_text(app).split())
        assert app.results == []


@pytest.mark.usefixtures("longer_language")
async def test_longer_words_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settle: Settle) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clients-2026-03-14.csv").write_text("mine")
    app = StandInFront(save_screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        for words in ("File", "No, keep the file that is there", "Yes, replace it", "Back"):
            assert stretched(words) in text


@pytest.mark.usefixtures("longer_language")
async def test_the_menu_shows_what_it_copies() -> None:
    app = StandInFront(CopyMenu([Copy("Name", "Birch\u241b"), Copy("Row", "y" * 200)]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = shown_text(app)
        assert "Birch\u241b" in text
        assert stretched("Copy") in text
        await pilot.press("down", "enter")
        assert app.results == ["y" * 200]
