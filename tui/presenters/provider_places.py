"""Which screens of the provider itself a role may open, and why not. Pure."""

from __future__ import annotations

from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
from tui.translate import _

ADMINS_ONLY = frozenset({"people", "events", "settings"})
"""What the server shows to provider admins alone; of billing it shows others the subscription."""


def place_refusal(provider: Provider | None, place: str) -> str:
    """Why `place` (a `ProviderPlace`) cannot be opened; empty when it can."""
    if provider is None:
        return _("The clients have not been read yet.")
    if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
        return _("These are your own organizations: there is no provider with people, bills and a log.")
    if place in ADMINS_ONLY and provider.role is not ProviderRole.ADMIN:
        return _("Provider admins only: the server shows it to nobody else. Ask one of them.")
    if place == "billing" and provider.kind is ProviderKind.RESELLER:
        return _("A reseller has no bill of its own here: the vendor bills each client.")
    if place == "billing" and not provider.billable:
        return _("This provider has no consolidated billing: the vendor bills each client.")
    return ""
