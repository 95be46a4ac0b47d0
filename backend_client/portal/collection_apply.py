"""Sending planned changes of collections: each kind to its act. For everything that shows a plan first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.errors import SeatwardenError
from backend_client.portal.collection_overview import NewCollection
from backend_client.portal.collection_plan import CollectionChange, Grant, Removal, Rename

if TYPE_CHECKING:
    from backend_client.portal.clients import Client
    from backend_client.portal.collection_changes import CollectionChanges
    from backend_client.portal.providers import Provider


async def apply_changes(
    acts: CollectionChanges, provider: Provider, client: Client, changes: Sequence[CollectionChange]
) -> list[SeatwardenError | None]:
    """Make `changes`; one result each, None: done. Grants of the same access go out in one request."""
    grants = [change for change in changes if isinstance(change, Grant)]
    if len(grants) == len(changes) > 1 and len({(one.assignee, one.permission) for one in grants}) == 1:
        ids = [one.collection_id for one in grants]
        try:
            await acts.grant(provider, client, ids, grants[0].assignee, grants[0].permission)
        except SeatwardenError as error:
            return [error] * len(changes)
        return [None] * len(changes)
    return [await _result(acts, provider, client, change) for change in changes]


async def _result(
    acts: CollectionChanges, provider: Provider, client: Client, change: CollectionChange
) -> SeatwardenError | None:
    try:
        await _apply(acts, provider, client, change)
    except SeatwardenError as error:
        return error
    return None


async def _apply(
    acts: CollectionChanges, provider: Provider, client: Client, change: CollectionChange
) -> None:
    if isinstance(change, NewCollection):
        await acts.create(provider, client, change)
    elif isinstance(change, Rename):
        await acts.rename(provider, client, change.collection_id, change.name)
    elif isinstance(change, Removal):
        await acts.delete(provider, client, change.collection_id)
    elif isinstance(change, Grant):
        ids = [change.collection_id]
        await acts.grant(provider, client, ids, change.assignee, change.permission)
    else:
        await acts.set_admin_access(provider, client, change.on)
