"""Whether admins' access to all items was switched on from here, so that it can be offered back off."""

from __future__ import annotations

from collections.abc import Iterable

from backend_client.portal.journal import Entry, Outcome, Phase

ACT = "collection.admin_access"
"""What switching it alone is called in the journal."""

_ACTS = frozenset({ACT, "organization.collections"})
"""Alone, and with the other settings for collections."""


def switched_on_here(entries: Iterable[Entry], server: str, organization_id: str) -> bool:
    """Whether the last switch that these entries tell of, and that was made, was one to on."""
    switches: dict[int, bool] = {}
    last = False
    for entry in entries:
        if entry.act not in _ACTS or (entry.server, entry.organization_id) != (server, organization_id):
            continue
        if entry.phase is Phase.INTENT and "admin_access" in entry.after:
            switches[entry.number] = entry.after.get("admin_access") is True
        elif entry.outcome is Outcome.DONE and entry.about in switches:
            last = switches[entry.about]
    return last
