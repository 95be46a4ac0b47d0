"""To every pictured screen, by the keys of its picture, among whatever the server answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from textual.pilot import Pilot

from docs.export_pictures import DEVICE
from docs.shown_pictures import Picture
from embedded_backend.options import BackendOptions
from embedded_backend.thread import BackendThread
from tests.hostile.driving import check_screen, screen_text
from tests.hostile.poisoner import MARK
from tests.quiet import quiet
from tui.app import SeatwardenApp
from tui.arguments.base import Arguments
from tui.backends import Backends, practice_database
from tui.start import make_app

WAIT_SECONDS = 30
WALK_SECONDS = 600
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


@dataclass(frozen=True, slots=True)
class Arrived:
    """At the screen of a picture: the texts of the screens on the way, this one last, and the program."""

    pilot: Pilot[Any]
    app: SeatwardenApp
    texts: tuple[str, ...]


class PatientBackends(Backends):
    """The program's own; the practice people's other devices answer when the walk is over."""

    async def _practice_thread(self) -> BackendThread:
        if self._thread is None:
            options = BackendOptions(device_answers_after=WALK_SECONDS)
            self._thread = BackendThread(practice_database(), options=options).start()
        return self._thread


@asynccontextmanager
async def arrived(picture: Picture, size: tuple[int, int]) -> AsyncIterator[Arrived]:
    """Press the keys of a picture, checking every screen on the way. Raises TimeoutError."""
    texts: list[str] = []
    with PatientBackends(device_id=DEVICE, practice_as=picture.who) as backends:
        app = make_app(Arguments(command="screens", practice=picture.practice), backends)
        async with app.run_test(size=size) as pilot:
            for words, keys in ((picture.first, picture.keys), *picture.further, ("", ())):
                texts.append(await shown(pilot, words))
                await press(pilot, keys)
            texts.append(await shown(pilot))
            yield Arrived(pilot, app, tuple(texts))


async def walk(picture: Picture, size: tuple[int, int]) -> Seen:
    """Go to a picture, and copy there what can be copied."""
    async with arrived(picture, size) as there:
        pilot, app = there.pilot, there.app
        screen = module_of(pilot)
        for key in _COPIES:
            if key in app.screen._bindings.key_to_bindings:
                await press(pilot, (key, "enter"))
                await shown(pilot)
        return Seen(screen, any(MARK in text for text in there.texts), app.clipboard)


async def shown(pilot: Pilot[Any], words: str = "") -> str:
    """Everything handled and `words` on the screen, which is checked; its text. Raises TimeoutError."""
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            if module_of(pilot) not in _WAITING:
                await quiet(pilot)
            while words not in screen_text(pilot.app):
                await pilot.pause(0.01)
    except TimeoutError:
        raise TimeoutError(f"never showed {words!r}:\n{screen_text(pilot.app)}") from None
    check_screen(pilot.app)
    return screen_text(pilot.app)


def module_of(pilot: Pilot[Any]) -> str:
    """The module of `tui.screens` whose screen is shown."""
    return type(pilot.app.screen).__module__.rpartition(".")[2]


async def press(pilot: Pilot[Any], keys: Iterable[str]) -> None:
    """Press keys; a blank is Space."""
    for key in keys:
        await pilot.press("space" if key == " " else key)
