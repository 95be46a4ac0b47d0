"""The client table with 5,000 clients at 80x24: keys, filter, first fill, and one changed row."""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import tempfile
from pathlib import Path

from benchmarks.first_paint import BARE
from benchmarks.places import PYTHON, SEATWARDEN, TITLE_ON_SCREEN, environment
from benchmarks.ptyrun import Terminal
from benchmarks.report import Figure, finish, percentile
from benchmarks.screen_lines import bytes_per_line

CLIENTS = 5000
COMMAND = (SEATWARDEN, "--practice-clients", str(CLIENTS))
DOWN, PAGE_DOWN = b"j", b"\x1b[6~"
CURSOR_KEYS = 150
PAGES = 50
FILLS = 7
FILTER = b"ber"
CURSOR_ROW = b"m> "
QUIET = 0.03


def seed(home: Path) -> tuple[str, str]:
    """Make the practice provider, and return name and id of the client that the table shows first."""
    listing = subprocess.run(
        (SEATWARDEN, "seats", "--practice-clients", str(CLIENTS), "--format", "json"),
        env=environment(home),
        check=True,
        stdout=subprocess.PIPE,
    )
    first = min(json.loads(listing.stdout), key=lambda row: row["client"].casefold())
    return first["client"], first["organizationId"]


def change_seats(home: Path, organization_id: str) -> None:
    """Give one client another seat behind the program's back, as a colleague would."""
    database = next(home.rglob(f"practice-{CLIENTS}.sqlite3"))
    connection = sqlite3.connect(database)
    try:
        with connection:
            changed = connection.execute(
                "UPDATE organizations SET seats = seats + 1 WHERE id = ?", (organization_id,)
            ).rowcount
    finally:
        connection.close()
    if changed != 1:
        raise LookupError(f"{changed} clients have the id {organization_id}")


def keys_to_paint(terminal: Terminal, key: bytes, times: int) -> list[float]:
    """Seconds from each press of `key` until the row of the cursor is painted."""
    seconds = []
    for _ in range(times):
        seconds.append(terminal.answer(key, CURSOR_ROW))
        terminal.listen(QUIET)
    return seconds


def bare_key_to_paint(home: Path) -> list[float]:
    """The same keys in a bare Textual table of three rows: what this machine allows at the moment."""
    seconds = []
    with Terminal(BARE, environment(home)) as terminal:
        terminal.wait_for(b"Bare one")
        terminal.settle()
        for key in (b"\x1b[B", b"\x1b[A") * (CURSOR_KEYS // 2):
            seconds.append(terminal.burst(key, quiet=QUIET).first)
    return seconds


def fill_to_paint(home: Path) -> list[float]:
    """Seconds from the values of a list to its first rows on the terminal, in the table alone."""
    seconds = []
    command = (PYTHON, "-m", "benchmarks.table_fill_app", str(CLIENTS))
    with Terminal(command, environment(home)) as terminal:
        terminal.wait_for(b"Nothing here")
        terminal.settle()
        for _ in range(FILLS):
            seconds.append(terminal.answer(b"f", b"Client 00012"))
            terminal.settle(quiet=0.2)
            terminal.answer(b"c", b"Nothing here")
            terminal.settle(quiet=0.2)
    return seconds


def filter_to_paint(terminal: Terminal) -> list[float]:
    """Seconds from each typed letter of a filter to the last byte of its answer, five filters long."""
    seconds: list[float] = []
    for _ in range(5):
        terminal.burst(b"/", quiet=0.2)
        seconds.extend(terminal.burst(bytes([letter]), quiet=QUIET).last for letter in FILTER)
        terminal.burst(b"\x1b", quiet=0.4)
    return seconds


def row_of_change(terminal: Terminal, home: Path, organization_id: str) -> int:
    """Bytes written on the line of one client after its seats changed and `R` was pressed."""
    terminal.listen(0.5, b"g")
    change_seats(home, organization_id)
    written = terminal.burst(b"R", quiet=1.0).data
    lines = bytes_per_line(written)
    rows = {line: count for line, count in lines.items() if 3 < line < 20}
    return max(rows.values(), default=0)


def main() -> None:
    """Measure and leave."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        name, organization_id = seed(home)
        fill = fill_to_paint(home)
        bare = bare_key_to_paint(home)
        with Terminal(COMMAND, environment(home)) as terminal:
            terminal.wait_for(TITLE_ON_SCREEN)
            terminal.wait_for(name.encode())
            terminal.settle()
            cursor = keys_to_paint(terminal, DOWN, CURSOR_KEYS)
            pages = keys_to_paint(terminal, PAGE_DOWN, PAGES)
            filtering = filter_to_paint(terminal)
            changed = row_of_change(terminal, home, organization_id)
    finish(
        f"Table of {CLIENTS} clients",
        f"80x24 pty; {CURSOR_KEYS} cursor keys, {PAGES} pages, {len(filtering)} filter letters; medians "
        f"{statistics.median(cursor) * 1000:.1f}, {statistics.median(pages) * 1000:.1f} and "
        f"{statistics.median(filtering) * 1000:.1f} ms; a bare table of three rows beside it: median "
        f"{statistics.median(bare) * 1000:.1f}, p95 {percentile(bare, 0.95) * 1000:.1f} ms",
        (
            Figure("cursor key to paint, p95", percentile(cursor, 0.95) * 1000, 16, "ms"),
            Figure("page key to paint, p95", percentile(pages, 0.95) * 1000, 16, "ms"),
            Figure("first fill, median", statistics.median(fill) * 1000, 60, "ms"),
            Figure("filter letter to paint, p95", percentile(filtering, 0.95) * 1000, 30, "ms"),
            Figure("one changed row", changed, 300, "bytes"),
        ),
    )


if __name__ == "__main__":
    main()
