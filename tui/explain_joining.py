"""Words for what stands against joining by a link and setting up a provider. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client import errors
from backend_client.errors import JoinRefusal, Rule
from tui.explanation import Explanation
from tui.safe_text import safe_text
from tui.translate import _

_FOREIGN_LIMIT: Final = 80

JOIN_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.JOIN_NO_LINK: lambda _n: (
        _("There is no invitation link in this text."),
        _("Copy the whole link, or the whole mail, and paste it."),
    ),
    Rule.JOIN_LINK_BROKEN: lambda _n: (
        _("A part of the link is missing; mail programs cut long links."),
        _("Copy the address behind the button of the mail, or the whole mail."),
    ),
    Rule.JOIN_SEVERAL_LINKS: lambda _n: (
        _("There are several invitations in this text."),
        _("Paste one of them."),
    ),
    Rule.JOIN_OTHER_SERVER: lambda _n: (
        _("The link leads to another server than the one you are signed in to. Nothing of it was sent."),
        _("Sign in to the server that the invitation came from."),
    ),
    Rule.JOIN_OTHER_ADDRESS: lambda _n: (
        _("The link is for another e-mail address than the one you are signed in with."),
        _("Sign in with that address, or ask for an invitation to yours."),
    ),
    Rule.JOIN_FIRST_OWNER: lambda _n: (
        _("This link makes you the first owner of an organization that is still to be made."),
        _("Open it in the web vault, which makes the organization's keys."),
    ),
    Rule.JOIN_KEY_CHANGED: lambda _n: (
        _("The server gives another public key of this organization than the known one."),
        _("Do not join: ask the organization, not through this server, whether its key pair is new."),
    ),
    Rule.JOIN_KEY_UNUSABLE: lambda _n: (
        _("The organization enrols everybody in account recovery, and the server gives no usable key of it."),
        _("Nothing was sent. Tell an owner of the organization."),
    ),
    Rule.SETUP_FIELDS: lambda _n: (_("A field is not right yet."), _("Correct it, then try again.")),
    Rule.SETUP_IN_BROWSER: lambda _n: (
        _("A provider is set up in the browser, because of the payment method."),
        _("Open the link there; R picks up what became of it."),
    ),
}
"""The rules of joining: a sentence, and what to do."""

_REFUSED: Final[Mapping[JoinRefusal, Callable[[], tuple[str, str]]]] = {
    JoinRefusal.GONE: lambda: (
        _("The invitation is not there any more: it was withdrawn, or the person was removed."),
        _("Ask whoever invited you for another one."),
    ),
    JoinRefusal.ALREADY: lambda: (
        _("The invitation was accepted before."),
        _("Wait for somebody to confirm you."),
    ),
    JoinRefusal.LINK_OVER: lambda: (
        _("The server does not accept the link any more. Links work for five days."),
        _("Ask whoever invited you to send it again."),
    ),
    JoinRefusal.OTHER_ADDRESS: lambda: (
        _("The invitation is for another e-mail address than yours."),
        _("Sign in with that address, or ask for an invitation to yours."),
    ),
    JoinRefusal.TWO_STEP: lambda: (
        _("The organization requires two-step login, and your account has none."),
        _("Switch it on in your account settings in the web vault, then paste the link again."),
    ),
    JoinRefusal.SINGLE_ORGANIZATION: lambda: (
        _("The organization wants to be the only one of its people, and you are in another one."),
        _("Leave the other one first, or ask for a second account."),
    ),
    JoinRefusal.OTHER_ORGANIZATION: lambda: (
        _("You are in an organization that forbids you to be in a second one."),
        _("Leave that one first, or ask for a second account."),
    ),
    JoinRefusal.AUTOMATIC_CONFIRMATION: lambda: (
        _("Your organization confirms its people automatically, which forbids you to be in a provider."),
        _("Ask for an invitation to an account of another address."),
    ),
    JoinRefusal.RECOVERY_WANTED: lambda: (
        _("The organization enrols everybody in account recovery since you read the link."),
        _("Paste the link again: its key is shown then."),
    ),
    JoinRefusal.NOT_ADMIN: lambda: (
        _("The server does not know you as the admin of this provider."),
        _("Ask the vendor who was named as its admin."),
    ),
    JoinRefusal.SET_UP_ALREADY: lambda: (
        _("This provider is set up already."),
        _("R reads your providers again."),
    ),
    JoinRefusal.OTHER: lambda: (
        _("The server refused it."),
        _("Ask whoever invited you."),
    ),
}


def not_joined(error: errors.NotJoined) -> Explanation:
    """What the server's refusal means; its own words where they are not known."""
    sentence, step = _REFUSED[error.refusal]()
    if error.refusal is JoinRefusal.OTHER and error.server_message:
        said = safe_text(error.server_message, limit=_FOREIGN_LIMIT)
        sentence = _("The server refused it: '{text}'.").format(text=said)
    return Explanation(_("Not joined"), sentence, step)
