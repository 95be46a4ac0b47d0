"""A provider's own record."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Literal

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.wire import Id, Number, Text, WireModel, read_model
from backend_client.secret import Secret


class ProviderAnswer(WireModel):
    """A provider. `name` is null until it is set up. Status and seats are not here: see profile, billing."""

    object: Literal["provider"] = "provider"
    id: Id
    name: str | None = None
    business_name: str | None = None
    billing_email: Text = ""
    type: Number = 0

    @property
    def plain_business_name(self) -> str:
        """The business name; this one member arrives with HTML entities."""
        return html.unescape(self.business_name or "")


class ProvidersApi:
    """Calls about one provider."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def read(self, provider_id: str) -> ProviderAnswer:
        """The provider's record. Any confirmed provider user may read it, else NotPermitted."""
        call = Call("GET", "providers/{provider_id}", {"provider_id": provider_id})
        return read_model(ProviderAnswer, await self._caller.request(call))

    async def setup(
        self,
        provider_id: str,
        record: Mapping[str, object],
        *,
        token: Secret,
        key: str,
        payment: tuple[str, Secret],
    ) -> ProviderAnswer:
        """Set up a provider that was prepared for the caller. Not idempotent.

        `record` holds the wire's `name`, `businessName`, `billingEmail` and `billingAddress`; `key` is the
        provider key sealed to the caller (EncString type 4); `payment` a kind of payment method and what its
        processor made of it. Raises BadRequest, NotPermitted.
        """
        kind, method = payment
        body = {**record, "token": token, "key": key, "paymentMethod": {"type": kind, "token": method}}
        call = Call("POST", "providers/{provider_id}/setup", {"provider_id": provider_id}, body=body)
        return read_model(ProviderAnswer, await self._caller.request(call))

    async def update(
        self, provider_id: str, *, name: str, business_name: str | None, billing_email: str
    ) -> ProviderAnswer:
        """Set names and billing e-mail; the server writes all three. Provider admins only, else
        NotPermitted. It encodes both names (each 50 characters after that) and logs no event."""
        body = {"name": name, "businessName": business_name, "billingEmail": billing_email}
        call = Call("PUT", "providers/{provider_id}", {"provider_id": provider_id}, body=body)
        return read_model(ProviderAnswer, await self._caller.request(call))

    async def delete(self, provider_id: str) -> None:
        """End the provider; the server asks for no secret. Its clients would stay behind, unlinked and
        without a subscription. Provider admins only, else NotPermitted."""
        await self._caller.request(Call("DELETE", "providers/{provider_id}", {"provider_id": provider_id}))
