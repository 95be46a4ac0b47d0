"""Writes docs/pictures anew: SVG screenshots of the running program on the practice backend.

The practice data, the clock, the directories and the size are fixed, so a picture changes only when the
screen does. Names of pictures may follow on the command line; nothing is written on the practice server.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from unittest.mock import patch

from textual.pilot import Pilot

from docs.shown_pictures import SHOWN, Picture
from tui.arguments.base import Arguments
from tui.backends import Backends
from tui.paths import HOME_VARIABLE
from tui.screens.base import FrameScreen
from tui.start import make_app

PICTURES = Path(__file__).parent / "pictures"
SIZES = ((80, 24), (120, 40))
DEVICE = "6f1c6d0e-0000-4000-8000-5ea7aa2de002"
PATIENCE_SECONDS = 30
CLOCK = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
STILL_SECONDS = 0.5
WORKING_DIRECTORY = Path("/home/ada")
"""Where the pictures say that files are written: nobody's own directory."""

GALLERY_HEAD = """# Every screen

Pictures of the running program on the practice backend, at 80 columns and 24 lines, each with a link to
the same at 120x40.
`make pictures` writes them and this page.

| Picture | 80x24 | |
| --- | --- | --- |
"""
EXPORT = """url,username,password,totp,extra,name,grouping,fav
https://mail.kestrel.example,jo,pw,,note,Mail,IT\\Servers,0
https://bank.kestrel.example,jo,pw,,,Bank,Finance,1
http://sn,,,,Door code,Door,Office,0
"""


async def press(pilot: Pilot[None], keys: Iterable[str]) -> None:
    """Press keys; a blank is Space."""
    for key in keys:
        await pilot.press("space" if key == " " else key)


async def still(pilot: Pilot[None], words: str = "") -> None:
    """Wait until the screen shows `words`, and nothing on it has changed for a moment.

    Raises TimeoutError with what it shows.
    """
    deadline = monotonic() + PATIENCE_SECONDS
    before, since = "", monotonic()
    while True:
        shown = "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        if shown != before:
            before, since = shown, monotonic()
        elif words in shown and monotonic() - since > STILL_SECONDS:
            return
        if monotonic() > deadline:
            raise TimeoutError(f"never showed {words!r}:\n{shown}")
        await pilot.pause(0.05)


async def export(picture: Picture, size: tuple[int, int]) -> None:
    """Lead the program to one picture and write it. Raises TimeoutError, LookupError for another screen."""
    with Backends(device_id=DEVICE, practice_as=picture.who) as backends:
        app = make_app(Arguments(command="screens", practice=picture.practice), backends)
        async with app.run_test(size=size) as pilot:
            await still(pilot, picture.first)
            await press(pilot, picture.keys)
            for words, keys in picture.further:
                await still(pilot, words)
                await press(pilot, keys)
            await still(pilot)
            shown = type(app.screen).__module__.rpartition(".")[2]
            if shown != picture.screen:
                said = app.screen.message if isinstance(app.screen, FrameScreen) else ""
                raise LookupError(f"shows {shown}, not {picture.screen}. {said}")
            image = app.export_screenshot(title="Seatwarden", simplify=True)
    columns, rows = size
    (PICTURES / f"{picture.name}-{columns}x{rows}.svg").write_text(image, encoding="utf-8")


def put_export(directory: Path) -> None:
    """Put a file of a password manager there, as old as everything else."""
    directory.mkdir()
    file = directory / "lastpass.csv"
    file.write_text(EXPORT, encoding="utf-8")
    os.utime(file, (CLOCK.timestamp(), CLOCK.timestamp()))


@contextmanager
def home_directory() -> Iterator[str]:
    """An empty home for one run; its name is fixed, because the journal's picture shows it.

    Raises FileExistsError while another run has it.
    """
    home = Path(tempfile.gettempdir(), "seatwarden-pictures")
    home.mkdir(mode=0o700)
    try:
        yield str(home)
    finally:
        shutil.rmtree(home)


async def main(names: Sequence[str]) -> int:
    """Write the pictures of these names, or every picture, in every size. Returns how many failed."""
    failed = 0
    with (
        home_directory() as home,
        patch("backend_client.portal.clock.now", lambda: CLOCK),
        patch("time.time", CLOCK.timestamp),  # what holds it as a default is imported when it is needed
        patch("pathlib.Path.cwd", lambda: WORKING_DIRECTORY),
    ):
        os.environ.update({HOME_VARIABLE: home, "HOME": f"{home}/me"})
        put_export(Path(home, "me"))
        for picture in (each for each in SHOWN if not names or each.name in names):
            for size in SIZES:
                try:
                    await export(picture, size)
                except (TimeoutError, LookupError) as error:
                    failed += 1
                    print(f"{picture.name} {size[0]}x{size[1]}: {error}", file=sys.stderr)
    if not names:
        write_gallery()
    return failed


def write_gallery() -> None:
    """Write the page that shows every picture."""
    lines = [GALLERY_HEAD]
    for picture in SHOWN:
        small, large = (f"pictures/{picture.name}-{columns}x{rows}.svg" for columns, rows in SIZES)
        lines.append(f"| {picture.name} | ![{picture.name} at 80x24]({small}) | [120x40]({large}) |\n")
    (PICTURES.parent / "screens.md").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    os.environ["TZ"] = "UTC"
    sys.exit(asyncio.run(main(sys.argv[1:])))
