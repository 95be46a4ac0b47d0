"""How a provider pays: billing address, payment method, credit. The server answers nothing where none is."""

from __future__ import annotations

from pydantic import TypeAdapter

from backend_client.api.call import Answer, Call
from backend_client.api.caller import Caller
from backend_client.api.wire import Text, WireModel, read_model, read_value


class TaxId(WireModel):
    """A tax id: its kind, as the payment processor names it, and its value."""

    code: Text = ""
    value: Text = ""


class AddressAnswer(WireModel):
    """A billing address; `country` is a code of two letters."""

    country: Text = ""
    postal_code: Text = ""
    line1: Text = ""
    line2: Text = ""
    city: Text = ""
    state: Text = ""
    tax_id: TaxId | None = None


class MethodAnswer(WireModel):
    """A payment method. `type`: card (brand, last4, expiration MM/YYYY), bankAccount (bank_name, last4,
    hosted_verification_url while it waits to be verified), payPal (email)."""

    type: Text = ""
    brand: Text = ""
    last4: Text = ""
    expiration: Text = ""
    bank_name: Text = ""
    hosted_verification_url: Text = ""
    email: Text = ""


_CREDIT: TypeAdapter[float] = TypeAdapter(float, config={"defer_build": True})


class PaymentApi:
    """Calls about how a provider pays. Provider admins only, else NotPermitted."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def address(self, provider_id: str) -> AddressAnswer | None:
        """The billing address."""
        call = Call("GET", "providers/{provider_id}/billing/vnext/address", {"provider_id": provider_id})
        answer = await self._caller.request(call)
        return None if _nothing(answer) else read_model(AddressAnswer, answer)

    async def method(self, provider_id: str) -> MethodAnswer | None:
        """The payment method, masked."""
        values = {"provider_id": provider_id}
        call = Call("GET", "providers/{provider_id}/billing/vnext/payment-method", values)
        answer = await self._caller.request(call)
        return None if _nothing(answer) else read_model(MethodAnswer, answer)

    async def credit(self, provider_id: str) -> float | None:
        """The account's credit in currency units; positive is in the provider's favour."""
        call = Call("GET", "providers/{provider_id}/billing/vnext/credit", {"provider_id": provider_id})
        answer = await self._caller.request(call)
        if _nothing(answer):
            return None
        credit: float = read_value(_CREDIT, answer)
        return credit


def _nothing(answer: Answer) -> bool:
    return answer.body.strip() in (b"", b"null")
