"""`seatwarden domains ACTION`: the domains a client claims."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, reading, writing
from tui.translate import _


@dataclass(frozen=True, slots=True)
class DomainsArguments(Arguments):
    """`domain` is a name, or an id of the list."""

    domains_action: str = ""
    domain: str = ""


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `domains`."""
    parser.set_defaults(shape=DomainsArguments)
    actions = parser.add_subparsers(dest="domains_action", metavar="ACTION", required=True)
    reading(actions, "list", _("every domain, and the records to publish"))
    add = writing(actions, "add", _("add a domain; its record is in the list then"))
    verify = writing(
        actions, "verify", _("have the server look for the record; code 1 while it is not there")
    )
    remove = writing(actions, "remove", _("forget a domain"))
    for action in (add, verify, remove):
        action.add_argument("domain", metavar="DOMAIN")
    remove.add_argument(
        "--confirm", default="", metavar="DOMAIN", help=_("the domain again; --yes never replaces it")
    )
