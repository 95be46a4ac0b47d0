"""`seatwarden join`: an invitation, by the link that was mailed."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, read_only, where
from tui.translate import _


@dataclass(frozen=True, slots=True)
class JoinArguments(Arguments):
    """`phrase`: the fingerprint phrase of an organization that enrols in account recovery."""

    phrase: str = ""


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `join`. The link is read from stdin or asked for: it lets in whoever has it."""
    parser.set_defaults(shape=JoinArguments)
    parser.description = _(
        "Accepts an invitation to a provider or an organization. The link, or the mail around it, is read "
        "from standard input; on a terminal it is asked for and not shown."
    )
    where(parser)
    read_only(parser)
    parser.add_argument(
        "--phrase",
        default="",
        metavar="FIVE-WORDS-LIKE-THESE-HERE",
        help=_(
            "where joining enrols you in account recovery: the organization's phrase, as it gave it to you"
        ),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("say what the link is and send nothing"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=_("how results are printed")
    )
