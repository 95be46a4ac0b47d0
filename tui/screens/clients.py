"""Home: every client of one provider with its seats, read on open, on `R` and every few minutes.

A refresh changes figures only: cursor, scroll, marks, order and filter stay. Who of a client has accepted
is read lazily (`clients_people`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.worker import Worker

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client, ClientList, ClientPeople, ClientSetup
from backend_client.portal.providers import Provider, ProviderKind
from tui.explain import explanation_of
from tui.presenters.client_view import ClientView
from tui.presenters.clients import ClientTableRow, client_columns
from tui.presenters.left_out import left_out_sentence
from tui.presenters.numbers import clock_time
from tui.presenters.providers import provider_title
from tui.screens.base import RuleLine
from tui.screens.clients_drawing import ClientDrawing
from tui.screens.clients_keys import CLIENT_KEYS
from tui.screens.clients_people import Answer, LazyReading
from tui.screens.provider_advice import ProviderAdvice
from tui.screens.provider_places import PROVIDER_KEYS
from tui.terms import reading_clients, role_word
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import Line, TextLines

if TYPE_CHECKING:  # brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal


SHORT = 18
"""Lines below which only title, trouble, table and total are shown."""


class ClientsScreen(ClientDrawing):
    """The client table. It is painted empty first; `attach` gives it a portal and a provider."""

    CSS_PATH = "clients.tcss"
    AUTO_FOCUS = "#clients"
    HELP = N_(
        "Every client organization with its seats. "
        "OVER: more used than assigned. FULL: none left. LOW: nearly none left. "
        "Wait: people invited and not confirmed; * some of them accepted and can be confirmed. "
        "Setup: steps of the onboarding that are done, of those needed; read for the rows on the screen."
    )
    BINDING_GROUP_TITLE = N_("Clients")
    BINDINGS: ClassVar[list[BindingType]] = [*CLIENT_KEYS, *PROVIDER_KEYS]

    def __init__(self, *, now: Callable[[], datetime] | None = None) -> None:
        """`now` gives the time with its zone."""
        super().__init__()
        self._now = now or (lambda: datetime.now(UTC))
        self._portal: Portal | None = None
        self._provider: Provider | None = None
        self.reads_by(self._read_unasked)
        self._lazy = LazyReading(self, lambda: self.table.visible_rows, self._show_answers)
        self._interrupted = True
        self._inside: Client | None = None
        self._elsewhere = False
        self._read_before = ""

    def compose_body(self) -> Iterator[Any]:
        self._view = ClientView(self.front.settings.low)
        yield Sentences(style="warning", id="banner")
        yield ProviderAdvice(id="advice")
        yield TextLines((Line(),), id="trouble")
        yield RuleLine()
        yield LineTable[ClientTableRow](
            client_columns(ProviderKind.MSP),
            empty=_("Reading the clients ..."),
            on_cursor=self.show_note,
            id="clients",
        )
        yield RuleLine()
        yield TextLines((Line(),), id="total")
        yield TextLines((), id="pools")
        yield RuleLine()
        yield FilterLine(on_typed=self.filter_by, id="filter")
        yield TextLines((Line(),), id="note")

    def on_resize(self, event: events.Resize) -> None:
        """A terminal of few lines keeps the table and lets the explanations go."""
        self.set_class(event.size.height < SHORT, "-short")

    # A backend arrives

    def attach(self, portal: Portal, provider: Provider) -> Worker[None]:
        """Show the clients of `provider` from now on. Returns who reads the first list."""
        if self._provider is not None and self._provider.id != provider.id:
            self.detach(reading_clients(provider.kind))
            portal.forget_opened()
        self._portal = portal
        self._interrupted = True
        self.table.set_columns(client_columns(provider.kind))
        self.table.set_empty(reading_clients(provider.kind))
        self._show_provider(provider)
        return self._load()

    def detach(self, said: str) -> None:
        """Let go of the provider: nothing that was read of it stays, and nothing of it is still read."""
        self.workers.cancel_group(self, "clients-load")
        self._lazy.stop()
        self._recovery.over()
        self._portal = self._provider = self._inside = None
        self._elsewhere = False
        self._view.clear()
        self.clear_drawing(said)
        self.query_one(ProviderAdvice).forget()
        self.set_heading()
        self.set_data_time(None)
        self.say(said)

    def _show_provider(self, provider: Provider) -> None:
        self._provider = provider
        self.set_heading(provider_title(provider), role_word(provider.role))
        self.refresh_keys()

    def show_failure(self, error: SeatwardenError) -> None:
        """Say why there is no list to show, and try again by itself where that may help."""
        self.table.set_empty(explanation_of(error).sentence)
        self.explain(error, again=self._try_again(error))

    def on_screen_resume(self) -> None:
        """Whoever comes back from inside a client, or from the provider itself, may have changed it."""
        if self._elsewhere and self.is_current:  # a form that led inside has closed before it
            if self._inside is not None:
                self._view.setup_is_old(self._inside)
            self._inside, self._elsewhere = None, False
            self._recovery.plan(0)
            if self.message == self._read_before:  # what was said under a cover is read now
                self.say("")
            self._load(quietly=True)

    def went_elsewhere(self) -> None:
        self._elsewhere = True
        self._read_before = self.message

    def on_locked(self) -> None:
        """What is read in the background stops: an onboarding takes the client's key."""
        self._lazy.stop()

    def on_unlocked(self) -> None:
        """Which keys open is known now."""
        if self._portal is not None:
            self._recovery.plan(0)  # what was due under the cover
            self._load(quietly=True)  # what was told once of interrupted changes and jobs stays

    def why_not(self, action: str) -> str:
        if self.leads_inside(action):
            return self.refused_inside(action)
        if action.startswith("open_provider"):
            return super().why_not(action)
        return self.refused_change(action, self._provider)

    # Reading

    def action_reload(self) -> None:
        """Read the list now."""
        if self._portal is None or self._watched_session_is_over:
            self.front.begin_again()
        else:
            self._view.setup_is_old()
            self._load()

    @work(exclusive=True, group="clients-load", exit_on_error=False, description="load clients")
    async def _load(self, *, quietly: bool = False, unasked: bool = False) -> None:
        """Read the list. `quietly`: what the message line says stays. `unasked`: nobody waits for it."""
        if self._portal is None or self._provider is None:
            return
        try:
            with self._portal.background() if unasked else nullcontext():
                listed = await self._portal.client_list(self._provider)
        except SeatwardenError as error:
            said = self.message if quietly else ""
            self._load_failed(error)
            self.say(said or self.message)
            return
        self._show_provider(listed.provider)
        self.table.set_marks(self.table.marks & {client.id for client in listed.clients})
        self.table.set_empty(self.empty_words(no_clients=not listed.clients))
        if not (quietly and self.message):
            self.say(left_out_sentence(listed.unreadable), "warning")
        self.set_data_time(listed.read_at)
        self._view.take(listed)
        self.show_trouble()
        self.show_rows()
        self.refresh_keys()
        self._recovery.over()
        self._recovery.plan(self.front.settings.refresh_minutes * 60)
        self._tell_interrupted(self._portal, listed)
        self._tell_jobs(self._portal, listed.provider)
        self._lazy.start(self._portal, listed.provider, self._view)
        self._show_advice()

    def _tell_interrupted(self, portal: Portal, listed: ClientList) -> None:
        """What became of changes that a crash interrupted, asked until nothing of them is undecided."""
        if not self._interrupted:
            return
        try:
            told = portal.settle_interrupted(listed)
        except OSError:
            self.say(_("The journal cannot be read: whether changes were interrupted is not known."), "bad")
            return
        self._interrupted = any(one.waiting for one in told)
        if told:
            from tui.presenters.interrupted import interrupted_sentences  # noqa: PLC0415 - rare; the journal's

            self.say(" ".join(interrupted_sentences(told)), "warning")

    def _tell_jobs(self, portal: Portal, provider: Provider) -> None:
        """What long plans of an earlier run did not send, said once."""
        try:
            told = self.front.tell_left_jobs(portal, provider)
        except OSError:
            return  # it was said of the changes already
        if told:
            self.say(" ".join(one for one in (self.message, told) if one), "warning")

    def _load_failed(self, error: SeatwardenError) -> None:
        """Keep what is shown, say of when it is, and when it is tried again."""
        again = self._try_again(error)
        if self._view.listed is None:
            self.table.set_empty(explanation_of(error).sentence)
        else:
            self.set_data_time(self._view.listed.read_at, stale=True)
        if self._watched_session_is_over:
            self.session_over()
            self.front.watch_on()
        else:
            self.explain(error, self._showing(), again)

    def session_over(self, why: str = "") -> None:
        """Say that nobody is signed in any more for the one who watches; `why` the remembered key does not
        help, finished."""
        words = (_("The server ended the session."), self._showing(), why, _("R signs in again."))
        self.say(" ".join(part for part in words if part), "bad")

    @property
    def _watched_session_is_over(self) -> bool:
        return self.front.watching and self._portal is not None and self._portal.session.over

    def _showing(self) -> str:
        listed = self._view.listed
        return "" if listed is None else _("Showing {time}.").format(time=clock_time(listed.read_at))

    def _try_again(self, error: SeatwardenError) -> str:
        """The time is this screen's own."""
        return self._recovery.failed(error, now=self._now()) if self.front.settings.refresh_minutes else ""

    def _may_read_again(self) -> bool:
        return True  # cursor, marks and filter stay

    def _read_unasked(self) -> None:
        """Called while nothing lies over the table: what is covered costs no requests."""
        if self._portal is None:
            self.call_later(self.front.begin_again)  # it may ask for a sign-in, which is no background work
        else:
            self._load(unasked=True)

    def _show_answers(self, answers: Sequence[Answer]) -> None:
        self._view.take_people(*(one for one in answers if isinstance(one, ClientPeople)))
        self._view.take_setups(*(one for one in answers if isinstance(one, ClientSetup)))
        self.show_trouble()
        self.show_rows()

    # What keys and forms work on

    @property
    def provider(self) -> Provider | None:
        return self._provider

    def all_rows(self) -> Sequence[ClientTableRow]:
        return self._view.everything

    def named(self, name: str) -> Sequence[ClientTableRow]:
        return self._view.named(name)

    def went_inside(self, client: Client) -> None:
        self._inside = client

    def at_work(self) -> tuple[Portal, ClientList] | None:
        if self._portal is None or self._view.listed is None:
            return None
        return self._portal, self._view.listed

    def chosen(self) -> Client | None:
        row = self.table.cursor_row
        return None if row is None else row.client

    def row_at_cursor(self) -> ClientTableRow | None:
        return self.table.cursor_row

    def shown_rows(self) -> Sequence[ClientTableRow]:
        return self._view.rows

    def marked(self) -> tuple[Client, ...]:
        return tuple(row.client for row in self._view.everything if row.id in self.table.marks)

    def reload(self) -> Worker[None]:
        return self._load()

    def go_to(self, client: Client) -> None:
        if all(row.id != client.id for row in self._view.rows):
            self.filter_by("")
        self.table.move_to(client.id)

    def _show_advice(self) -> None:
        """Whoever watches reads clients and seats only."""
        if self._portal is not None and self._provider is not None and not self.front.watching:
            self.query_one(ProviderAdvice).about(self._portal, self._provider)

    @on(LineTable.Highlighted, "#clients")
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        if event.row != self._row_shown:  # a person moved the cursor, not a new list
            self._row_shown = None
            self._lazy.put_off()

    @on(LineTable.CursorRowVanished, "#clients")
    def _vanished(self, event: LineTable.CursorRowVanished) -> None:
        known = {row.id for row in self._view.everything} | {self.unlinking}
        listed = self._provider is not None  # else the whole list went, and names nobody any longer
        if listed and isinstance(event.row, ClientTableRow) and event.row.id not in known:
            self.say(_("{name} is no longer in the list.").format(name=event.row.name))
