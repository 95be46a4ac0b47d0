"""What the process does for itself, seen from inside a process of its own."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui.process_guard import privilege_refusal, screen_refusal

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


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_a_terminal_without_a_screen_is_refused_with_what_works(term: str) -> None:
    assert "seatwarden seats" in screen_refusal({"TERM": term}, terminal=True)


def test_no_terminal_is_refused_and_poor_ones_are_not() -> None:
    assert "This is no terminal." in screen_refusal({"TERM": "xterm"}, terminal=False)
    for term in ("linux", "xterm-16color", "vt100", "screen", "xterm-256color"):
        assert screen_refusal({"TERM": term}, terminal=True) == ""
    assert "TERM" in screen_refusal({}, terminal=True)
