"""`seatwarden collections ACTION`: the collections of one client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.arguments.base import Arguments, reading, writing
from tui.arguments.groups import PERMISSIONS
from tui.translate import _

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    reading(actions, "list", words)
    _fill_create(writing(actions, "create", _("make collections; names that exist are left alone")))
    rename = writing(actions, "rename", _("give a collection another name; a slash nests"))
    rename.add_argument("names", nargs=1, metavar="NAME|ID")
    rename.add_argument("new_name", metavar="NEW-NAME")
    rename.add_argument("--alone", action="store_true", help=_("leave what is nested below where it is"))
    grant = writing(actions, "grant", _("set what a member or a group may do with collections"))
    grant.add_argument("who", metavar="EMAIL|GROUP")
    grant.add_argument("permission", choices=PERMISSIONS)
    grant.add_argument("names", nargs="*", metavar="NAME|ID")
    grant.add_argument("--unmanaged", action="store_true", help=_("those that nobody manages"))
    delete = writing(actions, "delete", _("delete a collection; its items stay"))
    delete.add_argument("names", nargs=1, metavar="NAME|ID")
    delete.add_argument("--confirm", default="", metavar="NAME", help=_("the collection's name, typed"))
    access = writing(actions, "admin-access", _("whether owners and admins reach every item"))
    access.add_argument("switch", choices=("on", "off"))


def _fill_create(create: argparse.ArgumentParser) -> None:
    create.add_argument("names", nargs="*", metavar="NAME")
    create.add_argument("--pattern", choices=("department", "function"), default="", help=_("common names"))
    create.add_argument("--input", default="", metavar="FILE|-", help=_("names, one per line; - reads stdin"))
    create.add_argument(
        "--manager", default="", metavar="EMAIL|GROUP", help=_("who manages them; else the owner")
    )
