"""The collections of an organization, their names still encrypted."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.selection import Selection
from backend_client.api.wire import Flag, Id, Number, WireModel, read_model

_TEMPLATE = "organizations/{organization_id}/collections"
_ONE = "organizations/{organization_id}/collections/{collection_id}"


class CollectionRow(WireModel):
    """One collection. `name` is an EncString under the organization key. `type`: 0 shared, 1 My Items."""

    id: Id
    organization_id: str | None = None
    name: str
    external_id: str | None = None
    type: Number = 0


class CollectionDetailsRow(CollectionRow):
    """A collection with its access lists; null where the server does not tell a provider user."""

    groups: tuple[Selection, ...] | None = None
    users: tuple[Selection, ...] | None = None
    assigned: Flag = False
    manage: Flag = False
    read_only: Flag = False
    hide_passwords: Flag = False
    unmanaged: Flag = False


class CollectionsApi:
    """Calls about an organization's collections."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, organization_id: str) -> Rows[CollectionRow]:
        """All shared collections. Quiet: writes no audit event."""
        call = Call("GET", _TEMPLATE, {"organization_id": organization_id})
        return read_rows(CollectionRow, await self._caller.request(call))

    async def details(self, organization_id: str) -> Rows[CollectionDetailsRow]:
        """All shared collections with access. Audited: a provider user's call writes two events each
        time, so never call it for a refresh; members and groups tell the same quietly."""
        call = Call("GET", f"{_TEMPLATE}/details", {"organization_id": organization_id})
        return read_rows(CollectionDetailsRow, await self._caller.request(call))

    async def create(
        self,
        organization_id: str,
        *,
        name: str,
        external_id: str | None = None,
        groups: Sequence[Selection] = (),
        users: Sequence[Selection] = (),
    ) -> CollectionRow:
        """Create one; `name` is an EncString. With admin access to all items off (the default of a new
        client) somebody in `groups` or `users` must manage it, else BadRequest."""
        body: dict[str, object] = {
            "name": name,
            "groups": [selection.body() for selection in groups],
            "users": [selection.body() for selection in users],
        }
        if external_id is not None:
            body["externalId"] = external_id
        call = Call("POST", _TEMPLATE, {"organization_id": organization_id}, body=body)
        return read_model(CollectionRow, await self._caller.request(call))

    async def update(
        self,
        organization_id: str,
        collection_id: str,
        *,
        name: str,
        external_id: str | None,
        groups: Sequence[Selection] | None = None,
        users: Sequence[Selection] | None = None,
    ) -> None:
        """Change one. `name` is an EncString; an absent external id would be cleared, so it is always said.

        A list of None stays as it is, any other takes the place of the old one. Vaultwarden wants both
        lists. Refused with BadRequest where nobody would manage it and admins have no access to all items.
        """
        body: dict[str, object] = {"name": name, "externalId": external_id}
        for key, selections in (("groups", groups), ("users", users)):
            if selections is not None:
                body[key] = [selection.body() for selection in selections]
        await self._caller.request(Call("PUT", _ONE, _place(organization_id, collection_id), body=body))

    async def bulk_access(
        self,
        organization_id: str,
        collection_ids: Sequence[str],
        *,
        groups: Sequence[Selection] = (),
        users: Sequence[Selection] = (),
    ) -> None:
        """Add access to several collections at once, or change it: nobody loses any. All or nothing.

        On Vaultwarden the lists take the place of all existing access instead.
        """
        body = {
            "collectionIds": list(collection_ids),
            "groups": [selection.body() for selection in groups],
            "users": [selection.body() for selection in users],
        }
        call = Call("POST", f"{_TEMPLATE}/bulk-access", {"organization_id": organization_id}, body=body)
        await self._caller.request(call)

    async def delete(self, organization_id: str, collection_id: str) -> None:
        """Delete one. Its items stay, in their other collections or unassigned."""
        await self._caller.request(Call("DELETE", _ONE, _place(organization_id, collection_id)))


def _place(organization_id: str, collection_id: str) -> dict[str, str]:
    return {"organization_id": organization_id, "collection_id": collection_id}
