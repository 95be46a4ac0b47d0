"""One opened client: its collections, who reaches them, and which of them nobody manages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from backend_client.portal.clients import Client
from backend_client.portal.job_lines import LeftJob
from backend_client.portal.organization import OrganizationVault
from backend_client.portal.providers import Provider
from tui.presenters.collection_details import detail
from tui.presenters.collections import (
    SEPARATOR,
    CollectionRow,
    RowKind,
    SortColumn,
    collection_columns,
    collection_rows,
)
from tui.presenters.command_words import Command, Verb, orders_sentence, typed_order
from tui.presenters.organization import (
    access_banner,
    all_managed,
    breadcrumb,
    count_line,
    empty_vault_line,
    key_doubt,
    nothing_matches,
    trouble_line,
    vault_title,
)
from tui.presenters.paragraph import wrap
from tui.safe_text import fit
from tui.screens.base import Place, RuleLine
from tui.screens.reader import BoardScreen
from tui.screens.vault_acts import VaultActs
from tui.screens.vault_keys import VAULT_KEYS
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.text_lines import Line, Part, TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

SORT_WORDS = tuple(column.name.lower() for column in SortColumn)
"""What may follow `:sort`; the keys of the columns."""

_LABEL_WIDTH = 16
_MOST_DETAIL_LINES = 8


class CollectionTable(LineTable[CollectionRow]):
    """The table of this screen: Enter tells all about a row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "choose",
            N_("Details"),
            id="vault.details",
            tooltip=N_("Full name, all groups, all managers."),
        ),
    ]


