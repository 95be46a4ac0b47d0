"""The command line: what may be typed after `seatwarden`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend_client.version import VERSION


@dataclass(frozen=True, slots=True)
class Arguments:
    """One parsed command line. `command` is "screens", "seats" or "practice"."""

    command: str
    practice: bool = False
    practice_clients: int | None = None
    server: str = ""
    ca_bundle: Path | None = None
    provider: str = ""
    watch: bool = False
    format: str = "text"
    practice_action: str = ""
    port: int = 0
    directory: Path | None = None


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 20_000:
        raise argparse.ArgumentTypeError("a number from 1 to 20000")
    return number


def _existing_file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"no such file: {text!r}")
    return path


def _where(parser: argparse.ArgumentParser) -> None:
    """Options that say which backend. Both parsers take them, so neither may set a default."""
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--practice",
        action="store_true",
        default=argparse.SUPPRESS,
        help="use the practice backend: no account, no network",
    )
    place.add_argument(
        "--server",
        default=argparse.SUPPRESS,
        metavar="URL",
        help="us, eu, or the address of a self-hosted server",
    )
    parser.add_argument(
        "--practice-clients",
        type=_positive,
        default=argparse.SUPPRESS,
        metavar="N",
        help="a practice provider with N clients (implies --practice)",
    )
    parser.add_argument(
        "--ca-bundle",
        type=_existing_file,
        default=argparse.SUPPRESS,
        metavar="FILE",
        help="certificates to trust besides the system's (PEM)",
    )
    parser.add_argument(
        "--provider",
        default=argparse.SUPPRESS,
        metavar="NAME|ID",
        help="which provider, where you are in several",
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="seatwarden",
        description="Client organizations of a Bitwarden provider, in the terminal.",
        epilog="BW_CLIENTID, BW_CLIENTSECRET and BW_PASSWORD are honoured as the official command line does.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"seatwarden {VERSION}")
    _where(parser)
    parser.add_argument("--watch", action="store_true", help="the home screen, read-only, without keys")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    seats = commands.add_parser(
        "seats", help="seats of every client: assigned, used, remaining", allow_abbrev=False
    )
    _where(seats)
    seats.add_argument("--format", choices=("text", "json", "csv"), default="text")
    practice = commands.add_parser("practice", help="serve or reset the practice backend", allow_abbrev=False)
    actions = practice.add_subparsers(dest="practice_action", metavar="ACTION", required=True)
    serve = actions.add_parser("serve", help="serve it on this machine over https", allow_abbrev=False)
    serve.add_argument("--port", type=int, default=8443, help="port on 127.0.0.1; 0 picks a free one")
    for action in (serve, actions.add_parser("reset", help="start over with fresh data", allow_abbrev=False)):
        action.add_argument("--directory", type=Path, metavar="DIR", help="where the practice data is kept")
    return parser


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """Parse `argv`. Leaves the process with code 2 and a usage line when it does not fit."""
    parser = _parser()
    given = vars(parser.parse_args(list(argv)))
    given["command"] = given.get("command") or "screens"
    if given.get("practice_clients"):
        given["practice"] = True
    if given.get("practice") and given.get("server"):
        parser.error("choose one of --practice and --server")
    known = {
        name: value for name, value in given.items() if name in Arguments.__slots__ and value is not None
    }
    return Arguments(**known)
