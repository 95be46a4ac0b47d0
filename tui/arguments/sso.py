"""`seatwarden sso ACTION`: single sign-on of one client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tui.arguments.base import Arguments, reading, writes, writing
from tui.translate import _


@dataclass(frozen=True, slots=True)
class SsoArguments(Arguments):
    """`input` is a file of JSON, or `-`."""

    sso_action: str = ""


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `sso`."""
    parser.set_defaults(shape=SsoArguments)
    actions = parser.add_subparsers(dest="sso_action", metavar="ACTION", required=True)
    for name, words in (
        ("show", _("what is stored; never the client secret")),
        ("values", _("what to register at the identity provider")),
    ):
        reading(actions, name, words)
    setting = actions.add_parser(
        "set",
        help=_("save a configuration; it stays on or off as it is"),
        description=_(
            "The JSON holds kind (oidc or saml), identifier, and fields by the server's names; fields that "
            "are left out stay. The client secret comes from SEATWARDEN_SSO_CLIENT_SECRET or is asked for; "
            "without one the secret there is stays."
        ),
        allow_abbrev=False,
    )
    writes(setting)
    setting.add_argument("--input", required=True, metavar="FILE|-", help=_("JSON; - reads stdin"))
    for name, words in (("enable", _("switch it on")), ("disable", _("switch it off"))):
        writing(actions, name, words)
