"""What may be typed after `seatwarden profiles`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, profile_name
from tui.translate import _


@dataclass(frozen=True, slots=True)
class ProfilesArguments(Arguments):
    """`forgotten` is the profile to forget, empty for the unnamed one; `confirm` its name again, as typed."""

    profiles_action: str = "list"
    forgotten: str = ""


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `profiles`; without an action it lists."""
    parser.set_defaults(shape=ProfilesArguments)
    _format(parser)
    actions = parser.add_subparsers(dest="profiles_action", metavar="ACTION")
    _format(actions.add_parser("list", help=_("what is known of each (default)"), allow_abbrev=False))
    forget = actions.add_parser(
        "forget", help=_("remove its state and the key in the keyring; the journal stays"), allow_abbrev=False
    )
    forget.add_argument("forgotten", type=profile_name, metavar="NAME", help=_("which profile"))
    forget.add_argument("--confirm", default="", metavar="NAME", help=_("its name again"))


def _format(parser: argparse.ArgumentParser) -> None:
    """Both parsers take it, so neither may set a default."""
    parser.add_argument(
        "--format",
        choices=("text", "json", "csv"),
        default=argparse.SUPPRESS,
        help=_("how it is printed"),
    )
