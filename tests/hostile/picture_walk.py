"""To every pictured screen, by the keys of its picture, among poisoned answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textual.pilot import Pilot

from docs.export_pictures import DEVICE
from docs.shown_pictures import Picture
from tests.hostile.driving import check_screen, screen_text
from tests.hostile.poisoner import MARK
from tests.quiet import quiet
from tui.arguments.base import Arguments
from tui.backends import Backends
from tui.start import make_app

WAIT_SECONDS = 30
_WAITING = frozenset({"device_login"})
"""Screens that ask again and again until somebody answers elsewhere."""

_COPIES = ("y", "Y")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a walk came to: the module of the screen, whether markup of the poison stood on any screen on the
    way, and what was copied."""

    screen: str
    marked: bool
    copied: str


async def walk(picture: Picture, size: tuple[int, int] = (120, 40)) -> Seen:
    """Press the keys of a picture, checking every screen on the way, and copy what can be copied."""
    marked = False
    with Backends(device_id=DEVICE, practice_as=picture.who) as backends:
        app = make_app(Arguments(command="screens", practice=picture.practice), backends)
        async with app.run_test(size=size) as pilot:
            for words, keys in ((picture.first, picture.keys), *picture.further, ("", ())):
                marked |= MARK in await shown(pilot, words)
                await press(pilot, keys)
            await shown(pilot)
            screen = _module(pilot)
            for key in _COPIES:
                if key in app.screen._bindings.key_to_bindings:
                    await press(pilot, (key, "enter"))
                    await shown(pilot)
            return Seen(screen, marked, app.clipboard)


async def shown(pilot: Pilot[Any], words: str = "") -> str:
    """Everything handled and `words` on the screen, which is checked; its text. Raises TimeoutError."""
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            if _module(pilot) not in _WAITING:
                await quiet(pilot)
            while words not in screen_text(pilot.app):
                await pilot.pause(0.01)
    except TimeoutError:
        raise TimeoutError(f"never showed {words!r}:\n{screen_text(pilot.app)}") from None
    check_screen(pilot.app)
    return screen_text(pilot.app)


def _module(pilot: Pilot[Any]) -> str:
    return type(pilot.app.screen).__module__.rpartition(".")[2]


async def press(pilot: Pilot[Any], keys: Iterable[str]) -> None:
    """Press keys; a blank is Space."""
    for key in keys:
        await pilot.press("space" if key == " " else key)
