"""A provider's own record."""

from __future__ import annotations

import html

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.wire import Id, Number, Text, WireModel, read_model


class ProviderAnswer(WireModel):
    """A provider. `name` is null until it is set up. Status and seats are not here: see profile, billing."""

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
