"""The real headless command without its waits between requests, which a server of one's own need not have.

Run as `python -m tests.crash.unpaced WORDS ...`.
"""

from __future__ import annotations

import sys

from backend_client.api.pace import Lane, Pace
from tui.__main__ import main


async def _at_once(self: Pace, lane: Lane) -> None:
    """Every call has its turn at once."""


if __name__ == "__main__":
    Pace.wait = _at_once  # type: ignore[method-assign]
    sys.exit(main())
