"""`seatwarden details ACTION`: a client organization itself."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, inside_client, reading, writing
from tui.translate import _

SWITCHES = ("admin_access", "limit_creation", "limit_deletion", "limit_item_deletion")
"""Options that are "on", "off", or empty where nothing was said."""


@dataclass(frozen=True, slots=True)
class DetailsArguments(Arguments):
    """`name` and `billing_email` are empty where they are to stay; the switches are "on", "off" or empty."""

    details_action: str = ""
    billing_email: str = ""
    admin_access: str = ""
    limit_creation: str = ""
    limit_deletion: str = ""
    limit_item_deletion: str = ""
    show: bool = False


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `details`."""
    parser.set_defaults(shape=DetailsArguments)
    actions = parser.add_subparsers(dest="details_action", metavar="ACTION", required=True)
    reading(actions, "show", _("everything about it; never a key"))
    put = writing(actions, "set", _("its name, billing e-mail, or what its collections allow"))
    put.add_argument("--name", default="", help=_("another name; its seats stay as they are"))
    put.add_argument("--billing-email", default="", metavar="EMAIL", help=_("where its bills and notices go"))
    for option, words in zip(SWITCHES, _switch_words(), strict=True):
        put.add_argument(f"--{option.replace('_', '-')}", choices=("on", "off"), default="", help=words)
    rotate = actions.add_parser(
        "rotate-key", help=_("replace a key; the old one dies at once"), allow_abbrev=False
    )
    inside_client(rotate)
    rotate.add_argument(
        "--type", required=True, choices=("api", "scim"), help=_("the organization's API key, or SCIM's")
    )
    rotate.add_argument("--show", action="store_true", help=_("print the new key alone, for a pipe"))
    purge = writing(actions, "purge", _("delete every item of its vault for good"))
    delete = writing(actions, "delete", _("delete it entirely, with everything in it"))
    for action in (rotate, purge, delete):
        action.add_argument(
            "--confirm",
            default="",
            metavar="NAME",
            help=_("the client's name, typed; --yes never replaces it"),
        )


def _switch_words() -> tuple[str, ...]:
    return (
        _("owners and admins reach all items"),
        _("only owners and admins make collections"),
        _("members cannot delete collections"),
        _("only who manages a collection deletes its items"),
    )
