"""What the process does for itself, seen from inside a process of its own."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import textual

from tui.process_guard import forget_debugging, privilege_refusal, screen_refusal

ROOT = Path(__file__).parents[3]
GUARDED = """
import os, resource, signal, sys
from tui.process_guard import guard_files, guard_memory
guard_files()
print(guard_memory(), resource.getrlimit(resource.RLIMIT_CORE), os.stat("/proc/self/mem").st_uid)
open(sys.argv[1], "w").close()
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGABRT)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can")
def test_an_abort_leaves_no_core_and_new_files_are_private(tmp_path: Path) -> None:
    made = tmp_path / "made"
    ended = subprocess.run(
        (sys.executable, "-c", GUARDED, str(made)),
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert ended.stdout.split() == ["True", "(0,", "0)", "0"], ended.stderr
    assert ended.returncode == -6
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_borrowed_rights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert privilege_refusal() == ""
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
    assert "must not run setuid or setgid" in privilege_refusal()
    monkeypatch.undo()
    monkeypatch.setattr("os.getegid", lambda: os.getgid() + 1)
    assert "must not run setuid or setgid" in privilege_refusal()


HARMLESS = {
    "DEVTOOLS_HOST",  # of the console, judged with it
    "DEVTOOLS_PORT",
    "ANIMATIONS",
    "COLOR_SYSTEM",
    "DIM_FACTOR",
    "DISABLE_KITTY_KEY",
    "FILTERS",
    "FPS",
    "SLOW_THRESHOLD",
    "SMOOTH_SCROLL",
    "SPEEDUPS",
    "THEME",
}
HARMFUL = {
    "ALLOW_SIGNALS",
    "DEBUG",
    "DRIVER",
    "LOG",
    "PRESS",
    "SCREENSHOT",
    "SCREENSHOT_FILENAME",
    "SCREENSHOT_LOCATION",
    "SHOW_RETURN",
}
SEEN_BY_TEXTUAL = """
import os, sys
import tui.__main__
assert "textual" not in sys.modules
tui.__main__.main(["profiles", "list"])
from textual import constants
print(constants.DEBUG, constants.SCREENSHOT_DELAY, constants.LOG_FILE, constants.SLOW_THRESHOLD)
"""


def test_textual_reads_no_other_variable_than_those_judged_here() -> None:
    sources = Path(textual.__file__).parent.rglob("*.py")
    named = {name for each in sources for name in re.findall(r"TEXTUAL_([A-Z_]+)\"", each.read_text("utf-8"))}
    assert named == HARMLESS | HARMFUL


def test_whatever_writes_keys_and_pictures_is_forgotten() -> None:
    environment = {f"TEXTUAL_{name}": "1" for name in HARMLESS | HARMFUL | {"NEW_ONE"}}
    environment |= {"TEXTUAL": "debug,headless", "HOME": "/home/ada"}
    forget_debugging(environment)
    kept = {f"TEXTUAL_{name}" for name in HARMLESS if not name.startswith("DEVTOOLS")}
    assert environment.keys() == kept | {"HOME"}


def test_the_development_console_stays_where_it_is_asked_for() -> None:
    asked = {"TEXTUAL": "debug,devtools", "TEXTUAL_DEVTOOLS_PORT": "8081", "TEXTUAL_SLOW_THRESHOLD": "100"}
    environment = {**asked, "TEXTUAL_DEBUG": "1", "TEXTUAL_LOG": "keys.log"}
    forget_debugging(environment)
    assert environment == asked


def test_they_are_forgotten_before_textual_looks(tmp_path: Path) -> None:
    told = {
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_LOG": "log",
        "TEXTUAL_SLOW_THRESHOLD": "123",
    }
    ended = subprocess.run(
        (sys.executable, "-c", SEEN_BY_TEXTUAL),
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "HOME": str(tmp_path), **told},
        capture_output=True,
        text=True,
    )
    assert ended.stdout.splitlines()[-1:] == ["False -1 None 123"], ended.stderr


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_a_terminal_without_a_screen_is_refused_with_what_works(term: str) -> None:
    assert "seatwarden seats" in screen_refusal({"TERM": term}, terminal=True)


def test_no_terminal_is_refused_and_poor_ones_are_not() -> None:
    assert "This is no terminal." in screen_refusal({"TERM": "xterm"}, terminal=False)
    for term in ("linux", "xterm-16color", "vt100", "screen", "xterm-256color"):
        assert screen_refusal({"TERM": term}, terminal=True) == ""
    assert "TERM" in screen_refusal({}, terminal=True)
