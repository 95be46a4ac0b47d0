"""The import of 10,000 items through its screen: wall time, and how long it stalls."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import tempfile
import time
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from benchmarks.heartbeat import Heartbeat
from benchmarks.report import Figure, finish
from tui.arguments.base import Arguments
from tui.backends import Backends
from tui.start import GC_THRESHOLDS, make_app

ITEMS = 10_000
COLLECTIONS = 40
CLIENT = "my client"
MOST_STALL = 50.0
MOST_SECONDS = 20.0
PATIENCE = 120.0
DEVICE = "5f1c6d0e-0000-4000-8000-5ea7aa2de0be"


def export(items: int) -> bytes:
    """A plain Bitwarden export of so many logins."""
    shelves = [{"id": f"c{n}", "name": f"Team {n % 8}/Shelf {n}"} for n in range(COLLECTIONS)]
    logins = [
        {
            "type": 1,
            "name": f"Site {n}",
            "notes": f"Asked for by {n}" if n % 3 == 0 else None,
            "login": {
                "username": f"user{n}@birch.example",
                "password": f"pw-{n}-abcdefghijkl",
                "uris": [{"uri": f"https://site{n}.example/login"}],
            },
            "fields": [{"name": "PIN", "value": str(n), "type": 1}],
            "collectionIds": [f"c{n % COLLECTIONS}"],
        }
        for n in range(items)
    ]
    return json.dumps({"encrypted": False, "collections": shelves, "items": logins}).encode()


async def _until(pilot: Pilot[None], words: str) -> None:
    """Wait until the screen shows `words`."""
    ends = time.perf_counter() + PATIENCE
    while words not in _shown(pilot):
        if time.perf_counter() > ends:
            raise TimeoutError(words)
        await asyncio.sleep(0.05)


def _shown(pilot: Pilot[None]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in strips)


async def measure(items: int) -> tuple[Heartbeat, float, float]:
    """The heartbeat over the whole, and the seconds of reading and of sending."""
    with Backends(device_id=DEVICE) as backends:
        app = make_app(Arguments("screens", practice=True), backends)
        async with app.run_test(size=(80, 24)) as pilot:
            await _until(pilot, "Birch")
            await pilot.press("slash", *CLIENT, "enter", "enter")
            await _until(pilot, "Managed by")
            await pilot.press("I")
            await _until(pilot, "The client holds")
            pilot.app.screen.query_one("#file-path", Input).value = os.environ["HOME"] + "/export.json"
            async with Heartbeat() as heart:
                began = time.perf_counter()
                await pilot.press("enter")
                await _until(pilot, f"{items} items, read as")
                read = time.perf_counter()
                await pilot.press("down", "enter")
                await _until(pilot, "Arrived:")
                return heart, read - began, time.perf_counter() - read


def main() -> None:
    """Measure in a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, SEATWARDEN_HOME=home)
        (Path(home) / "export.json").write_bytes(export(ITEMS))
        gc.set_threshold(*GC_THRESHOLDS)
        heart, read, sent = asyncio.run(measure(ITEMS))
    finish(
        f"Import of {ITEMS} items through the screen",
        "practice backend in its thread, 80x24, a beat every 2 ms in the loop of the screen",
        (
            Figure("longest stall", heart.stall * 1000, MOST_STALL, "ms"),
            Figure("most own work between two beats", heart.work * 1000, MOST_STALL, "ms"),
            Figure("file to review", read, MOST_SECONDS, "s"),
            Figure("yes to result", sent, MOST_SECONDS, "s"),
        ),
    )


if __name__ == "__main__":
    main()
