"""The program on a real pseudo-terminal, and what may stand in the bytes it writes."""

from __future__ import annotations

import base64
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from fcntl import ioctl
from types import TracebackType
from typing import Self

_WAIT_SECONDS = 30
_POINTER = re.compile(rb"\x1b\]22;[a-z-]*\x07")
"""Textual's own request for a mouse pointer."""
_CLIPBOARD = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
_CONTROL = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")
_FINALS = frozenset(b"hlmHJKpcntuq")
"""Ends of the control sequences that Textual writes: modes, colours, places, clearing, questions."""


class Terminal:
    """A real pseudo-terminal of 80x24 with a module of Python in it."""

    def __init__(self, *arguments: str, module: str = "tui") -> None:
        self.master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._process = subprocess.Popen(
            (sys.executable, "-m", module, *arguments),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=os.environ,
        )
        os.close(slave)
        self.written = b""

    def press(self, keys: str, then: str, *, again: bool = False) -> None:
        """Type, and read until `then` was written; with `again` type every half second until it was."""
        deadline, seen = time.monotonic() + _WAIT_SECONDS, len(self.written)
        os.write(self.master, keys.encode())
        while then.encode() not in self.written[seen:]:
            assert time.monotonic() < deadline, f"no {then!r} in {self.written[seen:][-2000:]!r}"
            if select.select([self.master], [], [], 0.5)[0]:
                self.written += os.read(self.master, 65536)
            elif again:
                os.write(self.master, keys.encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave no process behind."""
        self._process.kill()
        self._process.wait()
        os.close(self.master)

    def end(self) -> int:
        """Wait for the program's end; its exit code."""
        try:
            while True:
                self.written += os.read(self.master, 65536)
        except OSError:  # how a pseudo-terminal says that nobody is left at the other end
            pass
        return self._process.wait(_WAIT_SECONDS)


def copied_texts(written: bytes) -> list[str]:
    """What was given to the terminal's clipboard."""
    return [base64.b64decode(each).decode("utf-8") for each in _CLIPBOARD.findall(written)]


def check_bytes(written: bytes) -> None:
    """Nothing commands the terminal but what Textual itself writes, and the texts given to its clipboard."""
    for text in copied_texts(written):
        assert text.replace("\n", "").isprintable(), f"{text!r} was copied"
    plain = _CLIPBOARD.sub(b"", _POINTER.sub(b"", written))
    finals = {sequence[-1] for sequence in _CONTROL.findall(plain)}
    assert finals <= _FINALS, f"control sequences ending in {bytes(finals - _FINALS)!r}"
    text = _CONTROL.sub(b"", plain).decode("utf-8")
    rest = [text[place : place + 12] for place, each in enumerate(text) if each == "\x1b"]
    assert {each[:2] for each in rest} <= {"\x1b7", "\x1b8", "\x1b=", "\x1b>"}, f"escapes {rest}"
    bad = {
        f"U+{ord(each):04X}" for each in text if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }
    assert bad <= {"U+001B", "U+000D", "U+000A", "U+000E", "U+000F"}, f"{bad} reached the terminal"
