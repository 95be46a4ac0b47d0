"""What may be typed after `seatwarden practice`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from tui.arguments.base import Arguments, port
from tui.translate import _

ACCEPT_AFTER = 60.0
"""Seconds until an invited person of the practice accepts."""


@dataclass(frozen=True, slots=True)
class PracticeArguments(Arguments):
    """Serving or resetting the practice."""

    accept_after: float = ACCEPT_AFTER


def fill(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    actions = parser.add_subparsers(dest="practice_action", metavar="ACTION", required=True)
    serve = actions.add_parser("serve", help=_("serve it on this machine over https"), allow_abbrev=False)
    serve.add_argument("--port", type=port, default=8443, help=_("port on 127.0.0.1; 0 picks a free one"))
    serve.add_argument(
        "--accept-after",
        type=seconds,
        default=ACCEPT_AFTER,
        metavar="SECONDS",
        help=_("how long invited people take to accept; 0: at once"),
    )
    change = actions.add_parser(
        "change-key",
        help=_("put another key in the place of one, as a server that means harm could"),
        allow_abbrev=False,
    )
    change.add_argument(
        "--client", default="", metavar="NAME", help=_("of a client; otherwise the provider's")
    )
    for action in (
        serve,
        change,
        actions.add_parser("reset", help=_("start over with fresh data"), allow_abbrev=False),
    ):
        action.add_argument(
            "--directory", type=Path, metavar="DIR", help=_("where the practice data is kept")
        )
    parser.set_defaults(shape=PracticeArguments)


def seconds(text: str) -> float:
    """A length of time. Raises ArgumentTypeError, ValueError."""
    number = float(text)
    if not 0 <= number <= 86_400:
        raise argparse.ArgumentTypeError(_("seconds, from 0 to 86400"))
    return number
