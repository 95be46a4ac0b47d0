"""The command line: what may be typed after `seatwarden`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

from backend_client.version import VERSION
from tui.arguments.base import Arguments, in_profile, profile_name, read_only, where, writes
from tui.arguments.clients import check_given, fill as fill_clients
from tui.translate import _

PROFILE_VARIABLE = "SEATWARDEN_PROFILE"
_WITHOUT_PROFILE = frozenset({"practice", "profiles"})
"""Verbs that are in no profile, whatever the environment says."""


def parser_for(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser, with the options of those verbs only that `argv` holds."""
    parser = argparse.ArgumentParser(
        prog="seatwarden",
        description=_("Client organizations of a Bitwarden provider, in the terminal."),
        epilog=_(
            "BW_CLIENTID, BW_CLIENTSECRET and BW_PASSWORD are honoured as the official command line does."
        ),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"seatwarden {VERSION}")
    where(parser)
    read_only(parser)
    parser.add_argument("--watch", action="store_true", help=_("the home screen, read-only, without keys"))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    seats = commands.add_parser(
        "seats", help=_("seats of every client: assigned, used, remaining"), allow_abbrev=False
    )
    where(seats)
    read_only(seats)
    seats.add_argument("--format", choices=("text", "json", "csv"), default="text")
    for name, words, fill in (
        ("clients", _("change client organizations"), fill_clients),
        ("import", _("import an export file into a client"), _import),
        ("journal", _("what was changed from here"), _journal),
    ):
        command = commands.add_parser(name, help=words, allow_abbrev=False)
        if name in argv:  # filling them costs more than the rest of the parser
            fill(command)
    for noun, words in _nouns().items():
        command = commands.add_parser(noun, help=words, allow_abbrev=False)
        if noun in argv:
            import_module(f"tui.arguments.{noun}").fill(command)
    return parser


def _nouns() -> dict[str, str]:
    """Those with a module here that fills their parser."""
    return {
        "practice": _("serve or reset the practice"),
        "profiles": _("the accounts and servers that have a name: list, forget"),
        "checklist": _("where the onboarding of a client stands"),
        **_of_the_provider(),
        **_inside_a_client(),
    }


def _of_the_provider() -> dict[str, str]:
    """The nouns of the provider itself."""
    return {
        "people": _("the people of the provider: invite, remind, confirm, roles, remove"),
        "events": _("the event log of the provider, or of a client"),
        "billing": _("what the provider pays for: subscription, invoices, payment"),
        "provider": _("the provider's name and billing e-mail"),
        "keys": _("known keys of the provider and its clients: list, accept one that changed"),
        "join": _("accept an invitation by the link that was mailed"),
    }


def _inside_a_client() -> dict[str, str]:
    """The nouns of an opened client."""
    return {
        "vault": _("the collections of a client, as its vault shows them"),
        "collections": _("collections of a client: create, rename, nest, give access, delete"),
        "invite": _("invite people into a client"),
        "members": _("the people of a client: confirm, remind, revoke, restore, remove"),
        "policies": _("enterprise policies of a client: what is on, switch them, presets"),
        "sso": _("single sign-on of a client: values to register, set, switch on and off"),
        "directory": _("people from a client's directory: SCIM and Directory Connector"),
        "details": _("a client organization itself: names, collection management, keys"),
        "domains": _("the domains a client claims"),
        "approvals": _("devices of members that wait for an approval"),
        "groups": _("groups of a client: who is in them and what they reach"),
    }


def _journal(journal: argparse.ArgumentParser) -> None:
    in_profile(journal)
    journal.add_argument(
        "--practice", action="store_true", default=argparse.SUPPRESS, help=_("of the practice backend")
    )
    journal.add_argument(
        "--verify", action="store_true", help=_("follow the chain of hashes; code 1 when it is broken")
    )
    journal.add_argument("--format", choices=("text", "json", "csv"), default="text")


def _import(importing: argparse.ArgumentParser) -> None:
    writes(importing)
    importing.add_argument(
        "file", type=Path, metavar="FILE", help=_("what another password manager exported")
    )
    importing.add_argument(
        "--type", default="", metavar="FORMAT", help=_("which program exported it, where that is not plain")
    )
    importing.add_argument(
        "--key-file", type=Path, metavar="FILE", help=_("the key file of a KeePass database that wants one")
    )
    importing.add_argument(
        "--into",
        default="",
        metavar="COLLECTION",
        help=_("below this collection, by its name; it is made where there is none"),
    )
    importing.add_argument(
        "--again", action="store_true", help=_("also where the client seems to hold the items already")
    )


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """Parse `argv`. Leaves the process with code 2 and a usage line when it does not fit."""
    parser = parser_for(argv)
    given = vars(parser.parse_args(list(argv)))
    given["command"] = given.get("command") or "screens"
    if str(given.get("server", "")).strip().casefold() == "practice":
        del given["server"]
        given["practice"] = True
    if given.get("practice_clients") or given.get("practice_as"):
        given["practice"] = True
    if given["command"] == "clients":
        check_given(parser, given)
    if given.get("login_with_device") and given["command"] == "screens":
        parser.error(_("--login-with-device goes with a verb; the sign-in screen offers it by itself"))
    if given.get("practice") and given.get("server"):
        parser.error(_("choose one of --practice and --server"))
    _add_profile(parser, given)
    shape: type[Arguments] = given.pop("shape", Arguments)
    names = {field.name for field in fields(shape)}
    return shape(**{name: value for name, value in given.items() if name in names and value is not None})


def _add_profile(parser: argparse.ArgumentParser, given: dict[str, Any]) -> None:
    """The profile of the environment, where none was typed. Practice is in no profile."""
    if given.get("practice") and given.get("profile"):
        parser.error(_("choose one of --practice and --profile"))
    named = os.environ.get(PROFILE_VARIABLE, "")
    if not named or "profile" in given or given.get("practice") or given["command"] in _WITHOUT_PROFILE:
        return
    try:
        given["profile"] = profile_name(named)
    except argparse.ArgumentTypeError as error:
        parser.error(f"{PROFILE_VARIABLE}: {error}")
