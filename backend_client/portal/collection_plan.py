"""Planned changes of collections, and what of a wish needs to be sent. Pure: run twice, it plans nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend_client.errors import Rule
from backend_client.portal.collection_overview import Assignee, CollectionOverview, NewCollection
from backend_client.portal.collection_rules import is_below
from backend_client.portal.collections import Collection, Permission


@dataclass(frozen=True, slots=True)
class AdminAccess:
    """Switch whether owners and admins reach every item."""

    on: bool


@dataclass(frozen=True, slots=True)
class Rename:
    """Another name for a collection. `before` is what it is called now."""

    collection_id: str
    before: str
    name: str


@dataclass(frozen=True, slots=True)
class Removal:
    """A collection to delete. Its items stay."""

    collection_id: str


@dataclass(frozen=True, slots=True)
class Grant:
    """Access of one assignee to one collection, in place of what it has there; NO_ACCESS takes it."""

    collection_id: str
    assignee: Assignee
    permission: Permission


CollectionChange = NewCollection | AdminAccess | Rename | Removal | Grant


@dataclass(frozen=True, slots=True)
class Wish:
    """One collection of a wish: the change it needs, or why there is none. `same`: it is so already."""

    collection: Collection
    change: CollectionChange | None
    against: Rule | None = None

    @property
    def same(self) -> bool:
        """Whether nothing needs to be sent for it."""
        return self.change is None and self.against is None


def nested_below(overview: CollectionOverview, name: str) -> tuple[Collection, ...]:
    """The collections nested below `name`, by name."""
    found = [each for each in overview.collections if each.name is not None and is_below(each.name, name)]
    return tuple(sorted(found, key=lambda each: each.name or ""))


def plan_rename(
    overview: CollectionOverview, before: str, name: str, collection: Collection | None, *, nested: bool
) -> tuple[Wish, ...]:
    """Rename what is called `before`: `collection`, or None for a path that nothing is called itself.

    With `nested` also what is below it, so that it stays there.
    """
    below = nested_below(overview, before) if nested else ()
    moved = [(each, name + (each.name or "")[len(before) :]) for each in below]
    if collection is not None:
        moved.insert(0, (collection, name))
    return _all_renamed(overview, moved)


def plan_renames(overview: CollectionOverview, names: Mapping[str, str]) -> tuple[Wish, ...]:
    """Give each of these collections (ids) that is there the name it is to have."""
    moved = [(each, names[each.id]) for each in overview.collections if each.id in names]
    return _all_renamed(overview, sorted(moved, key=lambda pair: pair[1]))


def _all_renamed(overview: CollectionOverview, moved: Sequence[tuple[Collection, str]]) -> tuple[Wish, ...]:
    ours = {each.id for each, _ in moved}
    taken = {each.name for each in overview.collections if each.id not in ours}
    return tuple(_renamed(overview, each, wanted, taken) for each, wanted in moved)


def _renamed(overview: CollectionOverview, collection: Collection, name: str, taken: set[str | None]) -> Wish:
    if name == collection.name:
        return Wish(collection, None)
    if name in taken:
        return Wish(collection, None, Rule.COLLECTION_EXISTS)
    if overview.admin_access is False and not _held(overview, collection):
        return Wish(collection, None, Rule.COLLECTION_UNMANAGED)
    return Wish(collection, Rename(collection.id, collection.name or "", name))


def plan_grants(
    overview: CollectionOverview,
    collections: Iterable[Collection],
    assignee: Assignee,
    permission: Permission,
) -> tuple[Wish, ...]:
    """Give `assignee` that access to each of `collections`."""
    return tuple(_granted(overview, each, assignee, permission) for each in collections)


def _granted(
    overview: CollectionOverview, collection: Collection, assignee: Assignee, permission: Permission
) -> Wish:
    if assignee.everywhere:
        return Wish(collection, None, Rule.REACHES_EVERYTHING)
    if overview.held(collection.id, assignee) is permission:
        return Wish(collection, None)
    last = _managers(overview, collection) == [assignee.id]
    if last and permission is not Permission.MANAGE and overview.admin_access is False:
        return Wish(collection, None, Rule.COLLECTION_LAST_MANAGER)
    return Wish(collection, Grant(collection.id, assignee, permission))


def unmanaged(overview: CollectionOverview) -> tuple[Collection, ...]:
    """The collections that nobody manages."""
    return tuple(each for each in overview.collections if not each.managed)


def plan_removals(collections: Sequence[Collection]) -> tuple[Wish, ...]:
    """Delete each of `collections`, the innermost first."""
    ordered = sorted(collections, key=lambda each: each.name or "", reverse=True)
    return tuple(Wish(each, Removal(each.id)) for each in ordered)


def _managers(overview: CollectionOverview, collection: Collection) -> list[str]:
    return [
        assignee_id
        for (collection_id, assignee_id), permission in overview.grants.items()
        if collection_id == collection.id and permission is Permission.MANAGE
    ]


def _held(overview: CollectionOverview, collection: Collection) -> bool:
    """Whether the server takes it for managed: it counts revoked members as well."""
    return collection.managed or bool(_managers(overview, collection))
