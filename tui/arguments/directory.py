"""`seatwarden directory ACTION`: people from a client's directory."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.arguments.base import Arguments, inside_client, reading, writing
from tui.translate import _

if TYPE_CHECKING:
    from tui.arguments.base import Actions

PROVIDERS = ("entra-id", "okta", "onelogin", "jumpcloud", "google-workspace", "rippling", "ping", "default")


@dataclass(frozen=True, slots=True)
class DirectoryArguments(Arguments):
    """`idp` is one of `PROVIDERS`, empty for the one there is."""

    directory_action: str = ""
    idp: str = ""
    rotate: bool = False
    reveal: bool = False


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `directory`."""
    parser.set_defaults(shape=DirectoryArguments)
    actions = parser.add_subparsers(dest="directory_action", metavar="ACTION", required=True)
    reading(actions, "show", _("both roads; never a key"))
    on = writing(actions, "scim-on", _("switch SCIM on"))
    on.add_argument("--idp", choices=PROVIDERS, default="", help=_("which identity provider"))
    writing(actions, "scim-off", _("switch SCIM off"))
    _key(actions, "scim-key", _("print the SCIM key alone, for a pipe"))
    _key(actions, "connector-key", _("print the organization's API key alone, for a pipe"))
    hand_over = actions.add_parser(
        "hand-over", help=_("what to enter in Directory Connector, without secrets"), allow_abbrev=False
    )
    inside_client(hand_over)


def _key(actions: Actions, name: str, words: str) -> None:
    action = actions.add_parser(name, help=words, allow_abbrev=False)
    inside_client(action)
    action.add_argument("--reveal", action="store_true", help=_("print it on a terminal too"))
    action.add_argument("--rotate", action="store_true", help=_("replace it first; the old one dies at once"))
    action.add_argument(
        "--confirm", default="", metavar="NAME", help=_("the client's name, typed; for --rotate")
    )
