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


def reading_clients(kind: ProviderKind) -> str:
    """While the list is read."""
    return _by_kind(
        kind, _("Reading the clients ..."), _("Reading the business units ..."), _("Reading them ...")
    )


def none_yet(kind: ProviderKind) -> str:
    """That there is none."""
    return _by_kind(kind, _("No clients yet."), _("No business units yet."), _("No organizations."))


def none_at_cursor(kind: ProviderKind | None) -> str:
    """That the cursor is on none."""
    return _by_kind(
        kind,
        _("There is no client under the cursor."),
        _("There is no business unit under the cursor."),
        _("There is no organization under the cursor."),
    )


def none_on_plan(kind: ProviderKind) -> str:
    """That seats can go to nobody."""
    return _by_kind(
        kind,
        _("No other client is on this plan."),
        _("No other business unit is on this plan."),
        _("No other organization is on this plan."),
    )


def two_for_a_move(kind: ProviderKind | None) -> str:
    """How many take part in a move of seats."""
    return _by_kind(
        kind,
        _("Seats move between two clients: mark two, or none and use the cursor."),
        _("Seats move between two business units: mark two, or none and use the cursor."),
        _("Seats move between two organizations: mark two, or none and use the cursor."),
    )


def suspended_words(kind: ProviderKind) -> str:
    """What a suspended provider can still do."""
    return _by_kind(
        kind,
        _("Suspended: clients cannot be changed, only unlinked."),
        _("Suspended: business units cannot be changed, only unlinked."),
        _("Suspended."),
    )


def client_named(kind: ProviderKind, name: str) -> str:
    """A new client's name (already safe) in a review."""
    words = _by_kind(
        kind, _("Client organization: {name}"), _("Business unit: {name}"), _("Organization: {name}")
    )
    return words.format(name=name)


def owner_named(kind: ProviderKind, email: str) -> str:
    """A new client's owner (already safe) in a review."""
    client = _("Client owner: {email} (is invited at once and takes a seat)")
    owner = _("Owner: {email} (is invited at once and takes a seat)")
    return _by_kind(kind, client, owner, owner).format(email=email)


def owner_label(kind: ProviderKind) -> str:
    """The label of the field for a new client's owner."""
    owner = _("Owner e-mail")
    return _by_kind(kind, _("Client owner e-mail"), owner, owner)


def name_label(kind: ProviderKind) -> str:
    """The label of the field for a new client's name."""
    return _by_kind(kind, _("Organization name"), _("Business unit name"), _("Organization name"))


def back_to_clients(kind: ProviderKind) -> str:
    """The choice that leads back to the list."""
    return _by_kind(
        kind, _("Back to the clients"), _("Back to the business units"), _("Back to the organizations")
    )


def typed_unsent() -> str:
    """The warning before typing is dropped."""
    return _("Nothing was sent. Esc again leaves and forgets what you typed.")


def _by_kind(kind: ProviderKind | None, clients: str, units: str, organizations: str) -> str:
    if kind is ProviderKind.BUSINESS_UNIT:
        return units
    return organizations if kind is ProviderKind.OWN_ORGANIZATIONS else clients


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


def closed_by_lock() -> str:
    """That a question was not there any more after unlocking."""
    return _("It was locked: the question was closed, and nothing was sent.")
