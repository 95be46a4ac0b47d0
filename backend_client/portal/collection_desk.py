"""What every act on a client's collections needs: the client opened, its list, an entry in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from backend_client.errors import (
    ChangedMeanwhile,
    NotFound,
    NotPermitted,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal.acts import Act
from backend_client.portal.collection_access import Lists
from backend_client.portal.collections import Access, open_collections

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.collections import CollectionRow
    from backend_client.api.organizations import OrganizationAnswer
    from backend_client.portal.acts import Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.journal import Journal
    from backend_client.portal.opened_client import ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider

NOBODY = Access({}, {}, {})
"""Where only names matter."""


class CollectionDesk:
    """The base of the acts on collections."""

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts, journal: Journal | None = None) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts
        self._journal = journal

    async def _open_to_change(self, provider: Provider, client: Client) -> OpenedClient:
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        return await self._opener.open(provider, client)

    def _begin(
        self,
        act: str,
        opened: OpenedClient,
        *,
        before: dict[str, object] | None = None,
        after: dict[str, object] | None = None,
    ) -> Act:
        return self._acts.begin_inside(
            opened,
            act,
            before=before,
            after=after,
        )

    async def _rows(self, opened: OpenedClient) -> tuple[CollectionRow, ...]:
        return (await self._api.collections.list(opened.id)).rows

    async def _rows_after(self, opened: OpenedClient, act: Act) -> tuple[CollectionRow, ...]:
        try:
            return await self._rows(opened)
        except SeatwardenError as error:
            act.unreadable(error)

    async def _seen(
        self, opened: OpenedClient, act: Act, is_it: Callable[[CollectionRow], bool]
    ) -> CollectionRow:
        found = next(filter(is_it, await self._rows_after(opened, act)), None)
        if found is None:
            act.not_seen()
        return found

    async def _record(self, opened: OpenedClient) -> OrganizationAnswer | None:
        """The organization's own record, which admins who are no owners are not shown."""
        try:
            return await self._api.organizations.read(opened.id)
        except (NotFound, NotPermitted):
            return None

    async def _admin_access(self, opened: OpenedClient) -> bool:
        if opened.vaultwarden:
            return True
        record = await self._api.organizations.read(opened.id)
        return record.allow_admin_access_to_all_collection_items

    async def _update(
        self, opened: OpenedClient, row: CollectionRow, lists: Lists | None, *, name: str = ""
    ) -> None:
        await self._api.collections.update(
            opened.id,
            row.id,
            name=name or row.name,
            external_id=row.external_id,
            groups=None if lists is None else lists.groups,
            users=None if lists is None else lists.users,
        )


def row_of(rows: Iterable[CollectionRow], collection_id: str) -> CollectionRow:
    """The row of that id. Raises ChangedMeanwhile."""
    found = next((row for row in rows if row.id == collection_id), None)
    if found is None:
        raise ChangedMeanwhile("collection")
    return found


def name_of(opened: OpenedClient, row: CollectionRow) -> str | None:
    """The decrypted name; None where it does not open."""
    return open_collections([row], opened.key, NOBODY)[0].name
