"""An import encrypted: the bodies of its requests, and the texts by which their parts are recognised.

Nothing in it is readable: it may wait for its turn, also while the session is locked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from secrets import token_hex
from typing import TYPE_CHECKING

from backend_client.portal.import_plan import ImportPlan
from backend_client.portal.item_body import item_body
from backend_client.portal.shown_acts import mark_of
from backend_client.portal.vault_items import Item

if TYPE_CHECKING:
    from backend_client.api.ciphers import ImportBody
    from backend_client.crypto.keys import SymmetricKey

_SLICE = 100  # items encrypted between two looks of the event loop at its screen

Progress = Callable[[int, int], None]
"""Told the items encrypted so far, and all of them."""


class SealedRequest:
    """One body, and the encrypted names of its items in their order. `count` of them."""

    def __init__(self, body: ImportBody | None, count: int) -> None:
        self.body = body
        self.count = count
        self.item_names: dict[str, None] = {}

    @property
    def mark(self) -> str:
        """What names it in the journal: the digest of the first encrypted name; empty without items."""
        first = next(iter(self.item_names), None)
        return "" if first is None else mark_of(first)

    def forget(self) -> None:
        """Let go of what was sent: it is sent once."""
        self.body = None
        self.item_names = {}


class SealedImport:
    """The requests of an import, in the order they are sent. Every one names every collection.

    `ids` are those of its collections by their encrypted names; None: it is to be made. `made_names` are the
    encrypted names of those that the first request makes. `existing` items stood there when it was planned.
    """

    def __init__(self, key_id: str, plan: ImportPlan, collections: Sequence[tuple[str | None, str]]) -> None:
        self.key_id = key_id
        self.items = plan.items
        self.existing = plan.existing
        self.requests: list[SealedRequest] = []
        self.ids = {name: identifier for identifier, name in collections}
        self.made_names = frozenset(name for identifier, name in collections if identifier is None)

    @classmethod
    async def of(
        cls, plan: ImportPlan, key: SymmetricKey, organization_id: str, progress: Progress | None
    ) -> SealedImport:
        """Encrypt the whole import, slice by slice, away from the event loop."""
        from backend_client.api.ciphers import ImportBody  # noqa: PLC0415

        names = plan.imported.collections
        sealed_names = key.encrypt_texts([name.encode() for name in names])
        known = {reused.name: reused.id for reused in plan.reused}
        collections = [(known.get(name), text) for name, text in zip(names, sealed_names, strict=True)]
        places = {name: place for place, name in enumerate(names)}
        whole = cls(key.key_id, plan, collections)
        for items, start in _runs(plan):
            body = ImportBody(collections)
            request = SealedRequest(body, len(items))
            for done in range(0, len(items), _SLICE):
                part = items[done : done + _SLICE]
                written, sealed = await asyncio.to_thread(_seal, part, key, organization_id)
                request.item_names.update(dict.fromkeys(sealed))
                body.add(written, [[places[name] for name in item.collections] for item in part])
                if progress is not None:
                    progress(start + done + len(part), plan.items)
            whole.requests.append(request)
        return whole

    def place(self, ids: Mapping[str, str]) -> None:
        """Before the first request: use the collections that exist now, `ids` by encrypted name; the others
        are made."""
        self.ids = {name: ids.get(name) for name in self.ids}
        self.made_names = frozenset(name for name, identifier in self.ids.items() if identifier is None)

    def made(self, ids: Mapping[str, str]) -> bool:
        """Before a later request: use the collections that the first one made, `ids` by encrypted name.

        Returns whether all of them are known; a later request would make those that are not once more.
        """
        self.ids.update((name, ids[name]) for name in self.made_names if name in ids)
        return self.made_names <= ids.keys()

    @property
    def reused(self) -> int:
        """How many of its collections existed."""
        return len(self.ids) - len(self.made_names)


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
