"""Few colours, or none: all text can be read, and nothing is told by a colour alone.

A few screens run with every test run; `make fuzz` goes to all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from docs.shown_pictures import SHOWN, Picture
from tests.hostile.contrast import unreadable
from tests.hostile.driving import screen_text
from tests.hostile.picture_walk import arrived
from tests.hostile.poisoned_home import put_at_home
from tui.app import SeatwardenApp
from tui.plain_letters import PlainLetters, letter_filters
from tui.themes import DARK, LIGHT
from tui.widgets.choice_list import ChoiceList
from tui.widgets.mark_list import MarkList
from tui.widgets.text_lines import Line, Part, TextLines
from tui.widgets.tokens import LOOKS

SOME = frozenset({"changed-keys"})
SIZE = (80, 24)
WITH_SAMPLES = frozenset({"terminal-check"})
"""Pictures with signs that not every terminal has: samples of them."""

FOREIGN = "\u6771\u4eac e\u0301 \N{BLACK STAR}"


class Tokens(App[None]):
    """Every way in which text is drawn, on every ground there is."""

    CSS = "#panel { background: $panel; } #surface { background: $surface; }"

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.register_theme(LIGHT)

    def compose(self) -> ComposeResult:
        for ground in ("background", "panel", "surface"):
            yield TextLines([Line(tuple(Part(f"{token} ", token) for token in LOOKS))], id=ground)


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
async def test_every_token_is_read_with_few_colours(theme: str) -> None:
    app = Tokens()
    async with app.run_test(size=(200, 10)) as pilot:
        app.theme = theme
        await pilot.pause()
        assert unreadable(app) == []


def look(pilot: Pilot[Any]) -> list[tuple[str, bool, bool, bool]]:
    """The screen as a terminal without colours shows it, cell by cell."""
    return [
        (letter, bool(style.bold), bool(style.reverse), bool(style.underline))
        for strip in pilot.app.screen._compositor.render_strips()
        for segment in strip
        if (style := segment.style) is not None
        for letter in segment.text
    ]


async def check_focus(pilot: Pilot[Any]) -> None:
    """Where the keys go is seen without any colour, wherever they can go to more than one place."""
    screen = pilot.app.screen
    for _control in screen.focus_chain:
        focused = pilot.app.focused
        if isinstance(focused, Input | TextArea | ChoiceList | MarkList):
            there = look(pilot)
            screen.set_focus(None)
            await pilot.pause()
            assert look(pilot) != there, focused
            screen.set_focus(focused)
        screen.focus_next()
        await pilot.pause()


@pytest.mark.parametrize(
    "picture",
    [pytest.param(each, marks=() if each.name in SOME else pytest.mark.fuzz, id=each.name) for each in SHOWN],
)
async def test_a_screen_is_read_with_few_colours(picture: Picture, practice_template: Path) -> None:
    put_at_home(practice_template)
    async with arrived(picture, SIZE) as there:
        for theme in ("dark", "light"):
            there.app.change_theme(theme)
            await there.pilot.pause()
            await there.pilot.pause()
            assert unreadable(there.app) == []
        await check_focus(there.pilot)
        signs = {each for each in screen_text(there.app) if not each.isascii() and not each.isalpha()}
        assert not signs or picture.name in WITH_SAMPLES


def test_what_a_terminal_cannot_say_keeps_its_cells() -> None:
    assert letter_filters("utf-8") == letter_filters("UTF8") == ()
    (ascii_only,) = letter_filters("ANSI_X3.4-1968")
    assert isinstance(ascii_only, PlainLetters)
    assert ascii_only.plain(FOREIGN) == "???? e ?"
    assert PlainLetters("latin-1").plain("Jos\u00e9 \u20ac") == "Jos\u00e9 ?"


async def test_a_terminal_of_few_letters_is_sent_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.app.terminal_encoding", lambda: "ascii")

    async def nowhere(_where: str) -> Any:
        raise AssertionError

    app = SeatwardenApp(nowhere)
    async with app.run_test(size=SIZE) as pilot:
        await app.mount(TextLines([Line((Part(FOREIGN),))]))
        await pilot.pause()
        assert screen_text(app).isascii()
        assert "???? e ?" in screen_text(app)
