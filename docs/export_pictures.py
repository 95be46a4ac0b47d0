"""Writes docs/pictures anew: SVG screenshots of the running program on the practice backend.

The practice data, the clock and the size are fixed, so a picture changes only when the screen does. Names
of pictures may follow on the command line; nothing is written on the practice server.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from unittest.mock import patch

from textual.pilot import Pilot
from textual.strip import Strip

from tui.arguments.base import Arguments
from tui.backends import Backends
from tui.paths import HOME_VARIABLE
from tui.start import make_app

PICTURES = Path(__file__).parent / "pictures"
SIZES = ((80, 24), (120, 40))
DEVICE = "6f1c6d0e-0000-4000-8000-5ea7aa2de002"
PATIENCE_SECONDS = 30
CLOCK = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, and the keys that lead to it from the first screen.

    Each of `further` is words that the screen must show first, and the keys pressed then.
    """

    name: str
    keys: tuple[str, ...] = ()
    practice: bool = True
    further: tuple[tuple[str, tuple[str, ...]], ...] = ()


def inside(name: str, client: str, *further: tuple[str, tuple[str, ...]]) -> Picture:
    """A picture of what follows the onboarding of a client."""
    return Picture(name, ("slash", *client, "enter", "o"), further=(("6 Invite users", ()), *further))


FRESH = "my client"
"""Part of the name of a practice client whose setup has hardly begun."""

EXPORT = """url,username,password,totp,extra,name,grouping,fav
https://mail.kestrel.example,jo,pw,,note,Mail,IT\\Servers,0
https://bank.kestrel.example,jo,pw,,,Bank,Finance,1
http://sn,,,,Door code,Door,Office,0
"""

PEOPLE = (*"ann@kestrel.example bob@kestrel.example", "enter", *"carol@kestrel", "up", "end")

SHOWN = (
    Picture("first-run", practice=False),
    Picture("clients"),
    Picture("filter", ("slash", *"client")),
    Picture("trouble", ("exclamation_mark",)),
    Picture("vault", ("slash", *"My Client", "enter", "enter")),
    Picture("onboarding", ("j", "o")),
    Picture(
        "new-client",
        ("n", "down", "tab", *"Kestrel Foods", "tab", *"jo@kestrel.example", "tab", "backspace", "1", "2"),
    ),
    Picture("seats", ("j", "s", "backspace", "backspace", "4", "5")),
    Picture("help", ("question_mark",)),
    inside(
        "new-collections",
        FRESH,
        ("Setup ", ("enter",)),
        ("the owner", ("f2", "f3", *"IT/Servers")),
        ("IT/Servers", ()),
    ),
    inside(
        "collections-plan",
        FRESH,
        ("Setup ", ("enter",)),
        ("the owner", ("f2", "f5")),
        ("Yes, create them", ()),
    ),
    inside("import", FRESH, ("Setup ", ("j", "enter")), ("lastpass.csv", ("enter",)), ("Encrypt and", ())),
    inside(
        "import-managers", "birch", ("Setup ", ("j", "enter")), ("holds", ("f2",)), ("nobody manages", ())
    ),
    inside("policies", "birch", ("Setup ", ("p",)), ("policies on", ())),
    inside(
        "policies-plan",
        FRESH,
        ("Setup ", ("p",)),
        ("policies on", ("p",)),
        ("Baseline", ("down", "enter")),
        ("Yes, save", ()),
    ),
    inside(
        "sso",
        FRESH,
        ("Setup ", ("j", "j", "j", "enter")),
        ("not set up", ("e",)),
        ("Authority *", ("tab", "tab", "tab", *"https://login.kestrel.example/v2", "tab")),
        ("v2", ()),
    ),
    inside("groups", "birch", ("Setup ", ("u",)), ("groups, ", ("l", "M")), ("not sent", ())),
    inside("invite", "birch", ("Setup ", ("i",)), ("left", PEOPLE), ("people to invite", ())),
    inside("members", "birch", ("Setup ", ("m",)), ("Accepted", ())),
    inside("confirm", "birch", ("Setup ", ("m",)), ("Accepted", ("c",)), ("Ask the person", ())),
    inside("onboarding-done", "delta", ("Setup ", ("G", "C")), ("Setup 6/6", ())),
)


ASKING = frozenset({"begin", "client-form"})
"""Groups of workers that may wait for a person's answer: nobody gives one here."""


async def settle(pilot: Pilot[None]) -> None:
    """Return when nothing is under way but questions."""
    for _ in range(3):
        await pilot.pause()
        busy = [worker for worker in pilot.app.workers if worker.group not in ASKING]
        if busy:
            await pilot.app.workers.wait_for_complete(busy)
    await pilot.pause()


async def start(pilot: Pilot[None], picture: Picture) -> None:
    """Wait for the home screen's figures, or for the first question."""
    if picture.practice:
        await pilot.app.workers.wait_for_complete()
    await settle(pilot)


async def press(pilot: Pilot[None], keys: Iterable[str]) -> None:
    """Press keys; a blank is Space."""
    for key in keys:
        await pilot.press("space" if key == " " else key)


async def shows(pilot: Pilot[None], words: str) -> None:
    """Wait until the screen shows `words`, and a moment for what follows at once."""
    deadline = monotonic() + PATIENCE_SECONDS
    while words not in (shown := "\n".join(strip.text for strip in _strips(pilot))):
        if monotonic() > deadline:
            raise SystemExit(f"The screen never showed {words!r}:\n{shown}")
        await pilot.pause(0.05)
    await pilot.pause(0.3)


def _strips(pilot: Pilot[None]) -> list[Strip]:
    return pilot.app.screen._compositor.render_strips()


async def export(picture: Picture, size: tuple[int, int], backends: Backends) -> None:
    """Lead the program to one picture and write it."""
    app = make_app(Arguments(command="screens", practice=picture.practice), backends)
    async with app.run_test(size=size) as pilot:
        await start(pilot, picture)
        await press(pilot, picture.keys)
        for words, keys in picture.further:
            await shows(pilot, words)
            await press(pilot, keys)
        if not picture.further:
            await settle(pilot)
        image = app.export_screenshot(title="Seatwarden", simplify=True)
    PICTURES.mkdir(exist_ok=True)
    columns, rows = size
    (PICTURES / f"{picture.name}-{columns}x{rows}.svg").write_text(image, encoding="utf-8")


def put_export(directory: Path) -> None:
    """Put a file of a password manager there, as old as everything else."""
    directory.mkdir()
    file = directory / "lastpass.csv"
    file.write_text(EXPORT, encoding="utf-8")
    os.utime(file, (CLOCK.timestamp(), CLOCK.timestamp()))


async def main(names: Sequence[str]) -> None:
    """Write the pictures of these names, or every picture, in every size."""
    with tempfile.TemporaryDirectory() as home, patch("backend_client.portal.clock.now", lambda: CLOCK):
        os.environ.update({HOME_VARIABLE: home, "HOME": f"{home}/me"})
        put_export(Path(home, "me"))
        with Backends(device_id=DEVICE) as backends:
            for picture in (each for each in SHOWN if not names or each.name in names):
                for size in SIZES:
                    await export(picture, size, backends)


if __name__ == "__main__":
    os.environ["TZ"] = "UTC"
    asyncio.run(main(sys.argv[1:]))
