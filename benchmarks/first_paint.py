"""Start to first paint, and to the client table filled with live data, against a bare Textual app."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.places import CLIENT_ON_SCREEN, PYTHON, ROOT, SEATWARDEN, TITLE_ON_SCREEN, environment
from benchmarks.ptyrun import Terminal
from benchmarks.report import Figure, finish

RUNS = 11
BARE = (PYTHON, str(ROOT / "benchmarks/bare_app.py"))
PRACTICE = (SEATWARDEN, "--practice")


def bare_paint(home: Path) -> float:
    """Seconds until the bare app's first row is on the terminal."""
    with Terminal(BARE, environment(home)) as terminal:
        return terminal.wait_for(b"Bare one")


def practice_paint(home: Path) -> tuple[float, float]:
    """Seconds until Seatwarden's title, and until its first client with live data, is on the terminal."""
    with Terminal(PRACTICE, environment(home)) as terminal:
        return terminal.wait_for(TITLE_ON_SCREEN), terminal.wait_for(CLIENT_ON_SCREEN)


def main() -> None:
    """Measure and leave."""
    bare, title, filled = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        practice_paint(home)  # seeds the practice database
        for _ in range(RUNS):
            bare.append(bare_paint(home))
            painted, live = practice_paint(home)
            title.append(painted)
            filled.append(live)
    yardstick = statistics.median(bare)
    finish(
        "First paint",
        f"80x24 pty, warm practice database, medians of {RUNS} interleaved runs; "
        f"bare app {yardstick * 1000:.0f} ms, title {statistics.median(title) * 1000:.0f} ms, "
        f"table {statistics.median(filled) * 1000:.0f} ms",
        (
            Figure("first paint / bare app", statistics.median(title) / yardstick, 1.5, "x"),
            Figure("table with live data / bare app", statistics.median(filled) / yardstick, 3.0, "x"),
        ),
    )


if __name__ == "__main__":
    main()
