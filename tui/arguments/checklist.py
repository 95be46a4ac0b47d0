"""What may be typed after `seatwarden checklist`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, shows
from tui.translate import _


@dataclass(frozen=True, slots=True)
class ChecklistArguments(Arguments):
    """A checklist. `count_items`: the items are counted for it, which downloads the vault."""

    count_items: bool = False


def fill(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    shows(parser)
    parser.add_argument(
        "--count-items", action="store_true", help=_("count the items of the vault: that downloads it")
    )
    parser.set_defaults(shape=ChecklistArguments)
