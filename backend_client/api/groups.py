"""The groups of an organization."""

from __future__ import annotations

from pydantic import TypeAdapter

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.selection import Selection
from backend_client.api.wire import Id, Listed, Text, WireModel, read_value


class GroupRow(WireModel):
    """One group with the collections it reaches. `name` is plain text, foreign."""

    id: Id
    name: Text = ""
    external_id: str | None = None
    collections: Listed[Selection] = ()


_IDS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[Id, ...], config={"defer_build": True})


class GroupsApi:
    """Calls about an organization's groups."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def details(self, organization_id: str) -> Rows[GroupRow]:
        """All groups with their collections. Quiet."""
        call = Call(
            "GET", "organizations/{organization_id}/groups/details", {"organization_id": organization_id}
        )
        return read_rows(GroupRow, await self._caller.request(call))

    async def user_ids(self, organization_id: str, group_id: str) -> tuple[str, ...]:
        """The organization-user ids of a group's members (a bare array on the wire). Quiet."""
        call = Call(
            "GET",
            "organizations/{organization_id}/groups/{group_id}/users",
            {"organization_id": organization_id, "group_id": group_id},
        )
        ids: tuple[str, ...] = read_value(_IDS, await self._caller.request(call))
        return ids
