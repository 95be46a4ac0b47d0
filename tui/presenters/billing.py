"""What a provider pays for, in words and rows. Pure.

Amounts are US dollars, the currency of the vendor's invoices to providers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend_client.portal.billing import BillingPart, BillingState
from backend_client.portal.invoices import Invoice
from backend_client.portal.payment import BillingAddress, MethodKind, PaymentMethod
from backend_client.portal.subscription import PlanLine, Subscription
from tui.presenters.banner import billing_banner
from tui.presenters.client_summary import plan_names
from tui.presenters.numbers import UNKNOWN, day, money
from tui.presenters.table import Cell, Column
from tui.presenters.text_table import text_table
from tui.safe_text import fit, safe_text, shorten, width_of
from tui.translate import _, ngettext

_TEXT = 80


def state_banner(state: BillingState) -> str:
    """What is the matter, most urgent first; empty when nothing is."""
    found = state.subscription
    more = []
    suspension = found.suspension
    if suspension is not None and suspension.unpaid_until is not None:
        words = _("Unpaid since {date}.")
        more.append(words.format(date=day(suspension.unpaid_until)))
    if suspension is not None and suspension.at is not None and state.provider.enabled:
        more.append(
            _("Unless it is paid, the provider is suspended on {date}.").format(date=day(suspension.at))
        )
    return billing_banner(
        state.provider, state.notices, status=found.status, cancels_at=found.cancels_at, more=more
    )


def status_word(status: str) -> str:
    """The state of a subscription; `status` is the payment processor's word."""
    known = {
        "active": _("active"),
        "trialing": _("on trial"),
        "past_due": _("past due"),
        "unpaid": _("unpaid"),
        "canceled": _("cancelled"),
        "incomplete": _("incomplete"),
        "incomplete_expired": _("incomplete, expired"),
        "paused": _("paused"),
    }
    return known.get(status) or safe_text(status, limit=30) or _("not known")


def subscription_sentence(found: Subscription) -> str:
    """State, next charge, how it is collected, discount, credit."""
    said = [_("Subscription {status}.").format(status=status_word(found.status))]
    if found.period_ends is not None:
        words = {
            "charge_automatically": _("Next charge on {date}, automatic."),
            "send_invoice": _("Next charge on {date}, by invoice."),
        }.get(found.collection_method, _("Next charge on {date}."))
        said.append(words.format(date=day(found.period_ends)))
    if found.discount:
        said.append(_("Discount {percent} %.").format(percent=f"{found.discount:g}"))
    return " ".join(said)


def plan_lines(found: Subscription, width: int) -> tuple[str, ...]:
    """A small table of the plans that are paid for, as wide as `width` allows, and the total."""
    if not found.lines:
        return (_("No plan is paid for."),)
    headings = (
        _("Plan"),
        _("Minimum"),
        _("Purchased"),
        _("Assigned"),
        _("Seats"),
        _("Price"),
        _("Cost"),
    )
    names = plan_names([line.plan for line in found.lines])
    plans = [_plan_cells(line, name) for line, name in zip(found.lines, names, strict=True)]
    cells = [headings, *plans, ("",) * 6 + (_total(found),)]
    columns = list(range(len(headings)))
    for dispensable in (3, 5, 2, 1):
        if _row_width(cells, columns) <= width:
            break
        columns.remove(dispensable)
    kept = [[row[column] for column in columns] for row in cells]
    lines = list(text_table(kept, right=range(1, len(columns))))
    lines[-1] = _under(lines[-1], total_label(found), width)
    return tuple(shorten(line, width) for line in lines)


def _plan_cells(line: PlanLine, name: str) -> tuple[str, ...]:
    price, per = UNKNOWN if line.seat_price is None else money(line.seat_price), cadence_word(line.cadence)
    if line.seat_price is not None and per:
        price = _("{price}/{period}").format(price=price, period=per)
    return (
        name,
        str(line.minimum),
        str(line.purchased),
        str(line.assigned),
        str(line.total_seats),
        price,
        UNKNOWN if line.charged is None else money(line.charged),
    )


def _row_width(cells: Sequence[Sequence[str]], columns: Sequence[int]) -> int:
    return sum(max(width_of(row[column]) for row in cells) for column in columns) + 2 * (len(columns) - 1)


def _total(found: Subscription) -> str:
    return UNKNOWN if found.total is None else money(found.total)


def _under(figures: str, label: str, width: int) -> str:
    """The label at the left of a line whose figures stand at the right."""
    room = len(figures) - len(figures.lstrip()) - 2
    return fit(label, room) + figures[room:] if room > 0 else shorten(f"{label} {figures.strip()}", width)


def total_label(found: Subscription) -> str:
    """What the total is of."""
    per = cadence_word(found.cadence)
    if found.discount:
        return (
            _("Total per {period}, after discount").format(period=per) if per else _("Total after discount")
        )
    return _("Total per {period}").format(period=per) if per else _("Total")


def cadence_word(cadence: str) -> str:
    """How often something is paid; empty where that is not known."""
    return {"monthly": _("month"), "annual": _("year")}.get(cadence.casefold(), "")


