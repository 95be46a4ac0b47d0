"""The people of a provider. For its admins only: everybody else gets NotPermitted.

Of what can be done with one person or with several, only the calls about several tell who was left as
they were; the others answer success whatever happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.members import BulkRow, PublicKeyRow
from backend_client.api.rows import Rows, read_rows
from backend_client.api.wire import Id, Number, Text, WireModel

_TEMPLATE = "providers/{provider_id}/users"
_ONE = "providers/{provider_id}/users/{provider_user_id}"
_NOBODY = "00000000-0000-0000-0000-000000000000"


class ProviderUserRow(WireModel):
    """Somebody of a provider. `id` is the provider-user id, `user_id` the account's (None until the
    invitation is accepted). `status`: 0 invited, 1 accepted, 2 confirmed. `type`: 0 provider admin, 1
    service user. Name and e-mail are foreign text."""

    id: Id
    user_id: Id | None = None
    status: int
    type: Number = 1
    name: str | None = None
    email: Text = ""


def _or_none(value: object) -> object:
    return None if value == _NOBODY else value


class StaffKeyRow(PublicKeyRow):
    """The public key of somebody who accepted. Servers on some databases do not tell `user_id`: None."""

    user_id: Annotated[Id | None, BeforeValidator(_or_none)] = None


class ProviderUsersApi:
    """Calls about a provider's people."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, provider_id: str) -> Rows[ProviderUserRow]:
        """Everybody. Quiet."""
        call = Call("GET", _TEMPLATE, {"provider_id": provider_id})
        return read_rows(ProviderUserRow, await self._caller.request(call))

    async def invite(self, provider_id: str, emails: Sequence[str], *, role: int) -> None:
        """Invite at most 20 addresses. Those the provider knows already are left out without a word."""
        body = {"emails": list(emails), "type": role}
        await self._caller.request(
            Call("POST", f"{_TEMPLATE}/invite", {"provider_id": provider_id}, body=body)
        )

    async def reinvite(self, provider_id: str, ids: Sequence[str]) -> Rows[BulkRow]:
        """Mail the invitation again to people who have not accepted."""
        call = Call("POST", f"{_TEMPLATE}/reinvite", {"provider_id": provider_id}, body={"ids": list(ids)})
        return read_rows(BulkRow, await self._caller.request(call))

    async def public_keys(self, provider_id: str, ids: Sequence[str]) -> Rows[StaffKeyRow]:
        """The public keys of those of `ids` who wait to be confirmed. Quiet."""
        call = Call("POST", f"{_TEMPLATE}/public-keys", {"provider_id": provider_id}, body={"ids": list(ids)})
        return read_rows(StaffKeyRow, await self._caller.request(call))

    async def confirm(self, provider_id: str, keys: Mapping[str, str]) -> Rows[BulkRow]:
        """Confirm people: `keys` holds, by their id, the provider's key sealed to each (EncString type 4).
        Those without an account are missing in the answer."""
        body = {"keys": [{"id": each, "key": key} for each, key in keys.items()]}
        call = Call("POST", f"{_TEMPLATE}/confirm", {"provider_id": provider_id}, body=body)
        return read_rows(BulkRow, await self._caller.request(call))

    async def set_role(self, provider_id: str, provider_user_id: str, role: int) -> None:
        """Change a role. BadRequest where no other admin is confirmed and `role` is not theirs."""
        place = {"provider_id": provider_id, "provider_user_id": provider_user_id}
        call = Call("PUT", _ONE, place, body={"type": role})
        await self._caller.request(call)

    async def remove(self, provider_id: str, ids: Sequence[str]) -> Rows[BulkRow]:
        """Take people out; their accounts stay. BadRequest for all where no other admin would be left."""
        call = Call("DELETE", _TEMPLATE, {"provider_id": provider_id}, body={"ids": list(ids)})
        return read_rows(BulkRow, await self._caller.request(call))
