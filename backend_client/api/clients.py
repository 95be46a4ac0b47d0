"""The client organizations of a provider."""

from __future__ import annotations

import html

from pydantic import Field

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_bare_rows, read_rows
from backend_client.api.wire import Flag, Id, Moment, Number, Text, WireModel


class ClientRow(WireModel):
    """One client. `id` is the provider's link id, `organization_id` the organization's own.

    `user_count` counts confirmed members, `occupied_seats` invited, accepted and confirmed ones. `key`
    is the organization key wrapped by the provider key (EncString type 2). `plan` is a display name.
    """

    id: Id
    organization_id: Id
    organization_name: str | None = None
    key: str | None = Field(default=None, repr=False)
    plan: Text = ""
    seats: int | None = None
    occupied_seats: int | None = None
    user_count: int | None = None
    creation_date: Moment | None = None


class AddableRow(WireModel):
    """An organization of the caller's that the provider may add. `id` is the organization's.

    `disabled` is set where a service user would have to buy seats.
    """

    id: Id
    name: Text = ""
    plan: Text = ""
    seats: Number = 0
    disabled: Flag = False

    @property
    def plain_name(self) -> str:
        """The name; this list sends it with HTML entities, unlike the client list."""
        return html.unescape(self.name)


class ClientsApi:
    """Calls about a provider's clients."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, provider_id: str) -> Rows[ClientRow]:
        """All clients, in no order. Any provider user may, else NotPermitted. Quiet."""
        call = Call("GET", "providers/{provider_id}/organizations", {"provider_id": provider_id})
        return read_rows(ClientRow, await self._caller.request(call))

    async def create(
        self,
        provider_id: str,
        *,
        name: str,
        owner_email: str,
        plan_type: int,
        seats: int,
        key: str,
        public_key: str,
        private_key: str,
        collection_name: str,
    ) -> None:
        """Create a client. The answer carries no id, and a repeated call makes a second client.

        `key` is the new organization key wrapped by the provider key, `private_key` and
        `collection_name` are encrypted with the new key, `public_key` is base64 SPKI.
        """
        body = {
            "name": name,
            "ownerEmail": owner_email,
            "planType": plan_type,
            "seats": seats,
            "key": key,
            "keyPair": {"publicKey": public_key, "encryptedPrivateKey": private_key},
            "collectionName": collection_name,
        }
        values = {"provider_id": provider_id}
        await self._caller.request(Call("POST", "providers/{provider_id}/clients", values, body=body))

    async def update(self, provider_id: str, link_id: str, *, name: str, seats: int) -> None:
        """Set name and assigned seats. The server writes both: what is not sent would become 0."""
        values = {"provider_id": provider_id, "link_id": link_id}
        body = {"assignedSeats": seats, "name": name}
        await self._caller.request(
            Call("PUT", "providers/{provider_id}/clients/{link_id}", values, body=body)
        )

    async def addable(self, provider_id: str) -> Rows[AddableRow]:
        """Organizations the caller owns and the provider may add; a bare array on the wire."""
        call = Call("GET", "providers/{provider_id}/clients/addable", {"provider_id": provider_id})
        return read_bare_rows(AddableRow, await self._caller.request(call))

    async def add_existing(self, provider_id: str, organization_id: str, *, key: str) -> None:
        """Add an organization; `key` is its key wrapped by the provider key. Cannot be undone from here."""
        body = {"organizationId": organization_id, "key": key}
        values = {"provider_id": provider_id}
        await self._caller.request(
            Call("POST", "providers/{provider_id}/clients/existing", values, body=body)
        )

    async def unlink(self, provider_id: str, link_id: str) -> None:
        """End the provider's access to a client."""
        values = {"provider_id": provider_id, "link_id": link_id}
        await self._caller.request(Call("DELETE", "providers/{provider_id}/organizations/{link_id}", values))
