"""The terminal check names facts, gives advice and echoes keys."""

from __future__ import annotations

from tests.screens.stand_ins import StandInFront, shown_text
from tui.screens.terminal_check import TerminalCheckScreen
from tui.widgets.reader import Reader


async def test_facts_advice_and_the_ruler() -> None:
    environment = {"TERM": "xterm-256color", "TMUX": "x", "SSH_TTY": "/dev/pts/1", "NO_COLOR": ""}
    app = StandInFront(TerminalCheckScreen(environment=environment))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = app.screen.query_one(Reader).text
        for words in (
            "80 x 24 cells",
            "tmux-256color",
            "off (NO_COLOR is set)",
            "SSH",
            "OSC 52",
            "escape-time",
        ):
            assert words in " ".join(text.split())
        bars = [line for line in text.splitlines() if line.endswith("|")]
        assert len(bars) == 5
        assert max(len(line) for line in text.splitlines()) <= 76


async def test_it_follows_the_size_names_keys_and_scrolls() -> None:
    app = StandInFront(TerminalCheckScreen(environment={"TERM": "dumb"}))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        text = " ".join(app.screen.query_one(Reader).text.split())
        assert "60 x 12 cells" in text
        assert "columns will be missing" in text
        assert "Set TERM to what your terminal is" in text
        assert "Size" in shown_text(app)
        await pilot.press("G")
        assert "Last key: G" in shown_text(app)
        assert "All bars must stand" in " ".join(shown_text(app).split())
        await pilot.press("g", "pagedown", "pageup")
        assert "Last key: PgUp" in shown_text(app)
        assert "Size" in shown_text(app)
        await pilot.press("h")
    assert app.results == [None]
