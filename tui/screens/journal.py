"""The journal: every change this program made, how it ended, and whether the record is whole."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Input

from backend_client.portal.journal import Entry, Journal, Verdict
from tui.presenters.command_words import Command, Verb
from tui.presenters.journal import (
    JournalRow,
    journal_columns,
    journal_details,
    journal_rows,
    matching,
    verdict_line,
)
from tui.presenters.paragraph import wrap
from tui.safe_text import fit, safe_text
from tui.screens.base import FrameScreen, RuleLine
from tui.translate import N_, _, ngettext
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.text_lines import Line, Part, TextLines, plain

_LABEL_WIDTH = 14
_LINES_BESIDE_DETAILS = 9
"""Title, verdict, the table's heading and three of its rows, count, message, keys."""


class JournalScreen(FrameScreen[None]):
    """Reads the journal's file when shown and on `R`; asks no server and needs no keys."""

    CSS_PATH = "journal.tcss"
    PASSES = True
    AUTO_FOCUS = "LineTable"
    HELP = N_(
        "Every change made from this machine, newest first. An UNFINISHED one was sent, or about to be, "
        "when the program ended; UNKNOWN means that reading again did not settle it. Each line carries the "
        "hash of the one before, so that an edited or cut journal shows. Note the newest hash elsewhere."
    )
    BINDING_GROUP_TITLE = N_("Journal")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "details", N_("Details"), key_display="Enter", id="journal.details"),
        Binding(
            "slash", "filter", N_("Filter"), id="journal.filter", tooltip=N_("By anything that is shown.")
        ),
        Binding("R", "reload", N_("Refresh"), id="journal.refresh", tooltip=N_("Read and verify it again.")),
        Binding("escape,h,backspace", "back", N_("Back"), id="journal.back"),
    ]

    def __init__(self, journal: Journal | None) -> None:
        """`journal` is None where this run keeps none."""
        super().__init__(heading=(_("Journal"),))
        self._journal = journal
        self._rows: tuple[JournalRow, ...] = ()
        self._wanted = ""
        self._detailed = False

    def compose_body(self) -> Iterator[Any]:
        yield TextLines([plain(f" {self._place()}", "muted")], id="journal-place")
        yield TextLines([plain("")], id="journal-verdict")
        yield RuleLine()
        yield LineTable[JournalRow](journal_columns(), empty=_("Reading the journal ..."), id="acts")
        yield RuleLine()
        yield FilterLine(id="journal-filter")
        yield TextLines(id="journal-details")
        yield TextLines([plain("")], id="journal-count")

    def on_mount(self) -> None:
        """Read it at once."""
        self._load()

    # Reading

    def action_reload(self) -> None:
        """Read and verify the file again."""
        self._load()

    @work(exclusive=True, group="journal-load", exit_on_error=False, description="read the journal")
    async def _load(self) -> None:
        if self._journal is None:
            self._table.set_empty(_("This run keeps no journal."))
            return
        try:
            entries, verdict = await asyncio.to_thread(_read, self._journal)
        except OSError as error:
            reason = error.strerror or _("unknown reason")
            self._table.set_empty(_("The journal cannot be read: {reason}.").format(reason=reason))
            return
        self._rows = journal_rows(entries)
        self.set_data_time(datetime.now(UTC))
        style = "muted" if verdict.whole else "bad"
        self.query_one("#journal-verdict", TextLines).set_text(f" {verdict_line(verdict)}", style)
        self._show()

    def _place(self) -> str:
        if self._journal is None:
            return ""
        return safe_text(str(self._journal.path), limit=200)

    # Filter and details

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterLine).open(self._wanted)

    @on(Input.Changed, "#journal-filter Input")
    def _filter_typed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    @on(FilterLine.Left)
    def _filter_left(self, event: FilterLine.Left) -> None:
        self._table.focus()
        if event.cleared:
            self._filter("")

    def _filter(self, wanted: str) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._show()

    def obey(self, command: Command) -> bool:
        """Filter and refresh can be typed."""
        if command.verb is Verb.FILTER:
            self._filter(command.argument)
        elif command.verb is Verb.REFRESH:
            self.action_reload()
        else:
            return super().obey(command)
        return True

    @on(LineTable.Chosen, "#acts")
    def action_details(self) -> None:
        """Show or hide everything that is written of the act under the cursor."""
        self._detailed = not self._detailed
        self._show_details()

    @on(LineTable.Highlighted, "#acts")
    def _highlighted(self) -> None:
        self._show_details()

    def action_back(self) -> None:
        """Out of the details, out of the filter, out of the journal."""
        if self._detailed:
            self.action_details()
        elif self._wanted:
            self._filter("")
        else:
            self.dismiss(None)

    # Drawing

    @property
    def _table(self) -> LineTable[JournalRow]:
        return self.query_one("#acts", LineTable)

    def _show(self) -> None:
        shown = matching(self._rows, self._wanted)
        if self._rows:
            text = safe_text(self._wanted, limit=40)
            self._table.set_empty(_("Nothing matches '{text}'. Esc clears.").format(text=text))
        else:
            self._table.set_empty(_("Nothing was changed yet."))
        self._table.set_rows(shown)
        self.query_one("#journal-count", TextLines).set_text(f" {self._counted(len(shown))}", "muted")
        self._show_details()

    def _counted(self, shown: int) -> str:
        everything = len(self._rows)
        words = ngettext("{count} change", "{count} changes", everything).format(count=everything)
        if self._wanted:
            words = _("{shown} of {changes}").format(shown=shown, changes=words)
        unfinished = sum(row.unfinished for row in self._rows)
        if not unfinished:
            return words
        left = ngettext("{count} unfinished", "{count} unfinished", unfinished)
        return f"{words}, {left.format(count=unfinished)}"

    def _show_details(self) -> None:
        row = self._table.cursor_row
        lines: list[Line] = []
        for label, text in journal_details(row) if self._detailed and row is not None else ():
            pieces = wrap(text, max(20, self.size.width - _LABEL_WIDTH - 2))
            lines.append(Line((Part(" " + fit(label, _LABEL_WIDTH - 1) + " ", "muted"), Part(pieces[0]))))
            lines.extend(plain(" " * (_LABEL_WIDTH + 1) + piece) for piece in pieces[1:])
        self.set_class(bool(lines), "-detailed")
        most = max(3, self.size.height - _LINES_BESIDE_DETAILS)
        self.query_one("#journal-details", TextLines).set_lines(lines[:most])


def _read(journal: Journal) -> tuple[tuple[Entry, ...], Verdict]:
    return journal.entries(), journal.verify()
