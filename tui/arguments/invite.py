"""`seatwarden invite --client NAME EMAIL...`: people into one client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.arguments.base import Arguments, writes
from tui.translate import _

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class InviteArguments(Arguments):
    """`emails` as typed; `role` and `groups` (names) are for everybody whose row names none. `give` are
    collections as NAME=PERMISSION, for everybody."""

    emails: Sequence[str] = ()
    role: str = "user"
    groups: Sequence[str] = ()
    permissions: Sequence[str] = ()
    give: Sequence[str] = ()


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `invite`."""
    parser.set_defaults(shape=InviteArguments)
    writes(parser)
    parser.add_argument("emails", nargs="*", metavar="EMAIL", help=_("addresses to invite"))
    parser.add_argument(
        "--input",
        default="",
        metavar="FILE|-",
        help=_("addresses, or CSV with the columns email, role, groups; - reads stdin"),
    )
    parser.add_argument(
        "--role",
        default="user",
        choices=("user", "admin", "owner", "custom"),
        help=_("of everybody whose row names none"),
    )
    parser.add_argument(
        "--group",
        action="append",
        dest="groups",
        default=[],
        metavar="NAME",
        help=_("into this group, where a row names none; may be repeated"),
    )
    parser.add_argument(
        "--permission",
        action="append",
        dest="permissions",
        default=[],
        metavar="NAME",
        help=_("of a custom role, by the server's name; may be repeated"),
    )
    parser.add_argument(
        "--collection",
        action="append",
        dest="give",
        default=[],
        metavar="NAME=PERMISSION",
        help=_("direct access for everybody: view, view-hidden, edit, edit-hidden or manage"),
    )
