"""Changing the collections of a client: create, rename, nest, grant, delete. One write each, journalled.

A collection is recognised by its encrypted name, which is never made twice: reading the list again
tells whether a request arrived. Names have no uniqueness on the server; a name that exists is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from backend_client.errors import (
    ChangedMeanwhile,
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal.acts import Act
from backend_client.portal.collection_access import Holders, Lists
from backend_client.portal.collection_overview import Assignee, CollectionOverview, NewCollection
from backend_client.portal.collection_rules import check_sendable_name
from backend_client.portal.collections import Access, Collection, Manager, Permission, open_collections
from backend_client.portal.selections import selection_of

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.collections import CollectionRow
    from backend_client.api.organizations import OrganizationAnswer
    from backend_client.api.selection import Selection
    from backend_client.portal.acts import Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider

_NOBODY = Access({}, {}, {})


class CollectionChanges:
    """The acts on a client's collections.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names; every change also ReadOnlyMode, RuleBroken, ChangedMeanwhile
    ("collection": it is gone), NotApplied and OutcomeUnknown.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts

    async def overview(self, provider: Provider, client: Client) -> CollectionOverview:
        """The client's collections, decrypted, with everybody who may hold them. Quiet."""
        opened = await self._opener.open(provider, client)
        rows = await self._api.collections.list(opened.id)
        holders = await Holders.read(self._api, opened)
        record = None if opened.vaultwarden else await self._record(opened)
        return CollectionOverview(
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

    async def create(self, provider: Provider, client: Client, new: NewCollection) -> Collection:
        """Create one. Without a manager only where admins have access to all items."""
        opened = await self._open_to_change(provider, client)
        check_sendable_name(new.name)
        rows = await self._rows(opened)
        self._check_free(opened, rows, new.name)
        if new.manager is None and not await self._admin_access(opened):
            raise RuleBroken(Rule.COLLECTION_NEEDS_MANAGER)
        sealed = str(opened.key.encrypt_text(new.name))
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
        check_sendable_name(name)
        rows = await self._rows(opened)
        row = _row(rows, collection_id)
        self._check_free(opened, (each for each in rows if each.id != row.id), name)
        lists = (await Holders.read(self._api, opened)).lists(row.id) if opened.vaultwarden else None
        sealed = str(opened.key.encrypt_text(name))
        act = self._begin(
            "collection.rename",
            opened,
            before={"collection": _name(opened, row), "collection_id": row.id},
            after={"collection": name, "collection_id": row.id},
        )
        await act.send(self._update(opened, row, lists, name=sealed))
        await self._seen(opened, act, lambda found: found.id == row.id and found.name == sealed)
        act.done()

    async def delete(self, provider: Provider, client: Client, collection_id: str) -> None:
        """Delete one. Its items stay, in other collections or unassigned; what is nested below stays."""
        opened = await self._open_to_change(provider, client)
        row = _row(await self._rows(opened), collection_id)
        act = self._begin(
            "collection.delete", opened, before={"collection": _name(opened, row), "collection_id": row.id}
        )
        await act.send(self._api.collections.delete(opened.id, row.id))
        if any(found.id == row.id for found in await self._rows_after(opened, act)):
            act.not_seen()
        act.done()

    async def grant(
        self,
        provider: Provider,
        client: Client,
        collection_ids: Sequence[str],
        assignee: Assignee,
        permission: Permission,
    ) -> None:
        """Give `assignee` this access to the collections, in place of what it has there; NO_ACCESS takes it.

        Giving is one request for all of them; taking, and everything on Vaultwarden, is one for each, and
        stops at the first that fails. A last manager is not taken where admins have no access to all items.
        """
        opened = await self._open_to_change(provider, client)
        rows = await self._rows(opened)
        wanted = [_row(rows, each) for each in dict.fromkeys(collection_ids)]
        holders = await Holders.read(self._api, opened)
        await self._check_grant(opened, holders, wanted, assignee, permission)
        if opened.vaultwarden or permission is Permission.NO_ACCESS:
            for row in wanted:
                await self._replace_lists(opened, row, assignee, permission)
        else:
            await self._add_access(opened, wanted, assignee, permission)

    async def admin_access(self, provider: Provider, client: Client) -> bool:
        """Whether owners and admins reach every collection, so that nobody need manage one."""
        return await self._admin_access(await self._opener.open(provider, client))

    async def set_admin_access(self, provider: Provider, client: Client, on: bool) -> None:
        """Switch that; the client's other settings for collections stay as they are at this moment."""
        opened = await self._open_to_change(provider, client)
        if opened.vaultwarden:
            raise RuleBroken(Rule.NO_COLLECTION_SETTINGS)
        before = await self._api.organizations.read(opened.id)
        if before.allow_admin_access_to_all_collection_items is on:
            return
        act = self._begin(
            "collection.admin_access", opened, before={"admin_access": not on}, after={"admin_access": on}
        )
        await act.send(
            self._api.organizations.set_collection_management(
                opened.id,
                limit_collection_creation=before.limit_collection_creation,
                limit_collection_deletion=before.limit_collection_deletion,
                limit_item_deletion=before.limit_item_deletion,
                allow_admin_access_to_all_collection_items=on,
            )
        )
        try:
            now = await self._api.organizations.read(opened.id)
        except SeatwardenError as error:
            act.unreadable(error)
        if now.allow_admin_access_to_all_collection_items is not on:
            act.not_seen()
        act.done()

    # The parts of the acts

    async def _open_to_change(self, provider: Provider, client: Client) -> OpenedClient:
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        return await self._opener.open(provider, client)

    def _begin(
        self,
        act: str,
        opened: OpenedClient,
        *,
        before: dict[str, object] | None = None,
        after: dict[str, object] | None = None,
    ) -> Act:
        return self._acts.begin(
            act,
            client=opened.client.name,
            provider_id=opened.provider.id,
            organization_id=opened.id,
            before=before,
            after=after,
        )

    async def _rows(self, opened: OpenedClient) -> tuple[CollectionRow, ...]:
        return (await self._api.collections.list(opened.id)).rows

    async def _rows_after(self, opened: OpenedClient, act: Act) -> tuple[CollectionRow, ...]:
        try:
            return await self._rows(opened)
        except SeatwardenError as error:
            act.unreadable(error)

    async def _seen(
        self, opened: OpenedClient, act: Act, is_it: Callable[[CollectionRow], bool]
    ) -> CollectionRow:
        found = next(filter(is_it, await self._rows_after(opened, act)), None)
        if found is None:
            act.not_seen()
        return found

    async def _record(self, opened: OpenedClient) -> OrganizationAnswer | None:
        """The organization's own record, which admins who are no owners are not shown."""
        try:
            return await self._api.organizations.read(opened.id)
        except (NotFound, NotPermitted):
            return None

    async def _admin_access(self, opened: OpenedClient) -> bool:
        if opened.vaultwarden:
            return True
        record = await self._api.organizations.read(opened.id)
        return record.allow_admin_access_to_all_collection_items

    def _check_free(self, opened: OpenedClient, rows: Iterable[CollectionRow], name: str) -> None:
        if any(each.name == name for each in open_collections(rows, opened.key, _NOBODY)):
            raise RuleBroken(Rule.COLLECTION_EXISTS)

    async def _update(
        self, opened: OpenedClient, row: CollectionRow, lists: Lists | None, *, name: str = ""
    ) -> None:
        await self._api.collections.update(
            opened.id,
            row.id,
            name=name or row.name,
            external_id=row.external_id,
            groups=None if lists is None else lists.groups,
            users=None if lists is None else lists.users,
        )

    async def _check_grant(
        self,
        opened: OpenedClient,
        holders: Holders,
        wanted: Sequence[CollectionRow],
        assignee: Assignee,
        permission: Permission,
    ) -> None:
        if not holders.knows(assignee):
            raise RuleBroken(Rule.ASSIGNEE_GONE)
        if assignee.everywhere:
            raise RuleBroken(Rule.REACHES_EVERYTHING)
        if permission is Permission.MANAGE:
            return
        last = any(_is_last(holders.lists(row.id), assignee) for row in wanted)
        if last and not await self._admin_access(opened):
            raise RuleBroken(Rule.COLLECTION_LAST_MANAGER)

    async def _add_access(
        self,
        opened: OpenedClient,
        wanted: Sequence[CollectionRow],
        assignee: Assignee,
        permission: Permission,
    ) -> None:
        chosen: list[Selection] = [selection_of(assignee.id, permission)]
        act = self._begin_access(opened, wanted, assignee, permission)
        await act.send(
            self._api.collections.bulk_access(
                opened.id,
                [row.id for row in wanted],
                groups=chosen if assignee.is_group else [],
                users=[] if assignee.is_group else chosen,
            )
        )
        await self._settle_access(opened, act, wanted, assignee, permission)

    async def _replace_lists(
        self, opened: OpenedClient, row: CollectionRow, assignee: Assignee, permission: Permission
    ) -> None:
        lists = (await Holders.read(self._api, opened)).lists(row.id)
        act = self._begin_access(opened, [row], assignee, permission)
        await act.send(self._update(opened, row, lists.with_grant(assignee, permission)))
        await self._settle_access(opened, act, [row], assignee, permission)

    def _begin_access(
        self,
        opened: OpenedClient,
        wanted: Sequence[CollectionRow],
        assignee: Assignee,
        permission: Permission,
    ) -> Act:
        names = [_name(opened, row) or "" for row in wanted]
        return self._begin(
            "collection.access",
            opened,
            after={
                "group" if assignee.is_group else "member": assignee.name,
                "permission": permission.name.lower(),
                **({"collection": names[0]} if len(names) == 1 else {"collections": len(names)}),
                "collection_ids": [row.id for row in wanted],
            },
        )

    async def _settle_access(
        self,
        opened: OpenedClient,
        act: Act,
        wanted: Sequence[CollectionRow],
        assignee: Assignee,
        permission: Permission,
    ) -> None:
        try:
            holders = await Holders.read(self._api, opened)
        except SeatwardenError as error:
            act.unreadable(error)
        seen = [holders.permission(row.id, assignee) is permission for row in wanted]
        if not any(seen):
            act.not_seen()
        if not all(seen):
            act.half_done()
            raise OutcomeUnknown(act.failure or SeatwardenError("a part of the access is not seen"))
        act.done()


def _row(rows: Iterable[CollectionRow], collection_id: str) -> CollectionRow:
    found = next((row for row in rows if row.id == collection_id), None)
    if found is None:
        raise ChangedMeanwhile("collection")
    return found


def _is_last(lists: Lists, assignee: Assignee) -> bool:
    managers = [each.id for each in (*lists.groups, *lists.users) if each.manage]
    return managers == [assignee.id]


def _name(opened: OpenedClient, row: CollectionRow) -> str | None:
    return open_collections([row], opened.key, _NOBODY)[0].name


def _opened(opened: OpenedClient, row: CollectionRow, manager: Assignee | None) -> Collection:
    managers = (
        () if manager is None else (Manager(manager.name, manager.is_group, confirmed=manager.confirmed),)
    )
    return open_collections([row], opened.key, Access({}, {row.id: managers}, {}))[0]
