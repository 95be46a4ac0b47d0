"""What to write to somebody who was invited into a provider: what to expect, step by step. Pure.

The text is pasted into a mail, so it has paragraphs; every name in it is foreign text made safe.
"""

from __future__ import annotations

from backend_client.portal.people import Person
from backend_client.portal.providers import Provider
from tui.presenters.member_mail import account_steps
from tui.presenters.people import person_role
from tui.safe_text import safe_text
from tui.translate import _


def staff_mail_text(person: Person, provider: Provider, *, who: str, server: str) -> str:
    """The text for `person`. `who` is the address of whoever invites, `server` a host name."""
    name = safe_text(provider.name, limit=80)
    paragraphs = (
        _("Hello,"),
        _(
            "{who} has invited you to administer the client organizations of {provider}, as {role}. A mail "
            'with the subject "Join {provider}" or similar is on its way to {email}, or has arrived; please '
            "look in the spam folder too."
        ).format(
            who=safe_text(who, limit=120),
            provider=name,
            role=person_role(person.role).lower(),
            email=safe_text(person.email, limit=120),
        ),
        _("1. Open the link in that mail. It works for 120 hours; afterwards ask us for a new one."),
        *account_steps(server),
        _("4. After that call you reach every client of {provider}. Switch on two-step login before.").format(
            provider=name
        ),
    )
    return "\n\n".join(paragraphs) + "\n"
