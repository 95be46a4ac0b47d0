"""What every command line has: the values, and the options that several verbs take."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui.profile_settings import DEFAULT, is_profile_name
from tui.translate import _

if TYPE_CHECKING:
    Actions = argparse._SubParsersAction[argparse.ArgumentParser]


CHANGED_KEYS = "changed_keys"
"""To practise as the admin whose machine knew other keys of the provider and of one client."""

PRACTICE_ROLES = (
    "admin",
    "second_admin",
    "service_user",
    "several_providers",
    "empty_provider",
    "unbilled_admin",
    "owner_only",
    "suspended_admin",
    "suspended_user",
    "business_unit",
    "reseller",
    "no_organization",
    CHANGED_KEYS,
)
"""Practice people whom one may be; each shows another side of a provider."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """One parsed command line. `command` is "screens" or a verb; verbs with more to say have a subclass.

    `profile` is empty for the unnamed one. `email` cannot be typed: it comes from the profile.
    """

    command: str
    practice: bool = False
    practice_clients: int | None = None
    practice_as: str = ""
    profile: str = ""
    server: str = ""
    email: str = ""
    allow_http_loopback: bool = False
    login_with_device: bool = False
    ca_bundle: Path | None = None
    provider: str = ""
    watch: bool = False
    read_only: bool = False
    format: str = "text"
    practice_action: str = ""
    port: int = 0
    directory: Path | None = None
    clients_action: str = ""
    client: str = ""
    target: str = ""
    name: str = ""
    owner_email: str = ""
    plan: str = ""
    seats: int = 0
    confirm: str = ""
    dry_run: bool = False
    yes: bool = False
    input: str = ""
    verify: bool = False
    file: Path | None = None
    type: str = ""
    key_file: Path | None = None
    again: bool = False
    into: str = ""


def positive(text: str) -> int:
    """A number of practice clients. Raises ArgumentTypeError, ValueError."""
    number = int(text)
    if not 1 <= number <= 20_000:
        raise argparse.ArgumentTypeError(_("a number from 1 to 20000"))
    return number


def count(text: str) -> int:
    """A number of seats. Raises ArgumentTypeError, ValueError."""
    number = int(text)
    if not 0 <= number <= 1_000_000:
        raise argparse.ArgumentTypeError(_("a whole number"))
    return number


def port(text: str) -> int:
    """A port. Raises ArgumentTypeError, ValueError."""
    number = int(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError(_("a port from 0 to 65535"))
    return number


def existing_file(text: str) -> Path:
    """A file that is there. Raises ArgumentTypeError, ValueError."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(_("no such file: {name}").format(name=repr(text)))
    return path


def several(action: argparse.ArgumentParser, option: str, field: str, metavar: str, words: str) -> None:
    """An option that may be repeated; all of it stands in `field`."""
    action.add_argument(option, action="append", dest=field, default=[], metavar=metavar, help=words)


def everybody_option(action: argparse.ArgumentParser, words: str) -> None:
    """`--all`, instead of names."""
    action.add_argument("--all", action="store_true", dest="everybody", help=words)


def typed_again(action: argparse.ArgumentParser, words: str) -> None:
    """`--confirm` with an address, for what cannot be undone."""
    several(action, "--confirm", "confirmed", "EMAIL", words)


def profile_name(text: str) -> str:
    """The name of a profile; empty for the unnamed one. Raises ArgumentTypeError."""
    if not is_profile_name(text):
        raise argparse.ArgumentTypeError(_("1 to 32 lower-case letters, digits and hyphens"))
    return "" if text == DEFAULT else text


def in_profile(parser: argparse.ArgumentParser) -> None:
    """The option that says which account and server, by the name they were given."""
    parser.add_argument(
        "--profile",
        type=profile_name,
        default=argparse.SUPPRESS,
        metavar="NAME",
        help=_("an account on a server under a name of its own (SEATWARDEN_PROFILE)"),
    )


def where(parser: argparse.ArgumentParser) -> None:
    """Options that say which backend. Both parsers take them, so neither may set a default."""
    in_profile(parser)
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--practice",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("use the practice backend: no account, no network"),
    )
    place.add_argument(
        "--server",
        default=argparse.SUPPRESS,
        metavar="URL",
        help=_("us, eu, or the address of a self-hosted server"),
    )
    parser.add_argument(
        "--practice-clients",
        type=positive,
        default=argparse.SUPPRESS,
        metavar="N",
        help=_("a practice provider with N clients (implies --practice)"),
    )
    parser.add_argument(
        "--practice-as",
        choices=PRACTICE_ROLES,
        default=argparse.SUPPRESS,
        metavar="WHO",
        help=_(
            "whom to practise as (implies --practice): {names}. Who cannot simply sign in (duo@gate.example "
            "and others) is tried on the sign-in screen, server Practice"
        ).format(names=", ".join(PRACTICE_ROLES)),
    )
    parser.add_argument(
        "--ca-bundle",
        type=existing_file,
        default=argparse.SUPPRESS,
        metavar="FILE",
        help=_("certificates to trust besides the system's (PEM)"),
    )
    parser.add_argument(
        "--allow-http-loopback",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("take an http:// address on this machine: no certificate, no encryption"),
    )
    parser.add_argument(
        "--login-with-device",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("let another device of yours approve: it shows the same phrase, no secret is typed"),
    )
    parser.add_argument(
        "--provider",
        default=argparse.SUPPRESS,
        metavar="NAME|ID",
        help=_("which provider, where you are in several"),
    )


def read_only(parser: argparse.ArgumentParser) -> None:
    """The option that refuses every change."""
    parser.add_argument(
        "--read-only", action="store_true", default=argparse.SUPPRESS, help=_("refuse every change")
    )


def inside_client(parser: argparse.ArgumentParser) -> None:
    """Options of everything that happens inside one client."""
    where(parser)
    read_only(parser)
    parser.add_argument("--client", required=True, metavar="NAME|ID", help=_("which client organization"))


def shows(parser: argparse.ArgumentParser) -> None:
    """Options of an action that only reads."""
    inside_client(parser)
    parser.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help=_("how it is printed")
    )


def writes(parser: argparse.ArgumentParser) -> None:
    """Options of an action that changes something inside one client."""
    inside_client(parser)
    parser.add_argument("--dry-run", action="store_true", help=_("show what would be done and send nothing"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=_("how results are printed")
    )


def reading(actions: Actions, name: str, words: str) -> argparse.ArgumentParser:
    """An action that only reads; `words` stand behind it in the help."""
    action = actions.add_parser(name, help=words, allow_abbrev=False)
    shows(action)
    return action


def writing(actions: Actions, name: str, words: str) -> argparse.ArgumentParser:
    """An action that changes something inside one client; `words` stand behind it in the help."""
    action = actions.add_parser(name, help=words, allow_abbrev=False)
    writes(action)
    return action
