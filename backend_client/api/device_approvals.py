"""Devices that members asked their organization to trust."""

from __future__ import annotations

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.wire import Id, Moment, Text, WireModel

_TEMPLATE = "organizations/{organization_id}/auth-requests"


class DeviceRequestRow(WireModel):
    """One request that nobody answered. `public_key` is base64 SPKI. Everything but ids is foreign text;
    the device is called what its type is called."""

    id: Id
    user_id: Id
    organization_user_id: Id
    email: Text = ""
    public_key: Text = ""
    request_device_type: Text = ""
    request_ip_address: Text = ""
    request_country_name: Text = ""
    creation_date: Moment


class DeviceApprovalsApi:
    """Calls about requests of devices."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, organization_id: str) -> Rows[DeviceRequestRow]:
        """Requests that nobody answered, also those that are too old to be answered. Quiet."""
        call = Call("GET", _TEMPLATE, {"organization_id": organization_id})
        return read_rows(DeviceRequestRow, await self._caller.request(call))

    async def answer(self, organization_id: str, request_id: str, *, key: str | None) -> None:
        """Approve with the user key sealed to the request's public key (EncString type 4), or deny: None.

        BadRequest where somebody answered before, NotFound where it is too old.
        """
        values = {"organization_id": organization_id, "request_id": request_id}
        body = {"requestApproved": key is not None, "encryptedUserKey": key}
        await self._caller.request(Call("POST", f"{_TEMPLATE}/{{request_id}}", values, body=body))
