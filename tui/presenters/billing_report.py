"""What a provider pays for, for standard output: text, and records for JSON and CSV. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from backend_client.portal.billing import BillingState
from backend_client.portal.invoices import InvoiceReport
from tui.presenters.billing import (
    address_words,
    invoice_columns,
    invoice_rows,
    is_overdue,
    method_words,
    payment_sentences,
    plan_lines,
    state_banner,
    subscription_sentence,
)
from tui.presenters.invoice_report import report_columns, report_rows, report_sentences, report_totals
from tui.presenters.text_table import text_table
from tui.translate import _

Value = str | int | float | bool | None
Record = dict[str, Value]

_WIDTH = 100

PLAN_FIELDS = (
    "plan",
    "minimum",
    "purchased",
    "assigned",
    "seats",
    "seatPrice",
    "cadence",
    "costBeforeDiscount",
    "cost",
)
INVOICE_FIELDS = ("date", "number", "total", "status", "due", "overdue", "id", "url")
PAYMENT_FIELDS = ("method", "verified", "address", "country", "taxId", "taxIdKind", "credit")
"""Names of columns and members, for programs: never translated. Amounts are US dollars."""


def subscription_text(state: BillingState) -> str:
    """What is the matter, the subscription in a sentence, the plans."""
    warning = state_banner(state)
    said = [f"! {warning}"] if warning else []
    lines = (*said, subscription_sentence(state.subscription), *plan_lines(state.subscription, _WIDTH))
    return "\n".join(lines) + "\n"


def plan_records(state: BillingState) -> tuple[Record, ...]:
    """One record per plan that is paid for; prices are after discount."""
    return tuple(
        {
            "plan": line.plan,
            "minimum": line.minimum,
            "purchased": line.purchased,
            "assigned": line.assigned,
            "seats": line.total_seats,
            "seatPrice": _cents(line.seat_price),
            "cadence": line.cadence,
            "costBeforeDiscount": _cents(line.cost),
            "cost": _cents(line.charged),
        }
        for line in state.subscription.lines
    )


def subscription_record(state: BillingState) -> Mapping[str, object]:
    """The whole subscription; dates are ISO 8601."""
    found = state.subscription
    suspension = found.suspension
    return {
        "status": found.status,
        "suspended": not state.provider.enabled,
        "warnings": sorted(notice.value for notice in state.notices),
        "periodEnds": _date(found.period_ends),
        "collectionMethod": found.collection_method,
        "discountPercent": found.discount,
        "total": _cents(found.total),
        "cadence": found.cadence,
        "credit": _cents(found.credit),
        "cancelsAt": _date(found.cancels_at),
        "unpaidUntil": _date(suspension.unpaid_until) if suspension else None,
        "suspensionAt": _date(suspension.at) if suspension else None,
        "plans": list(plan_records(state)),
    }


def invoices_text(state: BillingState) -> str:
    """A table of the invoices."""
    rows = [[cell.text for cell in row.cells] for row in invoice_rows(state)]
    if not rows:
        return _("No invoice yet.") + "\n"
    headings = [column.heading for column in invoice_columns()]
    return "\n".join(text_table([headings, *rows], right=(2,))) + "\n"


def invoice_records(state: BillingState) -> tuple[Record, ...]:
    """One record per invoice, newest first."""
    return tuple(
        {
            "date": _date(one.date),
            "number": one.number,
            "total": _cents(one.total),
            "status": one.status,
            "due": _date(one.due),
            "overdue": is_overdue(one, state.read_at),
            "id": one.id,
            "url": one.url,
        }
        for one in state.invoices
    )


def payment_text(state: BillingState) -> str:
    """How it is paid, a sentence a line."""
    return "\n".join(payment_sentences(state)) + "\n"


def payment_record(state: BillingState) -> Record:
    """How it is paid; what is not on file is None."""
    method, address = state.method, state.address
    return {
        "method": method_words(method) if method else None,
        "verified": not method.unverified if method else None,
        "address": address_words(address) if address else None,
        "country": address.country if address else None,
        "taxId": address.tax_id or None if address else None,
        "taxIdKind": address.tax_id_kind or None if address else None,
        "credit": _cents(state.subscription.credit if state.credit is None else state.credit),
    }


def report_table(report: InvoiceReport) -> str:
    """The clients of an invoice with their totals."""
    columns = report_columns()
    totals = report_totals(report)
    total = [_("Total"), *(totals.get(column.key, "") for column in columns[1:])]
    rows: Sequence[Sequence[str]] = [
        [column.heading for column in columns],
        *([cell.text for cell in row.cells] for row in report_rows(report)),
        total,
    ]
    right = [place for place, column in enumerate(columns) if column.right]
    return "\n".join((*report_sentences(report), *text_table(rows, right=right))) + "\n"


def _cents(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 2)


def _date(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
