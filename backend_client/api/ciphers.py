"""The items of an organization, still encrypted: listing them, and importing many at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.large_rows import read_large_rows
from backend_client.api.rows import Rows
from backend_client.api.wire import Id, Listed, Number, WireModel, read_nothing
from backend_client.secret import Secret

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class CipherLogin(WireModel):
    """The part of a login that tells it apart. An EncString."""

    username: str | None = None


class CipherRow(WireModel):
    """One item: type, and what tells it apart. Texts are EncStrings; `key` wraps a key of its own.

    An item in no collection has no `collection_ids`. The server lists items of the trash as well.
    """

    id: Id
    type: Number
    name: str | None = None
    key: str | None = None
    login: CipherLogin | None = None
    collection_ids: Listed[str] = ()
    deleted_date: str | None = None


class ImportBody:
    """The body of one import, written piece by piece. Texts in it are EncStrings.

    `collections` are (id, name): with the id of an existing collection that one is used and its name
    stays; with None a new one is made.
    """

    def __init__(self, collections: Sequence[tuple[str | None, str]]) -> None:
        self._collections: list[dict[str, object]] = [
            {"id": identifier, "name": name, "externalId": None, "groups": [], "users": []}
            for identifier, name in collections
        ]
        self._pieces: list[bytes] = []
        self._pairs: list[dict[str, int]] = []
        self._count = 0

    def add(self, ciphers: str, shelves: Sequence[Sequence[int]]) -> None:
        """Append items, written by `filled_in`; of each the places of its collections in the list given
        at the start.
        """
        if shelves:
            self._pieces.append(f"{',' if self._count else ''}{ciphers}".encode())
        for places in shelves:
            self._pairs += [{"key": self._count, "value": place} for place in places]
            self._count += 1

    def use(self, ids: Mapping[str, str | None]) -> None:
        """The ids of its collections by the name they have here, as they are now; None: it is made."""
        for row in self._collections:
            row["id"] = ids.get(str(row["name"]))

    def content(self) -> bytes:
        """The bytes to send. Every member stands in it: some servers refuse a missing one."""
        tail = {
            "collections": self._collections,
            "collectionRelationships": self._pairs,
            "folders": [],
            "folderRelationships": [],
        }
        # Copied once: a large copy keeps every other thread waiting.
        return b"".join((b'{"ciphers":[', *self._pieces, f"],{_dumps(tail)[1:]}".encode()))


class CiphersApi:
    """Calls about an organization's items."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, organization_id: str) -> Rows[CipherRow]:
        """Every item of the organization, also unassigned ones and those in the trash."""
        query = {"organizationId": organization_id}
        call = Call("GET", "ciphers/organization-details", query=query, bulk=True)
        return await read_large_rows(CipherRow, await self._caller.request(call))

    async def purge(self, organization_id: str, proof: Secret) -> None:
        """Delete every item of the organization for good. `proof` is the caller's authentication hash.

        BadRequest for a wrong one, NotFound for an account that may not.
        """
        query = {"organizationId": organization_id}
        call = Call("POST", "ciphers/purge", query=query, body={"masterPasswordHash": proof})
        read_nothing(await self._caller.request(call))

    async def import_into(self, organization_id: str, content: bytes) -> None:
        """Import the `content` of an ImportBody. Not idempotent: repeated, it doubles everything.

        The server says nothing of what it made. Refused with BadRequest as a whole when one text is
        too long or the caller may not.
        """
        query = {"organizationId": organization_id}
        await self._caller.request(
            Call("POST", "ciphers/import-organization", query=query, json_bytes=content)
        )


def filled_in(ciphers: Sequence[Mapping[str, Any]], blank: str, texts: Sequence[str]) -> str:
    """JSON of `ciphers` with commas between them, every value `blank` in it replaced by the next of `texts`.

    `texts` are EncStrings: they stand in JSON as they are. Raises ValueError where their number differs.
    """
    parts = _dumps(ciphers)[1:-1].split(blank)
    if len(parts) != len(texts) + 1:
        raise ValueError("one text for every blank")
    whole = [""] * (len(parts) + len(texts))
    whole[::2], whole[1::2] = parts, texts
    return "".join(whole)
