"""What to write to somebody who was invited: what to expect, step by step. Pure.

The text is pasted into a mail, so it has paragraphs; every name in it is foreign text made safe.
"""

from __future__ import annotations

from backend_client.portal.clients import Client
from backend_client.portal.members import Member
from backend_client.portal.onboarding.steps import Person
from backend_client.portal.providers import Provider, ProviderKind
from tui.presenters.onboarding_people import LIFE
from tui.safe_text import safe_text
from tui.translate import _


def mail_text(member: Member | Person, client: Client, provider: Provider, *, who: str, server: str) -> str:
    """The text for `member`. `who` is the address of whoever invites, `server` a host name."""
    organization = safe_text(client.name, limit=80)
    name = safe_text(member.name, limit=60)
    inviter = safe_text(provider.name, limit=80)
    if provider.kind is ProviderKind.OWN_ORGANIZATIONS or not inviter:
        inviter = organization
    email = safe_text(member.email, limit=120)
    paragraphs = (
        _("Hello {name},").format(name=name) if name else _("Hello,"),
        _(
            "{inviter} ({who}) has invited you to the password manager of {organization}. A mail with the "
            'subject "Join {organization}" or similar is on its way to {email}, or has arrived; please look '
            "in the spam folder too."
        ).format(inviter=inviter, who=safe_text(who, limit=120), organization=organization, email=email),
        _("1. Open the link in that mail. It works for {days} days; afterwards ask us for a new one.").format(
            days=LIFE.days
        ),
        *account_steps(server),
        _("4. After that call you see the shared passwords of {organization}.").format(
            organization=organization
        ),
    )
    return "\n\n".join(paragraphs) + "\n"


def account_steps(server: str) -> tuple[str, str]:
    """The second and the third step of everybody who was invited: an account at `server`, and the phrase."""
    return (
        _(
            '2. If you have an account at {server} with this address, log in. If not, choose "Create '
            'account" and a long master password. Nobody can reset it for you, so keep it well.'
        ).format(server=safe_text(server, limit=80)),
        _(
            "3. We then call you and compare five words, your fingerprint phrase. You find it in your "
            "account settings. Please never send it by mail."
        ),
    )
