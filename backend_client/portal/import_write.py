"""Importing into clients: what a file would do, encrypting it, what became of earlier imports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_client.errors import ImportHalfDone, OutcomeUnknown, Rule, RuleBroken, SeatwardenError
from backend_client.portal import clock
from backend_client.portal.acts import Acts
from backend_client.portal.import_plan import (
    ImportPlan,
    Mark,
    check_sendable,
    mark,
    plan_import,
    without_known,
)
from backend_client.portal.import_seal import Progress, SealedImport
from backend_client.portal.import_send import ImportSender, ImportStep
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.importers.imported import Imported
from backend_client.portal.interruptions import SettledAct, interrupted_inside, settle_inside
from backend_client.portal.item_counts import ItemCount, ItemCounts
from backend_client.portal.journal import Journal
from backend_client.portal.providers import Provider, ProviderKind
from backend_client.portal.shown_acts import Shown, mark_of
from backend_client.portal.vault_items import ItemType

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.ciphers import CipherRow
    from backend_client.api.rows import Rows
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener, ReadingKey


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What arrived: items, collections `made` and `reused`. Nobody manages `unmanaged` of those made yet.

    `new_ids` are the ids of the new collections; empty where they could not be read again. `names` are
    theirs (foreign text), where they were asked for.
    """

    items: int
    made: int
    reused: int
    unmanaged: int
    new_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


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
        self._sender = ImportSender(api, opener=opener, acts=acts, items=self._items)

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

    async def plan(
        self, provider: Provider, client: Client, imported: Imported, *, only_new: bool = False
    ) -> ImportPlan:
        """What the import would do to this client. Sends nothing. `only_new`: without the items that look
        like existing ones.

        Raises ImportProblem where names of existing collections do not open, and KeyChanged.
        """
        opened = await self._opener.open(provider, client)
        _ = opened.sealing_key  # whose key is not the known one is told before anything is planned
        collections = await self._sender.collections(client, opened.key)
        rows = await self._items(client)
        marks = await asyncio.to_thread(_marks, rows.rows, opened.key)
        if only_new:
            imported = await asyncio.to_thread(without_known, imported, marks)
        return await asyncio.to_thread(
            plan_import, imported, collections, marks, existing=len(rows), vaultwarden=opened.vaultwarden
        )

    async def prepare(
        self, provider: Provider, client: Client, plan: ImportPlan, progress: Progress | None = None
    ) -> SealedImport:
        """Encrypt what `plan` says. Sends nothing; afterwards nothing of the file is needed any more.

        Raises ReadOnlyMode, RuleBroken, ImportProblem, KeyChanged.
        """
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        check_sendable(plan)
        key = (await self._opener.open(provider, client)).sealing_key
        return await SealedImport.of(plan, key, client.organization_id, progress)

    async def send_part(
        self,
        provider: Provider,
        client: Client,
        sealed: SealedImport,
        number: int,
        at: Callable[[ImportStep], bool] = lambda _step: True,
    ) -> ImportResult | None:
        """Send the request of that number; what arrived in all after the last one, without names. `at` is
        told each step; False before SENDING stops it.

        Raises as `send`; ImportHalfDone is about this request alone.
        """
        await self._sender.part(provider, client, sealed, number, at)
        return None if sealed.requests[number + 1 :] else await self._result(provider, client, sealed)

    async def send(
        self, provider: Provider, client: Client, plan: ImportPlan, progress: Progress | None = None
    ) -> ImportResult:
        """Do what `plan` says. Cancelled while it encrypts, it sends nothing; cancelled later, it goes on to
        its end unwatched, and the journal tells.

        Raises ReadOnlyMode, RuleBroken, ImportProblem, KeyChanged, NotApplied, ImportHalfDone,
        OutcomeUnknown.
        """
        sealed = await self.prepare(provider, client, plan, progress)
        under_way = asyncio.ensure_future(self._send(provider, client, sealed))
        under_way.add_done_callback(_seen)
        return await asyncio.shield(under_way)

    async def _send(self, provider: Provider, client: Client, sealed: SealedImport) -> ImportResult:
        """All requests, one after the other: goes on to its end when whoever waits for it gives up."""
        arrived = 0
        names: tuple[str, ...] = ()
        for number, request in enumerate(sealed.requests):
            try:
                made = await self._sender.part(provider, client, sealed, number, lambda _step: True)
            except ImportHalfDone as error:
                raise ImportHalfDone(arrived + error.arrived, sealed.items) from error
            except OutcomeUnknown:
                raise
            except SeatwardenError as error:
                if number:
                    raise ImportHalfDone(arrived, sealed.items) from error
                raise
            names = names or made
            arrived += request.count
        return await self._result(provider, client, sealed, names)

    async def _result(
        self, provider: Provider, client: Client, sealed: SealedImport, names: tuple[str, ...] = ()
    ) -> ImportResult:
        own = provider.kind is ProviderKind.OWN_ORGANIZATIONS
        made = len(sealed.made_names)
        ids = await self._sender.made_ids(client, sealed)
        return ImportResult(sealed.items, made, sealed.reused, 0 if own else made, ids, names)

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

    async def _items(self, client: Client) -> Rows[CipherRow]:
        """Every item, as the server lists them; their number is noted."""
        rows = await self._api.ciphers.list(client.organization_id)
        self._counts.note(client.organization_id, ItemCount(_live(rows), clock.now()))
        return rows


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
