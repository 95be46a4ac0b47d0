"""The enterprise policies of an organization."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.wire import Flag, WireModel


class PolicyRow(WireModel):
    """One policy that was ever saved. `type` is the server's number; `data` has its keys as saved."""

    type: int
    enabled: Flag = False
    data: dict[str, Any] | None = Field(default=None, repr=False)


class PoliciesApi:
    """Calls about an organization's policies."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, organization_id: str) -> Rows[PolicyRow]:
        """The policies ever saved, and always the row of the Send controls (type 21). Quiet."""
        call = Call("GET", "organizations/{organization_id}/policies", {"organization_id": organization_id})
        return read_rows(PolicyRow, await self._caller.request(call))
