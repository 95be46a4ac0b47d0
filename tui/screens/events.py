"""The event logs: of the provider, of one client, and of one person in either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType

from backend_client.portal import clock
from backend_client.portal.clients import Client
from backend_client.portal.events import LogOf
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.presenters.command_words import Command, Verb
from tui.presenters.event_range import range_words
from tui.presenters.events import (
    brief_words,
    count_words,
    empty_words,
    event_columns,
    event_copies,
    event_details,
    filtered_rows,
    keeping_sentence,
    scope_sentence,
)
from tui.presenters.paragraph import wrap
from tui.safe_text import fit, safe_text
from tui.screens.base import ProviderPlace, RuleLine
from tui.screens.copy_menu import Copy, CopyMenu
from tui.screens.events_keys import EVENT_KEYS
from tui.screens.events_reader import EventsReader
from tui.screens.provider_places import PROVIDER_KEYS, ProviderPlaces
from tui.translate import N_, _
from tui.widgets.event_table import EventTable
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import Line, Part, TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_LABEL_WIDTH = 24
_LINES_BESIDE_DETAILS = 12
"""Title, scope, range, the table's heading and three of its rows, message, keys."""


class EventsScreen(EventsReader):
    """A log as a table, with everything about the event under the cursor on Enter."""

    CSS_PATH = "events.tcss"
    PASSES = True
    AUTO_FOCUS = "#events"
    HELP = N_(
        "The log that the server keeps, newest first, a page at a time. Times are in this machine's zone. "
        "Whoever or whatever is no longer there is shown by the first letters of its id; Enter shows all ids "
        "in full. Reading a log writes nothing into it. Events arrive some seconds after what they tell."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*EVENT_KEYS]

    def __init__(self, portal: Portal, log: LogOf, *, person: str, path: tuple[str, ...]) -> None:
        super().__init__(portal, log, person=person, path=path)
        self._wanted = ""
        self._oldest_first = False
        self._detailed = False

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((scope_sentence(self._log, self._person),), style="muted", id="events-scope")
        yield TextLines([plain("")], id="events-range")
        yield RuleLine()
        yield EventTable(event_columns(clock.now()), empty=_(self.READING), id="events")
        yield RuleLine()
        yield FilterLine(on_typed=self._filter_now, id="events-filter")
        yield TextLines([plain("")], id="events-detail")

    def on_mount(self) -> None:
        """Start reading; the table says so meanwhile."""
        self._show()
        self._load()

    def on_resize(self) -> None:
        """Lines break elsewhere now."""
        self._show_detail()

    def why_not(self, action: str) -> str:
        read = self._events
        if action in ("more", "read_all") and read is not None and (read.complete or read.stuck):
            return _("There is nothing more to read: {events}.").format(events=count_words(read, 0, ""))
        return super().why_not(action)

    def _say_instead(self, sentence: str) -> None:
        self._table.set_empty(sentence)

    @on(EventTable.PastEnd)
    def _past_end(self, event: EventTable.PastEnd) -> None:
        """Read on, unless what lies below is newer."""
        event.stop()
        read = self._events
        if read is not None and not (read.complete or read.stuck or self._oldest_first):
            self.action_more()

    # Order, filter, details, clipboard

    def action_turn(self) -> None:
        """Newest or oldest first."""
        self._oldest_first = not self._oldest_first
        self._show()

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterLine).open(self._wanted)

    def _filter_now(self, wanted: str) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._show()

    @on(FilterLine.Left)
    def _filter_left(self, event: FilterLine.Left) -> None:
        self._table.focus()
        if event.cleared:
            self._filter_now("")

    @on(LineTable.Chosen, "#events")
    def _enter(self, event: LineTable.Chosen) -> None:
        """Show or hide everything about the event under the cursor."""
        event.stop()
        self._detailed = not self._detailed
        self._show_detail()

    @on(LineTable.Highlighted, "#events")
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self._show_detail()

    @work(exclusive=True, group="events-yank", exit_on_error=False, description="copy an event")
    async def action_yank(self) -> None:
        """Copy the event under the cursor, or one of its ids."""
        row = self._table.cursor_row
        if row is None:
            self.say(_("There is no event under the cursor."))
            return
        copies = [Copy(label, text) for label, text in event_copies(row.event, self._about.names)]
        text = await self.app.push_screen_wait(CopyMenu(copies))
        if text is not None:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(text, os.environ))

    def action_back(self) -> None:
        """Stop reading; out of the details, out of the filter, out of the log."""
        if self.stop_reading():
            return
        if self._detailed:
            self._detailed = False
            self._show_detail()
        elif self._wanted:
            self._filter_now("")
        else:
            self.dismiss(None)

    def obey(self, command: Command) -> bool:
        """The filter can be typed, besides refresh."""
        if command.verb is not Verb.FILTER:
            return super().obey(command)
        self._filter_now(command.argument)
        return True

    # Drawing

    @property
    def _table(self) -> EventTable:
        return self.query_one("#events", EventTable)

    def _show(self) -> None:
        read, table = self._events, self._table
        rows = filtered_rows(self._rows, self._wanted)
        if read is not None:
            table.set_empty(empty_words(read, self._about.keeping, self._wanted))
        table.set_rows(rows[::-1] if self._oldest_first else rows)
        table.set_sort("time", descending=not self._oldest_first)
        keeping = keeping_sentence(self._about.keeping)
        scope = keeping or scope_sentence(self._log, self._person)
        self.query_one("#events-scope", Sentences).set_sentences((scope,), "warning" if keeping else "muted")
        told = range_words(self._range.window)
        if read is not None and self._edited:
            told += "  " + _("not read yet: R")
        counted = count_words(read, len(rows), self._wanted)
        parts = (Part(told, "strong"), Part(f"  {counted}"))
        self.query_one("#events-range", TextLines).set_lines([Line(parts)])
        self._show_detail()
        self.refresh_keys()

    def _show_detail(self) -> None:
        row, width = self._table.cursor_row, max(20, self.size.width - 2)
        lines: list[Line] = []
        if self._detailed and row is not None:
            for label, text in event_details(row.event, self._about.names):
                pieces = wrap(text, width - _LABEL_WIDTH)
                lines.append(Line((Part(fit(label, _LABEL_WIDTH), "muted"), Part(pieces[0]))))
                lines.extend(plain(" " * _LABEL_WIDTH + piece) for piece in pieces[1:])
        else:
            told = brief_words(row.event, self._about.names) if row is not None else ""
            lines = [plain(line) for line in wrap(told, width)[:2]]
        most = max(2, self.size.height - _LINES_BESIDE_DETAILS)
        self.query_one("#events-detail", TextLines).set_lines(lines[:most] or [plain("")])


class ProviderEventsScreen(EventsScreen, ProviderPlaces[None]):
    """The provider's own log; with `person_id` (a provider-user id) what that one person did."""

    BINDINGS: ClassVar[list[BindingType]] = [*PROVIDER_KEYS]

    def __init__(
        self, portal: Portal, provider: Provider, *, person_id: str = "", person_name: str = ""
    ) -> None:
        self._provider = provider
        self.HERE = None if person_id else ProviderPlace.EVENTS  # L shows everybody's, over this one
        path = (safe_text(provider.name, limit=40),)
        super().__init__(portal, LogOf(provider, person=person_id), person=person_name, path=path)

    @property
    def provider(self) -> Provider | None:
        return self._provider


class ClientEventsScreen(EventsScreen):
    """The log of one client; with `member_id` what that one member did."""

    def __init__(
        self,
        portal: Portal,
        provider: Provider,
        client: Client,
        *,
        member_id: str = "",
        member_name: str = "",
    ) -> None:
        name = safe_text(client.name, limit=30)
        path = (name,) if member_id else (_("Clients"), name)
        super().__init__(portal, LogOf(provider, client, member_id), person=member_name, path=path)
