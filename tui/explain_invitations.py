"""Words for people who were not invited. Part of `tui.explain`."""

from __future__ import annotations

from backend_client import errors
from backend_client.errors import InviteRefusal
from tui.explanation import Explanation
from tui.presenters.numbers import figure
from tui.translate import _


def not_invited(error: errors.NotInvited) -> Explanation:
    """Why somebody was not invited, with the figures of the seats where they are the reason."""
    return Explanation(_("Not invited"), *_words(error))


def _words(error: errors.NotInvited) -> tuple[str, str]:
    if error.reason is InviteRefusal.SEATS:
        sentence = _(
            "Seat limit reached: {left} of {assigned} seats left, {needed} needed. Nobody was invited."
        )
        return (
            sentence.format(left=figure(error.left), assigned=figure(error.assigned), needed=error.needed),
            _("Raise the seats, then send the rest."),
        )
    if error.reason is InviteRefusal.MEMBER:
        return _("They are in this client by now."), _("The member list shows them.")
    if error.reason is InviteRefusal.SKIPPED:
        return (
            _(
                "The server left this address out without a word; it may know it as another address "
                "of a member."
            ),
            _("Look for the person in the member list."),
        )
    return _("The server stopped at an address before this one."), _("Send what was not sent.")
