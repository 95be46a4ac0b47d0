"""Invoices of a provider, and the report on clients that belongs to each, as values. Pure."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from backend_client.errors import BadAnswer

if TYPE_CHECKING:
    from backend_client.api.invoices import InvoiceRow

_COLUMNS = ("client", "id", "assigned", "used", "remaining", "plan", "estimated total")

_LARGEST = 4 * 1024 * 1024
"""Characters: tens of thousands of clients."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice. `total` is in US dollars, `status` the payment processor's word: open, paid,
    uncollectible. `number` and `url` are foreign text; `id` names it to the server."""

    id: str
    date: datetime
    number: str
    total: float
    status: str
    due: datetime | None = None
    url: str = ""

    @property
    def name(self) -> str:
        """Its number, or what names it to the server where it has none yet."""
        return self.number or self.id


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One client at the time of an invoice. `organization_id` is empty for seats nobody was assigned.

    Figures are None where the server wrote something else; `total` is its own text, such as `$1,234.56`,
    and `amount` what that text says in US dollars.
    """

    client: str
    organization_id: str
    assigned: int | None
    used: int | None
    remaining: int | None
    plan: str
    total: str
    amount: float | None


@dataclass(frozen=True, slots=True)
class InvoiceReport:
    """The clients of one invoice, in the server's order, read at `read_at` (UTC).

    `unreadable` counts rows of another shape.
    """

    invoice: Invoice
    lines: tuple[ReportLine, ...]
    read_at: datetime
    unreadable: int = 0

    @property
    def amount(self) -> float | None:
        """The sum of all lines; None where one is not known."""
        amounts = [line.amount for line in self.lines]
        return None if None in amounts else sum(amount for amount in amounts if amount is not None)


def invoice_of(row: InvoiceRow) -> Invoice:
    """The value of a row."""
    return Invoice(row.id, row.date, row.number, row.total, row.status, row.due_date, row.url)


def report_of(invoice: Invoice, text: str, read_at: datetime) -> InvoiceReport:
    """The report in a CSV text of the server. Names are decoded once. Raises BadAnswer, also for a text that
    would take seconds to read."""
    if len(text) > _LARGEST:
        raise _no_report("too large")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise _no_report() from None
    if not rows:
        raise _no_report()
    places = _places(rows[0])
    lines, unreadable = [], 0
    for row in rows[1:]:
        if len(row) == len(rows[0]):
            lines.append(_line([row[place] for place in places]))
        elif row:
            unreadable += 1
    return InvoiceReport(invoice, tuple(lines), read_at, unreadable)


def _places(header: Sequence[str]) -> list[int]:
    """Where each column stands, whatever their order. Raises BadAnswer."""
    names = [name.strip().casefold() for name in header]
    try:
        return [names.index(column) for column in _COLUMNS]
    except ValueError:
        raise _no_report() from None


def _no_report(problem: str = "no report") -> BadAnswer:
    return BadAnswer(endpoint="GET providers/{provider_id}/billing/invoices/{invoice_id}", problem=problem)


def _line(cells: Sequence[str]) -> ReportLine:
    client, organization_id, assigned, used, remaining, plan, total = cells
    return ReportLine(
        client=html.unescape(client),
        organization_id=organization_id.strip(),
        assigned=_number(assigned),
        used=_number(used),
        remaining=_number(remaining),
        plan=plan,
        total=total.strip(),
        amount=_amount(total),
    )


def _number(text: str) -> int | None:
    text = text.strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def _amount(text: str) -> float | None:
    """US currency text: `$1,234.56`, and `-$5.00` or `($5.00)` below nothing."""
    text = text.strip()
    negative = text.startswith("-") or (text.startswith("(") and text.endswith(")"))
    digits = text.strip("-()").removeprefix("$").replace(",", "")
    whole, _point, cents = digits.partition(".")
    if not (digits.isascii() and (whole + cents).isdecimal() and len(digits) < 16):
        return None
    return -float(digits) if negative else float(digits)
