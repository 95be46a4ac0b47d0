"""`seatwarden join`: an invitation by its link, without screens."""

from __future__ import annotations

import getpass
import json
import sys
from typing import TYPE_CHECKING

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.join_link import LinkKind, read_link
from backend_client.portal.joined import Invitation
from backend_client.secret import Secret
from tui.arguments.join import JoinArguments
from tui.commands.connection import on_account
from tui.commands.output import FAILED, OK, USAGE, agreed, complain, write_out
from tui.explain import explanation_of
from tui.presenters.joining import (
    invitation_lines,
    invitation_record,
    joined_record,
    joined_sentences,
    next_sentences,
    not_mine,
    other_server,
)
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_LONGEST = 200_000


def run_join(given: JoinArguments) -> int:
    """Read the link, say what it is, accept it. Returns the exit code."""
    at_terminal = sys.stdin.isatty()
    if not (given.yes or given.dry_run or at_terminal):
        return complain(_("This changes things: give --yes, or --dry-run to see what it would do."), USAGE)
    try:
        text = _link(at_terminal)
    except (KeyboardInterrupt, EOFError):
        return complain(_("Interrupted."), FAILED)

    async def work(portal: Portal) -> int:
        try:
            invitation = await portal.joining.read(text.reveal())
        except RuleBroken as refused:
            if refused.rule is Rule.JOIN_OTHER_SERVER:
                return complain(other_server(read_link(text.reveal()).host, portal.server), FAILED)
            return complain(explanation_of(refused).line(), USAGE)
        return await _accept(given, portal, invitation)

    return on_account(given, work, keys=not given.dry_run)


def _link(at_terminal: bool) -> Secret:
    if at_terminal:
        return Secret(getpass.getpass(_("Invitation link (not shown): ")))
    return Secret(sys.stdin.read(_LONGEST))


async def _accept(given: JoinArguments, portal: Portal, invitation: Invitation) -> int:
    if given.dry_run:
        return _told(given, invitation)
    if not invitation.for_me:
        return complain(not_mine(invitation), FAILED)
    if invitation.link.kind is LinkKind.SETUP:
        return complain(_("A provider is set up on the screens: start seatwarden, then :join."), FAILED)
    if refused := _phrase_refused(given, invitation):
        return complain(refused, USAGE)
    if not given.yes and not agreed(invitation_lines(invitation)):
        return complain(_("Nothing was sent."), FAILED)
    joined = await portal.joining.accept(invitation)
    if given.format == "json":
        return write_out(json.dumps(joined_record(joined), indent=2, ensure_ascii=True) + "\n")
    phrase = (f"  {joined.phrase}",) if joined.phrase else ()
    return write_out("\n".join((*joined_sentences(joined), *phrase, *next_sentences(joined))) + "\n")


def _told(given: JoinArguments, invitation: Invitation) -> int:
    """What the link is."""
    if given.format == "json":
        write_out(json.dumps(invitation_record(invitation), indent=2, ensure_ascii=True) + "\n")
    else:
        write_out("\n".join((*invitation_lines(invitation), _("Nothing was sent."))) + "\n")
    return OK if invitation.for_me else complain(not_mine(invitation), FAILED)


def _phrase_refused(given: JoinArguments, invitation: Invitation) -> str:
    """Why the account's key is not given to an organization: --yes alone does not agree to its phrase."""
    if invitation.enrolment is None:
        return ""
    if given.phrase:
        same = given.phrase.strip().casefold() == invitation.enrolment.phrase
        return "" if same else _("THE PHRASE DIFFERS from the one that was given. Nothing was sent.")
    if not given.yes:
        return ""
    return _(
        "Joining enrols you in account recovery: give --phrase with the organization's fingerprint phrase."
        " --dry-run shows it."
    )
