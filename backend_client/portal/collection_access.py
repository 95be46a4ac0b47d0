"""Who holds a client's collections, as selections of the wire: read from members and groups, which is quiet.

The server's detailed lists would tell the same and write an event into the client's log at every call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_client.portal.collection_overview import Assignee
from backend_client.portal.collections import Access, Permission, access_of, permission_of
from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.selections import selection_of
from backend_client.portal.together import together

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.groups import GroupRow
    from backend_client.api.members import MemberRow
    from backend_client.api.selection import Selection
    from backend_client.portal.opened_client import OpenedClient

_FIRST = (MemberStatus.CONFIRMED, MemberStatus.ACCEPTED, MemberStatus.INVITED)
"""Whose access means something, the surest first."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The access lists of one collection: whole, revoked members too, to be sent in place of the old ones."""

    groups: tuple[Selection, ...]
    users: tuple[Selection, ...]

    def with_grant(self, assignee: Assignee, permission: Permission) -> Lists:
        """The lists with `assignee` at `permission`; NO_ACCESS takes it out."""
        old = self.groups if assignee.is_group else self.users
        new = tuple(each for each in old if each.id != assignee.id)
        if permission is not Permission.NO_ACCESS:
            new = (*new, selection_of(assignee.id, permission))
        return Lists(new, self.users) if assignee.is_group else Lists(self.groups, new)


@dataclass(frozen=True, slots=True)
class Holders:
    """The members and groups of one client with what they reach."""

    members: tuple[MemberRow, ...]
    groups: tuple[GroupRow, ...]
    vaultwarden: bool

    @classmethod
    async def read(cls, api: Api, opened: OpenedClient) -> Holders:
        """Ask for both, quietly."""
        members, groups = await together(
            api.members.list(opened.id, groups=True, collections=True), api.groups.details(opened.id)
        )
        return cls(members.rows, groups.rows, opened.vaultwarden)

    def lists(self, collection_id: str) -> Lists:
        """The access lists of one collection."""
        return Lists(_of(self.groups, collection_id), _of(self.members, collection_id))

    def grants(self) -> dict[tuple[str, str], Permission]:
        """Direct access by (collection id, assignee id)."""
        held = (
            *((member.id, member.collections) for member in self.members),
            *((group.id, group.collections) for group in self.groups),
        )
        return {
            (selection.id, holder_id): permission_of(selection)
            for holder_id, selections in held
            for selection in selections
        }

    def permission(self, collection_id: str, assignee: Assignee) -> Permission:
        """What `assignee` holds there directly."""
        return self.grants().get((collection_id, assignee.id), Permission.NO_ACCESS)

    def access(self) -> Access:
        """Who manages which collection."""
        return access_of(self.members, self.groups, "", admins_manage=self.vaultwarden)

    def members_in(self) -> tuple[Assignee, ...]:
        """Members whose access means something, by e-mail."""
        found = (self._assignee(each) for each in self.members if each.status in _FIRST)
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))

    def groups_in(self) -> tuple[Assignee, ...]:
        """The groups, by name."""
        found = (Assignee(each.id, each.name, is_group=True, confirmed=True) for each in self.groups)
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))

    def owner(self) -> Assignee | None:
        """The owner who is furthest in; None where all are revoked or there is none."""
        owners = [each for each in self.members if each.type == MemberRole.OWNER and each.status in _FIRST]
        best = min(owners, key=lambda one: (-one.status, one.email.casefold(), one.id), default=None)
        return None if best is None else self._assignee(best)

    def knows(self, assignee: Assignee) -> bool:
        """Whether `assignee` is still there."""
        return any(each.id == assignee.id for each in (self.groups if assignee.is_group else self.members))

    def _assignee(self, member: MemberRow) -> Assignee:
        by_role = self.vaultwarden and member.type in (MemberRole.OWNER, MemberRole.ADMIN)
        confirmed = member.status == MemberStatus.CONFIRMED
        return Assignee(member.id, member.email, is_group=False, confirmed=confirmed, everywhere=by_role)


def _of(holders: Iterable[MemberRow | GroupRow], collection_id: str) -> tuple[Selection, ...]:
    """The selections on one collection, turned around: each with its holder's id."""
    return tuple(
        selection.model_copy(update={"id": holder.id})
        for holder in holders
        for selection in holder.collections
        if selection.id == collection_id
    )
