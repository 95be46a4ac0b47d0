"""Terminals that change their size, while each pictured screen is shown.

A few screens run with every test run; `make fuzz` goes to all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from docs.shown_pictures import SHOWN, Further, Keys, Picture
from tests.hostile.driving import check_screen, screen_text
from tests.hostile.picture_walk import arrived
from tests.hostile.poisoned_home import put_at_home

START = (80, 24)
SIZES = ((40, 10), (200, 60), (60, 20), START)
"""What each screen is shown at; the first is the smallest that has to be enough."""

TINY = (10, 1)
TOO_SMALL = ((20, 5), (39, 24), (80, 9))
SOME = frozenset({"code-prompt", "approve-device", "invite", "command line"})


def asked(name: str, screen: str, keys: Keys, *further: Further) -> Picture:
    """Something that is asked inside a screen, and has no picture of its own."""
    return Picture(name, screen, keys, further=further)


DELTA = ("slash", *"delta", "enter")
EVERY = (
    *SHOWN,
    asked("command line", "clients", ("colon", *"sea")),
    asked("password", "unlock", ("ctrl+l",), ("practice makes", (*"practice",))),
    asked("domain", "domains", (*DELTA, "d"), ("Fingerprint", ("C",)), ("as of", ("a", *"delta.ex"))),
    asked("new e-mail", "organization", (*DELTA, "d"), ("Fingerprint", ("j", "j", "enter", *"x"))),
    asked("new name", "groups", (*DELTA, "o"), ("Setup ", ("u",)), ("groups, ", ("e", *"x"))),
    asked("name of a member", "typed_yes", (*DELTA, "m"), ("Confirmed", ("G", "D", *"some"))),
)
"""Every picture, and what is asked inside screens."""


def state(pilot: Pilot[Any]) -> tuple[Screen[Any], Widget | None, list[str]]:
    """Which screen, where the keys go, and what stands in its fields."""
    screen = pilot.app.screen
    fields = [field.value for field in screen.query(Input)] + [area.text for area in screen.query(TextArea)]
    return screen, pilot.app.focused, fields


def in_sight(pilot: Pilot[Any]) -> bool:
    """Whether enough of the focused widget is on the screen: two rows, or all it has."""
    focused = pilot.app.focused
    assert focused is not None
    region, clip = pilot.app.screen._compositor.visible_widgets.get(focused, (Region(), Region()))
    return bool(region) and region.intersection(clip).height >= min(2, region.height)


async def resize(pilot: Pilot[Any], size: tuple[int, int]) -> str:
    """Everything drawn anew; the text of the screen."""
    await pilot.resize_terminal(*size)
    for _turn in range(2):  # what the new size moves is scrolled to afterwards
        await pilot.pause()
    return screen_text(pilot.app)


async def check_controls(pilot: Pilot[Any]) -> None:
    """Tab leads to every control, and each is seen when the keys go there."""
    screen, first = pilot.app.screen, pilot.app.focused
    for _control in screen.focus_chain:
        assert in_sight(pilot), (pilot.app.size, pilot.app.focused, screen_text(pilot.app))
        screen.focus_next()
        for _turn in range(2):
            await pilot.pause()
    assert pilot.app.focused is first


@pytest.mark.parametrize(
    "picture",
    [pytest.param(each, marks=() if each.name in SOME else pytest.mark.fuzz, id=each.name) for each in EVERY],
)
async def test_a_screen_survives_every_size(picture: Picture, practice_template: Path) -> None:
    put_at_home(practice_template)
    async with arrived(picture, START) as there:
        pilot = there.pilot
        before = state(pilot)
        assert before[0].__module__.endswith(f".{picture.screen}")
        for size in SIZES:
            text = await resize(pilot, size)
            check_screen(pilot.app)
            assert "Seatwarden" in text
            assert state(pilot) == before
            await check_controls(pilot)
        await resize(pilot, TINY)
        for size in TOO_SMALL:
            assert "Too small" in await resize(pilot, size)
            assert state(pilot) == before
        await resize(pilot, START)
        assert state(pilot) == before
