"""Writing for commands: results on stdout, one sentence on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tui.translate import _

OK = 0
FAILED = 1
USAGE = 2


def write_out(text: str) -> int:
    """Write a result. A reader that went away (`| head`) is no failure of ours, but ends the output."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def complain(sentence: str, code: int) -> int:
    """One sentence on stderr; returns `code`. `sentence` holds no unsafe text."""
    sys.stderr.write(f"seatwarden: {sentence}\n")
    return code


def agreed(review: Sequence[str]) -> bool:
    """Show what would be done and ask the person at the terminal; anything but yes is no."""
    sys.stderr.write("\n".join((*review, _("Go ahead? [y/N] "))))
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")
