"""Giving members and groups access to a client's collections, and taking it. Each request is journalled.

Vaultwarden's request for many collections takes all other access away, so there, and wherever access is
taken, each collection is sent its whole lists, read just before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.errors import OutcomeUnknown, Rule, RuleBroken, SeatwardenError
from backend_client.portal.acts import Act
from backend_client.portal.collection_access import Holders, Lists
from backend_client.portal.collection_desk import CollectionDesk, name_of, row_of
from backend_client.portal.collection_overview import Assignee
from backend_client.portal.collections import Permission
from backend_client.portal.selections import selection_of

if TYPE_CHECKING:
    from backend_client.api.collections import CollectionRow
    from backend_client.api.selection import Selection
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import OpenedClient
    from backend_client.portal.providers import Provider


class CollectionGrants(CollectionDesk):
    """The acts on who reaches a collection."""

    async def grant(
        self,
        provider: Provider,
        client: Client,
        collection_ids: Sequence[str],
        assignee: Assignee,
        permission: Permission,
    ) -> None:
        """Give `assignee` this access to the collections, in place of what it has there; NO_ACCESS takes it.

        Giving is one request for all of them; taking, and everything on Vaultwarden, is one for each, and
        stops at the first that fails. A last manager is not taken where admins have no access to all items.
        """
        opened = await self._open_to_change(provider, client)
        rows = await self._rows(opened)
        wanted = [row_of(rows, each) for each in dict.fromkeys(collection_ids)]
        holders = await Holders.read(self._api, opened)
        await self._check_grant(opened, holders, wanted, assignee, permission)
        if opened.vaultwarden or permission is Permission.NO_ACCESS:
            for row in wanted:
                await self._replace_lists(opened, row, assignee, permission)
        else:
            await self._add_access(opened, wanted, assignee, permission)

    async def _check_grant(
        self,
        opened: OpenedClient,
        holders: Holders,
        wanted: Sequence[CollectionRow],
        assignee: Assignee,
        permission: Permission,
    ) -> None:
        if not holders.knows(assignee):
            raise RuleBroken(Rule.ASSIGNEE_GONE)
        if assignee.everywhere:
            raise RuleBroken(Rule.REACHES_EVERYTHING)
        if permission is Permission.MANAGE:
            return
        last = any(_is_last(holders.lists(row.id), assignee) for row in wanted)
        if last and not await self._admin_access(opened):
            raise RuleBroken(Rule.COLLECTION_LAST_MANAGER)

    async def _add_access(
        self,
        opened: OpenedClient,
        wanted: Sequence[CollectionRow],
        assignee: Assignee,
        permission: Permission,
    ) -> None:
        chosen: list[Selection] = [selection_of(assignee.id, permission)]
        act = self._begin_access(opened, wanted, assignee, permission)
        await act.send(
            self._api.collections.bulk_access(
                opened.id,
                [row.id for row in wanted],
                groups=chosen if assignee.is_group else [],
                users=[] if assignee.is_group else chosen,
            )
        )
        await self._settle_access(opened, act, wanted, assignee, permission)

    async def _replace_lists(
        self, opened: OpenedClient, row: CollectionRow, assignee: Assignee, permission: Permission
    ) -> None:
        lists = (await Holders.read(self._api, opened)).lists(row.id)
        act = self._begin_access(opened, [row], assignee, permission)
        await act.send(self._update(opened, row, lists.with_grant(assignee, permission)))
        await self._settle_access(opened, act, [row], assignee, permission)

    def _begin_access(
        self,
        opened: OpenedClient,
        wanted: Sequence[CollectionRow],
        assignee: Assignee,
        permission: Permission,
    ) -> Act:
        names = [name_of(opened, row) or "" for row in wanted]
        return self._begin(
            "collection.access",
            opened,
            after={
                "group" if assignee.is_group else "member": assignee.name,
                "permission": permission.name.lower(),
                **({"collection": names[0]} if len(names) == 1 else {"collections": len(names)}),
                "collection_ids": [row.id for row in wanted],
                "assignee_id": assignee.id,
            },
        )

    async def _settle_access(
        self,
        opened: OpenedClient,
        act: Act,
        wanted: Sequence[CollectionRow],
        assignee: Assignee,
        permission: Permission,
    ) -> None:
        try:
            holders = await Holders.read(self._api, opened)
        except SeatwardenError as error:
            act.unreadable(error)
        seen = [holders.permission(row.id, assignee) is permission for row in wanted]
        if not any(seen):
            act.not_seen()
        if not all(seen):
            act.half_done()
            raise OutcomeUnknown(act.failure or SeatwardenError("a part of the access is not seen"))
        act.done()


def _is_last(lists: Lists, assignee: Assignee) -> bool:
    managers = [each.id for each in (*lists.groups, *lists.users) if each.manage]
    return managers == [assignee.id]
