"""The command line: what may be typed after `seatwarden`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend_client.version import VERSION
from tui.translate import _

if TYPE_CHECKING:
    _Actions = argparse._SubParsersAction[argparse.ArgumentParser]


@dataclass(frozen=True, slots=True)
class Arguments:
    """One parsed command line. `command` is "screens", "seats", "clients", "journal" or "practice"."""

    command: str
    practice: bool = False
    practice_clients: int | None = None
    server: str = ""
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


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 20_000:
        raise argparse.ArgumentTypeError(_("a number from 1 to 20000"))
    return number


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 1_000_000:
        raise argparse.ArgumentTypeError(_("a whole number"))
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError(_("a port from 0 to 65535"))
    return number


def _existing_file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(_("no such file: {name}").format(name=repr(text)))
    return path


def _where(parser: argparse.ArgumentParser) -> None:
    """Options that say which backend. Both parsers take them, so neither may set a default."""
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
        type=_positive,
        default=argparse.SUPPRESS,
        metavar="N",
        help=_("a practice provider with N clients (implies --practice)"),
    )
    parser.add_argument(
        "--ca-bundle",
        type=_existing_file,
        default=argparse.SUPPRESS,
        metavar="FILE",
        help=_("certificates to trust besides the system's (PEM)"),
    )
    parser.add_argument(
        "--provider",
        default=argparse.SUPPRESS,
        metavar="NAME|ID",
        help=_("which provider, where you are in several"),
    )


def _read_only(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--read-only", action="store_true", default=argparse.SUPPRESS, help=_("refuse every change")
    )


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="seatwarden",
        description=_("Client organizations of a Bitwarden provider, in the terminal."),
        epilog=_(
            "BW_CLIENTID, BW_CLIENTSECRET and BW_PASSWORD are honoured as the official command line does."
        ),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"seatwarden {VERSION}")
    _where(parser)
    _read_only(parser)
    parser.add_argument("--watch", action="store_true", help=_("the home screen, read-only, without keys"))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    seats = commands.add_parser(
        "seats", help=_("seats of every client: assigned, used, remaining"), allow_abbrev=False
    )
    _where(seats)
    seats.add_argument("--format", choices=("text", "json", "csv"), default="text")
    checklist = commands.add_parser(
        "checklist", help=_("where the onboarding of a client stands"), allow_abbrev=False
    )
    _where(checklist)
    checklist.add_argument("--client", required=True, metavar="NAME|ID")
    checklist.add_argument("--format", choices=("text", "json", "csv"), default="text")
    for name, words, fill in (
        ("clients", _("change client organizations"), _clients),
        ("import", _("import an export file into a client"), _import),
        ("journal", _("what was changed from here"), _journal),
        ("practice", _("serve or reset the practice"), _practice),
    ):
        command = commands.add_parser(name, help=words, allow_abbrev=False)
        if name in argv:  # filling them costs more than the rest of the parser
            fill(command)
    return parser


def _journal(journal: argparse.ArgumentParser) -> None:
    journal.add_argument(
        "--practice", action="store_true", default=argparse.SUPPRESS, help=_("of the practice backend")
    )
    journal.add_argument(
        "--verify", action="store_true", help=_("follow the chain of hashes; code 1 when it is broken")
    )
    journal.add_argument("--format", choices=("text", "json", "csv"), default="text")


def _import(importing: argparse.ArgumentParser) -> None:
    _where(importing)
    _read_only(importing)
    importing.add_argument(
        "file", type=Path, metavar="FILE", help=_("what another password manager exported")
    )
    importing.add_argument("--client", required=True, metavar="NAME|ID")
    importing.add_argument(
        "--type", default="", metavar="FORMAT", help=_("which program exported it, where that is not plain")
    )
    importing.add_argument("--dry-run", action="store_true", help=_("check everything and send nothing"))
    importing.add_argument("--yes", action="store_true", help=_("do not ask"))
    importing.add_argument("--format", choices=("text", "json"), default="text")


def _clients(clients: argparse.ArgumentParser) -> None:
    actions = clients.add_subparsers(dest="clients_action", metavar="ACTION", required=True)
    create = _client_action(actions, "create", _("create a client organization and invite its owner"))
    create.add_argument("--name", default="")
    create.add_argument("--owner-email", default="", metavar="EMAIL")
    create.add_argument("--plan", default="", choices=("teams", "enterprise"))
    create.add_argument("--seats", type=_count, metavar="N")
    seats = _client_action(actions, "seats", _("assign seats to a client"))
    seats.add_argument("client", nargs="?", default="", metavar="NAME|ID")
    seats.add_argument("seats", nargs="?", type=_count, metavar="N")
    move = _client_action(actions, "move", _("move seats from one client to another"))
    move.add_argument("client", nargs="?", default="", metavar="FROM")
    move.add_argument("target", nargs="?", default="", metavar="TO")
    move.add_argument("seats", nargs="?", type=_count, metavar="N")
    rename = _client_action(actions, "rename", _("rename a client"))
    rename.add_argument("client", nargs="?", default="", metavar="NAME|ID")
    rename.add_argument("name", nargs="?", default="", metavar="NEW-NAME")
    add = _client_action(actions, "add", _("add an existing organization you own"))
    add.add_argument("client", nargs="?", default="", metavar="NAME|ID")
    unlink = _client_action(actions, "unlink", _("end the provider's access to a client"))
    unlink.add_argument("client", nargs="?", default="", metavar="NAME|ID")
    unlink.add_argument("--confirm", default="", metavar="NAME", help=_("the client's name, typed"))


_GIVEN = {
    "create": ("name", "owner_email", "plan", "seats"),
    "seats": ("client", "seats"),
    "move": ("client", "target", "seats"),
    "rename": ("client", "name"),
    "add": ("client",),
    "unlink": ("client",),
}


def _check_given(parser: argparse.ArgumentParser, given: dict[str, object]) -> None:
    """Either everything an action needs, or `--input`."""
    needed = _GIVEN[str(given["clients_action"])]
    missing = [name for name in needed if given.get(name) in (None, "")]
    if given.get("input"):
        if len(missing) != len(needed):
            parser.error(_("--input takes the place of the other arguments"))
    elif missing:
        parser.error(_("missing: {names} (or --input FILE)").format(names=", ".join(missing)))


def _client_action(actions: _Actions, name: str, words: str) -> argparse.ArgumentParser:
    action = actions.add_parser(name, help=words, allow_abbrev=False)
    _where(action)
    _read_only(action)
    action.add_argument("--dry-run", action="store_true", help=_("show what would be done and send nothing"))
    action.add_argument(
        "--input", default="", metavar="FILE|-", help=_("rows of JSON instead of arguments; - reads stdin")
    )
    action.add_argument("--yes", action="store_true", help=_("do not ask"))
    action.add_argument("--format", choices=("text", "json"), default="text")
    return action


def _practice(practice: argparse.ArgumentParser) -> None:
    actions = practice.add_subparsers(dest="practice_action", metavar="ACTION", required=True)
    serve = actions.add_parser("serve", help=_("serve it on this machine over https"), allow_abbrev=False)
    serve.add_argument("--port", type=_port, default=8443, help=_("port on 127.0.0.1; 0 picks a free one"))
    for action in (
        serve,
        actions.add_parser("reset", help=_("start over with fresh data"), allow_abbrev=False),
    ):
        action.add_argument(
            "--directory", type=Path, metavar="DIR", help=_("where the practice data is kept")
        )


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """Parse `argv`. Leaves the process with code 2 and a usage line when it does not fit."""
    parser = _parser(argv)
    given = vars(parser.parse_args(list(argv)))
    given["command"] = given.get("command") or "screens"
    if str(given.get("server", "")).strip().casefold() == "practice":
        del given["server"]
        given["practice"] = True
    if given.get("practice_clients"):
        given["practice"] = True
    if given["command"] == "clients":
        _check_given(parser, given)
    if given.get("practice") and given.get("server"):
        parser.error(_("choose one of --practice and --server"))
    known = {
        name: value for name, value in given.items() if name in Arguments.__slots__ and value is not None
    }
    return Arguments(**known)
