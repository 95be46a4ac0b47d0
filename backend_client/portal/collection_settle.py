"""What became of acts on collections that a crash interrupted: the journal asks, the collections answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from backend_client.portal import clock
from backend_client.portal.collection_overview import CollectionOverview, SettledCollection
from backend_client.portal.collections import Permission
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.processes import still_runs

LATE = timedelta(minutes=2)
"""How long after its intent a request may still arrive."""

_PREFIX = "collection."


def settle_collections(
    journal: Journal, server: str, organization_id: str, overview: CollectionOverview
) -> tuple[SettledCollection, ...]:
    """Decide interrupted acts on this client by what `overview` shows; write what was found, so that each
    is told once. What may still arrive is left for later. May raise OSError."""
    told: list[SettledCollection] = []
    for entry in journal.unfinished():
        ours = (entry.server, entry.organization_id) == (server, organization_id)
        if not ours or not entry.act.startswith(_PREFIX) or still_runs(entry.process):
            continue
        outcome = _outcome(entry, overview)
        if outcome is not Outcome.DONE and clock.now() - entry.at < LATE:
            continue
        _write(journal, entry, outcome)
        told.append(SettledCollection(entry, outcome))
    return tuple(told)


def _outcome(entry: Entry, overview: CollectionOverview) -> Outcome:
    names = {each.id: each.name for each in overview.collections}
    found: dict[str, list[bool]] = {
        "collection.create": [entry.after.get("collection") in names.values()],
        "collection.rename": [names.get(_id(entry.after)) == entry.after.get("collection")],
        "collection.delete": [_id(entry.before) not in names],
        "collection.admin_access": [entry.after.get("admin_access") is overview.admin_access],
    }
    seen = _access(entry.after, overview) if entry.act == "collection.access" else found.get(entry.act, [])
    if not seen:
        return Outcome.UNKNOWN
    if all(seen):
        return Outcome.DONE
    return Outcome.HALF_DONE if any(seen) else Outcome.NOT_SENT


def _access(after: Mapping[str, Any], overview: CollectionOverview) -> list[bool]:
    ids, holder, wanted = after.get("collection_ids"), after.get("assignee_id"), after.get("permission")
    if not isinstance(ids, list):
        return []
    return [
        overview.grants.get((str(each), str(holder)), Permission.NO_ACCESS).name.lower() == wanted
        for each in ids
    ]


def _id(figures: Mapping[str, Any]) -> str:
    return str(figures.get("collection_id"))


def _write(journal: Journal, entry: Entry, outcome: Outcome) -> None:
    journal.append(
        who=entry.who,
        server=entry.server,
        act=entry.act,
        phase=Phase.OUTCOME,
        client=entry.client,
        organization_id=entry.organization_id,
        provider_id=entry.provider_id,
        outcome=outcome,
        about=entry.number,
        note="found after an interruption",
    )
