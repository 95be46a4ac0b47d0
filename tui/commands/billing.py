"""`seatwarden billing [subscription]|invoices|report|payment`: what a provider pays for, without screens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from backend_client.portal.billing import BillingPart, BillingState
from backend_client.portal.invoices import Invoice
from backend_client.portal.providers import Provider
from tui.arguments.billing import BillingArguments
from tui.commands.connection import on_provider
from tui.commands.input_text import Unfit
from tui.commands.named import one_named
from tui.commands.output import FAILED, OK, complain, write_out
from tui.presenters.billing import left_out_words, no_invoices, payment_sentences
from tui.presenters.billing_report import (
    INVOICE_FIELDS,
    PAYMENT_FIELDS,
    PLAN_FIELDS,
    Record,
    invoice_records,
    invoices_text,
    payment_record,
    payment_text,
    plan_records,
    report_table,
    subscription_record,
    subscription_text,
)
from tui.presenters.csv_cells import csv_text
from tui.presenters.invoice_report import report_csv, report_json
from tui.presenters.provider_places import place_refusal
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_PAYMENT_PARTS = frozenset({BillingPart.METHOD, BillingPart.ADDRESS, BillingPart.CREDIT})


def run_billing(given: BillingArguments) -> int:
    """Print what was asked for. Needs no keys. Returns the exit code: 1 also where a part is not known."""

    async def work(portal: Portal, provider: Provider) -> int:
        if refusal := place_refusal(provider, "billing"):
            return complain(refusal, FAILED)
        state = await portal.billing.state(provider)
        if given.billing_action != "subscription" and not state.admin:
            return complain(payment_sentences(state)[0], FAILED)
        if given.billing_action == "report":
            return await _report(given, portal, state)
        return _PRINT[given.billing_action](given, state)

    return on_provider(given, work)


def _subscription(given: BillingArguments, state: BillingState) -> int:
    if given.format == "json":
        return _json(subscription_record(state))
    if given.format == "csv":
        return _csv(PLAN_FIELDS, plan_records(state))
    return write_out(subscription_text(state))


def _invoices(given: BillingArguments, state: BillingState) -> int:
    if BillingPart.INVOICES in state.unread:
        return complain(no_invoices(state), FAILED)
    records = invoice_records(state)
    if given.format == "json":
        _json(list(records))
    elif given.format == "csv":
        _csv(INVOICE_FIELDS, records)
    else:
        write_out(invoices_text(state))
    return complain(left_out_words(state), FAILED) if state.left_out else OK


def _payment(given: BillingArguments, state: BillingState) -> int:
    if given.format == "json":
        _json(payment_record(state))
    elif given.format == "csv":
        _csv(PAYMENT_FIELDS, (payment_record(state),))
    else:
        write_out(payment_text(state))
    return FAILED if state.unread & _PAYMENT_PARTS else OK


_PRINT = {"subscription": _subscription, "invoices": _invoices, "payment": _payment}


async def _report(given: BillingArguments, portal: Portal, state: BillingState) -> int:
    try:
        invoice: Invoice = one_named(
            state.invoices,
            given.invoice,
            lambda one: (one.id, one.number),
            _("No invoice of that number or id: '{name}'."),
        )
    except Unfit as unfit:
        return complain(unfit.sentence, unfit.code)
    report = await portal.billing.report(state.provider, invoice)
    form = {"json": report_json, "csv": report_csv, "text": report_table}[given.format]
    return write_out(form(report))


def _json(value: Mapping[str, object] | Sequence[Record]) -> int:
    return write_out(json.dumps(value, indent=2, ensure_ascii=True) + "\n")


def _csv(fields: Sequence[str], records: Sequence[Record]) -> int:
    return write_out(csv_text(fields, ([record[field] for field in fields] for record in records)))
