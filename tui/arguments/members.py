"""`seatwarden members ACTION`: the people of one client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.arguments.base import Arguments, everybody_option, reading, several, typed_again, writing
from tui.translate import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.arguments.base import Actions


@dataclass(frozen=True, slots=True)
class MembersArguments(Arguments):
    """`emails` are addresses or member ids, `confirmed` those typed again, `phrases` ADDRESS=PHRASE.

    `reset` says what a recovery resets, `generate` that its new password is made here. `role` and
    `permissions` (the server's names) are what people are to be; the four lists after them name groups and
    collections, those to `give` as NAME=PERMISSION. `again`: remove and invite, where a server cannot
    change roles.
    """

    members_action: str = ""
    emails: Sequence[str] = ()
    confirmed: Sequence[str] = ()
    phrases: Sequence[str] = ()
    everybody: bool = False
    reset: str = "password"
    generate: bool = False
    role: str = ""
    permissions: Sequence[str] = ()
    add_groups: Sequence[str] = ()
    remove_groups: Sequence[str] = ()
    give: Sequence[str] = ()
    take: Sequence[str] = ()


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `members`."""
    parser.set_defaults(shape=MembersArguments)
    actions = parser.add_subparsers(dest="members_action", metavar="ACTION", required=True)
    reading(actions, "list", _("everybody, and where they stand"))
    confirm = _writes(actions, "confirm", _("confirm people whose fingerprint phrase was compared"))
    several(
        confirm,
        "--phrase",
        "phrases",
        "EMAIL=PHRASE",
        _("the five words the person read out; who has none is not confirmed without a terminal"),
    )
    everybody_option(confirm, _("everybody who accepted"))
    everybody_option(
        _writes(actions, "resend", _("mail invitations again")), _("everybody with an open invitation")
    )
    for name, words in (
        ("revoke", _("suspend people; their seats are free at once")),
        ("remove", _("take people out of the client")),
        ("delete-account", _("destroy the whole accounts of people the client claims by a verified domain")),
    ):
        typed_again(_writes(actions, name, words), _("each address again; --yes never replaces it"))
    _writes(actions, "restore", _("take suspended people back; each takes a seat"))
    _role_and_access(actions)
    _recover(_writes(actions, "recover", _("give a member a new, temporary master password")))


def _role_and_access(actions: Actions) -> None:
    show = reading(actions, "show", _("one person: role, groups, collections"))
    show.add_argument("emails", nargs=1, metavar="EMAIL|ID")
    role = writing(actions, "role", _("change what people are"))
    role.add_argument("emails", nargs="+", metavar="EMAIL|ID")
    role.add_argument("role", choices=("owner", "admin", "user", "custom"))
    words = _("of a custom role, by the server's name; exactly these; may be repeated")
    several(role, "--permission", "permissions", "NAME", words)
    role.add_argument(
        "--invite-again",
        action="store_true",
        dest="again",
        help=_("remove and invite with the new role: where a server fails at changing roles for providers"),
    )
    typed_again(role, _("the address of each owner that is one no more, or with --invite-again of everybody"))
    access = writing(
        actions, "access", _("change which groups people are in and which collections they reach")
    )
    access.add_argument("emails", nargs="+", metavar="EMAIL|ID")
    several(access, "--add-group", "add_groups", "GROUP", _("put into this group"))
    several(access, "--remove-group", "remove_groups", "GROUP", _("take out of this group"))
    words = _("give direct access: view, view-hidden, edit, edit-hidden or manage")
    several(access, "--collection", "give", "NAME=PERMISSION", words)
    several(access, "--no-collection", "take", "NAME", _("take direct access away"))


def _recover(action: argparse.ArgumentParser) -> None:
    typed_again(action, _("the address again: it locks the person out of their present password"))
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
