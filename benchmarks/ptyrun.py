"""A program on a real pseudo-terminal, with every byte it writes time-stamped.

Time stamps are taken when bytes are read here, so they include the kernel's pty and one wake-up of this
process: the same for every program that is compared.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_READ_AT_ONCE = 1 << 16
_END_SECONDS = 5.0


class NotPainted(Exception):
    """The program did not write what was waited for; carries the end of what it did write."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What a program wrote in one go: seconds from the cause to its first and last byte, and the bytes."""

    first: float
    last: float
    data: bytes


class Terminal:
    """One program on a pseudo-terminal of `columns` by `rows`. Use as a context manager."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, columns: int = 80, rows: int = 24
    ) -> None:
        self._command = tuple(command)
        self._environment = dict(environment)
        self._size = struct.pack("HHHH", rows, columns, 0, 0)
        self._written = bytearray()

    def __enter__(self) -> Self:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, self._size)
        self.started = time.perf_counter()
        try:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                start_new_session=True,
            )
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        deadline = time.perf_counter() + _END_SECONDS
        # A program that is leaving still writes: unread, that blocks it.
        while self._process.poll() is None and time.perf_counter() < deadline:
            self._read(0.05)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._process.pid

    def wait_for(self, text: bytes, *, timeout: float = 60.0) -> float:
        """Read until `text` was written, from the start on. Returns seconds since the program was started."""
        self._find(text, 0, timeout)
        return self._read_at - self.started

    def answer(self, keys: bytes, text: bytes, *, timeout: float = 10.0) -> float:
        """Send `keys`; returns seconds until `text` was written in answer."""
        sent = time.perf_counter()
        start = len(self._written)
        os.write(self._master, keys)
        self._find(text, start, timeout)
        return self._read_at - sent

    def burst(self, keys: bytes = b"", *, quiet: float = 0.05, timeout: float = 10.0) -> Burst:
        """Send `keys` and read until nothing came for `quiet` seconds; raises NotPainted on no answer."""
        sent = time.perf_counter()
        if keys:
            os.write(self._master, keys)
        start = len(self._written)
        if not self._read(timeout):
            raise NotPainted(f"no answer to {keys!r} within {timeout} s")
        first = self._read_at - sent
        while self._read(quiet):
            pass
        return Burst(first, self._read_at - sent, bytes(self._written[start:]))

    def listen(self, seconds: float, keys: bytes = b"") -> bytes:
        """Everything written during the next `seconds`, after sending `keys`; it may be nothing."""
        start = len(self._written)
        if keys:
            os.write(self._master, keys)
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self._read(left)
        return bytes(self._written[start:])

    def settle(self, *, quiet: float = 0.5, timeout: float = 60.0) -> None:
        """Read until nothing came for `quiet` seconds."""
        deadline = time.perf_counter() + timeout
        while self._read(quiet):
            if time.perf_counter() > deadline:
                raise NotPainted(f"the program never fell silent within {timeout} s")

    def _find(self, text: bytes, start: int, timeout: float) -> None:
        """Read until `text` stands in what was written from byte `start` on."""
        deadline = time.perf_counter() + timeout
        while self._written.find(text, start) < 0:
            start = max(start, len(self._written) - len(text))
            if not self._read(deadline - time.perf_counter()):
                raise NotPainted(f"{text!r} was not written; the last was {bytes(self._written[-400:])!r}")

    def _read(self, seconds: float) -> bool:
        """Wait for at most `seconds` and take what is there. False when nothing came."""
        if seconds <= 0 or not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, _READ_AT_ONCE)
        except OSError:  # Linux says EIO when the program has closed its end
            return False
        self._read_at = time.perf_counter()
        self._written += data
        return bool(data)
