"""What an import would do, before anything is sent: counts, collections, and what would go wrong. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.collections import Collection
from backend_client.portal.import_fit import MOST_BODY, as_notes, requests_for
from backend_client.portal.importers.imported import Imported, LeftOut
from backend_client.portal.item_body import encrypted_length, item_body, most_bytes
from backend_client.portal.vault_items import Item, ItemType, Login

Mark = tuple[ItemType, str, str]
"""Type, name and user name, folded: what a person would take for the same item."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """A field the server would refuse. `item` is foreign text, `path` like `login.password`; bytes."""

    row: int
    item: str
    path: str
    size: int
    most: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """Items of the file that are probably the same one. `name` is foreign text."""

    name: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reused:
    """A collection of the file that exists already, recognised by its name (foreign text)."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What would be sent. Names are foreign text. `already_there` items look like ones in the vault, which
    holds `existing`.

    `become_notes` counts, by their type in the file, items that are secure notes in `imported`, because the
    server knows no such type. `requests` are the items of each request: one, where the server takes all.
    """

    imported: Imported
    types: tuple[tuple[ItemType, int], ...]
    new_collections: tuple[str, ...]
    reused: tuple[Reused, ...]
    ambiguous: tuple[str, ...]
    unassigned: int
    too_long: tuple[TooLong, ...]
    repeated: tuple[Repeated, ...]
    already_there: int = 0
    existing: int = 0
    become_notes: tuple[tuple[ItemType, int], ...] = ()
    requests: tuple[int, ...] = ()

    @property
    def items(self) -> int:
        """How many items."""
        return len(self.imported.items)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What the file holds and is not imported."""
        return self.imported.left_out


def plan_import(
    imported: Imported,
    collections: Iterable[Collection],
    marks: frozenset[Mark] = frozenset(),
    *,
    existing: int = 0,
    vaultwarden: bool = False,
) -> ImportPlan:
    """Compare the contents of a file with the collections of an organization, and the marks of its items."""
    become_notes: tuple[tuple[ItemType, int], ...] = ()
    if vaultwarden:
        imported, become_notes = as_notes(imported)
    counts = Counter(item.type for item in imported.items)
    new, reused, ambiguous = _shelves(imported, collections)
    return ImportPlan(
        imported=imported,
        types=tuple((kind, counts[kind]) for kind in ItemType if counts[kind]),
        new_collections=new,
        reused=reused,
        ambiguous=ambiguous,
        unassigned=sum(not item.collections for item in imported.items),
        too_long=(*_long_names(imported.collections), *_too_long(imported.items)),
        repeated=_repeated(imported.items),
        already_there=sum(mark_of(item) in marks for item in imported.items),
        existing=existing,
        become_notes=become_notes,
        requests=requests_for(imported, MOST_BODY) if vaultwarden else (len(imported.items),),
    )


def without_known(imported: Imported, marks: frozenset[Mark]) -> Imported:
    """The contents without the items that look like existing ones: those are among what is left out."""
    known = [item for item in imported.items if mark_of(item) in marks]
    left_out = tuple(LeftOut(item.row, "already_there") for item in known)
    items = tuple(item for item in imported.items if mark_of(item) not in marks)
    return replace(imported, items=items, left_out=(*imported.left_out, *left_out))


def check_sendable(plan: ImportPlan) -> None:
    """Raises ImportProblem where the server would refuse the whole import."""
    if plan.too_long:
        raise ImportProblem(ImportFault.FIELDS_TOO_LONG, limit=len(plan.too_long), row=plan.too_long[0].row)


def mark_of(item: Item) -> Mark:
    """What makes two items look the same."""
    username = item.details.username if isinstance(item.details, Login) else None
    return mark(item.type, item.name, username)


def mark(kind: ItemType, name: str, username: str | None) -> Mark:
    """The mark of an item with this type, name and user name."""
    return (kind, name.strip().casefold(), (username or "").strip().casefold())


def _shelves(
    imported: Imported, collections: Iterable[Collection]
) -> tuple[tuple[str, ...], tuple[Reused, ...], tuple[str, ...]]:
    """Which collections of a file are new, exist, and exist more than once."""
    found: dict[str, list[str]] = {}
    for collection in collections:
        if collection.name is not None:
            found.setdefault(collection.name, []).append(collection.id)
    wanted = imported.collections
    return (
        tuple(name for name in wanted if name not in found),
        tuple(Reused(name, found[name][0]) for name in wanted if name in found),
        tuple(name for name in wanted if len(found.get(name, ())) > 1),
    )


def _long_names(names: Iterable[str]) -> Iterable[TooLong]:
    most = most_bytes(1000)
    for name in names:
        size = len(name.encode())
        if size > most:
            yield TooLong(0, name, "collection", size, most)


def _too_long(items: Iterable[Item]) -> Iterable[TooLong]:
    for item in items:
        found: list[TooLong] = []

        def measure(text: str, limit: int, path: str, item: Item = item, found: list[TooLong] = found) -> str:
            # A character is four bytes at most, so most texts need no encoding to be measured.
            if 4 * len(text) > most_bytes(limit):
                size = len(text.encode())
                if encrypted_length(size) > limit:
                    found.append(TooLong(item.row, item.name, path, size, most_bytes(limit)))
            return text

        item_body(item, "", measure)
        yield from found


def _repeated(items: Iterable[Item]) -> tuple[Repeated, ...]:
    """Items alike in type, name and user name, and in their first address or, without one, their notes."""
    seen: dict[tuple[Mark, str], list[Item]] = {}
    for item in items:
        details = item.details
        address = details.uris[0].uri if isinstance(details, Login) and details.uris else item.notes or ""
        seen.setdefault((mark_of(item), address.rstrip("/").casefold()), []).append(item)
    alike = (group for group in seen.values() if len(group) > 1)
    return tuple(Repeated(group[0].name, tuple(item.row for item in group)) for group in alike)
