"""Changing the collections of a client: create, rename, nest, grant, delete. One write each, journalled.

A collection is recognised by its encrypted name, which is never made twice: reading the list again
tells whether a request arrived. Names have no uniqueness on the server; a name that exists is refused here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.collection_access import Holders
from backend_client.portal.collection_desk import NOBODY, name_of, row_of
from backend_client.portal.collection_grants import CollectionGrants
from backend_client.portal.collection_overview import Assignee, CollectionOverview, NewCollection
from backend_client.portal.collection_rules import check_sendable_name
from backend_client.portal.collection_switches import save_switches, switches_of
from backend_client.portal.collections import Access, Collection, Manager, Permission, open_collections
from backend_client.portal.groups import groups_of
from backend_client.portal.interruptions import SettledAct, settle_inside
from backend_client.portal.selections import selection_of
from backend_client.portal.shown_acts import Shown, shown_collections
from backend_client.portal.shown_members import shown_members

if TYPE_CHECKING:
    from backend_client.api.collections import CollectionRow
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import OpenedClient
    from backend_client.portal.providers import Provider


class CollectionChanges(CollectionGrants):
    """The acts on a client's collections.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names; every change also ReadOnlyMode, RuleBroken, ChangedMeanwhile
    ("collection": it is gone), NotApplied and OutcomeUnknown.
    """

    async def overview(self, provider: Provider, client: Client) -> CollectionOverview:
        """The client's collections, decrypted, with everybody who may hold them. Quiet."""
        opened = await self._opener.open(provider, client)
        rows = await self._api.collections.list(opened.id)
        holders = await Holders.read(self._api, opened)
        record = None if opened.vaultwarden else await self._record(opened)
        found = CollectionOverview(
            collections=open_collections(rows.rows, opened.key, holders.access()),
            members=holders.members_in(),
            groups=holders.groups_in(),
            owner=holders.owner(),
            admin_access=(
                opened.vaultwarden or None
                if record is None
                else record.allow_admin_access_to_all_collection_items
            ),
            most=None if record is None else record.max_collections,
            grants=holders.grants(),
            bulk=not opened.vaultwarden,
        )
        shown = Shown(
            collections=None if rows.unreadable else shown_collections(found.collections),
            groups=groups_of(holders.groups, holders.members),
            members=shown_members(holders.members),
            admin_access=found.admin_access,
        )
        return replace(found, settled=self._settled(opened, shown))

    def _settled(self, opened: OpenedClient, shown: Shown) -> tuple[SettledAct, ...]:
        host = self._api.server.host
        try:
            return settle_inside(self._journal, host, opened.id, shown.decide, "collection")
        except OSError:
            return ()  # the next overview asks again

    async def create(self, provider: Provider, client: Client, new: NewCollection) -> Collection:
        """Create one. Without a manager only where admins have access to all items. One that was sent before
        a crash and may still arrive is refused."""
        opened = await self._open_to_change(provider, client)
        key = opened.sealing_key
        check_sendable_name(new.name)
        rows = await self._rows(opened)
        self._check_free(opened, rows, new.name)
        self._acts.check_not_under_way("collection.create", opened.id, "collection", new.name)
        if new.manager is None and not await self._admin_access(opened):
            raise RuleBroken(Rule.COLLECTION_NEEDS_MANAGER)
        sealed = str(key.encrypt_text(new.name))
        managers = [] if new.manager is None else [selection_of(new.manager.id, Permission.MANAGE)]
        by_group = new.manager is not None and new.manager.is_group
        act = self._begin(
            "collection.create",
            opened,
            after={"collection": new.name, "manager": new.manager.name if new.manager else None},
        )
        await act.send(
            self._api.collections.create(
                opened.id,
                name=sealed,
                groups=managers if by_group else [],
                users=[] if by_group else managers,
            )
        )
        made = await self._seen(opened, act, lambda row: row.name == sealed)
        act.done()
        return _opened(opened, made, new.manager)

    async def rename(self, provider: Provider, client: Client, collection_id: str, name: str) -> None:
        """Give one another name; slashes nest it. What is nested below it keeps its own name.

        Refused by the server where nobody manages it and admins have no access to all items.
        """
        opened = await self._open_to_change(provider, client)
        key = opened.sealing_key
        check_sendable_name(name)
        rows = await self._rows(opened)
        row = row_of(rows, collection_id)
        self._check_free(opened, (each for each in rows if each.id != row.id), name)
        lists = (await Holders.read(self._api, opened)).lists(row.id) if opened.vaultwarden else None
        sealed = str(key.encrypt_text(name))
        act = self._begin(
            "collection.rename",
            opened,
            before={"collection": name_of(opened, row), "collection_id": row.id},
            after={"collection": name, "collection_id": row.id},
        )
        await act.send(self._update(opened, row, lists, name=sealed))
        await self._seen(opened, act, lambda found: found.id == row.id and found.name == sealed)
        act.done()

    async def delete(self, provider: Provider, client: Client, collection_id: str) -> None:
        """Delete one. Its items stay, in other collections or unassigned; what is nested below stays."""
        opened = await self._open_to_change(provider, client)
        row = row_of(await self._rows(opened), collection_id)
        act = self._begin(
            "collection.delete", opened, before={"collection": name_of(opened, row), "collection_id": row.id}
        )
        await act.send(self._api.collections.delete(opened.id, row.id))
        if any(found.id == row.id for found in await self._rows_after(opened, act)):
            act.not_seen()
        act.done()

    async def admin_access(self, provider: Provider, client: Client) -> bool:
        """Whether owners and admins reach every collection, so that nobody need manage one."""
        return await self._admin_access(await self._opener.open(provider, client))

    async def set_admin_access(self, provider: Provider, client: Client, on: bool) -> None:
        """Switch that; the client's other settings for collections stay as they are at this moment."""
        opened = await self._open_to_change(provider, client)
        if opened.vaultwarden:
            raise RuleBroken(Rule.NO_COLLECTION_SETTINGS)
        before = switches_of(await self._api.organizations.read(opened.id))
        if before.admin_access is on:
            return
        act = self._begin(
            "collection.admin_access", opened, before={"admin_access": not on}, after={"admin_access": on}
        )
        await save_switches(self._api, act, opened.id, before, replace(before, admin_access=on))

    def _check_free(self, opened: OpenedClient, rows: Iterable[CollectionRow], name: str) -> None:
        if any(each.name == name for each in open_collections(rows, opened.key, NOBODY)):
            raise RuleBroken(Rule.COLLECTION_EXISTS)


def _opened(opened: OpenedClient, row: CollectionRow, manager: Assignee | None) -> Collection:
    managers = (
        () if manager is None else (Manager(manager.name, manager.is_group, confirmed=manager.confirmed),)
    )
    return open_collections([row], opened.key, Access({}, {row.id: managers}, {}))[0]
