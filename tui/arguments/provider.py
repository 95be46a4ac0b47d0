"""`seatwarden provider ACTION`: the provider itself."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, read_only, where
from tui.translate import _


@dataclass(frozen=True, slots=True)
class ProviderArguments(Arguments):
    """`new_name` and `billing_email` are None where they stay as they are."""

    provider_action: str = ""
    new_name: str | None = None
    billing_email: str | None = None


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `provider`."""
    parser.set_defaults(shape=ProviderArguments)
    actions = parser.add_subparsers(dest="provider_action", metavar="ACTION", required=True)
    for name, words in (
        ("list", _("every provider you are in, and your own organizations")),
        ("show", _("name, business name, billing e-mail")),
    ):
        action = actions.add_parser(name, help=words, allow_abbrev=False)
        where(action)
        read_only(action)
        action.add_argument(
            "--format", choices=("text", "json", "csv"), default="text", help=_("how it is printed")
        )
    change = actions.add_parser("set", help=_("change name or billing e-mail"), allow_abbrev=False)
    where(change)
    read_only(change)
    change.add_argument("--name", dest="new_name", metavar="NAME", help=_("the provider's new name"))
    change.add_argument("--billing-email", metavar="EMAIL", help=_("where bills go from now on"))
    change.add_argument("--dry-run", action="store_true", help=_("show what would be done and send nothing"))
    change.add_argument("--yes", action="store_true", help=_("do not ask"))
    change.add_argument(
        "--format", choices=("text", "json"), default="text", help=_("how results are printed")
    )
