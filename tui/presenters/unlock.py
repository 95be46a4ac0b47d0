"""Words of the unlock screen. Pure."""

from __future__ import annotations

from backend_client.portal.account import Account
from tui.safe_text import safe_text
from tui.translate import _


def account_line(account: Account | None) -> str:
    """Who is locked, and on which server; nothing of what the account can see."""
    if account is None:
        return _("Nobody is signed in.")
    return _("{email} on {server} is locked.").format(
        email=safe_text(account.email, limit=80), server=safe_text(account.server, limit=80)
    )


def over_note(*, over: bool) -> str:
    """What the master password does where the server ended the session; empty where it did not."""
    if not over:
        return ""
    return _(
        "The server ended this session, so the keys were dropped. The master password signs in again; "
        "what was typed stays."
    )


def practice_note(password: str) -> str:
    """Prints the practice password: practice data guard nothing."""
    return _("Practice: the master password is {password}").format(password=safe_text(password))
