"""Writes docs/pictures anew: SVG screenshots of the running program on the practice backend.

The practice data, the clock and the size are fixed, so a picture changes only when the screen does.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from textual.pilot import Pilot

from tui.arguments.base import Arguments
from tui.backends import Backends
from tui.paths import HOME_VARIABLE
from tui.start import make_app

PICTURES = Path(__file__).parent / "pictures"
SIZES = ((80, 24), (120, 40))
DEVICE = "6f1c6d0e-0000-4000-8000-5ea7aa2de002"
CLOCK = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, and the keys that lead to it from the first screen."""

    name: str
    keys: tuple[str, ...] = ()
    practice: bool = True


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


async def export(picture: Picture, size: tuple[int, int], backends: Backends) -> None:
    """Lead the program to one picture and write it."""
    app = make_app(Arguments(command="screens", practice=picture.practice), backends)
    async with app.run_test(size=size) as pilot:
        await start(pilot, picture)
        for key in picture.keys:
            await pilot.press("space" if key == " " else key)
        await settle(pilot)
        image = app.export_screenshot(title="Seatwarden", simplify=True)
    PICTURES.mkdir(exist_ok=True)
    columns, rows = size
    (PICTURES / f"{picture.name}-{columns}x{rows}.svg").write_text(image, encoding="utf-8")


async def main() -> None:
    """Write every picture in every size."""
    with tempfile.TemporaryDirectory() as home, patch("backend_client.portal.clock.now", lambda: CLOCK):
        os.environ[HOME_VARIABLE] = home
        with Backends(device_id=DEVICE) as backends:
            for picture in SHOWN:
                for size in SIZES:
                    await export(picture, size, backends)


if __name__ == "__main__":
    os.environ["TZ"] = "UTC"
    asyncio.run(main())
