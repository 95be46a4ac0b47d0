"""Sending an encrypted import: journal, one request, read again. Nothing is ever sent twice.

A body above the server's limit goes in several requests, each with its own line in the journal.

The request makes everything or nothing on the vendor's servers, and says neither what it made nor
whether it was complete. Every encrypted text is unique, so reading the items again shows exactly
which of ours arrived, whoever else works in the organization meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import TYPE_CHECKING

from backend_client.errors import (
    BadAnswer,
    ImportFault,
    ImportHalfDone,
    ImportProblem,
    OutcomeUnknown,
    SeatwardenError,
)
from backend_client.portal.acts import Acts
from backend_client.portal.collections import Access, Collection, open_collections
from backend_client.portal.import_seal import SealedImport, SealedRequest
from backend_client.portal.shown_acts import IMPORT, marks_of

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.ciphers import CipherRow
    from backend_client.api.rows import Rows
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener, ReadingKey
    from backend_client.portal.providers import Provider


class ImportStep(Enum):
    """What one request of an import is at. From SENDING on it cannot be stopped."""

    COMPARING = "comparing"
    SENDING = "sending"
    READING = "reading"


class ImportSender:
    """Sends the requests of one import after the other. `items` reads all items of a client."""

    def __init__(
        self,
        api: Api,
        *,
        opener: ClientOpener,
        acts: Acts,
        items: Callable[[Client], Awaitable[Rows[CipherRow]]],
    ) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts
        self._items = items

    async def part(
        self,
        provider: Provider,
        client: Client,
        sealed: SealedImport,
        number: int,
        at: Callable[[ImportStep], bool],
    ) -> tuple[str, ...]:
        """Send the request of that number, of which those before it arrived. Needs keys until it leaves.

        `at` is told each step; False before SENDING stops it. Returns the names of the collections that it
        makes (foreign text). Raises as `VaultImport.send`; ImportHalfDone is about this request alone.
        """
        self._acts.check_allowed()
        at(ImportStep.COMPARING)
        opened = await self._opener.open(provider, client)
        if opened.sealing_key.key_id != sealed.key_id:
            raise ImportProblem(ImportFault.KEY_REPLACED)
        found = await self.collections(client, opened.key)
        made: tuple[str, ...] = ()
        if not number:
            made = _place(sealed, found, opened.key)
        else:
            await self._use_made(client, sealed)
        request = sealed.requests[number]
        if request.body is None:
            raise ValueError("it was sent already")
        request.body.use(sealed.ids)
        content = await asyncio.to_thread(request.body.content)
        await self._opener.opened(provider, client)  # whoever locked meanwhile wants nothing sent
        if not at(ImportStep.SENDING):
            raise ImportProblem(ImportFault.STOPPED)
        await self._send(provider, client, sealed, number, content, len(found), at)
        return made

    async def _send(
        self,
        provider: Provider,
        client: Client,
        sealed: SealedImport,
        number: int,
        content: bytes,
        collections: int,
        at: Callable[[ImportStep], bool],
    ) -> None:
        """From the intent to the outcome of one request."""
        request = sealed.requests[number]
        earlier = sum(each.count for each in sealed.requests[:number])
        before = sealed.existing + earlier
        several = {"earlier": earlier, "all": sealed.items} if len(sealed.requests) > 1 else {}
        act = self._acts.begin(
            IMPORT,
            client=client.name,
            provider_id=provider.id,
            organization_id=client.organization_id,
            before={"items": before, "collections": collections},
            after={
                "items": before + request.count,
                "collections": collections + (0 if number else len(sealed.made_names)),
                "marks": marks_of(list(request.item_names)),
                **several,
            },
        )
        try:
            await act.send(self._api.ciphers.import_into(client.organization_id, content))
        except OutcomeUnknown:
            request.forget()  # it is never sent again
            raise
        at(ImportStep.READING)
        try:
            arrived = await self._arrived(client, request, sealed.made_names)
        except SeatwardenError as error:
            act.unreadable(error)
        finally:
            request.forget()
        if not arrived:
            act.not_seen()
        if arrived < max(1, request.count):
            act.half_done()
            raise ImportHalfDone(arrived, request.count)
        act.done()

    async def collections(self, client: Client, key: ReadingKey) -> tuple[Collection, ...]:
        """The client's collections. Raises ImportProblem where names do not open."""
        rows = await self._api.collections.list(client.organization_id)
        collections = open_collections(rows.rows, key, Access({}, {}, {}))
        closed = sum(collection.name is None for collection in collections) + rows.unreadable
        if closed:
            raise ImportProblem(ImportFault.COLLECTION_NAMES_UNREADABLE, limit=closed)
        return collections

    async def made_ids(self, client: Client, sealed: SealedImport) -> tuple[str, ...]:
        """The ids of the collections that were made. The import is over: not to know them is no failure."""
        if not sealed.made_names:
            return ()
        try:
            return tuple((await self._ids(client, sealed)).values())
        except SeatwardenError:
            return ()

    async def _use_made(self, client: Client, sealed: SealedImport) -> None:
        """Raises BadAnswer where the new collections are not shown."""
        if not sealed.made(await self._ids(client, sealed)):
            raise BadAnswer(endpoint="GET collections", problem="new collections are missing")

    async def _ids(self, client: Client, sealed: SealedImport) -> dict[str, str]:
        rows = await self._api.collections.list(client.organization_id)
        return {row.name: row.id for row in rows.rows if row.name in sealed.made_names}

    async def _arrived(self, client: Client, request: SealedRequest, made_names: frozenset[str]) -> int:
        """How many of our items are there; of an import of collections only, how many of those."""
        if not request.count:
            rows = await self._api.collections.list(client.organization_id)
            return sum(row.name in made_names for row in rows.rows)
        found = await self._items(client)
        arrived = sum(row.name in request.item_names for row in found)
        if found.unreadable and arrived < request.count:
            raise BadAnswer(endpoint="GET ciphers/organization-details", problem="rows that cannot be read")
        return arrived


def _place(sealed: SealedImport, found: tuple[Collection, ...], key: ReadingKey) -> tuple[str, ...]:
    """Recognise the collections of the import among those `found` now; the names of those to be made."""
    texts = list(sealed.ids)
    names = [name.decode() if isinstance(name, bytes) else "" for name in key.decrypt_many(texts)]
    known: dict[str, str] = {}
    for collection in found:
        known.setdefault(collection.name or "", collection.id)
    sealed.place({text: known[name] for text, name in zip(texts, names, strict=True) if name in known})
    return tuple(name for name in names if name not in known)
