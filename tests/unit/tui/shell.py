"""A shell with job control on a real pseudo-terminal, in which the real program runs."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shlex
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[3]
SECONDS = 30.0
CLIENT = b"Alder Dental"
LEAVES_FULL_SCREEN = b"\x1b[?1049l"


class Shell:
    """`home` is the person's; `written` is everything the terminal was sent."""

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

    def start(self, *words: str, shows: bytes = CLIENT) -> int:
        """Start the program, practising where nothing else is said; its process id once `shows` is there."""
        self.until(b"ready> ")
        self.type(f"{sys.executable} -m tui {shlex.join(words or ('--practice',))}\n".encode())
        self.until(shows)
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


def ended(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return True
    return state in "ZX"


def until_ended(pid: int, seconds: float = SECONDS) -> float:
    """Wait for the end of a process; how long that took."""
    began = time.monotonic()
    while not ended(pid):
        assert time.monotonic() < began + seconds
        select.select([], [], [], 0.05)
    return time.monotonic() - began
