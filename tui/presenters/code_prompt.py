"""Words of the code prompt: where each kind of code comes from. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.errors import CodeMethod
from tui.explain_account import two_step_names
from tui.safe_text import safe_text
from tui.translate import _


def where_from(method: CodeMethod, email_hint: str) -> str:
    """Where the person finds the code. `email_hint` is the server's redacted address (foreign text)."""
    mailbox = safe_text(email_hint, limit=80) or _("your e-mail address")
    return {
        CodeMethod.AUTHENTICATOR: _("Open your authenticator app and type the 6 digits it shows."),
        CodeMethod.EMAIL: _("Two-step login by e-mail: the code goes to {mailbox}.").format(mailbox=mailbox),
        CodeMethod.YUBIKEY: _(
            "Put the cursor in the field and touch your YubiKey; it types the code itself."
        ),
        CodeMethod.NEW_DEVICE: _(
            "The server does not know this device yet. It mailed a code to {mailbox}."
        ).format(mailbox=mailbox),
    }[method]


def mailed(method: CodeMethod) -> bool:
    """Whether the server can be asked to mail this code."""
    return method in {CodeMethod.EMAIL, CodeMethod.NEW_DEVICE}


def other_ways(unsupported: Sequence[str]) -> str:
    """Names the account's methods that need a browser; empty when there are none."""
    if not unsupported:
        return ""
    names = two_step_names(unsupported)
    return _("Your account also has methods that need a browser: {names}.").format(names=names)
