"""A secret on the clipboard of a real terminal: it goes after its time, with the keys, and at the end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.hostile.terminal import copied_texts
from tests.unit.tui.shell import CLIENT, LEAVES_FULL_SCREEN, Shell

COPIED = b"The clipboard now holds"
CTRL_L = b"\x0c"
CLEARED = [" ", ""]
SOON = "import tui.clipboard as c; c.CLEAR_SECONDS = 1; from tui.__main__ import main; main(['--practice'])"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    running = Shell(tmp_path)
    yield running
    running.end()


def copy(shell: Shell) -> str:
    """Have the SCIM key on the clipboard; what it is."""
    shell.type(b"gjjjjy")
    shell.until(b"once more")
    shell.type(f"{PRACTICE_PASSWORD}\r".encode())
    shell.until(b"]52;c;", COPIED)
    return copied_texts(shell.written)[-1]


def open_directory(shell: Shell) -> None:
    shell.type(b"/birch\r")
    shell.until(b"Mark")
    shell.type(b":directory\r")
    shell.until(b"SCIM URL", b"Hand-over text")


def test_it_is_cleared_on_locking_and_at_the_end(shell: Shell) -> None:
    pid = shell.start()
    open_directory(shell)
    key = copy(shell)
    assert len(key) > 20
    shell.type(CTRL_L)
    shell.until(b"is locked.", b"]52;c;")
    assert copied_texts(shell.written)[-3:] == [key, *CLEARED]
    shell.type(f"{PRACTICE_PASSWORD}\r".encode())
    shell.until(b"SCIM URL", b"Hand-over text")
    assert copy(shell) == key
    os.kill(pid, signal.SIGTERM)
    shell.until(LEAVES_FULL_SCREEN, b"ready> ")
    assert copied_texts(shell.written)[-3:] == [key, *CLEARED]
    assert shell.written.rfind(b"]52;c;") < shell.written.rfind(LEAVES_FULL_SCREEN)


def test_it_is_cleared_when_its_time_is_over(shell: Shell) -> None:
    shell.until(b"ready> ")
    shell.type(f'{sys.executable} -c "{SOON}"\n'.encode())
    shell.until(CLIENT)
    open_directory(shell)
    key = copy(shell)
    while copied_texts(shell.written)[-1] == key:
        shell.until(b"]52;c;")
    assert copied_texts(shell.written)[-3:] == [key, *CLEARED]
