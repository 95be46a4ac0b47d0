"""Changing the groups of a client: create, rename, give access, choose members, delete.

A group is replaced as a whole on this wire, so every write reads the group first and lays only what was
edited over it: what somebody else changed meanwhile stays. Where both changed the same, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from backend_client.errors import (
    BadRequest,
    ChangedMeanwhile,
    NotFound,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal import clock
from backend_client.portal.collections import Permission, access_of, open_collections
from backend_client.portal.groups import (
    Group,
    GroupAccessChange,
    GroupBoard,
    GroupChange,
    GroupDeletion,
    GroupMembersChange,
    GroupRename,
    GroupWritten,
    NewGroup,
    check_group_name,
    group_of,
    groups_of,
    members_of,
    same_name,
    tree_order,
)
from backend_client.portal.noted_figures import written_access
from backend_client.portal.selections import laid_over
from backend_client.portal.together import together
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.groups import GroupRow
    from backend_client.api.members import MemberRow
    from backend_client.api.rows import Rows
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener
    from backend_client.portal.providers import Provider


class GroupChanges:
    """The acts on a client's groups.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names. Every write may raise ReadOnlyMode, RuleBroken,
    ChangedMeanwhile ("group", "group_name", "group_access", "group_gone"), NotApplied and OutcomeUnknown.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts

    async def board(self, provider: Provider, client: Client) -> GroupBoard:
        """Groups, collections and members of a client. Quiet."""
        opened = await self._opener.open(provider, client)
        usable = (await self._opener.abilities(client)).groups
        rows, groups, members = await together(
            self._api.collections.list(opened.id),
            self._api.groups.details(opened.id),
            self._members(opened.id),
        )
        known: Sequence[MemberRow] = () if members is None else members.rows
        access = access_of(known, groups, "", admins_manage=opened.vaultwarden)
        collections = sorted(open_collections(rows.rows, opened.key, access), key=tree_order)
        return GroupBoard(
            provider=provider,
            client=client,
            groups=groups_of(groups, known),
            collections=tuple(collections),
            members=members_of(known),
            read_at=clock.now(),
            usable=usable,
            members_known=members is not None,
            unreadable=rows.unreadable + groups.unreadable,
        )

    async def apply(self, provider: Provider, client: Client, change: GroupChange) -> GroupWritten:
        """Make one planned change."""
        if isinstance(change, NewGroup):
            return GroupWritten(await self.create(provider, client, change))
        if isinstance(change, GroupAccessChange):
            return await self.set_access(provider, client, change)
        if isinstance(change, GroupMembersChange):
            return await self.set_members(provider, client, change)
        if isinstance(change, GroupDeletion):
            await self.delete(provider, client, change.group)
            return GroupWritten(change.group)
        return GroupWritten(await self.rename(provider, client, change))

    async def create(self, provider: Provider, client: Client, new: NewGroup) -> Group:
        """Make a group. One of that name is refused as it would be a second one (GROUP_EXISTS), and so is
        one that was sent before a crash and may still arrive (MAY_STILL_ARRIVE)."""
        name = check_group_name(new.name)
        organization_id = await self._opened(provider, client)
        if not (await self._opener.abilities(client)).groups:
            raise RuleBroken(Rule.GROUPS_NOT_INCLUDED)
        before = await self._api.groups.details(organization_id)
        if any(same_name(row.name, name) for row in before):
            raise RuleBroken(Rule.GROUP_EXISTS)
        self._acts.check_not_under_way("group.create", organization_id, "group", name)
        after = {"group": name, "reached": len(new.access)}
        act = self._begin("group.create", provider, client, {}, after)
        made: list[str] = []

        async def send() -> None:
            chosen = laid_over((), new.access)
            made.append((await self._api.groups.create(organization_id, name=name, collections=chosen)).id)

        await act.send(send())
        old = {row.id for row in before}
        rows = await self._listed(act, organization_id)
        found = next(
            (row for row in rows if row.id in made or (row.id not in old and same_name(row.name, name))), None
        )
        if found is None:
            act.not_seen()
        act.done(note=found.id)
        return group_of(found)

    async def set_access(self, provider: Provider, client: Client, change: GroupAccessChange) -> GroupWritten:
        """Set the edited permissions of one group. Nothing is sent where all are so already."""
        organization_id = await self._opened(provider, client)
        row, members = await self._fresh(organization_id, change.group)
        now, shown = group_of(row, members), change.group
        for collection_id, wished in change.wished.items():
            if now.reach(collection_id) not in (shown.reach(collection_id), wished):
                raise ChangedMeanwhile("group_access")
        differed = _differs(now, shown)
        todo = {key: wished for key, wished in change.wished.items() if now.reach(key) != wished}
        if not todo:
            return GroupWritten(now, differed)
        act = self._begin(
            "group.access",
            provider,
            client,
            {
                "group": now.name,
                "group_id": now.id,
                "access": written_access({key: now.reach(key) for key in todo}),
            },
            {"group": now.name, "group_id": now.id, "access": written_access(todo)},
        )
        await act.send(self._replace(organization_id, row, members, access=todo))
        after = await self._read_again(act, organization_id, now)
        if any(after.reach(key) != wished for key, wished in todo.items()):
            act.not_seen()
        act.done()
        return GroupWritten(after, differed)

    async def set_members(
        self, provider: Provider, client: Client, change: GroupMembersChange
    ) -> GroupWritten:
        """Put people into one group and take people out. Nothing is sent where all are so already."""
        organization_id = await self._opened(provider, client)
        row, members = await self._fresh(organization_id, change.group)
        now = group_of(row, members)
        wished = (now.members | change.added) - change.removed
        differed = _differs(now, change.group)
        if wished == now.members:
            return GroupWritten(now, differed)
        act = self._begin(
            "group.members",
            provider,
            client,
            {"group": now.name, "group_id": now.id, "members": len(now.members)},
            {
                "group": now.name,
                "group_id": now.id,
                "members": len(wished),
                "added": " ".join(sorted(wished - now.members)),
                "removed": " ".join(sorted(now.members - wished)),
            },
        )
        await act.send(self._replace(organization_id, row, sorted(wished)))
        after = await self._read_again(act, organization_id, now)
        if not (change.added <= after.members and after.members.isdisjoint(change.removed)):
            act.not_seen()
        act.done()
        return GroupWritten(after, differed)

    async def rename(self, provider: Provider, client: Client, change: GroupRename) -> Group:
        """Give one group another name. Raises ChangedMeanwhile where somebody renamed it."""
        name = check_group_name(change.name)
        organization_id = await self._opened(provider, client)
        row, members = await self._fresh(organization_id, change.group)
        if row.name == name:
            return group_of(row, members)
        if row.name != change.group.name:
            raise ChangedMeanwhile("group_name")
        listed = await self._api.groups.details(organization_id)
        if any(same_name(other.name, name) for other in listed if other.id != row.id):
            raise RuleBroken(Rule.GROUP_EXISTS)
        before, after = {"group": row.name, "group_id": row.id}, {"group": name, "group_id": row.id}
        act = self._begin("group.rename", provider, client, before, after)
        await act.send(self._replace(organization_id, row, members, name=name))
        renamed = await self._read_again(act, organization_id, group_of(row, members))
        if renamed.name != name:
            act.not_seen()
        act.done()
        return renamed

    async def delete(self, provider: Provider, client: Client, group: Group) -> None:
        """Delete one group. One that is gone already counts as deleted.

        Raises ChangedMeanwhile where its name, members or access are not what was shown.
        """
        organization_id = await self._opened(provider, client)
        try:
            row, members = await self._fresh(organization_id, group)
        except ChangedMeanwhile:
            return
        if row.name != group.name:
            raise ChangedMeanwhile("group_name")
        if _differs(group_of(row, members), group):
            raise ChangedMeanwhile("group")
        before = {"group": row.name, "group_id": row.id, "reached": len(row.collections)}
        act = self._begin("group.delete", provider, client, {**before, "members": len(members)}, {})
        await act.send(self._api.groups.delete(organization_id, row.id))
        if any(other.id == row.id for other in await self._listed(act, organization_id)):
            act.not_seen()
        act.done()

    # Parts of a write

    async def _opened(self, provider: Provider, client: Client) -> str:
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        return (await self._opener.open(provider, client)).id

    def _begin(
        self,
        act: str,
        provider: Provider,
        client: Client,
        before: Mapping[str, object],
        after: Mapping[str, object],
    ) -> Act:
        return self._acts.begin(
            act,
            client=client.name,
            provider_id=provider.id,
            organization_id=client.organization_id,
            before=before,
            after=after,
        )

    async def _fresh(self, organization_id: str, shown: Group) -> tuple[GroupRow, tuple[str, ...]]:
        try:
            return await together(
                self._api.groups.read(organization_id, shown.id),
                self._api.groups.user_ids(organization_id, shown.id),
            )
        except (NotFound, BadRequest):  # Vaultwarden answers 400 for a group that is gone
            if any(row.id == shown.id for row in await self._api.groups.details(organization_id)):
                raise
        raise ChangedMeanwhile("group_gone")

    async def _replace(
        self,
        organization_id: str,
        row: GroupRow,
        members: Sequence[str],
        *,
        name: str = "",
        access: Mapping[str, Permission] | None = None,
    ) -> None:
        await self._api.groups.replace(
            organization_id,
            row.id,
            name=name or row.name,
            collections=laid_over(row.collections, access or {}),
            users=members,
            access_all=row.access_all,
        )

    async def _read_again(self, act: Act, organization_id: str, group: Group) -> Group:
        try:
            row, members = await self._fresh(organization_id, group)
        except SeatwardenError as error:
            act.unreadable(error)
        return group_of(row, members)

    async def _listed(self, act: Act, organization_id: str) -> tuple[GroupRow, ...]:
        try:
            return (await self._api.groups.details(organization_id)).rows
        except SeatwardenError as error:
            act.unreadable(error)

    async def _members(self, organization_id: str) -> Rows[MemberRow] | None:
        return await or_none(lambda: self._api.members.list(organization_id, groups=True, collections=True))


def _differs(now: Group, shown: Group) -> bool:
    return (now.name, now.access, now.members) != (shown.name, shown.access, shown.members)
