"""The real headless command without its waits between requests, which a server of one's own need not have.

Run as `python -m tests.crash.unpaced WORDS ...`; a first word `@FILE` names what is read as standard input.
"""

from __future__ import annotations

import sys
from pathlib import Path

from backend_client.api.lanes import Lane
from backend_client.api.pace import Pace
from tui.__main__ import main


async def _at_once(self: Pace, lane: Lane) -> None:
    """Every call has its turn at once."""


if __name__ == "__main__":
    Pace.wait = _at_once  # type: ignore[method-assign]
    words = sys.argv[1:]
    if words[0].startswith("@"):
        sys.stdin = Path(words.pop(0)[1:]).open(encoding="utf-8")  # noqa: SIM115 - as long as the process
    sys.exit(main(words))