# Invoices


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One line of the invoices, at the time `now`."""

    invoice: Invoice
    now: datetime

    @property
    def id(self) -> str:
        """The invoice's own."""
        return self.invoice.id

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `invoice_columns`."""
        one = self.invoice
        late = is_overdue(one, self.now)
        status = invoice_status(one.status)
        return (
            Cell(day(one.date)),
            Cell(safe_text(one.number, limit=_TEXT) or UNKNOWN),
            Cell(money(one.total)),
            Cell(
                _("{status}, overdue").format(status=status) if late else status,
                "bad" if late else "warning" if one.status in ("open", "uncollectible") else "",
            ),
            Cell("" if one.due is None else day(one.due)),
        )


def invoice_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("date", _("Date"), 10),
        Column("number", _("Invoice"), 16, narrow=10, flexible=True),
        Column("total", _("Total"), 12, right=True),
        Column("status", _("Status"), 16, narrow=8, wide=20),
        Column("due", _("Due"), 10, drop=1),
    )


def invoice_rows(state: BillingState) -> tuple[InvoiceRow, ...]:
    """Rows, newest first."""
    return tuple(InvoiceRow(invoice, state.read_at) for invoice in state.invoices)


def invoice_status(status: str) -> str:
    """The word for the state of an invoice."""
    known = {"paid": _("Paid"), "open": _("Unpaid"), "uncollectible": _("Uncollectible")}
    return known.get(status) or safe_text(status, limit=30)


def is_overdue(invoice: Invoice, now: datetime) -> bool:
    """Whether it should have been paid."""
    return invoice.status == "open" and invoice.due is not None and invoice.due < now


def no_invoices(state: BillingState) -> str:
    """Why no invoice is listed."""
    if not state.admin:
        return _("No invoice is shown to a service user.")
    if BillingPart.INVOICES in state.unread:
        return _("The invoices could not be read. R tries again.")
    return _("No invoice yet.")


def left_out_words(state: BillingState) -> str:
    """What could not be read; empty where everything was."""
    said = []
    if state.left_out:
        words = ngettext(
            "{count} unreadable invoice left out.", "{count} unreadable invoices left out.", state.left_out
        )
        said.append(words.format(count=state.left_out))
    if BillingPart.WARNINGS in state.unread:
        said.append(_("Warnings could not be read."))
    return " ".join(said)


# Payment


def payment_sentences(state: BillingState) -> tuple[str, ...]:
    """How it is paid, read-only, and where that is changed."""
    if not state.admin:
        return (_("Invoices and payment are for provider admins only. Ask one of them."),)
    said = [_method_words(state), _credit_words(state), _address_words(state)]
    if state.web_address:
        address = safe_text(state.web_address)
        said.append(_("Payment is changed in the web portal: {address}").format(address=address))
    else:
        said.append(_("Payment is changed in the web portal, which the practice does not have."))
    return (" ".join(said[:2]), *said[2:])


def _method_words(state: BillingState) -> str:
    if BillingPart.METHOD in state.unread:
        return _("The payment method could not be read.")
    return (
        _("Paid by {method}.").format(method=method_words(state.method))
        if state.method
        else (_("No payment method is on file."))
    )


def method_words(method: PaymentMethod) -> str:
    """A masked payment method."""
    name = safe_text(method.name, limit=_TEXT)
    last4 = safe_text(method.last4, limit=8)
    if method.kind is MethodKind.CARD:
        words = _("card {brand} *{last4}, valid until {expiration}")
        until = safe_text(method.expiration, limit=10)
        return words.format(brand=name.capitalize(), last4=last4, expiration=until)
    if method.kind is MethodKind.BANK_ACCOUNT:
        words = _("bank account {bank} *{last4}, not verified yet")
        verified = _("bank account {bank} *{last4}")
        return (words if method.unverified else verified).format(bank=name, last4=last4)
    if method.kind is MethodKind.PAYPAL:
        return _("PayPal {email}").format(email=name)
    return name or _("another way")


def _credit_words(state: BillingState) -> str:
    if BillingPart.CREDIT in state.unread:
        return _("The credit could not be read.")
    credit = state.subscription.credit if state.credit is None else state.credit
    return _("Account credit: {amount}.").format(amount=money(credit))


def _address_words(state: BillingState) -> str:
    if BillingPart.ADDRESS in state.unread:
        return _("The billing address could not be read.")
    if state.address is None:
        return _("No billing address is on file.")
    words = _("Billing address: {address}. {tax}")
    return words.format(address=address_words(state.address), tax=tax_words(state.address))


def address_words(address: BillingAddress) -> str:
    """A billing address in one line."""
    return ", ".join(safe_text(part, limit=_TEXT) for part in (*address.lines, address.country) if part)


def tax_words(address: BillingAddress) -> str:
    """The tax id that belongs to an address."""
    if not address.tax_id:
        return _("No tax id.")
    kind, value = safe_text(address.tax_id_kind, limit=20), safe_text(address.tax_id, limit=40)
    return _("Tax id {value} ({kind}).").format(value=value, kind=kind)