class OrganizationVaultScreen(BoardScreen[None, OrganizationVault], VaultActs):
    """Reads the vault through `portal` when shown, when `R` is pressed and when the keys come back."""

    CSS_PATH = "organization_vault.tcss"
    READ_GROUP = "vault-load"
    READING = N_("Reading the vault ...")
    AUTO_FOCUS = "CollectionTable"
    HELP = N_(
        "Providers reach a client's vault without being in it, so Permission mostly says No access. "
        "Managed by tells who looks after each row; rows that nobody manages come first. "
        "A name with slashes is drawn as a tree; a dim row is only a part of the names below it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*VAULT_KEYS]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        super().__init__(portal, provider, client, heading=breadcrumb(client))
        self._search = ""
        self._sort = SortColumn.NAME
        self._descending = False
        self._detailed = False
        self._only_unmanaged = False

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield TextLines([plain(vault_title(self._client), "strong")], id="vault-title")
        yield TextLines([plain("")], id="vault-banner")
        yield TextLines([plain("")], id="vault-trouble")
        yield CollectionTable(collection_columns(), empty=_(self.READING), id="collections")
        yield RuleLine()
        yield FilterLine(id="vault-search")
        yield TextLines(id="vault-detail")
        yield TextLines([plain("")], id="vault-count")

    def on_mount(self) -> None:
        """Start reading; the table says so meanwhile."""
        self._table.set_sort("name")
        self._load()

    def on_resize(self, event: events.Resize) -> None:
        """The banner takes a second line where one is too narrow; the seats are never cut off."""
        banner = wrap(access_banner(self._provider, self._client), event.size.width - 2)
        doubt = wrap(key_doubt(self._client), event.size.width - 2)
        self.query_one("#vault-banner", TextLines).set_lines(
            [*map(plain, banner), *(plain(line, "warning") for line in doubt if line)]
        )

    def action_import(self) -> None:
        """Import an export file into this client."""
        self.front.open_client(Place.IMPORT, self._provider, self._client)

    # Reading

    def _forget(self) -> None:
        super()._forget()
        self._detailed = False
        self._search = ""

    async def _read(self) -> OrganizationVault:
        self.say(_("Reading ..."))
        return await self._portal.organization_vault(self._provider, self._client)

    def _took(self, board: OrganizationVault, said: str) -> None:
        super()._took(board, said or ("" if board.collections else empty_vault_line()))

    def plan_left(self, left: LeftJob) -> None:
        self.begin_left(left)

    # What the changes of collections ask and tell

    def chosen_ids(self) -> tuple[str, ...]:
        known = [each.id for each in self.board.collections] if self.board else []
        row = self._table.cursor_row
        marked = tuple(each for each in known if each in self._table.marks)
        return marked or tuple(each for each in known if row is not None and each == row.id)

    def chosen_place(self) -> tuple[str, str] | None:
        row = self._table.cursor_row
        if self.board is None or row is None:
            return None
        if row.kind is RowKind.PATH:
            return row.id.removeprefix(SEPARATOR), ""
        found = (each for each in self.board.collections if each.id == row.id)
        return next(((each.name or "", each.id) for each in found), None)

    def after_change(self, sentence: str) -> None:
        self._table.set_marks(())
        self._load(sentence)

    def tell_after_reading(self, sentence: str) -> None:
        if self.board is None:
            self._to_say = sentence
        else:
            self.say(sentence)

    def action_mark(self) -> None:
        """Mark or unmark the row under the cursor."""
        self._table.toggle_mark()

    def action_mark_range(self) -> None:
        """Start or end a range of marks."""
        self.say(_("Range started here: move, then V again.") if self._table.mark_range() else "")

    # Order and search

    def action_sort(self, by: int) -> None:
        """By the column at the right or left of the present one."""
        self._sort_now(SortColumn((self._sort.value + by) % len(SortColumn)), False)

    def _sort_now(self, column: SortColumn, descending: bool) -> None:
        self._sort, self._descending = column, descending
        self._table.set_sort(SORT_WORDS[column.value], descending=descending)
        self._show()

    def action_only_unmanaged(self) -> None:
        """Show nothing but the collections that nobody manages, or all of them again."""
        self._only_unmanaged = not self._only_unmanaged
        self.say(_("Only what nobody manages is shown. ! shows all.") if self._only_unmanaged else "")
        self._show()

    def action_search(self) -> None:
        """Open the search line; what it holds stays."""
        self.query_one(FilterLine).open(self._search)

    @on(Input.Changed, "#vault-search Input")
    def _search_typed(self, event: Input.Changed) -> None:
        self._search_now(event.value)

    @on(FilterLine.Left)
    def _search_left(self, event: FilterLine.Left) -> None:
        self._table.focus()
        if event.cleared:
            self._search_now("")

    def _search_now(self, wanted: str) -> None:
        if wanted != self._search:
            self._search = wanted
            self._show()

    def action_back(self) -> None:
        """One step back: out of the details, of the search, of the unmanaged alone, of the client."""
        if self._detailed:
            self._detailed = False
            self._show_detail()
        elif self._search:
            self._search_now("")
        elif self._only_unmanaged:
            self.action_only_unmanaged()
        else:
            self.dismiss(None)

    # The `:` line

    def obey(self, command: Command) -> bool:
        """Search and order can be typed, besides refresh."""
        if command.verb is Verb.FILTER:
            self._search_now(command.argument)
        elif command.verb is Verb.SORT:
            self._sort_by_name(command.argument)
        else:
            return super().obey(command)
        return True

    def command_names(self) -> dict[Verb, tuple[str, ...]]:
        """The columns, for `:sort`."""
        return {Verb.SORT: SORT_WORDS}

    def _sort_by_name(self, typed: str) -> None:
        order = typed_order(typed, SORT_WORDS)
        if order is None:
            self.say(orders_sentence(SORT_WORDS))
            return
        self._sort_now(SortColumn(SORT_WORDS.index(order[0])), order[1])

    # Details

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self._detailed = not self._detailed
        self._show_detail()

    @on(LineTable.Highlighted)
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self._show_detail()

    @on(LineTable.CursorRowVanished)
    def _vanished(self, event: LineTable.CursorRowVanished) -> None:
        event.stop()
        if self.board is not None and not self._search:
            self.say(_("The row under the cursor is gone; the nearest one took its place."))

    # Drawing

    @property
    def _table(self) -> CollectionTable:
        return self.query_one(CollectionTable)

    def _show(self) -> None:
        vault = self.board
        rows: tuple[CollectionRow, ...] = ()
        if vault is not None:
            rows = collection_rows(
                vault,
                search=self._search,
                sort=self._sort,
                descending=self._descending,
                only_unmanaged=self._only_unmanaged,
            )
            self._table.set_empty(nothing_matches(self._search) if self._search else all_managed())
        self._table.set_rows(rows)
        self.query_one("#vault-trouble", TextLines).set_text(trouble_line(vault) if vault else "", "warning")
        self.query_one("#vault-count", TextLines).set_text(count_line(vault, rows) if vault else "", "muted")
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._table.cursor_row
        found = detail(self.board, row.id) if self._detailed and self.board and row else None
        lines: list[Line] = []
        for label, text in found.lines if found else ():
            pieces = wrap(text, max(20, self.size.width - _LABEL_WIDTH - 2))
            lines.append(Line((Part(" " + fit(label, _LABEL_WIDTH - 1) + " ", "muted"), Part(pieces[0]))))
            lines.extend(plain(" " * (_LABEL_WIDTH + 1) + piece) for piece in pieces[1:])
        self.query_one("#vault-detail", TextLines).set_lines(lines[:_MOST_DETAIL_LINES])
