"""Billing in words: money, prices per period, narrow screens, and foreign texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend_client.portal.billing import BillingPart, BillingState
from backend_client.portal.invoices import Invoice, InvoiceReport, ReportLine
from backend_client.portal.payment import BillingAddress, MethodKind, PaymentMethod
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
from backend_client.portal.subscription import PlanLine, Subscription, Suspension
from tests.hostile.texts import EVERYTHING, HOSTILE
from tui.presenters.billing import (
    InvoiceRow,
    left_out_words,
    method_words,
    no_invoices,
    payment_sentences,
    plan_lines,
    state_banner,
    subscription_sentence,
)
from tui.presenters.invoice_report import report_csv, report_file, report_json, report_text, saved_report
from tui.safe_text import width_of

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
NORTH = Provider("p-1", "Northwind", ProviderKind.MSP, ProviderRole.ADMIN)
LINES = (
    PlanLine("Enterprise (Monthly)", 150, 30, 180, "Monthly", 1080.0, 10.0),
    PlanLine("Teams (Monthly)", 75, 0, 64, "Monthly", 300.0, 10.0),
)
PAID = Subscription("active", LINES, 10.0, NOW, "charge_automatically", 0.0, None, None)
STATE = BillingState(NOW, NORTH, PAID)
INVOICE = Invoice("in_1", NOW, "NW-0001", 1234.5, "open", NOW + timedelta(days=30))


def test_a_wide_screen_shows_every_figure() -> None:
    assert plan_lines(PAID, 78) == (
        "Plan        Minimum  Purchased  Assigned  Seats        Price       Cost",
        "Enterprise      150         30       180    180  $5.40/month    $972.00",
        "Teams            75          0        64     75  $3.60/month    $270.00",
        "Total per month, after discount                               $1,242.00",
    )


@pytest.mark.parametrize("width", [20, 30, 40, 50, 60, 70])
def test_a_narrow_one_loses_figures_but_never_the_cost(width: int) -> None:
    lines = plan_lines(PAID, width)
    assert max(map(width_of, lines)) <= width
    assert width < 30 or lines[1].endswith("$972.00")
    assert width < 30 or "$1,242.00" in lines[-1]


def test_plans_of_one_family_keep_their_rhythm_in_the_name() -> None:
    yearly = replace(LINES[0], plan="Enterprise (Annually)", cadence="Annual")
    lines = plan_lines(replace(PAID, lines=(LINES[0], yearly), discount=0.0), 90)
    assert "Enterprise (Annually)" in lines[2]
    assert lines[3].split() == ["Total", "-"]


def test_what_is_not_known_is_a_dash() -> None:
    lines = plan_lines(replace(PAID, lines=(replace(LINES[0], cost=None, cadence="Weekly"),)), 90)
    assert lines[1].split()[-2:] == ["-", "-"]
    assert plan_lines(replace(PAID, lines=()), 80) == ("No plan is paid for.",)


def test_sentences_of_a_subscription() -> None:
    assert subscription_sentence(PAID) == (
        "Subscription active. Next charge on 2026-03-14, automatic. Discount 10 %."
    )
    invoiced = replace(PAID, status="past_due", collection_method="send_invoice", discount=0.0)
    assert subscription_sentence(invoiced) == "Subscription past due. Next charge on 2026-03-14, by invoice."
    bare = replace(PAID, status="", period_ends=None, discount=2.5)
    assert subscription_sentence(bare) == "Subscription not known. Discount 2.5 %."


def test_what_is_past_due_says_until_when() -> None:
    late = Suspension(NOW + timedelta(days=14), NOW, 14)
    due = replace(STATE, subscription=replace(PAID, status="past_due", suspension=late))
    assert state_banner(due) == (
        "The subscription is past due. Unpaid since 2026-03-14."
        " Unless it is paid, the provider is suspended on 2026-03-28."
    )
    assert "Unless" not in state_banner(replace(due, provider=replace(NORTH, enabled=False)))
    assert state_banner(STATE) == ""


@pytest.mark.parametrize(
    ("status", "due", "shown"),
    [
        ("open", 1, "Unpaid"),
        ("open", -1, "Unpaid, overdue"),
        ("paid", -1, "Paid"),
        ("uncollectible", -1, "Uncollectible"),
        ("strange", 1, "strange"),
    ],
)
def test_states_of_an_invoice(status: str, due: int, shown: str) -> None:
    row = InvoiceRow(replace(INVOICE, status=status, due=NOW + timedelta(days=due)), NOW)
    assert [cell.text for cell in row.cells][:4] == ["2026-03-14", "NW-0001", "$1,234.50", shown]


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (PaymentMethod(MethodKind.CARD, "visa", "4242", "04/2031"), "card Visa *4242, valid until 04/2031"),
        (PaymentMethod(MethodKind.BANK_ACCOUNT, "Bank", "6789"), "bank account Bank *6789"),
        (
            PaymentMethod(MethodKind.BANK_ACCOUNT, "Bank", "6789", unverified=True),
            "bank account Bank *6789, not verified yet",
        ),
        (PaymentMethod(MethodKind.PAYPAL, "a@b.example"), "PayPal a@b.example"),
        (PaymentMethod(MethodKind.OTHER, ""), "another way"),
    ],
)
def test_payment_methods_stay_masked(method: PaymentMethod, words: str) -> None:
    assert method_words(method) == words


def test_the_page_of_the_web_portal_is_named() -> None:
    where = "https://vault.bitwarden.com/#/providers/p-1/billing/payment-details"
    said = payment_sentences(replace(STATE, web_address=where, credit=-3.0))
    assert said[0] == "No payment method is on file. Account credit: -$3.00."
    assert said[-1] == f"Payment is changed in the web portal: {where}"


def test_what_could_not_be_read_is_not_called_absent() -> None:
    dark = replace(STATE, unread=frozenset(BillingPart), left_out=2)
    assert no_invoices(dark) == "The invoices could not be read. R tries again."
    assert payment_sentences(dark)[:2] == (
        "The payment method could not be read. The credit could not be read.",
        "The billing address could not be read.",
    )
    assert left_out_words(dark) == "2 unreadable invoices left out. Warnings could not be read."


def test_foreign_texts_are_made_safe() -> None:
    for text in (EVERYTHING, *(each.raw for each in HOSTILE)):
        line = replace(LINES[0], plan=text, cadence=text)
        found = replace(PAID, lines=(line,), status=text, collection_method=text)
        state = replace(
            STATE,
            subscription=found,
            method=PaymentMethod(MethodKind.CARD, text, text, text),
            address=BillingAddress((text, text), text, text, text),
            web_address=text,
        )
        cells = InvoiceRow(replace(INVOICE, number=text, status=text), NOW).cells
        said = (
            *plan_lines(found, 78),
            subscription_sentence(found),
            state_banner(state),
            *payment_sentences(state),
            *(cell.text for cell in cells),
        )
        assert all(one.isprintable() for one in said)


def report(*names: str) -> InvoiceReport:
    lines = tuple(ReportLine(name, "0b", 1, 1, 0, name, "-$5.00", -5.0) for name in names)
    return InvoiceReport(INVOICE, lines, NOW)


def test_no_cell_of_a_report_starts_a_formula() -> None:
    text = report_csv(report("=1+1", "+1", "-1", "@x", "\t=1", "|calc", "%x", "plain"))
    assert text.splitlines()[0] == "Client,Id,Assigned,Used,Remaining,Plan,Estimated total"
    cells = [cell for line in text.splitlines()[1:] for cell in line.split(",")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "|", "%"))]
    assert "'-$5.00" in cells


def test_reports_as_json_keep_amounts_as_numbers() -> None:
    text = report_text(report("Süd \x1b"), Path("x.JSON"))
    assert text == report_json(report("Süd \x1b"))
    assert text.isascii()
    assert '"estimatedTotal": -5.0' in text


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("NW-0012", "invoice-2026-03-14-NW-0012.csv"),
        ("../../etc/passwd", "invoice-2026-03-14-etc-passwd.csv"),
        ("a\x1b[2J/..", "invoice-2026-03-14-a-2J.csv"),
        ("", "invoice-2026-03-14-in_1.csv"),
        ("/", "invoice-2026-03-14-report.csv"),
    ],
)
def test_the_file_has_date_and_number_and_stays_where_it_is(number: str, name: str) -> None:
    assert report_file(replace(INVOICE, number=number)) == name
    assert saved_report(report("A")).count == 1
