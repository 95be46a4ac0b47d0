"""`seatwarden groups ACTION`: the groups of one client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.arguments.base import Arguments, reading, writing
from tui.translate import _

if TYPE_CHECKING:
    from collections.abc import Sequence

PERMISSIONS = ("none", "view-hidden", "view", "edit-hidden", "edit", "manage")
"""How a permission is typed, weakest first; `hidden` hides passwords."""


@dataclass(frozen=True, slots=True)
class GroupsArguments(Arguments):
    """`group` and `collection` are names or ids, `added` and `removed` addresses or member ids."""

    groups_action: str = ""
    names: Sequence[str] = ()
    pattern: str = ""
    group: str = ""
    collection: str = ""
    permission: str = ""
    new_name: str = ""
    added: Sequence[str] = ()
    removed: Sequence[str] = ()


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `groups`."""
    parser.set_defaults(shape=GroupsArguments)
    actions = parser.add_subparsers(dest="groups_action", metavar="ACTION", required=True)
    words = _("groups, their members, and what they reach as a matrix")
    reading(actions, "list", words)
    create = writing(actions, "create", _("make groups; names that exist are left alone"))
    create.add_argument("names", nargs="*", metavar="NAME")
    create.add_argument("--pattern", choices=("department",), default="", help=_("the usual departments"))
    create.add_argument("--input", default="", metavar="FILE|-", help=_("names, one per line; - reads stdin"))
    grant = writing(actions, "grant", _("set what a group may do with a collection"))
    grant.add_argument("group", metavar="GROUP")
    grant.add_argument("collection", metavar="COLLECTION")
    grant.add_argument("permission", choices=PERMISSIONS)
    members = writing(actions, "members", _("put people into a group, or take them out"))
    members.add_argument("group", metavar="GROUP")
    for option, field, what in (
        ("--add", "added", _("put this person in")),
        ("--remove", "removed", _("take this person out")),
    ):
        members.add_argument(option, action="append", dest=field, default=[], metavar="EMAIL|ID", help=what)
    rename = writing(actions, "rename", _("give a group another name"))
    rename.add_argument("group", metavar="GROUP")
    rename.add_argument("new_name", metavar="NEW-NAME")
    delete = writing(actions, "delete", _("delete a group; members lose what they reach through it"))
    delete.add_argument("group", metavar="GROUP")
    delete.add_argument("--confirm", default="", metavar="NAME", help=_("the group's name, typed"))
