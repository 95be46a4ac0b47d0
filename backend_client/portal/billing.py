"""What a provider pays for: subscription, invoices, payment. Everything here only reads, and is quiet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from backend_client.api.patience import patience
from backend_client.api.retry import DEFAULT_POLICY
from backend_client.errors import RateLimited, ResponseError, SeatwardenError, TransportError
from backend_client.portal import clock
from backend_client.portal.billing_notices import BillingNotice, notices_of
from backend_client.portal.invoices import Invoice, InvoiceReport, invoice_of, report_of
from backend_client.portal.payment import BillingAddress, PaymentMethod, address_of, method_of
from backend_client.portal.providers import Provider, ProviderRole
from backend_client.portal.subscription import Subscription, subscription_of
from backend_client.portal.together import together

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.client_reader import ClientReader

AnswerT = TypeVar("AnswerT")


class BillingPart(StrEnum):
    """What the server tells besides the subscription."""

    WARNINGS = "warnings"
    INVOICES = "invoices"
    METHOD = "method"
    ADDRESS = "address"
    CREDIT = "credit"


ADMINS_PARTS = frozenset(BillingPart) - {BillingPart.WARNINGS}
"""What provider admins alone are told."""


@dataclass(frozen=True, slots=True)
class BillingState:
    """Billing of a provider at `read_at` (UTC).

    A part is empty where there is nothing of it, where it is in `unread` (asked for and not got), and all of
    `ADMINS_PARTS` where `provider.role` is no admin's. Invoices come newest first; `left_out` of them could
    not be read. `credit` in US dollars is positive in the provider's favour. `web_address` is the page of the
    web portal where payment is changed, empty where there is none. `failure` is why the parts in `unread`
    were not read: of several the one that asks for the longest wait.
    """

    read_at: datetime
    provider: Provider
    subscription: Subscription
    notices: frozenset[BillingNotice] = frozenset()
    invoices: tuple[Invoice, ...] = ()
    left_out: int = 0
    method: PaymentMethod | None = None
    address: BillingAddress | None = None
    credit: float | None = None
    unread: frozenset[BillingPart] = frozenset()
    failure: SeatwardenError | None = field(default=None, compare=False)
    web_address: str = ""

    @property
    def admin(self) -> bool:
        """Whether the server tells this account everything."""
        return self.provider.role is ProviderRole.ADMIN


class Billing:
    """Reads subscription, invoices and payment."""

    def __init__(self, api: Api, *, reader: ClientReader) -> None:
        self._api = api
        self._reader = reader

    async def state(self, provider: Provider) -> BillingState:
        """Everything this account is told. Needs no keys. Where the server asks to wait for longer than a
        read waits by itself, what is there already is the answer.

        Raises TransportError and ResponseError where there is no subscription to read: NotPermitted says that
        the provider is not billed here.
        """
        wanted = frozenset(BillingPart) if provider.role is ProviderRole.ADMIN else {BillingPart.WARNINGS}
        unread: dict[BillingPart, SeatwardenError] = {}

        async def part(name: BillingPart, ask: Callable[[], Awaitable[AnswerT]]) -> AnswerT | None:
            if name not in wanted:
                return None
            try:
                return await ask()
            except (ResponseError, TransportError) as error:
                unread[name] = error
                return None

        api, one = self._api, provider.id
        with patience(DEFAULT_POLICY.longest_retry_after):
            (subscription, warnings, enabled), (invoices, method, address, credit) = await together(
                together(
                    api.billing.subscription(one),
                    part(BillingPart.WARNINGS, lambda: api.billing.warnings(one)),
                    self._enabled(provider),
                ),
                together(
                    part(BillingPart.INVOICES, lambda: api.invoices.list(one)),
                    part(BillingPart.METHOD, lambda: api.payment.method(one)),
                    part(BillingPart.ADDRESS, lambda: api.payment.address(one)),
                    part(BillingPart.CREDIT, lambda: api.payment.credit(one)),
                ),
            )
        rows = () if invoices is None else invoices.rows
        newest_first = sorted((invoice_of(row) for row in rows), key=lambda each: each.date, reverse=True)
        return BillingState(
            read_at=clock.now(),
            provider=replace(provider, enabled=enabled),
            subscription=subscription_of(subscription),
            notices=notices_of(warnings) if warnings is not None else frozenset(),
            invoices=tuple(newest_first),
            left_out=0 if invoices is None else invoices.unreadable,
            method=method_of(method) if method is not None else None,
            address=address_of(address) if address is not None else None,
            credit=credit,
            unread=frozenset(unread),
            failure=max(unread.values(), key=_wait_for, default=None),
            web_address=self._web_address(provider),
        )

    async def report(self, provider: Provider, invoice: Invoice) -> InvoiceReport:
        """The clients of an invoice. Provider admins only. NotFound: the server keeps none."""
        text = await self._api.invoices.report(provider.id, invoice.id)
        return report_of(invoice, text, clock.now())

    def _web_address(self, provider: Provider) -> str:
        server = self._api.server
        page = f"{server.vault_url}/#/providers/{provider.id}/billing/payment-details"
        return "" if server.practice else page

    async def _enabled(self, provider: Provider) -> bool:
        profile = await self._reader.profile()
        return next((row.enabled for row in profile.providers.rows if row.id == provider.id), False)


def _wait_for(error: SeatwardenError) -> float:
    return (error.retry_after or 0.0) if isinstance(error, RateLimited) else -1.0
