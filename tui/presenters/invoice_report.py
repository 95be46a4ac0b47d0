"""The clients of one invoice: rows, totals, and what goes to a file. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from backend_client.portal.invoices import Invoice, InvoiceReport, ReportLine
from tui.presenters.billing import invoice_status
from tui.presenters.csv_cells import csv_text
from tui.presenters.numbers import UNKNOWN, day, figure, money
from tui.presenters.saved_view import SavedRows
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.translate import _, ngettext

HEADER = ("Client", "Id", "Assigned", "Used", "Remaining", "Plan", "Estimated total")
"""The columns of the file, as the web portal names them: never translated."""

_TEXT = 80
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def report_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("client", _("Client"), 24, narrow=14, flexible=True),
        Column("assigned", _("Assigned"), 8, right=True),
        Column("used", _("Used"), 4, right=True),
        Column("remaining", _("Remaining"), 9, right=True),
        Column("plan", _("Plan"), 20, narrow=18, drop=1),
        Column("total", _("Est. total"), 10, wide=16, right=True),
    )


def report_rows(report: InvoiceReport) -> tuple[PlainRow, ...]:
    """A row for every line, in the order of the invoice."""
    return tuple(
        PlainRow(
            str(number),
            (
                Cell(line_name(line)),
                Cell(figure(line.assigned)),
                Cell(figure(line.used)),
                Cell(figure(line.remaining)),
                Cell(safe_text(line.plan, limit=_TEXT)),
                Cell(safe_text(line.total, limit=20)),
            ),
        )
        for number, line in enumerate(report.lines)
    )


def line_name(line: ReportLine) -> str:
    """The client, or that nobody was assigned these seats."""
    return safe_text(line.client, limit=_TEXT) if line.organization_id else _("(unassigned seats)")


def report_totals(report: InvoiceReport) -> dict[str, str]:
    """Sums by column key."""
    return {
        "assigned": _sum(line.assigned for line in report.lines),
        "used": _sum(line.used for line in report.lines),
        "remaining": _sum(line.remaining for line in report.lines),
        "total": UNKNOWN if report.amount is None else money(report.amount),
    }


def _sum(figures: Iterable[int | None]) -> str:
    known = list(figures)
    return UNKNOWN if None in known else str(sum(each for each in known if each is not None))


def report_sentences(report: InvoiceReport) -> tuple[str, ...]:
    """Of which invoice it is, and what it leaves out."""
    one = report.invoice
    said = [
        _("Invoice {number} of {date}: {total}, {status}.").format(
            number=safe_text(one.name, limit=_TEXT),
            date=day(one.date),
            total=money(one.total),
            status=invoice_status(one.status),
        ),
        _("Clients as they were when it was made, by the month or year of their plan, without proration."),
    ]
    if report.unreadable:
        words = ngettext("{count} odd row left out.", "{count} odd rows left out.", report.unreadable)
        said.append(words.format(count=report.unreadable))
    return tuple(said)


def report_file(invoice: Invoice) -> str:
    """The file a report goes to unless another one is typed: date and number of the invoice."""
    number = _UNSAFE.sub("-", invoice.name).strip("-.")[:60] or "report"
    return f"invoice-{day(invoice.date)}-{number}.csv"


def saved_report(report: InvoiceReport) -> SavedRows:
    """The report for a file: CSV as the web portal gives it, its cells safe, or JSON."""
    name = report_file(report.invoice)
    return SavedRows(name, len(report.lines), lambda path: report_text(report, path))


def report_text(report: InvoiceReport, path: Path) -> str:
    """The file's content: JSON where the name ends in .json, else CSV."""
    return report_json(report) if path.suffix.lower() == ".json" else report_csv(report)


def report_csv(report: InvoiceReport) -> str:
    """CSV, written anew: no cell can start a spreadsheet formula."""
    return csv_text(HEADER, (_values(line) for line in report.lines))


def report_json(report: InvoiceReport) -> str:
    """JSON; amounts are numbers, in US dollars."""
    names = ("client", "organizationId", "assigned", "used", "remaining", "plan", "estimatedTotal")
    records = [dict(zip(names, (*_values(line)[:-1], line.amount), strict=True)) for line in report.lines]
    return json.dumps(records, indent=2, ensure_ascii=True) + "\n"


def _values(line: ReportLine) -> tuple[str | int | None, ...]:
    seats = (line.assigned, line.used, line.remaining)
    return (line.client, line.organization_id, *seats, line.plan, line.total)
