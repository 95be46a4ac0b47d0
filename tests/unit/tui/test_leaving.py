"""Signals, a closed terminal, Ctrl+Z and other sizes, with the real program on a real pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tui.leaving import ENDING

ROOT = Path(__file__).parents[3]
SECONDS = 30.0
CTRL_Z = b"\x1a"
CLIENT = b"Alder Dental"
LEAVES_FULL_SCREEN = b"\x1b[?1049l"


class Shell:
    """A shell with job control on a pseudo-terminal, in which the program runs."""

    def __init__(self, home: Path) -> None:
        self._master, slave = pty.openpty()
        self.resize(24, 80)
        self.written = b""
        self._process = subprocess.Popen(
            ("bash", "--norc", "--noprofile", "-i"),
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "SEATWARDEN_HOME": str(home),
                "LANG": "C.UTF-8",
                "TERM": "xterm-256color",
                "PS1": "ready> ",
            },
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def until(self, *wanted: bytes, lines: int = 0) -> bytes:
        """Read until all of `wanted`, and so many lines, were written from now on; returns what was."""
        start = len(self.written)
        deadline = time.monotonic() + SECONDS
        while not (
            all(each in self.written[start:] for each in wanted) and self.written.count(b"\n", start) >= lines
        ):
            assert time.monotonic() < deadline, self.written[start:][-2000:]
            if select.select([self._master], [], [], 0.2)[0]:
                self.written += os.read(self._master, 1 << 16)
        return self.written[start:]

    def program(self) -> int:
        """The process id of the program."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text("ascii")
        return int(children.split()[0])

    def start(self) -> int:
        """Start practising; its process id once there are clients."""
        self.until(b"ready> ")
        self.type(f"{sys.executable} -m tui --practice\n".encode())
        self.until(CLIENT)
        return self.program()

    def hang_up(self) -> None:
        """Close the terminal, as a broken connection does."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def end(self) -> None:
        self.hang_up()
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    running = Shell(tmp_path)
    yield running
    running.end()


def ended(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return True
    return state in "ZX"


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_ctrl_z_locks_and_comes_back_covered_at_another_size(shell: Shell) -> None:
    shell.start()
    shell.type(CTRL_Z)
    said = shell.until(LEAVES_FULL_SCREEN, b"Stopped", b"ready> ")
    assert CLIENT not in said.rsplit(LEAVES_FULL_SCREEN, 1)[1]
    shell.resize(30, 100)
    shell.type(b"fg\n")
    assert CLIENT not in shell.until(b"is locked.", b"Master password", lines=24 + 30)
    shell.type(b"practice makes perfect\r")
    shell.until(CLIENT)


def test_stopped_from_outside_it_sets_the_terminal_up_again_and_a_signal_gives_it_back(shell: Shell) -> None:
    pid = shell.start()
    os.kill(pid, signal.SIGSTOP)
    shell.until(b"Stopped", b"ready> ")
    shell.type(b"fg\n")
    shell.until(b"\x1b[?1049h", CLIENT)
    os.kill(pid, signal.SIGTERM)
    shell.until(LEAVES_FULL_SCREEN, b"Keys dropped.", b"ready> ")
    shell.type(b"echo code $?; stty -a | tr ' ;' '\\n\\n' | grep -x -e icanon -e echo -e isig | tr '\\n' +\n")
    assert b"Traceback" not in shell.until(b"isig+icanon+echo", b"code 143")


def test_every_signal_that_would_end_or_dump_the_process_is_heeded() -> None:
    assert {signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM} == set(ENDING)


@pytest.mark.parametrize("stopped", [False, True])
def test_a_terminal_that_is_gone_ends_the_program(shell: Shell, stopped: bool) -> None:
    pid = shell.start()
    if stopped:
        shell.type(CTRL_Z)
        shell.until(b"Stopped", b"ready> ")
    shell.hang_up()
    deadline = time.monotonic() + SECONDS
    while not ended(pid):
        assert time.monotonic() < deadline
        select.select([], [], [], 0.1)
