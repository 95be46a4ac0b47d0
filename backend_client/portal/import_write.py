"""Sending an import: encrypt, journal, one request, read again. Nothing is ever sent twice.

A body above the server's limit goes in several requests, each with its own line in the journal.

The request makes everything or nothing on the vendor's servers, and says neither what it made nor
whether it was complete. Every encrypted text is unique, so reading the items again shows exactly
which of ours arrived, whoever else works in the organization meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_client.errors import (
    BadAnswer,
    ImportFault,
    ImportHalfDone,
    ImportProblem,
    OutcomeUnknown,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal import clock
from backend_client.portal.acts import Acts
from backend_client.portal.collections import Access, Collection, open_collections
from backend_client.portal.import_plan import (
    ImportPlan,
    Mark,
    check_sendable,
    compare_again,
    mark,
    plan_import,
)
from backend_client.portal.import_seal import Progress, SealedImport, SealedRequest
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.importers.imported import Imported
from backend_client.portal.interruptions import SettledAct, interrupted_inside, settle_inside
from backend_client.portal.item_counts import ItemCount, ItemCounts
from backend_client.portal.journal import Journal
from backend_client.portal.providers import Provider, ProviderKind
from backend_client.portal.shown_acts import IMPORT, Shown, mark_of, marks_of
from backend_client.portal.vault_items import ItemType

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.ciphers import CipherRow
    from backend_client.api.rows import Rows
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener, ReadingKey


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What arrived. `unmanaged` names the new collections that nobody manages yet (foreign text).

    `new_ids` are the ids of the new collections; empty where they could not be read again.
    """

    items: int
    new_collections: tuple[str, ...]
    reused: int
    unmanaged: tuple[str, ...]
    new_ids: tuple[str, ...] = ()


