"""Home: every client of one provider with its seats, read on open, on `R` and every few minutes.

A refresh changes figures only: cursor, scroll, marks, order and filter stay. Who of a client has accepted
is read lazily, one client at a time, for the rows on the screen, through calls that write no audit event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input

from backend_client.errors import RateLimited, SeatwardenError, ServerFault, TransportError
from backend_client.portal.clients import ClientList, ClientPeople
from backend_client.portal.providers import Provider, ProviderKind
from tui.explain import explanation_of
from tui.presenters.client_summary import (
    pool_lines,
    row_sentence,
    total_line,
    trouble_phrases,
)
from tui.presenters.clients import (
    COLUMN_KEYS,
    ClientTableRow,
    Sort,
    SortKey,
    client_columns,
    filtered,
    ordered,
    table_rows,
    with_people,
)
from tui.presenters.command_words import Command, Verb
from tui.presenters.numbers import clock_time
from tui.presenters.providers import provider_title
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, RuleLine
from tui.terms import role_word
from tui.translate import N_, _, ngettext
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.text_lines import Line, Part, TextLines, plain

if TYPE_CHECKING:  # brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal

RETRY_MINUTES = 2
"""Minutes until a failed refresh is tried again, unless the refresh interval is shorter."""

Row = ClientTableRow


class ClientsScreen(FrameScreen[None]):
    """The client table. It is painted empty first; `attach` gives it a portal and a provider."""

    CSS_PATH = "clients.tcss"
    AUTO_FOCUS = "#clients"
    HELP = N_(
        "Every client organization with its seats. "
        "OVER: more used than assigned. FULL: none left. LOW: nearly none left. "
        "Wait: people invited and not confirmed; * some of them accepted and can be confirmed."
    )
    BINDING_GROUP_TITLE = N_("Clients")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "v",
            "open_vault",
            N_("Vault"),
            key_display="Enter",
            id="clients.vault",
            tooltip=N_("Open the client's organization vault."),
        ),
        Binding(
            "space",
            "mark",
            N_("Mark"),
            id="clients.mark",
            tooltip=N_("Mark or unmark the row under the cursor."),
        ),
        Binding(
            "V",
            "mark_range",
            N_("Mark range"),
            show=False,
            id="clients.mark_range",
            tooltip=N_("Start a range; press again at its other end."),
        ),
        Binding(
            "slash",
            "filter",
            N_("Filter"),
            id="clients.filter",
            tooltip=N_("Show names that hold a text; a leading ! inverts; Esc clears."),
        ),
        Binding(
            "exclamation_mark",
            "sort_trouble",
            N_("Trouble"),
            id="clients.trouble",
            tooltip=N_("Sort by trouble; again for the order before."),
        ),
        Binding(
            "R",
            "reload",
            N_("Refresh"),
            id="clients.refresh",
            tooltip=N_("Read the list from the server now."),
        ),
        Binding(
            "less_than_sign",
            "sort_by(-1)",
            N_("Sort left"),
            show=False,
            id="clients.sort_left",
            tooltip=N_("Sort by the column to the left."),
        ),
        Binding(
            "greater_than_sign",
            "sort_by(1)",
            N_("Sort right"),
            show=False,
            id="clients.sort_right",
            tooltip=N_("Sort by the column to the right."),
        ),
        Binding(
            "y",
            "yank",
            N_("Copy name"),
            show=False,
            id="clients.yank",
            tooltip=N_("Copy the client's name through the terminal (OSC 52)."),
        ),
        Binding(
            "P",
            "choose_provider",
            N_("Provider"),
            show=False,
            id="clients.provider",
            tooltip=N_("Choose another provider."),
        ),
    ]

    def __init__(self, *, now: Callable[[], datetime] | None = None) -> None:
        """`now` gives the time with its zone."""
        super().__init__()
        self._now = now or (lambda: datetime.now(UTC))
        self._portal: Portal | None = None
        self._provider: Provider | None = None
        self._listed: ClientList | None = None
        self._people: dict[str, ClientPeople] = {}
        self._to_skip: set[str] = set()
        self._all: tuple[Row, ...] = ()
        self._in_order: tuple[Row, ...] = ()
        self._sort = Sort()
        self._sort_before = Sort()
        self._wanted = ""
        self._timer: Timer | None = None

    def compose_body(self) -> Iterator[Any]:
        yield TextLines((Line(),), id="trouble")
        yield RuleLine()
        yield LineTable[Row](
            client_columns(ProviderKind.MSP), empty=_("Reading the clients ..."), id="clients"
        )
        yield RuleLine()
        yield TextLines((Line(),), id="total")
        yield TextLines((), id="pools")
        yield RuleLine()
        yield FilterLine(id="filter")
        yield TextLines((Line(),), id="note")

    @property
    def table(self) -> LineTable[Row]:
        """The table."""
        return self.query_one("#clients", LineTable)

    # A backend arrives

    def attach(self, portal: Portal, provider: Provider) -> None:
        """Show the clients of `provider` from now on."""
        self._portal, self._provider, self._listed = portal, provider, None
        self._people.clear()
        self._all = self._in_order = ()
        self.table.set_columns(client_columns(provider.kind))
        self.table.set_marks(())
        self.set_heading(provider_title(provider), role_word(provider.role))
        self._show_rows()
        self._load()

    def show_failure(self, error: SeatwardenError) -> None:
        """Say why there is no list to show."""
        self.table.set_empty(explanation_of(error).sentence)
        self.explain(error)

    def on_locked(self) -> None:
        """Client names and seats need no key: they stay, covered by the unlock screen."""

    def on_unlocked(self) -> None:
        if self._portal is not None:
            self._load()

    # Reading

    def action_reload(self) -> None:
        """Read the list now."""
        if self._portal is None:
            self.say(_("Not connected yet."))
        else:
            self._load()

    @work(exclusive=True, group="clients-load", exit_on_error=False, description="load clients")
    async def _load(self) -> None:
        if self._portal is None or self._provider is None:
            return
        portal, provider = self._portal, self._provider
        try:
            listed = await portal.client_list(provider)
        except SeatwardenError as error:
            self._load_failed(error)
            return
        self.set_heading(provider_title(listed.provider), role_word(listed.provider.role))
        self._listed = listed
        self._to_skip.clear()
        known = {client.id for client in listed.clients}
        self.table.set_marks(self.table.marks & known)
        self.table.set_empty(_("No clients yet. Once one is created in the web portal, R shows it."))
        self.say("")
        self.set_data_time(listed.read_at)
        self._rebuild()
        self._plan_next(self.front.settings.refresh_minutes)
        self._read_people()

    def _load_failed(self, error: SeatwardenError) -> None:
        if self._listed is None:
            self.table.set_empty(explanation_of(error).sentence)
            self.explain(error)
            self._plan_next(self._retry_minutes(error))
            return
        showing = _("Showing {time}.").format(time=clock_time(self._listed.read_at))
        self.set_data_time(self._listed.read_at, stale=True)
        minutes = self._retry_minutes(error)
        if not minutes:
            self.explain(error, showing)
            return
        again = clock_time(self._now() + timedelta(minutes=minutes))
        retrying = _("Retrying at {time}; R now.").format(time=again)
        self.say(f"{explanation_of(error).sentence} {showing} {retrying}", "warning")
        self._plan_next(minutes)

    def _retry_minutes(self, error: SeatwardenError) -> float:
        """Minutes until the next try; 0 where trying again by itself would be no use."""
        interval = self.front.settings.refresh_minutes
        if not interval or not isinstance(error, (TransportError, ServerFault, RateLimited)):
            return 0
        least = (error.retry_after or 0) / 60 if isinstance(error, RateLimited) else 0
        return max(min(interval, RETRY_MINUTES), least)

    def _plan_next(self, minutes: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(minutes * 60, self._load) if minutes else None

    @work(exclusive=True, group="clients-people", exit_on_error=False, description="read people")
    async def _read_people(self) -> None:
        while self._portal is not None and (row := self._next_unread()) is not None:
            self._to_skip.add(row.client.organization_id)
            try:
                people = await self._portal.client_people(row.client)
            except (TransportError, RateLimited, ServerFault):
                return
            except SeatwardenError:
                continue
            self._people[people.organization_id] = people
            self._set_all(with_people(self._all, people))

    def _next_unread(self) -> Row | None:
        """The first visible row with somebody waiting whose people were not read since the last refresh."""
        for row in self.table.visible_rows:
            if row.waiting != 0 and row.client.organization_id not in self._to_skip:
                return row
        return None

    # Showing

    def _rebuild(self) -> None:
        if self._listed is not None:
            self._set_all(table_rows(self._listed, self._people, self.front.settings.low))

    def _set_all(self, rows: tuple[Row, ...]) -> None:
        self._all = rows
        self._show_trouble()
        self._sort_now(self._sort)

    def _show_rows(self) -> None:
        table = self.table
        table.set_rows(filtered(self._in_order, self._wanted))
        table.set_sort(
            None if self._sort.key is SortKey.TROUBLE else self._sort.key, descending=self._sort.descending
        )
        self._show_summary()
        self._show_note()

    def _show_trouble(self) -> None:
        if self._listed is None:
            return
        troubles = trouble_phrases(self._all, self._listed.unreadable)
        parts = [
            Part(" ! " if troubles else _(" Nothing over, full or low."), "strong" if troubles else "muted")
        ]
        for position, phrase in enumerate(troubles):
            parts.extend((Part("  " if position else ""), Part(*phrase)))
        self.query_one("#trouble", TextLines).set_lines((Line(tuple(parts)),))
        self.query_one("#pools", TextLines).set_lines(
            [plain(f"  {line}") for line in pool_lines(self._listed)]
        )

    def _show_summary(self) -> None:
        table = self.table
        if self._listed is None or self._provider is None:
            return
        total = total_line(
            table.rows,
            kind=self._provider.kind,
            everything=len(self._all),
            marked=len(table.marks),
            wanted=self._wanted,
        )
        self.query_one("#total", TextLines).set_lines((plain(table.aligned(total.label, total.figures)),))

    def _show_note(self) -> None:
        row = self.table.cursor_row
        self.query_one("#note", TextLines).set_text(f" {row_sentence(row)}" if row is not None else "")

    @on(LineTable.Highlighted, "#clients")
    def _highlighted(self) -> None:
        self._show_note()
        if not any(worker.group == "clients-people" and worker.is_running for worker in self.workers):
            self._read_people()

    @on(LineTable.CursorRowVanished, "#clients")
    def _vanished(self, event: LineTable.CursorRowVanished) -> None:
        if isinstance(event.row, ClientTableRow) and not any(row.id == event.row.id for row in self._all):
            self.say(_("{name} is no longer in the list.").format(name=event.row.name))

    @on(LineTable.MarksChanged, "#clients")
    @on(LineTable.Resized, "#clients")
    def _summary_changed(self) -> None:
        self._show_summary()

    # Keys

    @on(LineTable.Chosen, "#clients")
    def action_open_vault(self) -> None:
        """Open the vault of the client under the cursor."""
        row = self.table.cursor_row
        if row is not None and self._provider is not None:
            self.front.open_vault(self._provider, row.client)

    def action_mark(self) -> None:
        """Mark or unmark the row under the cursor."""
        self.table.toggle_mark()

    def action_mark_range(self) -> None:
        """Start or end a range of marks."""
        open_now = self.table.mark_range()
        self.say(_("Range started here: move, then V again.") if open_now else "")

    def action_yank(self) -> None:
        """Copy the name under the cursor."""
        row = self.table.cursor_row
        if row is not None:
            self.app.copy_to_clipboard(row.name)
            self.say(_("Sent to the terminal's clipboard: {name}").format(name=row.name))

    def action_choose_provider(self) -> None:
        """Choose another provider."""
        self.front.choose_provider()

    def action_sort_by(self, by: int) -> None:
        """Sort by the column at the left or right of the present one."""
        key = self._sort.key if self._sort.key in COLUMN_KEYS else self._sort_before.key
        self._sort_now(Sort(COLUMN_KEYS[(COLUMN_KEYS.index(key) + by) % len(COLUMN_KEYS)]))

    def action_sort_trouble(self) -> None:
        """Worst first; the second time back to the order before."""
        if self._sort.key is SortKey.TROUBLE:
            self._sort_now(self._sort_before)
            self.say("")
        else:
            self._sort_before = self._sort
            self._sort_now(Sort(SortKey.TROUBLE))
            self.say(_("Sorted by trouble, worst first. ! goes back."))

    def _sort_now(self, sort: Sort) -> None:
        self._sort = sort
        self._in_order = ordered(self._all, sort)
        self._show_rows()

    # The filter

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterLine).open(self._wanted)

    def action_back(self) -> None:
        """Clear the filter: nothing lies behind this screen."""
        if self._wanted:
            self._filter_now("")

    @on(Input.Changed, "#filter Input")
    def _filter_typed(self, event: Input.Changed) -> None:
        self._filter_now(event.value)

    @on(FilterLine.Left)
    def _filter_left(self, event: FilterLine.Left) -> None:
        self.table.focus()
        if event.cleared:
            self._filter_now("")

    def _filter_now(self, wanted: str) -> None:
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if self._listed is not None and self._listed.clients:
            words = _("Nothing matches '{text}'. Esc clears.")
            self.table.set_empty(words.format(text=safe_text(wanted, limit=40)))
        self._show_rows()

    # The `:` line

    def obey(self, command: Command) -> bool:
        """Do what was typed after the colon, as far as it concerns this screen."""
        if command.verb is Verb.FILTER:
            self._filter_now(command.argument)
        elif command.verb is Verb.REFRESH:
            self.action_reload()
        elif command.verb is Verb.SORT:
            self._sort_by_name(command.argument)
        elif command.verb is Verb.VAULT:
            self._open_named(command.argument)
        else:
            return super().obey(command)
        return True

    def command_names(self) -> dict[Verb, tuple[str, ...]]:
        return {
            Verb.VAULT: tuple(row.name for row in self._all),
            Verb.SORT: tuple(key.value for key in SortKey),
        }

    def _sort_by_name(self, word: str) -> None:
        name = word.lower().removeprefix("-")
        if name not in {key.value for key in SortKey}:
            self.say(
                _("Sort by one of: {names}; a leading - turns it around.").format(names=", ".join(SortKey))
            )
        else:
            self._sort_now(Sort(SortKey(name), backwards=word.startswith("-")))

    def _open_named(self, name: str) -> None:
        found = [row for row in self._all if row.folded == name.casefold()] if name else []
        if not name:
            self.action_open_vault()
        elif len(found) == 1 and self._provider is not None:
            self.front.open_vault(self._provider, found[0].client)
        else:
            words = ngettext(
                "{count} client is named '{name}'.", "{count} clients are named '{name}'.", len(found)
            )
            self.say(words.format(count=len(found), name=safe_text(name, limit=40)))
