"""`seatwarden events list`: the event log of the provider, or of a client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, read_only, where
from tui.translate import _

MOST = 10_000
"""Events that one command prints."""


@dataclass(frozen=True, slots=True)
class EventsArguments(Arguments):
    """`client` is empty for the provider's own log; `start` and `end` are as typed."""

    events_action: str = ""
    person: str = ""
    start: str = ""
    end: str = ""
    limit: int = MOST


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `events`."""
    parser.set_defaults(shape=EventsArguments)
    actions = parser.add_subparsers(dest="events_action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("what happened, newest first"), allow_abbrev=False)
    where(listing)
    read_only(listing)
    listing.add_argument(
        "--client", default="", metavar="NAME|ID", help=_("the log of this client, not the provider's own")
    )
    listing.add_argument("--person", default="", metavar="EMAIL|ID", help=_("only what this person did"))
    listing.add_argument(
        "--from",
        dest="start",
        default="",
        metavar="WHEN",
        help=_(
            "a date, ISO 8601, or how far back, such as 24h or 7d; the last 30 days where it is not given"
        ),
    )
    listing.add_argument(
        "--to", dest="end", default="", metavar="WHEN", help=_("likewise; a date means the whole day")
    )
    listing.add_argument(
        "--limit",
        type=_limit,
        default=MOST,
        metavar="N",
        help=_("at most so many of the newest, up to {most}").format(most=MOST),
    )
    listing.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help=_("how it is printed")
    )


def _limit(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(_("a number from 1 to {most}").format(most=MOST))
    return number
