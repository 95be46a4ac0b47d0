"""`seatwarden members ACTION`: the people of one client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.arguments.base import Arguments, reading, writing
from tui.translate import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.arguments.base import Actions


@dataclass(frozen=True, slots=True)
class MembersArguments(Arguments):
    """`emails` are addresses or member ids, `confirmed` those typed again, `phrases` ADDRESS=PHRASE.

    `reset` says what a recovery resets, `generate` that its new password is made here."""

    members_action: str = ""
    emails: Sequence[str] = ()
    confirmed: Sequence[str] = ()
    phrases: Sequence[str] = ()
    everybody: bool = False
    reset: str = "password"
    generate: bool = False


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `members`."""
    parser.set_defaults(shape=MembersArguments)
    actions = parser.add_subparsers(dest="members_action", metavar="ACTION", required=True)
    reading(actions, "list", _("everybody, and where they stand"))
    confirm = _writes(actions, "confirm", _("confirm people whose fingerprint phrase was compared"))
    confirm.add_argument(
        "--phrase",
        action="append",
        dest="phrases",
        default=[],
        metavar="EMAIL=PHRASE",
        help=_("the five words the person read out; who has none is not confirmed without a terminal"),
    )
    _or_all(confirm, _("everybody who accepted"))
    _or_all(_writes(actions, "resend", _("mail invitations again")), _("everybody with an open invitation"))
    for name, words in (
        ("revoke", _("suspend people; their seats are free at once")),
        ("remove", _("take people out of the client")),
    ):
        action = _writes(actions, name, words)
        action.add_argument(
            "--confirm",
            action="append",
            dest="confirmed",
            default=[],
            metavar="EMAIL",
            help=_("each address again; --yes never replaces it"),
        )
    _writes(actions, "restore", _("take suspended people back; each takes a seat"))
    _recover(_writes(actions, "recover", _("give a member a new, temporary master password")))


def _recover(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--confirm",
        action="append",
        dest="confirmed",
        default=[],
        metavar="EMAIL",
        help=_("the address again: it locks the person out of their present password"),
    )
    action.add_argument(
        "--generate",
        action="store_true",
        help=_("make the password here and print it once, alone; otherwise it is typed twice"),
    )
    action.add_argument(
        "--reset",
        choices=("password", "both", "two-step"),
        default="password",
        help=_("what is reset: the master password, two-step login, or both"),
    )


def _writes(actions: Actions, name: str, words: str) -> argparse.ArgumentParser:
    action = writing(actions, name, words)
    action.add_argument("emails", nargs="*", metavar="EMAIL|ID")
    return action


def _or_all(action: argparse.ArgumentParser, words: str) -> None:
    action.add_argument("--all", action="store_true", dest="everybody", help=words)
