"""An import encrypted: the bodies of its requests, and the texts by which their parts are recognised."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from secrets import token_hex
from typing import TYPE_CHECKING

from backend_client.portal.import_plan import ImportPlan
from backend_client.portal.item_body import item_body
from backend_client.portal.vault_items import Item

if TYPE_CHECKING:
    from backend_client.api.ciphers import ImportBody
    from backend_client.crypto.keys import SymmetricKey

_SLICE = 100  # items encrypted between two looks of the event loop at its screen

Progress = Callable[[int, int], None]
"""Told the items encrypted so far, and all of them."""


class SealedRequest:
    """One body, and the encrypted names of its items in their order."""

    def __init__(self, body: ImportBody) -> None:
        self.body = body
        self.item_names: dict[str, None] = {}


class SealedImport:
    """The requests of an import, in the order they are sent. Every one names every collection."""

    def __init__(self, requests: Sequence[SealedRequest], collection_names: frozenset[str]) -> None:
        """`collection_names` are the encrypted names of the collections that the first request makes."""
        self.requests = requests
        self.collection_names = collection_names

    @classmethod
    async def of(
        cls, plan: ImportPlan, key: SymmetricKey, organization_id: str, progress: Progress | None
    ) -> SealedImport:
        """Encrypt the whole import, slice by slice, away from the event loop."""
        from backend_client.api.ciphers import ImportBody  # noqa: PLC0415

        names = plan.imported.collections
        sealed_names = key.encrypt_texts([name.encode() for name in names])
        ids = {reused.name: reused.id for reused in plan.reused}
        pairs = [(ids.get(name), text) for name, text in zip(names, sealed_names, strict=True)]
        places = {name: place for place, name in enumerate(names)}
        requests = []
        for items, start in _runs(plan):
            request = SealedRequest(ImportBody(pairs))
            for done in range(0, len(items), _SLICE):
                part = items[done : done + _SLICE]
                written, sealed = await asyncio.to_thread(_seal, part, key, organization_id)
                request.item_names.update(dict.fromkeys(sealed))
                request.body.add(written, [[places[name] for name in item.collections] for item in part])
                if progress is not None:
                    progress(start + done + len(part), plan.items)
            requests.append(request)
        return cls(requests, frozenset(text for known, text in pairs if known is None))

    def made(self, ids: Mapping[str, str]) -> bool:
        """Have the later requests use the collections of the first: `ids` by encrypted name.

        Returns whether all of them are known; a later request would make those that are not once more.
        """
        for request in self.requests[1:]:
            request.body.reuse(ids)
        return self.collection_names <= ids.keys()


def _runs(plan: ImportPlan) -> Iterator[tuple[Sequence[Item], int]]:
    """The items of each request, and how many stand before them."""
    start = 0
    for count in plan.requests:
        yield plan.imported.items[start : start + count], start
        start += count


def _seal(items: Sequence[Item], key: SymmetricKey, organization_id: str) -> tuple[str, list[str]]:
    """The bodies of these items, written, and their encrypted names."""
    from backend_client.api.ciphers import filled_in  # noqa: PLC0415

    blank = f"<{token_hex(16)}>"  # no file can hold it: it is made now
    texts: list[bytes] = []
    bodies, names = [], []

    def gather(text: str, _limit: int, _path: str) -> str:
        texts.append(text.encode())
        return blank

    for item in items:
        names.append(len(texts))  # its name is the first text of an item
        bodies.append(item_body(item, organization_id, gather))
    sealed = key.encrypt_texts(texts)
    return filled_in(bodies, blank, sealed), [sealed[place] for place in names]
