"""The enterprise policies of an organization."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.wire import Flag, WireModel


class PolicyRow(WireModel):
    """One policy that was ever saved. `type` is the server's number; `data` has its keys as saved. `id` is
    what events name it by."""

    id: str | None = None
    type: int
    enabled: Flag = False
    data: dict[str, Any] | None = Field(default=None, repr=False)


_TEMPLATE = "organizations/{organization_id}/policies"


class PoliciesApi:
    """Calls about an organization's policies."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, organization_id: str) -> Rows[PolicyRow]:
        """The policies ever saved, and always the row of the Send controls (type 21). Quiet."""
        call = Call("GET", _TEMPLATE, {"organization_id": organization_id})
        return read_rows(PolicyRow, await self._caller.request(call))

    async def save(
        self,
        organization_id: str,
        number: int,
        *,
        enabled: bool,
        data: Mapping[str, Any] | None,
        my_items_name: str | None = None,
    ) -> None:
        """Replace the policy of that type: what `data` leaves out is wiped. Never idempotent for people.

        Switching types 0 and 3 on revokes members. `my_items_name`, an EncString under the organization
        key, has type 5 make a collection for each member. BadRequest where a rule stands against it.
        """
        body: dict[str, object] = {"policy": {"enabled": enabled, "data": data or None}}
        if my_items_name is not None:
            body["metadata"] = {"defaultUserCollectionName": my_items_name}
        values = {"organization_id": organization_id, "type": str(number)}
        await self._caller.request(Call("PUT", f"{_TEMPLATE}/{{type}}", values, body=body))