class VaultImport:
    """Imports into clients. Needs an unlocked session.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names.
    """

    def __init__(
        self,
        api: Api,
        *,
        opener: ClientOpener,
        acts: Acts,
        journal: Journal | None,
        counts: ItemCounts | None = None,
    ) -> None:
        """`counts` is told of every list of items that is read."""
        self._api = api
        self._opener = opener
        self._acts = acts
        self._journal = journal
        self._counts = ItemCounts() if counts is None else counts

    async def count(self, provider: Provider, client: Client) -> ItemCount:
        """Count the items of this client. Downloads the whole vault, encrypted; opens none of it."""
        await self._opener.open(provider, client)
        rows = await self._items(client)
        return ItemCount(_live(rows), clock.now())

    async def read(
        self, provider: Provider, client: Client, data: bytes, kind: ImportFormat | None = None
    ) -> tuple[ImportFormat, Imported]:
        """The contents of a file that only the client's own key opens. Raises ImportProblem."""
        key = (await self._opener.open(provider, client)).key
        return await asyncio.to_thread(read_export, data, kind, key=key)

    async def plan(self, provider: Provider, client: Client, imported: Imported) -> ImportPlan:
        """What the import would do to this client. Sends nothing.

        Raises ImportProblem where names of existing collections do not open, and KeyChanged.
        """
        opened = await self._opener.open(provider, client)
        _ = opened.sealing_key  # whose key is not the known one is told before anything is planned
        collections = await self._collections(client, opened.key)
        rows = await self._items(client)
        marks = await asyncio.to_thread(_marks, rows.rows, opened.key)
        return await asyncio.to_thread(
            plan_import, imported, collections, marks, existing=len(rows), vaultwarden=opened.vaultwarden
        )

    async def send(
        self,
        provider: Provider,
        client: Client,
        plan: ImportPlan,
        progress: Progress | None = None,
        *,
        sending: Callable[[], None] | None = None,
    ) -> ImportResult:
        """Do what `plan` says. Cancelled while it encrypts, it sends nothing; cancelled later (`sending`
        was called), it goes on to its end unwatched, and the journal tells.

        Raises ReadOnlyMode, RuleBroken, ImportProblem, NotApplied, ImportHalfDone, OutcomeUnknown.
        """
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        check_sendable(plan)
        opened = await self._opener.open(provider, client)
        key = opened.sealing_key
        collections = await self._collections(client, key)
        plan = compare_again(plan, collections)
        sealed = await SealedImport.of(plan, key, client.organization_id, progress)
        content = await asyncio.to_thread(sealed.requests[0].body.content)
        if sending is not None:
            sending()
        under_way = asyncio.ensure_future(
            self._send(provider, client, plan, len(collections), sealed, content)
        )
        under_way.add_done_callback(_seen)
        return await asyncio.shield(under_way)

    async def _send(
        self,
        provider: Provider,
        client: Client,
        plan: ImportPlan,
        collections: int,
        sealed: SealedImport,
        content: bytes,
    ) -> ImportResult:
        """All requests, one after the other: goes on to its end when whoever waits for it gives up."""
        arrived = 0
        made = collections + len(plan.new_collections)
        for number, request in enumerate(sealed.requests):
            try:
                if number:
                    content = await self._later_content(client, sealed, request)
                counts = (made if number else collections, made)
                await self._send_one(
                    provider, client, plan, request, content, arrived, counts, sealed.collection_names
                )
            except ImportHalfDone as error:
                raise ImportHalfDone(arrived + error.arrived, plan.items) from error
            except OutcomeUnknown:
                raise
            except SeatwardenError as error:
                if number:
                    raise ImportHalfDone(arrived, plan.items) from error
                raise
            arrived += len(request.item_names)
        own = provider.kind is ProviderKind.OWN_ORGANIZATIONS
        unmanaged = () if own else plan.new_collections
        new_ids = await self._new_ids(client, sealed)
        return ImportResult(plan.items, plan.new_collections, len(plan.reused), unmanaged, new_ids)

    async def _send_one(
        self,
        provider: Provider,
        client: Client,
        plan: ImportPlan,
        request: SealedRequest,
        content: bytes,
        earlier: int,
        collections: tuple[int, int],
        collection_names: frozenset[str],
    ) -> None:
        """From the intent to the outcome of one request. `earlier` items of the import arrived before it."""
        before, items = plan.existing + earlier, len(request.item_names)
        several = {"earlier": earlier, "all": plan.items} if len(plan.requests) > 1 else {}
        act = self._acts.begin(
            IMPORT,
            client=client.name,
            provider_id=provider.id,
            organization_id=client.organization_id,
            before={"items": before, "collections": collections[0]},
            after={
                "items": before + items,
                "collections": collections[1],
                "marks": marks_of(list(request.item_names)),
                **several,
            },
        )
        await act.send(self._api.ciphers.import_into(client.organization_id, content))
        try:
            arrived = await self._arrived(client, request, collection_names)
        except SeatwardenError as error:
            act.unreadable(error)
        if not arrived:
            act.not_seen()
        if arrived < max(1, items):
            act.half_done()
            raise ImportHalfDone(arrived, items)
        act.done()

    async def _later_content(self, client: Client, sealed: SealedImport, request: SealedRequest) -> bytes:
        """The body of a request after the first. Raises BadAnswer where the new collections are not shown."""
        rows = await self._api.collections.list(client.organization_id)
        ids = {row.name: row.id for row in rows.rows if row.name in sealed.collection_names}
        if not sealed.made(ids):
            raise BadAnswer(endpoint="GET collections", problem="new collections are missing")
        return await asyncio.to_thread(request.body.content)

    async def settle(self, provider: Provider, client: Client) -> tuple[SettledAct, ...]:
        """What became of imports into this client that a crash interrupted. May raise OSError.

        Each is told once; one that waits, each time. The items are read only where there is one.
        """
        marks = await self.marks(provider, client)
        decide = Shown(item_marks=marks).decide
        return settle_inside(self._journal, self._api.server.host, client.organization_id, decide, "vault")

    async def marks(self, provider: Provider, client: Client) -> frozenset[str] | None:
        """What recognises imports among this client's items; None where none was interrupted, or where
        rows cannot be read. Reads the items. May raise OSError."""
        host = self._api.server.host
        if not interrupted_inside(self._journal, host, client.organization_id, "vault"):
            return None
        await self._opener.open(provider, client)
        rows = await self._items(client)
        return None if rows.unreadable else frozenset(mark_of(row.name) for row in rows if row.name)

    async def _collections(self, client: Client, key: ReadingKey) -> tuple[Collection, ...]:
        rows = await self._api.collections.list(client.organization_id)
        collections = open_collections(rows.rows, key, Access({}, {}, {}))
        closed = sum(collection.name is None for collection in collections) + rows.unreadable
        if closed:
            raise ImportProblem(ImportFault.COLLECTION_NAMES_UNREADABLE, limit=closed)
        return collections

    async def _items(self, client: Client) -> Rows[CipherRow]:
        """Every item, as the server lists them; their number is noted."""
        rows = await self._api.ciphers.list(client.organization_id)
        self._counts.note(client.organization_id, ItemCount(_live(rows), clock.now()))
        return rows

    async def _new_ids(self, client: Client, sealed: SealedImport) -> tuple[str, ...]:
        """The ids of the collections that were made. The import is over: not to know them is no failure."""
        if not sealed.collection_names:
            return ()
        try:
            rows = await self._api.collections.list(client.organization_id)
        except SeatwardenError:
            return ()
        return tuple(row.id for row in rows.rows if row.name in sealed.collection_names)

    async def _arrived(self, client: Client, request: SealedRequest, collection_names: frozenset[str]) -> int:
        """How many of our items are there; of an import of collections only, how many of those."""
        if not request.item_names:
            rows = await self._api.collections.list(client.organization_id)
            return sum(row.name in collection_names for row in rows.rows)
        found = await self._items(client)
        arrived = sum(row.name in request.item_names for row in found)
        if found.unreadable and arrived < len(request.item_names):
            raise BadAnswer(endpoint="GET ciphers/organization-details", problem="rows that cannot be read")
        return arrived


def _seen(sending: asyncio.Future[ImportResult]) -> None:
    """Take note of how it ended, which nobody may be waiting for any more."""
    if not sending.cancelled():
        sending.exception()


def _marks(rows: Iterable[CipherRow], key: ReadingKey) -> frozenset[Mark]:
    """What existing items look like. Those with a key of their own, or in the trash, are left out."""
    known = {int(kind) for kind in ItemType}
    plain = [
        row for row in rows if row.key is None and not row.deleted_date and row.name and row.type in known
    ]
    names = key.decrypt_many([row.name or "" for row in plain])
    users = key.decrypt_many([(row.login.username if row.login else None) or "" for row in plain])
    return frozenset(
        mark(ItemType(row.type), name.decode("utf-8", "replace"), _text(user))
        for row, name, user in zip(plain, names, users, strict=True)
        if isinstance(name, bytes)
    )


def _text(opened: object) -> str:
    return opened.decode("utf-8", "replace") if isinstance(opened, bytes) else ""


def _live(rows: Rows[CipherRow]) -> int:
    """How many are not in the trash; one that cannot be read counts as an item."""
    return sum(row.deleted_date is None for row in rows) + rows.unreadable
