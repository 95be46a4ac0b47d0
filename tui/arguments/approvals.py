"""`seatwarden approvals ACTION`: devices of a client's members that wait for an approval."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.arguments.base import Arguments, everybody_option, reading, several, writing
from tui.translate import _

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class ApprovalsArguments(Arguments):
    """`requests` are ids, or addresses of members, which stand for all their requests; `phrases` are
    ADDRESS=PHRASE or ID=PHRASE."""

    approvals_action: str = ""
    requests: Sequence[str] = ()
    phrases: Sequence[str] = ()
    everybody: bool = False


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `approvals`."""
    parser.set_defaults(shape=ApprovalsArguments)
    actions = parser.add_subparsers(dest="approvals_action", metavar="ACTION", required=True)
    reading(actions, "list", _("the devices that wait, with the phrases they must show"))
    approve = writing(actions, "approve", _("hand members' keys to devices whose phrase was compared"))
    several(
        approve,
        "--phrase",
        "phrases",
        "EMAIL=PHRASE",
        _("the five words on the device; one without is not approved without a terminal"),
    )
    deny = writing(actions, "deny", _("refuse devices; they are not told"))
    for action in (approve, deny):
        action.add_argument("requests", nargs="*", metavar="ID|EMAIL")
        everybody_option(action, _("every device that waits"))
