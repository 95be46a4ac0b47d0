"""The clients of one invoice: seats and estimated totals, as the server kept them, and a file of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from backend_client.portal.invoices import Invoice, InvoiceReport
from backend_client.portal.providers import Provider
from tui.presenters.invoice_report import (
    report_columns,
    report_rows,
    report_sentences,
    report_totals,
    saved_report,
)
from tui.presenters.providers import provider_title
from tui.presenters.table import PlainRow
from tui.safe_text import safe_text
from tui.screens.base import RuleLine
from tui.screens.late import screen_of
from tui.screens.reader import BoardScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class InvoiceReportScreen(BoardScreen[None, InvoiceReport]):
    """Reads the report of `invoice` when shown and on `R`."""

    CSS_PATH = "invoice_report.tcss"
    PASSES = True
    READ_GROUP = "report-load"
    READING = N_("Reading the clients of the invoice ...")
    AUTO_FOCUS = "#report"
    HELP = N_(
        "One row for every client at the time of the invoice, and one for the seats of a plan that nobody "
        "was assigned. Totals are estimates without proration. W writes the rows to a file: CSV with the "
        "columns of the web portal, or JSON where the name ends in .json."
    )
    BINDING_GROUP_TITLE = N_("Invoice")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("W", "save_report", N_("Save"), id="report.save", tooltip=N_("Write the rows to a file.")),
        Binding("R", "refresh", N_("Refresh"), id="report.refresh", tooltip=N_("Read the report again.")),
        Binding("escape,h,backspace", "back", N_("Back"), id="report.back"),
    ]

    def __init__(self, portal: Portal, provider: Provider, invoice: Invoice) -> None:
        number = _("Invoice {number}").format(number=safe_text(invoice.name, limit=40))
        super().__init__(heading=(provider_title(provider), number))
        self._portal = portal
        self._provider = provider
        self._invoice = invoice

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(id="report-what")
        yield RuleLine()
        yield LineTable[PlainRow](report_columns(), empty=_(self.READING), id="report")
        yield RuleLine()
        yield TextLines([plain("")], id="report-total")

    def on_mount(self) -> None:
        """Start reading."""
        self._load()

    def why_not(self, action: str) -> str:
        if action == "save_report" and self.board is None:
            return _("Nothing was read that could be saved.")
        return super().why_not(action)

    # Reading

    async def _read(self) -> InvoiceReport:
        return await self._portal.billing.report(self._provider, self._invoice)

    def _took(self, board: InvoiceReport, said: str) -> None:
        self._say_instead(_("The report has no rows."))
        super()._took(board, said)

    # A file of it

    def action_save_report(self) -> None:
        """Ask for a file and write the rows."""
        if self.board is not None:
            screen = screen_of("save_view", "SaveViewScreen", saved_report(self.board))
            self.app.push_screen(screen, self._saved)

    def _saved(self, sentence: str | None) -> None:
        self.say(sentence or "")

    # Drawing

    @property
    def _table(self) -> LineTable[PlainRow]:
        return self.query_one("#report", LineTable)

    def _show(self) -> None:
        report = self.board
        self._table.set_rows(() if report is None else report_rows(report))
        self.query_one("#report-what", Sentences).set_sentences(
            () if report is None else report_sentences(report)
        )
        self._show_total()
        self.refresh_keys()

    @on(LineTable.Resized, "#report")
    def _show_total(self) -> None:
        line = "" if self.board is None else self._table.aligned(_("Total"), report_totals(self.board))
        self.query_one("#report-total", TextLines).set_text(line, "strong")
