"""The groups of an organization."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.selection import Selection
from backend_client.api.wire import Flag, Id, Listed, Text, WireModel, read_model, read_value

_TEMPLATE = "organizations/{organization_id}/groups"
_ONE = "organizations/{organization_id}/groups/{group_id}"


class GroupRow(WireModel):
    """One group with the collections it reaches (none in the answers to writes).

    `name` is plain text, foreign. `access_all`: the group reaches every collection; Vaultwarden only.
    """

    id: Id
    name: Text = ""
    external_id: str | None = None
    access_all: Flag = False
    collections: Listed[Selection] = ()


_IDS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[Id, ...], config={"defer_build": True})


class GroupsApi:
    """Calls about an organization's groups."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def details(self, organization_id: str) -> Rows[GroupRow]:
        """All groups with their collections. Quiet."""
        call = Call("GET", f"{_TEMPLATE}/details", {"organization_id": organization_id})
        return read_rows(GroupRow, await self._caller.request(call))

    async def read(self, organization_id: str, group_id: str) -> GroupRow:
        """One group with its collections. Quiet."""
        call = Call("GET", f"{_ONE}/details", _place(organization_id, group_id))
        return read_model(GroupRow, await self._caller.request(call))

    async def user_ids(self, organization_id: str, group_id: str) -> tuple[str, ...]:
        """The organization-user ids of a group's members (a bare array on the wire). Quiet."""
        call = Call("GET", f"{_ONE}/users", _place(organization_id, group_id))
        ids: tuple[str, ...] = read_value(_IDS, await self._caller.request(call))
        return ids

    async def create(
        self,
        organization_id: str,
        *,
        name: str,
        collections: Sequence[Selection] = (),
        users: Sequence[str] = (),
    ) -> GroupRow:
        """Make a group. `name` is plain text of at most 100 characters; the server wants no unique names.

        `users` are organization-user ids; unknown ones are ignored.
        """
        body = _body(name, collections, users)
        call = Call("POST", _TEMPLATE, {"organization_id": organization_id}, body=body)
        return read_model(GroupRow, await self._caller.request(call))

    async def replace(
        self,
        organization_id: str,
        group_id: str,
        *,
        name: str,
        collections: Sequence[Selection],
        users: Sequence[str],
        access_all: bool = False,
    ) -> GroupRow:
        """Put name, collections and members in the place of what is there: whatever is left out is lost.

        `access_all` is kept by sending it again where it was set. The external id stays by itself.
        """
        body = _body(name, collections, users)
        if access_all:
            body["accessAll"] = True
        call = Call("PUT", _ONE, _place(organization_id, group_id), body=body)
        return read_model(GroupRow, await self._caller.request(call))

    async def delete(self, organization_id: str, group_id: str) -> None:
        """Delete a group; its members and collections stay."""
        await self._caller.request(Call("DELETE", _ONE, _place(organization_id, group_id)))


def _place(organization_id: str, group_id: str) -> dict[str, str]:
    return {"organization_id": organization_id, "group_id": group_id}


def _body(name: str, collections: Sequence[Selection], users: Sequence[str]) -> dict[str, object]:
    """Lists are always sent: null collections fail on one server, missing ones on the other."""
    return {"name": name, "collections": [each.body() for each in collections], "users": list(users)}
