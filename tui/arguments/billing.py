"""`seatwarden billing [ACTION]`: what a provider pays for."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, read_only, where
from tui.translate import _


@dataclass(frozen=True, slots=True)
class BillingArguments(Arguments):
    """`invoice` is a number or an id of an invoice."""

    billing_action: str = "subscription"
    invoice: str = ""


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `billing`; without an action it shows the subscription."""
    parser.set_defaults(shape=BillingArguments)
    _options(parser)
    actions = parser.add_subparsers(dest="billing_action", metavar="ACTION")
    for name, words in (
        ("subscription", _("plans, seats, prices, total (default)")),
        ("invoices", _("invoices, newest first; provider admins only")),
        ("payment", _("payment method, billing address, credit; provider admins only")),
    ):
        _options(actions.add_parser(name, help=words, allow_abbrev=False))
    report = actions.add_parser(
        "report", help=_("the clients of one invoice; provider admins only"), allow_abbrev=False
    )
    _options(report)
    report.add_argument("invoice", metavar="NUMBER|ID", help=_("which invoice"))


def _options(parser: argparse.ArgumentParser) -> None:
    """Both parsers take them, so neither may set a default."""
    where(parser)
    read_only(parser)
    parser.add_argument(
        "--format",
        choices=("text", "json", "csv"),
        default=argparse.SUPPRESS,
        help=_("how it is printed"),
    )
