"""What a provider pays for, and what billing warns about."""

from __future__ import annotations

from pydantic import Field

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.wire import Moment, Number, Text, WireModel, read_model


class SubscriptionPlan(WireModel):
    """One plan of a provider: the contracted minimum of seats, what was bought beyond it, what clients
    are assigned. `type` and `product_tier` are the server's plan numbers; `cost` is before discount."""

    plan_name: Text = ""
    type: int | None = None
    product_tier: Number = 0
    seat_minimum: Number = 0
    purchased_seats: Number = 0
    assigned_seats: Number = 0
    cost: float | None = None
    cadence: Text = ""


class SuspensionAnswer(WireModel):
    """What an unpaid invoice leads to. `grace_period` is in days."""

    suspension_date: Moment | None = None
    unpaid_period_end_date: Moment | None = None
    grace_period: Number = 0


class SubscriptionAnswer(WireModel):
    """A provider's subscription. `status` is the payment processor's word: active, past_due, ..."""

    status: Text = ""
    plans: tuple[SubscriptionPlan, ...]
    provider_type: int | None = None
    discount_percentage: float | None = None
    collection_method: Text = ""
    account_credit: float | None = None
    current_period_end_date: Moment | None = None
    cancel_at: Moment | None = None
    suspension: SuspensionAnswer | None = None


class SuspensionWarning(WireModel):
    """The provider is disabled. `resolution`: add_payment_method, contact_administrator, contact_support."""

    resolution: Text = ""
    subscription_cancels_at: Moment | None = None


class TaxIdWarning(WireModel):
    """Something is the matter with the tax id: tax_id_missing, tax_id_pending_verification, ..."""

    type: Text = ""


class WarningsAnswer(WireModel):
    """What billing warns about; nothing when both are None."""

    suspension: SuspensionWarning | None = None
    tax_id: TaxIdWarning | None = Field(default=None)


class BillingApi:
    """Calls about a provider's billing."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def subscription(self, provider_id: str) -> SubscriptionAnswer:
        """The subscription with its plans. Any provider user may; NotPermitted when the provider is not
        billable."""
        call = Call("GET", "providers/{provider_id}/billing/subscription", {"provider_id": provider_id})
        return read_model(SubscriptionAnswer, await self._caller.request(call))

    async def warnings(self, provider_id: str) -> WarningsAnswer:
        """Warnings for any provider user. The server answers nothing at all where there is nothing."""
        call = Call("GET", "providers/{provider_id}/billing/vnext/warnings", {"provider_id": provider_id})
        answer = await self._caller.request(call)
        return read_model(WarningsAnswer, answer) if answer.body.strip() else WarningsAnswer()
