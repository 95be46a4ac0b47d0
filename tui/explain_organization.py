"""Words for what stands against changes of a client organization and its domains. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client import errors
from backend_client.errors import Rule
from tui.explanation import Explain, Explanation
from tui.translate import _, ngettext

ORGANIZATION_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.BILLING_EMAIL: lambda _n: (_("This is no e-mail address."), _("Correct it.")),
    Rule.SETTINGS_FIXED: lambda _n: (
        _("Vaultwarden has no settings for collections: they are fixed there."),
        _("Nothing to do."),
    ),
    Rule.SETTINGS_UNREAD: lambda _n: (
        _("The server does not show this organization's record to your account."),
        _("Only owners and provider staff may change it."),
    ),
    Rule.SETTINGS_UNCHANGED: lambda _n: (_("It is so already."), _("There is nothing to send.")),
    Rule.API_KEY_WITHOUT_FLAG: lambda _n: (
        _("The client's plan has no API key."),
        _("It comes with the Teams and Enterprise plans."),
    ),
    Rule.DOMAINS_WITHOUT_FLAG: lambda _n: (
        _("The client's plan has no claimed domains."),
        _("They come with the Enterprise plan."),
    ),
    Rule.DOMAINS_NOT_SERVED: lambda _n: (_("Vaultwarden has no claimed domains."), _("Nothing to do.")),
    Rule.DOMAIN_NAME: lambda _n: (
        _("This is no domain name: letters, digits, hyphens and dots, such as example.com."),
        _("Type it without https:// and without a path."),
    ),
    Rule.DOMAIN_EXISTS: lambda _n: (
        _("The client claims this domain already."),
        _("v on its row has the server look for the record."),
    ),
    Rule.DOMAIN_VERIFIED: lambda _n: (_("This domain is verified already."), _("There is nothing to send.")),
}

ORGANIZATION_CHANGED: Final[Mapping[str, Callable[[], tuple[str, str]]]] = {
    "settings": lambda: (
        _("Somebody changed the organization's settings meanwhile. Nothing was sent."),
        _("R reads them again; then do it again."),
    ),
    "domain": lambda: (
        _("The domain is no longer in the list. Nothing was sent."),
        _("R reads the list again."),
    ),
}


def seats_gone(error: errors.SeatsGone, words_of: Explain) -> Explanation:
    """The organization is there, and its seats are not counted any more."""
    released = ngettext(
        "The client was not deleted, but the server gave its {count} seat back to the pool.",
        "The client was not deleted, but the server gave its {count} seats back to the pool.",
        error.seats,
    ).format(count=error.seats)
    return Explanation(
        _("Not deleted"),
        f"{words_of(error.cause).sentence} {released}",
        _("Look at the pool before you assign seats; any change of this client's seats counts them anew."),
    )
