"""The part of the home screen that draws: rows, what is the matter, totals, the sentence of one row."""

from __future__ import annotations

from textual import on

from backend_client.portal.clients import ClientList
from backend_client.portal.providers import ProviderKind
from tui.presenters.banner import banner
from tui.presenters.client_summary import pool_lines, row_sentence, total_line, trouble_phrases
from tui.presenters.clients import ClientTableRow, SortKey
from tui.safe_text import safe_text
from tui.screens.clients_order import ClientOrder
from tui.terms import none_yet
from tui.translate import _
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import Line, Part, TextLines, plain


class ClientDrawing(ClientOrder):
    """Draws what the view holds. `_row_shown` is the row that the last list put under the cursor."""

    _row_shown: ClientTableRow | None = None

    def show_rows(self) -> None:
        view, table = self._view, self.table
        table.set_rows(view.rows)
        self._row_shown = table.cursor_row
        column = None if view.sort.key is SortKey.TROUBLE else view.sort.key
        table.set_sort(column, descending=view.sort.descending)
        self._show_total()
        self.show_note(table.cursor_row)

    def show_trouble(self) -> None:
        listed = self._view.listed
        if listed is None:
            return
        self._show_banner(listed)
        troubles = trouble_phrases(self._view.tally, listed.unreadable)
        parts = [Part(" ! ", "strong")] if troubles else [Part(_(" Nothing over, full or low."), "muted")]
        for position, phrase in enumerate(troubles):
            parts.extend((Part("  " if position else ""), Part(*phrase)))
        self.query_one("#trouble", TextLines).set_lines((Line(tuple(parts)),))
        self.query_one("#pools", TextLines).set_lines([plain(f"  {line}") for line in pool_lines(listed)])

    def _show_banner(self, listed: ClientList) -> None:
        warning = banner(listed)
        said = (f"! {warning}",) if warning else ()
        line = self.query_one("#banner", Sentences)
        if said != line.sentences:
            line.set_sentences(said)

    @on(LineTable.MarksChanged, "#clients")
    @on(LineTable.Resized, "#clients")
    def _show_total(self) -> None:
        if self._view.listed is None or self.provider is None:
            return
        total = total_line(
            self._view.sums,
            kind=self.provider.kind,
            everything=len(self._view.everything),
            marked=len(self.table.marks),
            wanted=self._view.wanted,
        )
        line = plain(self.table.aligned(total.label, total.figures))
        self.query_one("#total", TextLines).set_lines((line,))

    def show_note(self, row: ClientTableRow | None) -> None:
        self.query_one("#note", TextLines).set_text(f" {row_sentence(row)}" if row is not None else "")

    def empty_words(self, *, no_clients: bool) -> str:
        if no_clients:
            kind = ProviderKind.MSP if self.provider is None else self.provider.kind
            next_step = _("n creates one, a adds an existing organization, R reads again.")
            if self.why_not("new_client"):
                next_step = _("Once there is one, R shows it.")
            return f"{none_yet(kind)} {next_step}"
        shown = safe_text(self._view.wanted, limit=40)
        return _("Nothing matches '{text}'. Esc clears.").format(text=shown)

    def clear_drawing(self, said: str) -> None:
        """Nothing of any provider; `said` stands where rows would."""
        self.table.set_marks(())
        self.table.set_empty(said)
        self.query_one("#banner", Sentences).set_sentences(())
        for name in ("#trouble", "#pools", "#total"):
            self.query_one(name, TextLines).set_lines((Line(),))
        self.show_rows()
