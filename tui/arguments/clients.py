"""`seatwarden clients ACTION`: what may be typed to change client organizations."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.arguments.base import count, read_only, where
from tui.translate import _

if TYPE_CHECKING:
    from tui.arguments.base import Actions


def fill(clients: argparse.ArgumentParser) -> None:
    """The verb `clients`."""
    actions = clients.add_subparsers(dest="clients_action", metavar="ACTION", required=True)
    create = _client_action(actions, "create", _("create a client organization and invite its owner"))
    create.add_argument("--name", default="")
    create.add_argument("--owner-email", default="", metavar="EMAIL")
    create.add_argument("--plan", default="", choices=("teams", "enterprise"))
    create.add_argument("--seats", type=count, metavar="N")
    seats = _client_action(actions, "seats", _("assign seats to a client"))
    seats.add_argument("client", nargs="?", default="", metavar="NAME|ID")
    seats.add_argument("seats", nargs="?", type=count, metavar="N")
    move = _client_action(actions, "move", _("move seats from one client to another"))
    move.add_argument("client", nargs="?", default="", metavar="FROM")
    move.add_argument("target", nargs="?", default="", metavar="TO")
    move.add_argument("seats", nargs="?", type=count, metavar="N")
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


def check_given(parser: argparse.ArgumentParser, given: dict[str, object]) -> None:
    """Either everything an action needs, or `--input`."""
    needed = _GIVEN[str(given["clients_action"])]
    missing = [name for name in needed if given.get(name) in (None, "")]
    if given.get("input"):
        if len(missing) != len(needed):
            parser.error(_("--input takes the place of the other arguments"))
    elif missing:
        parser.error(_("missing: {names} (or --input FILE)").format(names=", ".join(missing)))


def _client_action(actions: Actions, name: str, words: str) -> argparse.ArgumentParser:
    action = actions.add_parser(name, help=words, allow_abbrev=False)
    where(action)
    read_only(action)
    action.add_argument("--dry-run", action="store_true", help=_("show what would be done and send nothing"))
    action.add_argument(
        "--input", default="", metavar="FILE|-", help=_("rows of JSON instead of arguments; - reads stdin")
    )
    action.add_argument("--yes", action="store_true", help=_("do not ask"))
    action.add_argument("--format", choices=("text", "json"), default="text")
    return action
