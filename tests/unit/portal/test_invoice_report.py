"""The CSV text that belongs to an invoice: read once, decoded once, and never trusted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from backend_client.errors import BadAnswer
from backend_client.portal.invoices import Invoice, InvoiceReport, report_of

NOW = datetime(2026, 3, 14, tzinfo=UTC)
INVOICE = Invoice("in_1", NOW, "NW-0001", 12.0, "paid")
HEADER = "Client,Id,Assigned,Used,Remaining,Plan,Estimated total\r\n"


def read(text: str) -> InvoiceReport:
    return report_of(INVOICE, text, NOW)


def test_rows_are_read_and_names_are_decoded_once() -> None:
    found = read(
        HEADER
        + 'Birch &amp; Sons,0b,40,37,3,Enterprise (Monthly),"$1,216.00"\r\n'
        + '"S&#252;d, ""A&amp;amp;B""",1c,2,3,-1,Teams (Monthly),$8.00\r\n'
        + "Unassigned seats,,37,0,37,Teams (Monthly),$133.20\r\n"
    )
    assert [line.client for line in found.lines] == ["Birch & Sons", 'Süd, "A&amp;B"', "Unassigned seats"]
    assert [line.amount for line in found.lines] == [1216.0, 8.0, 133.2]
    assert [line.remaining for line in found.lines] == [3, -1, 37]
    assert found.lines[2].organization_id == ""
    assert found.amount == pytest.approx(1357.2)
    assert found.unreadable == 0


def test_columns_are_found_by_name_and_others_are_left_out() -> None:
    found = read("New,plan,CLIENT,Id,Assigned,Used,Remaining,Estimated total\nx,P,A,1,1,1,0,$1.00\n")
    assert [(line.client, line.plan, line.amount) for line in found.lines] == [("A", "P", 1.0)]


def test_odd_rows_are_counted_and_odd_figures_are_not_known() -> None:
    found = read(HEADER + "A,1,2\nB,1,many,2,99999999999,P,free\n\nC,1,1,1,0,P,$1.00,more\n")
    (line,) = found.lines
    assert (found.unreadable, line.client, line.assigned, line.used, line.remaining) == (
        2,
        "B",
        None,
        2,
        None,
    )
    assert (line.total, line.amount, found.amount) == ("free", None, None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$0.00", 0.0),
        ("-$5.00", -5.0),
        ("($5.00)", -5.0),
        ("1,000", 1000.0),
        ("", None),
        ("$-1", None),
        ("$1e9", None),
    ],
)
def test_amounts(text: str, amount: float | None) -> None:
    (line,) = read(f'{HEADER}A,1,1,1,0,P,"{text}"\n').lines
    assert line.amount == amount


@pytest.mark.parametrize("text", ["", "<html>", "Client,Id\nA,1\n", '"' + "x" * 200_000, "\x00"])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer):
        read(text)


@given(st.text(max_size=300))
def test_no_text_is_an_accident(text: str) -> None:
    assert read(HEADER + text).invoice is INVOICE
