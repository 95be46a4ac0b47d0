"""The process that is killed: the real headless command, or a script that changes seats one by one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from embedded_backend.seed_people import PRACTICE_PASSWORD, Persona, person

ROOT = Path(__file__).parents[2]
ADMIN = person(Persona.ADMIN)


def journal_of(home: Path) -> Path:
    """The journal of a victim with this home."""
    return home / "data" / "journal.jsonl"


def start(home: Path, arguments: tuple[str, ...], *, module: str = "tui") -> subprocess.Popen[str]:
    """Start `module` with `arguments`, able to sign in as the practice admin, with nothing but `home`."""
    return subprocess.Popen(
        (sys.executable, "-m", module, *arguments),
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "SEATWARDEN_HOME": str(home),
            "LANG": "C.UTF-8",
            "BW_CLIENTID": ADMIN.client_id,
            "BW_CLIENTSECRET": ADMIN.api_key,
            "BW_PASSWORD": PRACTICE_PASSWORD,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
