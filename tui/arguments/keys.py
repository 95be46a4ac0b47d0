"""`seatwarden keys ACTION`: which keys are known, and accepting one that changed."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, read_only, where
from tui.translate import _


@dataclass(frozen=True, slots=True)
class KeysArguments(Arguments):
    """`kdf`: not a key, but how the account's password is derived."""

    keys_action: str = ""
    kdf: bool = False


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `keys`."""
    parser.set_defaults(shape=KeysArguments)
    actions = parser.add_subparsers(dest="keys_action", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list",
        help=_("the keys of the provider and its clients; code 1 where one is not the known one"),
        allow_abbrev=False,
    )
    where(listing)
    read_only(listing)
    listing.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help=_("how it is printed")
    )
    accept = actions.add_parser(
        "accept", help=_("take the key that the server gives now for the known one"), allow_abbrev=False
    )
    where(accept)
    read_only(accept)
    of_what = accept.add_mutually_exclusive_group()
    of_what.add_argument(
        "--client", default="", metavar="NAME|ID", help=_("of this client; otherwise the provider's own")
    )
    of_what.add_argument(
        "--kdf", action="store_true", help=_("not a key, but how your password is derived from now on")
    )
    renew = actions.add_parser(
        "renew", help=_("set a file of known keys aside that cannot be used"), allow_abbrev=False
    )
    where(renew)
    read_only(renew)
    for action, metavar, words in (
        (accept, "NAME", _("that name again, or with --kdf the e-mail address of the account")),
        (renew, "FILE", _("the name of the file, without its directory")),
    ):
        action.add_argument("--confirm", default="", metavar=metavar, help=words)
