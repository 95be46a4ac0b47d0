"""The part of an event log's screen that reads: pages, ranges, all of it, and what becomes of a failure."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import work

from backend_client.errors import Locked, NotFound, SeatwardenError
from backend_client.portal import clock
from backend_client.portal.events import EventsRead, Keeping, LogAbout, LogOf, Names, Window
from backend_client.portal.together import together
from tui.presenters.event_range import default_window
from tui.presenters.event_report import saved_events
from tui.presenters.events import (
    EventRow,
    empty_words,
    event_rows,
    log_title,
    refused_sentence,
    unreadable_words,
)
from tui.screens.event_range import ChosenRange, EventRangeScreen
from tui.screens.reader import ReaderScreen
from tui.screens.save_view import SaveViewScreen
from tui.translate import N_, _, ngettext

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class EventsReader(ReaderScreen[None]):
    """Reads a page when shown, more when asked. `_show` draws what is there by now."""

    READ_GROUP: ClassVar[str] = "events-load"
    READING: ClassVar[str] = N_("Reading the event log ...")

    def __init__(self, portal: Portal, log: LogOf, *, person: str, path: tuple[str, ...]) -> None:
        """`person` is the (foreign) name of whom `log` is about, empty for everybody; `path` leads here."""
        super().__init__(heading=(" > ".join((*path, log_title(person))),))
        self.portal = portal
        self._log = log
        self._person = person
        self._range = ChosenRange(default_window(clock.now()), until_now=True)
        self._about = LogAbout(Keeping.NOT_KNOWN, Names())
        self._events: EventsRead | None = None
        self._rows: list[EventRow] = []
        self._whole = False

    @abstractmethod
    def _show(self) -> None:
        """Draw what was read, or nothing."""

    def _read_at(self) -> datetime | None:
        return self._events.read_at if self._events is not None else None

    def _forget(self) -> None:
        self._events, self._rows, self._whole = None, [], False
        self._about = LogAbout(Keeping.NOT_KNOWN, Names())

    @property
    def _reading(self) -> bool:
        return any(
            worker.node is self and worker.group == self.READ_GROUP and not worker.is_finished
            for worker in self.workers
        )

    @property
    def _edited(self) -> bool:
        """Whether another range was chosen than what is shown was read of."""
        return self._events is None or self._events.window != self._range.window

    # The first page

    @work(exclusive=True, group="events-load", exit_on_error=False, description="read an event log")
    async def _load(self) -> None:
        """The first page of the range, and the names."""
        self._whole = False
        window = self._window_now()
        try:
            first, about = await together(self._first_page(window), self._names())
        except Locked:
            self.on_locked()
        except NotFound:
            self._forget()
            self._say_instead(refused_sentence(self._log, self._person))
            self._show()
        except SeatwardenError as error:
            self._failed(error)
        else:
            self._about = about or self._about
            self._events, self._rows = None, []
            self._range = ChosenRange(window, self._range.until_now)
            self.say("" if about is not None else _("Names could not be read: ids are shown. R tries again."))
            self._take(first)

    async def _first_page(self, window: Window) -> EventsRead:
        async with aclosing(self.portal.events.pages(self._log, window)) as pages:
            return await anext(pages)

    async def _names(self) -> LogAbout | None:
        """None where they could not be read; ids are still worth showing."""
        try:
            return await self.portal.events.about(self._log)
        except Locked:
            raise
        except SeatwardenError:
            return None

    def _window_now(self) -> Window:
        """What is to be read: a range that went up to now goes up to now again."""
        before = self._range.window
        if not self._range.until_now:
            return before
        end = default_window(clock.now()).end
        return Window(end - (before.end - before.start), end)

    def _take(self, read: EventsRead) -> None:
        """Show what was read by now."""
        self._events = read
        fresh = read.events[len(self._rows) :]
        self._rows.extend(event_rows(fresh, self._about.names, first=len(self._rows)))
        self.set_data_time(read.read_at)
        self._show()
        if read.unreadable:
            self.say(unreadable_words(read), "warning")

    # More of it

    def action_more(self) -> None:
        """The next page."""
        self._go_on(whole=False)

    def action_read_all(self) -> None:
        """Everything that is left of the range."""
        self._go_on(whole=True)

    def _go_on(self, *, whole: bool) -> None:
        if self._reading:
            return
        if self._events is None:
            self.say(_("Nothing was read yet. R reads."))
        elif reason := self.why_not("read_all"):
            self.say(reason)
        else:
            self._read_on(whole=whole, save=False)

    @work(exclusive=True, group="events-load", exit_on_error=False, description="read more events")
    async def _read_on(self, *, whole: bool, save: bool) -> None:
        """The next page, or all of them; then, where asked for, the file."""
        read = self._events
        if read is None:
            return
        self._whole = whole
        try:
            async with aclosing(self.portal.events.pages(self._log, read.window, after=read)) as pages:
                async for read in pages:
                    self._take(read)
                    if not whole:
                        break
                    self.say(_progress(len(read.events)))
        except Locked:
            self.on_locked()
        except SeatwardenError as error:
            shown = _("What was read before is shown.")
            self.explain(error, _("What was read before is shown; nothing was written.") if save else shown)
        else:
            if whole:
                self.say("")
            if save:
                self._write(read)
        finally:
            self._whole = False

    def stop_reading(self) -> bool:
        """Stop reading the whole range, where that goes on; whether it did."""
        if not (self._whole and self._reading):
            return False
        self.workers.cancel_group(self, self.READ_GROUP)
        self.say(_("Stopped. What was read stays, and nothing was written."))
        return True

    # The range

    @work(exclusive=True, group="events-dates", exit_on_error=False, description="choose dates")
    async def action_dates(self) -> None:
        """Choose another range, and read it."""
        shown = ChosenRange(self._window_now(), self._range.until_now)
        chosen = await self.app.push_screen_wait(EventRangeScreen(shown))
        if chosen is not None and self.is_attached:
            self._range = chosen
            self._show()
            self._load()

    # Files

    def action_save(self) -> None:
        """Write the whole range into a file; what is missing is read first."""
        read = self._events
        if self._reading:
            self.say(_("The log is being read. Esc stops that."))
        elif read is None or self._edited:
            self.say(_("This range has not been read yet, so nothing can be saved. R reads it."), "warning")
        elif read.stuck:
            self.say(_("The server sends no further in this range: choose a shorter one with d first."))
        elif not read.events:
            self.say(empty_words(read, self._about.keeping, ""))
        elif read.complete:
            self._write(read)
        else:
            self._read_on(whole=True, save=True)

    def _write(self, read: EventsRead) -> None:
        def told(sentence: str | None) -> None:
            if sentence:
                self.say(sentence)

        self.app.push_screen(SaveViewScreen(saved_events(read, self._about.names)), told)


def _progress(count: int) -> str:
    words = ngettext("{n} event read so far. Esc stops.", "{n} events read so far. Esc stops.", count)
    return words.format(n=count)
