"""`seatwarden people ACTION`: the people of the provider."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.arguments.base import Arguments, everybody_option, read_only, several, typed_again, where
from tui.translate import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.arguments.base import Actions

ROLES = ("service-user", "provider-admin")
"""Roles as they are typed, the lesser one first."""


@dataclass(frozen=True, slots=True)
class PeopleArguments(Arguments):
    """`emails` are addresses or provider-user ids, `confirmed` those typed again, `phrases`
    ADDRESS=PHRASE, `role` one of ROLES."""

    people_action: str = ""
    emails: Sequence[str] = ()
    confirmed: Sequence[str] = ()
    phrases: Sequence[str] = ()
    role: str = ""
    everybody: bool = False


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `people`."""
    parser.set_defaults(shape=PeopleArguments)
    actions = parser.add_subparsers(dest="people_action", metavar="ACTION", required=True)
    listing = _action(actions, "list", _("everybody, and where they stand"))
    listing.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help=_("how it is printed")
    )
    invite = _writes(actions, "invite", _("invite up to 20 people, all with one role"), who="EMAIL")
    invite.add_argument("--role", default=ROLES[0], choices=ROLES, help=_("of everybody"))
    invite.add_argument(
        "--input", default="", metavar="FILE|-", help=_("addresses from a file; - reads stdin")
    )
    resend = _writes(actions, "resend", _("mail invitations again"))
    everybody_option(resend, _("everybody with an open invitation"))
    confirm = _writes(actions, "confirm", _("confirm people whose fingerprint phrase was compared"))
    several(
        confirm,
        "--phrase",
        "phrases",
        "EMAIL=PHRASE",
        _("the five words the person read out; who has none is not confirmed without a terminal"),
    )
    everybody_option(confirm, _("everybody who accepted"))
    role = _writes(actions, "role", _("change roles"))
    role.add_argument("--role", required=True, choices=ROLES, help=_("the new one"))
    typed_again(role, _("each provider admin who loses the role again; --yes never replaces it"))
    remove = _writes(actions, "remove", _("take people out of the provider"))
    typed_again(remove, _("each address again; --yes never replaces it"))


def _action(actions: Actions, name: str, words: str) -> argparse.ArgumentParser:
    action = actions.add_parser(name, help=words, allow_abbrev=False)
    where(action)
    read_only(action)
    return action


def _writes(actions: Actions, name: str, words: str, *, who: str = "EMAIL|ID") -> argparse.ArgumentParser:
    action = _action(actions, name, words)
    action.add_argument("--dry-run", action="store_true", help=_("show what would be done and send nothing"))
    action.add_argument("--yes", action="store_true", help=_("do not ask"))
    action.add_argument(
        "--format", choices=("text", "json"), default="text", help=_("how results are printed")
    )
    action.add_argument("emails", nargs="*", metavar=who)
    return action
