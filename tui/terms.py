"""Words of the field that servers and their versions name differently, each in one place.

Newer servers say "shared folder" where older ones say "collection"; which word a reader sees is
decided here alone.
"""

from __future__ import annotations

from backend_client.portal.clients import Tier
from backend_client.portal.providers import ProviderKind, ProviderRole
from tui.translate import _, ngettext


def collections_word(count: int) -> str:
    """The word for `count` collections, without the number."""
    return ngettext("collection", "collections", count)


def client_heading(kind: ProviderKind) -> str:
    """The heading over the names of clients."""
    if kind is ProviderKind.BUSINESS_UNIT:
        return _("Business unit")
    if kind is ProviderKind.OWN_ORGANIZATIONS:
        return _("Organization")
    return _("Client")


def clients_counted(kind: ProviderKind, count: int) -> str:
    """So many clients, in the words of this kind of provider."""
    if kind is ProviderKind.BUSINESS_UNIT:
        words = ngettext("{count} business unit", "{count} business units", count)
    elif kind is ProviderKind.OWN_ORGANIZATIONS:
        words = ngettext("{count} organization", "{count} organizations", count)
    else:
        words = ngettext("{count} client", "{count} clients", count)
    return words.format(count=count)


def role_word(role: ProviderRole) -> str:
    """What the signed-in person is, as the title line says it."""
    return {
        ProviderRole.ADMIN: _("Provider admin"),
        ProviderRole.SERVICE_USER: _("Service user"),
        ProviderRole.ORGANIZATION_ADMIN: _("Organization admin"),
    }[role]


def tier_word(tier: Tier, plan: str) -> str:
    """A plan's family in full; `plan` (already safe) where the family is not known."""
    return {Tier.TEAMS: _("Teams"), Tier.ENTERPRISE: _("Enterprise")}.get(tier, plan)


def tier_abbreviation(tier: Tier, plan: str) -> str:
    """A plan's family in at most five cells."""
    return {Tier.TEAMS: _("Teams"), Tier.ENTERPRISE: _("Ent")}.get(tier, plan)
