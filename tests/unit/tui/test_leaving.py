"""Signals, a closed terminal, Ctrl+Z and other sizes, with the real program on a real pseudo-terminal."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.tui.shell import CLIENT, LEAVES_FULL_SCREEN, Shell, until_ended
from tui.leaving import ENDING

CTRL_L, CTRL_Z = b"\x0c", b"\x1a"
TERMINAL_MODES = b"stty -a | tr ' ;' '\\n\\n' | grep -x -e icanon -e echo -e isig | tr '\\n' +\n"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    running = Shell(tmp_path)
    yield running
    running.end()


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
    until_ended(pid)


def test_ctrl_z_in_a_field_of_many_lines_locks_and_stops_too(shell: Shell) -> None:
    shell.start()
    shell.type(b"/birch\r")
    shell.until(b"Mark")
    shell.type(b":invite\r")
    shell.until(b"Role for all")
    shell.type(b"new@birch.example")
    shell.until(b"1 person to invite")
    shell.type(CTRL_Z)
    shell.until(LEAVES_FULL_SCREEN, b"Stopped", b"ready> ")
    shell.type(TERMINAL_MODES)
    shell.until(b"isig+icanon+echo")
    shell.type(b"fg\n")
    assert b"new@birch" not in shell.until(b"is locked.", b"Master password")
    shell.type(b"practice makes perfect\r")
    shell.until(b"new@birch.example")


def test_ctrl_z_in_a_password_field_forgets_what_was_typed(shell: Shell) -> None:
    shell.start()
    shell.type(CTRL_L)
    shell.until(b"is locked.", b"Master password")
    shell.type(b"practice makes")
    shell.until(b"*" * 14)
    shell.type(CTRL_Z)
    shell.until(LEAVES_FULL_SCREEN, b"Stopped", b"ready> ")
    shell.type(b"fg\n")
    assert b"*" not in shell.until(b"is locked.", b"Master password")
    shell.type(b" perfect\r")
    shell.until(b"not the master password")
    assert b"practice makes\r" not in shell.written
