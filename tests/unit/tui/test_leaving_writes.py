"""Ending while a change waits for its answer: that is waited for a little, and written down."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend_client.portal.journal import Journal, Outcome, Phase
from embedded_backend.options import BackendOptions
from tests.hostile.driving import ADMIN
from tests.hostile.fault_injector import App
from tests.hostile.tls_server import TlsServer, serving
from tests.slow_writes import SlowWrites
from tests.unit.tui.shell import CLIENT, LEAVES_FULL_SCREEN, Shell, until_ended
from tui.leaving import PATIENCE_SECONDS
from tui.locking import WRITE_SECONDS

FARTHEST = 2.0
"""Seconds that a loaded machine may take beside the promised ones."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@dataclass
class Slow:
    """A shell, and a server that answers no change before it is told."""

    shell: Shell
    server: TlsServer
    writes: SlowWrites
    home: Path

    def change_seats(self) -> int:
        """Sign in, change the seats of one client, and wait until the request arrived; the process id."""
        words = ("--server", self.server.url, "--ca-bundle", str(self.server.authority))
        pid = self.shell.start(*words, shows=b"E-mail")
        self.shell.type(f"{ADMIN.email}\r".encode())
        self.shell.until(b"Master password")
        self.shell.type(f"{ADMIN.password}\r".encode())
        self.shell.until(CLIENT)
        self.shell.type(b"/birch\r")
        self.shell.until(b"Mark")
        self.shell.type(b"s")
        self.shell.until(b"New number")
        self.shell.type(b"\x1541\r")
        self.shell.until(b"Yes, change")
        self.shell.type(b"j\r")
        while not self.writes.arrived.is_set():
            self.shell.until()
        return pid

    def outcomes(self) -> list[Outcome | None]:
        """What the journal says became of each intent."""
        entries = Journal(self.home / "data" / "journal.jsonl").entries()
        ends = {entry.about: entry.outcome for entry in entries if entry.phase is Phase.OUTCOME}
        return [ends.get(entry.number) for entry in entries if entry.phase is Phase.INTENT]


@pytest.fixture
def slow(practice_template: Path, tmp_path: Path) -> Iterator[Slow]:
    held: list[SlowWrites] = []

    def before(app: App) -> SlowWrites:
        held.append(SlowWrites(app))
        return held[0]

    database = shutil.copy(practice_template, tmp_path / "database.sqlite3")
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with serving(Path(database), tmp_path / "tls", BackendOptions(), before) as server:
        shell = Shell(home)
        try:
            yield Slow(shell, server, held[0], home)
        finally:
            held[0].go.set()
            shell.end()


def test_an_answer_that_comes_in_time_is_told_and_written_down(slow: Slow) -> None:
    pid = slow.change_seats()
    os.kill(pid, signal.SIGTERM)
    covered = slow.shell.until(b"Master password")
    assert LEAVES_FULL_SCREEN not in covered
    slow.writes.go.set()
    slow.shell.until(LEAVES_FULL_SCREEN, b"1 change made, all recorded", b"ready> ")
    assert slow.outcomes() == [Outcome.DONE]


def test_one_that_does_not_come_is_not_waited_for_longer_than_promised(slow: Slow) -> None:
    pid = slow.change_seats()
    began = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    slow.shell.until(LEAVES_FULL_SCREEN, b"1 not known to be finished", b"ready> ")
    assert WRITE_SECONDS <= time.monotonic() - began < PATIENCE_SECONDS + FARTHEST
    assert slow.outcomes() == [None], "the next start asks the server what became of it"


def test_a_second_signal_does_not_wait(slow: Slow) -> None:
    pid = slow.change_seats()
    os.kill(pid, signal.SIGTERM)
    slow.shell.until(b"Master password")
    began = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    slow.shell.until(b"ready> ")
    assert time.monotonic() - began < WRITE_SECONDS
    assert slow.outcomes() == [None]


def test_a_terminal_that_goes_away_is_a_signal_too(slow: Slow) -> None:
    pid = slow.change_seats()
    slow.shell.hang_up()
    slow.writes.go.set()
    assert until_ended(pid) < PATIENCE_SECONDS + FARTHEST
    assert slow.outcomes() == [Outcome.DONE]
