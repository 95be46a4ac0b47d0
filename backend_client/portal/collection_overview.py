"""What one must know of a client to change its collections: who may hold them, who does, the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_client.portal.collections import Collection, Permission

if TYPE_CHECKING:
    from backend_client.portal.interruptions import SettledAct


@dataclass(frozen=True, slots=True)
class Assignee:
    """A member or group that can be given access. `name` is foreign text: an e-mail, or a group's name.

    `id` is the organization-user's or the group's. `confirmed` is True for groups. `everywhere`: reaches
    every collection by role, so that nothing can be given or taken (Vaultwarden's owners and admins).
    """

    id: str
    name: str
    is_group: bool
    confirmed: bool
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class CollectionOverview:
    """The collections of one client, and who may hold them. Quietly read.

    `members` are all but revoked and staged ones; `owner` is the best of them to manage new collections,
    None where the client has no owner that is not revoked. `admin_access`: owners and admins reach every
    collection, so that no one need manage it; None where that could not be read. `most` is how many
    collections the plan allows, None for no limit. `grants` is the direct access by (collection id,
    assignee id), of revoked members too. `bulk`: one request can give access to many collections.
    `settled` are interrupted acts on collections, each told once; one that waits, each time.
    """

    collections: tuple[Collection, ...]
    members: tuple[Assignee, ...]
    groups: tuple[Assignee, ...]
    owner: Assignee | None
    admin_access: bool | None
    most: int | None = None
    grants: Mapping[tuple[str, str], Permission] = field(default_factory=dict)
    bulk: bool = True
    settled: tuple[SettledAct, ...] = ()

    def held(self, collection_id: str, assignee: Assignee) -> Permission:
        """What `assignee` holds there directly."""
        return self.grants.get((collection_id, assignee.id), Permission.NO_ACCESS)

    @property
    def under_way(self) -> tuple[str, ...]:
        """Names of collections whose making was interrupted and may still arrive."""
        waiting = (one.entry for one in self.settled if one.waits and one.entry.act == "collection.create")
        return tuple(str(entry.after.get("collection")) for entry in waiting)

    @property
    def assignees(self) -> tuple[Assignee, ...]:
        """Everybody that can be given access: the owner first, then members, then groups."""
        others = tuple(each for each in self.members if each != self.owner)
        return (*((self.owner,) if self.owner else ()), *others, *self.groups)

    def named(self, name: str) -> Collection | None:
        """The collection of exactly this name."""
        return next((each for each in self.collections if each.name == name), None)


@dataclass(frozen=True, slots=True)
class NewCollection:
    """A collection to create, with who manages it. `name` nests by `/`."""

    name: str
    manager: Assignee | None = None
