"""The `:` line on a screen: completion, history, every way out."""

from __future__ import annotations

from textual.widgets import Input

from tests.screens.stand_ins import StandInFront, shown_text
from tui.presenters.command_words import Command, Verb
from tui.screens.base import FrameScreen
from tui.widgets.command_line import CommandLine


class Place(FrameScreen[None]):
    """A screen that knows two client names."""

    def command_names(self) -> dict[Verb, tuple[str, ...]]:
        return {Verb.VAULT: ("Birch & Sons", "Birch\x1b[31m Ltd", "Alder")}


def line(app: StandInFront) -> str:
    return app.screen.query_one("CommandLine Input", Input).value


async def test_a_command_is_typed_and_obeyed() -> None:
    app = StandInFront(Place())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("colon")
        text = shown_text(app)
        offered = text.split()
        assert [verb.value for verb in Verb if verb.value not in offered] == []
        assert text.splitlines()[-1].startswith(":")
        await pilot.press(*"lock", "enter")
        assert app.obeyed == [Command(Verb.LOCK)]
        assert not app.screen.query(CommandLine)


async def test_tab_completes_verbs_and_names() -> None:
    app = StandInFront(Place())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("colon", "v", "tab")
        assert line(app) == "vault "
        assert "Alder" in shown_text(app)
        assert all(row.isprintable() for row in shown_text(app).splitlines())
        await pilot.press("b", "tab")
        assert line(app) == "vault Birch & Sons"
        await pilot.press("tab")
        assert line(app).endswith(" Ltd")
        await pilot.press("tab", "enter")
        assert app.obeyed == [Command(Verb.VAULT, "Birch & Sons")]


async def test_history_lasts_for_the_session() -> None:
    app = StandInFront(Place())
    async with app.run_test(size=(80, 24)) as pilot:
        for word in ("lock", "clients"):
            await pilot.press("colon", *word, "enter")
        await pilot.press("colon", "up")
        assert line(app) == "clients"
        await pilot.press("up", "up")
        assert line(app) == "lock"
        await pilot.press("down", "down")
        assert line(app) == ""


async def test_an_unknown_command_is_one_sentence() -> None:
    app = StandInFront(Place())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("colon", *"xyz")
        assert "Nothing to complete" in shown_text(app)
        await pilot.press("enter")
        assert "No command ':xyz'. Tab shows the commands, ? all keys." in shown_text(app)
        assert app.obeyed == []


async def test_every_way_out() -> None:
    app = StandInFront(Place())
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (("escape",), ("enter",), ("backspace",), ("x", "backspace", "backspace"), ("ctrl+c",)):
            await pilot.press("colon", *keys)
            await pilot.pause()
            assert not app.screen.query(CommandLine), keys
        assert app.obeyed == []
