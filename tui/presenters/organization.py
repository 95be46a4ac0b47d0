"""One opened client in sentences: its title, its banner, what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.portal.clients import Client
from backend_client.portal.organization import OrganizationVault
from backend_client.portal.providers import KeyState, Provider, ProviderKind
from backend_client.portal.seats import Seats
from tui.presenters.collections import CollectionRow, RowKind, unmanaged
from tui.presenters.numbers import figure
from tui.presenters.providers import provider_title
from tui.safe_text import safe_text, shorten
from tui.terms import collections_word, tier_word
from tui.translate import _, ngettext

_LONGEST_NAME = 40
"""Cells of a name beside figures."""


def vault_title(client: Client) -> str:
    """The screen's title."""
    return _("{organization} {collections}").format(
        organization=client_name(client), collections=collections_word(2)
    )


def breadcrumb(client: Client) -> str:
    """Where the reader is."""
    return " > ".join((_("Clients"), client_name(client), _("Vault")))


def key_doubt(client: Client) -> str:
    """That nothing can be encrypted to `client` as long as its key is in doubt; empty where it is not."""
    if client.key is not KeyState.CHANGED:
        return ""
    return _("Its key is not the known one: nothing can be encrypted to it. K on the clients.")


def client_name(client: Client) -> str:
    """The organization's safe name."""
    return safe_text(client.name) or _("(no name)")


def access_banner(provider: Provider, client: Client, seats: Seats | None = None) -> str:
    """How access happens, the plan and the seats (those of `client`, or newer ones): a line or two.

    Names are cut before they push the figures out of the lines.
    """
    if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
        access = _("You administer this organization.")
    else:
        access = _("Access through provider {provider}.").format(
            provider=shorten(provider_title(provider), _LONGEST_NAME)
        )
    plan = tier_word(client.tier, safe_text(client.plan, limit=_LONGEST_NAME))
    return f"{access} {plan}, {seats_words(client.seats if seats is None else seats)}"


def seats_words(seats: Seats) -> str:
    """Assigned, used and left, in words; never 0 for what is not known."""
    if seats.unlimited:
        return _("{used} used, no seat limit").format(used=figure(seats.used))
    if seats.assigned is None:
        return _("seats not known")
    assigned = ngettext("{count} seat", "{count} seats", seats.assigned).format(count=seats.assigned)
    if seats.used is None or seats.remaining is None:
        return _("{seats}, used not known").format(seats=assigned)
    if seats.remaining < 0:
        return _("{seats}, {used} used, {over} over").format(
            seats=assigned, used=seats.used, over=-seats.remaining
        )
    return _("{seats}, {used} used, {left} left").format(
        seats=assigned, used=seats.used, left=seats.remaining
    )


def trouble_line(vault: OrganizationVault) -> str:
    """What is wrong with this vault, on one line; empty when all is well."""
    closed = sum(1 for item in vault.collections if item.name is None)
    alone = sum(1 for item in vault.collections if unmanaged(vault, item))
    parts: list[str] = []
    if alone:
        parts.append(
            _("{count} {collections} without manager").format(
                count=alone, collections=collections_word(alone)
            )
        )
    if closed:
        parts.append(
            ngettext("{count} name cannot be opened", "{count} names cannot be opened", closed).format(
                count=closed
            )
        )
    if not vault.people_known:
        parts.append(_("groups and managers could not be read"))
    if vault.unreadable:
        parts.append(
            ngettext("{count} row was malformed", "{count} rows were malformed", vault.unreadable).format(
                count=vault.unreadable
            )
        )
    if closed or vault.unreadable or not vault.people_known:
        parts.append(_("R reads again"))
    return "! " + "  ".join(parts) if parts else ""


def count_line(vault: OrganizationVault, rows: Sequence[CollectionRow]) -> str:
    """How many collections there are, and how many of them a search shows."""
    total = len(vault.collections)
    shown = sum(1 for row in rows if row.kind in {RowKind.COLLECTION, RowKind.UNMANAGED})
    if shown == total:
        return _("{count} {collections}").format(count=total, collections=collections_word(total))
    return _("{shown} of {count} {collections}").format(
        shown=shown, count=total, collections=collections_word(total)
    )


def empty_vault_line() -> str:
    """For a client without any collection."""
    return _("No {collections} yet. n creates some, I imports.").format(collections=collections_word(2))


def all_managed() -> str:
    """For a vault shown by what nobody manages, where there is none of it."""
    return _("Somebody manages every collection. ! shows all of them.")


def nothing_matches(search: str) -> str:
    """For a search that finds nothing."""
    return _("Nothing matches '{search}'. Esc clears.").format(search=safe_text(search, limit=40))
