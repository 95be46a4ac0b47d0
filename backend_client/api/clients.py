"""The client organizations of a provider."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.wire import Id, Text, WireModel


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
    creation_date: datetime | None = None


class ClientsApi:
    """Calls about a provider's clients."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, provider_id: str) -> Rows[ClientRow]:
        """All clients, in no order. Any provider user may, else NotPermitted. Quiet."""
        call = Call("GET", "providers/{provider_id}/organizations", {"provider_id": provider_id})
        return read_rows(ClientRow, await self._caller.request(call))
