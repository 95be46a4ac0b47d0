"""Help lists the keys of the screen it was called from, and closes by any of the usual keys."""

from __future__ import annotations

from typing import Any

import pytest
from textual.binding import Binding

from tests.screens.stand_ins import StandInFront, shown_text
from tui.screens.base import FrameScreen
from tui.screens.help import HelpScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.reader import Reader


class Subject(FrameScreen[None]):
    """A screen with one key that is refused and one that is not."""

    HELP = "What this screen [b]is[/b] about."
    BINDINGS = [
        Binding("n,insert", "make", "New", id="subject.new", tooltip="Makes a thing."),
        Binding("U", "unlink", "Unlink", id="subject.unlink", tooltip="Removes a thing."),
    ]

    def why_not(self, action: str) -> str:
        return "Provider admins only." if action == "unlink" else ""

    def action_make(self) -> None:
        """Nothing."""

    def action_unlink(self) -> None:
        """Nothing."""


async def help_text(app: StandInFront, pilot: Any) -> str:
    await pilot.pause()
    await app.push_screen(HelpScreen(app.screen), app.results.append)
    await pilot.pause()
    return app.screen.query_one(Reader).text


async def test_keys_labels_tooltips_and_reasons() -> None:
    app = StandInFront(Subject())
    async with app.run_test(size=(80, 24)) as pilot:
        text = await help_text(app, pilot)
        assert text.startswith("What this screen [b]is[/b] about.")
        lines = [" ".join(line.split()) for line in text.splitlines()]
        assert "This screen" in lines
        assert "n insert New Makes a thing." in lines
        assert "U Unlink Removes a thing. Provider admins only." in " ".join(lines)
        assert lines.index("n insert New Makes a thing.") < lines.index("Esc h Backspace Back")
        assert lines[-2:] == ["Everywhere", "Ctrl+Q q Quit"]
        assert max(len(line) for line in text.splitlines()) <= 76


@pytest.mark.parametrize("key", ["escape", "q", "question_mark", "h", "backspace"])
async def test_it_closes(key: str) -> None:
    app = StandInFront(Subject())
    async with app.run_test(size=(80, 24)) as pilot:
        await help_text(app, pilot)
        await pilot.press(key)
        assert app.results == [None]
        assert isinstance(app.screen, Subject)


async def test_it_scrolls_by_keys() -> None:
    app = StandInFront(Subject())
    async with app.run_test(size=(80, 8)) as pilot:
        await help_text(app, pilot)
        assert "What this screen" in shown_text(app)
        await pilot.press("G")
        assert "What this screen" not in shown_text(app)
        await pilot.press("g", "j", "k")
        assert "What this screen" in shown_text(app)


def test_every_screen_of_ours_explains_itself() -> None:
    assert UnlockScreen.HELP
