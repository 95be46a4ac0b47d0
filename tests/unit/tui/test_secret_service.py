"""The API key in a real keyring: the one of GNOME, on a session bus of its own. Opt-in: it needs both."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real_keyring import PLANTED

pytest.importorskip("secretstorage")

ROOT = Path(__file__).parents[3]
TOOLS = ("dbus-run-session", "gnome-keyring-daemon")
UNLOCKED = "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n"

pytestmark = [
    pytest.mark.secret_service,
    pytest.mark.skipif(any(shutil.which(tool) is None for tool in TOOLS), reason=f"needs {', '.join(TOOLS)}"),
]


def told(home: Path, *runs: str, unlocked: bool = True, bus: bool = True) -> list[str]:
    """What the steps of each run said; each run is a process of its own, without a display."""
    lines = [f"{sys.executable} -m tests.real_keyring {steps}" for steps in runs]
    script = (UNLOCKED if unlocked else "") + "\n".join(lines)
    ended = subprocess.run(
        (*(("dbus-run-session", "--") if bus else ()), "bash", "-c", script),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=False,
    )
    return [line for line in ended.stdout.splitlines() if ": " in line]


def test_what_one_start_kept_the_next_one_finds_and_forgets(tmp_path: Path) -> None:
    said = told(tmp_path, "trouble keep", "recall", "forget recall")
    assert said == ["trouble: None", "keep: done", "recall: whole", "forget: True", "recall: None"]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if PLANTED.encode() in path.read_bytes()]


def test_a_locked_keyring_is_named_and_stays_known(tmp_path: Path) -> None:
    said = told(tmp_path, "keep lock recall", "keep forget")
    assert said == ["keep: done", "lock: True", "recall: locked", "keep: locked", "forget: locked"]
    assert told(tmp_path, "recall") == ["recall: whole"]


def test_a_keyring_that_nobody_ever_opened_refuses(tmp_path: Path) -> None:
    assert told(tmp_path, "keep recall", unlocked=False) == ["keep: refused", "recall: None"]


def test_without_a_session_bus_there_is_none(tmp_path: Path) -> None:
    assert told(tmp_path, "trouble keep", unlocked=False, bus=False) == [
        "trouble: none_here",
        "keep: none_here",
    ]
