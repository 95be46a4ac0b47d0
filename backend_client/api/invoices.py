"""Invoices of a provider."""

from __future__ import annotations

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, sift
from backend_client.api.wire import Id, Moment, Text, WireModel, bad_answer, read_object


class InvoiceRow(WireModel):
    """One invoice. `id` is the payment processor's, `total` in currency units (US dollars); `status`:
    open, paid, uncollectible. `url` is the processor's page of it."""

    id: Id
    date: Moment
    number: Text = ""
    total: float
    status: Text = ""
    due_date: Moment | None = None
    url: Text = ""


class InvoicesApi:
    """Calls about a provider's invoices. Provider admins only, else NotPermitted."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, provider_id: str) -> Rows[InvoiceRow]:
        """Open, paid and uncollectible invoices, newest first."""
        call = Call("GET", "providers/{provider_id}/billing/invoices", {"provider_id": provider_id})
        answer = await self._caller.request(call)
        found = read_object(answer).get("invoices")
        if not isinstance(found, list):
            raise bad_answer(answer, "no list of invoices")
        return sift(InvoiceRow, found)

    async def report(self, provider_id: str, invoice_id: str) -> str:
        """The clients of one invoice: CSV text, names with HTML entities. NotFound where none is kept."""
        values = {"provider_id": provider_id, "invoice_id": invoice_id}
        call = Call("GET", "providers/{provider_id}/billing/invoices/{invoice_id}", values)
        return (await self._caller.request(call)).body.decode("utf-8-sig", "replace")
