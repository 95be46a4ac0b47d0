"""What an idle screen writes: nothing; and what a refresh writes that changes nothing: the clock."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from benchmarks.places import CLIENT_ON_SCREEN, SEATWARDEN, environment
from benchmarks.ptyrun import Terminal
from benchmarks.report import Figure, finish
from benchmarks.screen_lines import text_of

IDLE_SECONDS = 20
_CLOCK = re.compile(r"(as of )?\d\d:\d\d(:\d\d)?")


def main() -> None:
    """Measure and leave."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Terminal((SEATWARDEN, "--practice"), environment(Path(folder))) as terminal,
    ):
        terminal.wait_for(CLIENT_ON_SCREEN)
        terminal.settle(quiet=3)
        idle = terminal.listen(IDLE_SECONDS)
        refresh = terminal.listen(5, b"R")
    besides_clock = _CLOCK.sub("", text_of(refresh)).strip()
    finish(
        "Idle bytes",
        f"80x24 pty, {IDLE_SECONDS} s without a key, then R and 5 s; the refresh wrote {text_of(refresh)!r}",
        (
            Figure("bytes between refreshes", len(idle), 0, "bytes"),
            Figure("characters besides the clock", len(besides_clock), 0, "chars"),
        ),
    )


if __name__ == "__main__":
    main()
