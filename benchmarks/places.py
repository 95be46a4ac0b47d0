"""Where a measured program runs: a home of its own, and the environment of a plain terminal."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

SEATWARDEN = str(Path(sysconfig.get_path("scripts")) / "seatwarden")
PYTHON = sys.executable
ROOT = Path(__file__).parents[1]
CLIENT_ON_SCREEN = b"Birch"
TITLE_ON_SCREEN = b"Seatwarden"


def environment(home: Path) -> dict[str, str]:
    """Everything a program sees of the machine; its data, settings and caches go below `home`."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }
