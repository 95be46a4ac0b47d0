"""`seatwarden collections ACTION`: the collections of one client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.arguments.base import Arguments, shows, writes
from tui.arguments.groups import PERMISSIONS
from tui.translate import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.arguments.base import Actions


@dataclass(frozen=True, slots=True)
class CollectionsArguments(Arguments):
    """`names` are collections, by name or id where they exist; `who` a member's e-mail, a group, or an id."""

    collections_action: str = ""
    names: Sequence[str] = ()
    pattern: str = ""
    manager: str = ""
    new_name: str = ""
    alone: bool = False
    who: str = ""
    permission: str = ""
    unmanaged: bool = False
    switch: str = ""


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `collections`."""
    parser.set_defaults(shape=CollectionsArguments)
    actions = parser.add_subparsers(dest="collections_action", metavar="ACTION", required=True)
    words = _("names, groups and managers of the collections")
    shows(actions.add_parser("list", help=words, allow_abbrev=False))
    _fill_create(_writes(actions, "create", _("make collections; names that exist are left alone")))
    rename = _writes(actions, "rename", _("give a collection another name; a slash nests"))
    rename.add_argument("names", nargs=1, metavar="NAME|ID")
    rename.add_argument("new_name", metavar="NEW-NAME")
    rename.add_argument("--alone", action="store_true", help=_("leave what is nested below where it is"))
    grant = _writes(actions, "grant", _("set what a member or a group may do with collections"))
    grant.add_argument("who", metavar="EMAIL|GROUP")
    grant.add_argument("permission", choices=PERMISSIONS)
    grant.add_argument("names", nargs="*", metavar="NAME|ID")
    grant.add_argument("--unmanaged", action="store_true", help=_("those that nobody manages"))
    delete = _writes(actions, "delete", _("delete a collection; its items stay"))
    delete.add_argument("names", nargs=1, metavar="NAME|ID")
    delete.add_argument("--confirm", default="", metavar="NAME", help=_("the collection's name, typed"))
    access = _writes(actions, "admin-access", _("whether owners and admins reach every item"))
    access.add_argument("switch", choices=("on", "off"))


def _fill_create(create: argparse.ArgumentParser) -> None:
    create.add_argument("names", nargs="*", metavar="NAME")
    create.add_argument("--pattern", choices=("department", "function"), default="", help=_("common names"))
    create.add_argument("--input", default="", metavar="FILE|-", help=_("names, one per line; - reads stdin"))
    create.add_argument(
        "--manager", default="", metavar="EMAIL|GROUP", help=_("who manages them; else the owner")
    )


def _writes(actions: Actions, name: str, words: str) -> argparse.ArgumentParser:
    action = actions.add_parser(name, help=words, allow_abbrev=False)
    writes(action)
    return action
