"""What may be typed after `seatwarden vault`."""

from __future__ import annotations

import argparse

from tui.arguments.base import shows


def fill(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    shows(parser)
