"""The SCIM connection of an organization: how a directory reaches it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.wire import Flag, Id, Number, WireModel, lower_keys, read_model

_CONNECTIONS = "organizations/connections"
_SCIM = 2


class ScimConnection(WireModel):
    """The connection; `id` is None where there is none.

    The members of `config` are lowered: the server answers them in PascalCase, unlike everything else,
    and leaves out those that were never set.
    """

    organization_id: Id
    id: Id | None = None
    type: Number = 0
    enabled: Flag = False
    config: Annotated[dict[str, Any] | None, BeforeValidator(lower_keys)] = Field(default=None, repr=False)


class DirectoryApi:
    """Calls about an organization's SCIM connection."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def scim(self, organization_id: str) -> ScimConnection:
        """The connection. BadRequest for an account that may not manage SCIM."""
        call = Call("GET", f"{_CONNECTIONS}/{{organization_id}}/2", {"organization_id": organization_id})
        return read_model(ScimConnection, await self._caller.request(call))

    async def create_scim(
        self, organization_id: str, *, enabled: bool, config: Mapping[str, object]
    ) -> ScimConnection:
        """Make the connection; BadRequest where there is one already. `config` is mandatory."""
        call = Call("POST", _CONNECTIONS, body=_body(organization_id, enabled=enabled, config=config))
        return read_model(ScimConnection, await self._caller.request(call))

    async def update_scim(
        self, organization_id: str, connection_id: str, *, enabled: bool, config: Mapping[str, object]
    ) -> ScimConnection:
        """Replace the connection."""
        call = Call(
            "PUT",
            f"{_CONNECTIONS}/{{connection_id}}",
            {"connection_id": connection_id},
            body=_body(organization_id, enabled=enabled, config=config),
        )
        return read_model(ScimConnection, await self._caller.request(call))


def _body(organization_id: str, *, enabled: bool, config: Mapping[str, object]) -> dict[str, object]:
    return {"type": _SCIM, "organizationId": organization_id, "enabled": enabled, "config": dict(config)}
