"""What the provider pays for: its subscription, its invoices, and how it pays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType

from backend_client.errors import SeatwardenError
from backend_client.portal.billing import BillingState
from backend_client.portal.invoices import Invoice
from backend_client.portal.providers import Provider, ProviderRole
from tui.presenters.billing import (
    InvoiceRow,
    invoice_columns,
    invoice_rows,
    left_out_words,
    no_invoices,
    payment_sentences,
    plan_lines,
    state_banner,
    subscription_sentence,
)
from tui.presenters.invoice_report import saved_report
from tui.presenters.providers import provider_title
from tui.screens.base import ProviderPlace, RuleLine
from tui.screens.late import screen_of
from tui.screens.provider_places import PROVIDER_KEYS, ProviderPlaces
from tui.screens.reader import BoardScreen
from tui.terms import role_word
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_OF_INVOICES = ("open_report", "save_report")


class BillingScreen(BoardScreen[None, BillingState], ProviderPlaces[None]):
    """Reads everything when shown and on `R`. It changes nothing: payment is the web portal's."""

    CSS_PATH = "billing.tcss"
    READ_GROUP = "billing-load"
    READING = N_("Reading what the provider pays for ...")
    AUTO_FOCUS = "#invoices"
    HERE = ProviderPlace.BILLING
    HELP = N_(
        "Seats of a plan are its contracted minimum and what was purchased beyond it; each costs its price "
        "after discount. Assigned seats are those that clients have. Enter shows the clients of an invoice, "
        "W saves them to a file. Invoices and payment are shown to provider admins only."
    )
    BINDING_GROUP_TITLE = N_("Billing")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "c",
            "open_report",
            N_("Clients of it"),
            key_display="Enter",
            id="billing.report",
            tooltip=N_("Show the clients of the invoice under the cursor."),
        ),
        Binding(
            "W",
            "save_report",
            N_("Save"),
            id="billing.save",
            tooltip=N_("Write the clients of the invoice under the cursor to a CSV or JSON file."),
        ),
        Binding("R", "refresh", N_("Refresh"), id="billing.refresh", tooltip=N_("Read everything again.")),
        *PROVIDER_KEYS,
        Binding("escape,h,backspace", "back", N_("Back"), id="billing.back"),
    ]

    def __init__(self, portal: Portal, provider: Provider) -> None:
        super().__init__(heading=(provider_title(provider), _("Billing"), role_word(provider.role)))
        self._portal = portal
        self._provider = provider

    @property
    def provider(self) -> Provider:
        return self._provider

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(style="warning", id="billing-banner")
        yield Sentences(id="billing-subscription")
        yield TextLines(id="billing-plans")
        yield RuleLine()
        yield LineTable[InvoiceRow](invoice_columns(), empty=_(self.READING), id="invoices")
        yield RuleLine()
        yield Sentences(id="billing-payment")

    def on_mount(self) -> None:
        """Start reading."""
        self._load()

    def on_resize(self, _event: events.Resize) -> None:
        """The plans are laid out for the width there is."""
        self._show_plans()

    def why_not(self, action: str) -> str:
        if action in _OF_INVOICES and self._provider.role is not ProviderRole.ADMIN:
            return _("Provider admins only: the server shows invoices to no service user. Ask one of them.")
        return super().why_not(action)

    # Reading

    async def _read(self) -> BillingState:
        return await self._portal.billing.state(self._provider)

    def _took(self, board: BillingState, said: str) -> None:
        self._provider = board.provider
        super()._took(board, said)
        self.say(said or left_out_words(board), "" if said else "warning")

    def _lacks(self) -> SeatwardenError | None:
        return None if self.board is None else self.board.failure

    # An invoice

    @on(LineTable.Chosen, "#invoices")
    def action_open_report(self) -> None:
        """Show the clients of the invoice under the cursor."""
        row = self._table.cursor_row
        if reason := self.why_not("open_report"):
            self.say(reason)
        elif row is None:
            self.say(_("There is no invoice under the cursor."))
        else:
            values = (self._portal, self._provider, row.invoice)
            self.app.push_screen(screen_of("invoice_report", "InvoiceReportScreen", *values))

    def action_save_report(self) -> None:
        """Read the clients of the invoice under the cursor and ask for a file."""
        row = self._table.cursor_row
        if row is None:
            self.say(_("There is no invoice under the cursor."))
        else:
            self.say(_("Reading the clients of the invoice ..."))
            self._save(row.invoice)

    @work(exclusive=True, group="billing-save", exit_on_error=False, description="save a report")
    async def _save(self, invoice: Invoice) -> None:
        try:
            report = await self._portal.billing.report(self._provider, invoice)
        except SeatwardenError as error:
            self.explain(error)
            return
        self.say("")
        self.app.push_screen(screen_of("save_view", "SaveViewScreen", saved_report(report)), self._saved)

    def _saved(self, sentence: str | None) -> None:
        self.say(sentence or "")

    # Drawing

    @property
    def _table(self) -> LineTable[InvoiceRow]:
        return self.query_one("#invoices", LineTable)

    def _show(self) -> None:
        state = self.board
        rows = () if state is None else invoice_rows(state)
        if state is not None:
            self._table.set_empty(no_invoices(state))
        self._table.set_rows(rows)
        banner = "" if state is None else state_banner(state)
        subscription = () if state is None else (subscription_sentence(state.subscription),)
        self.query_one("#billing-banner", Sentences).set_sentences((f"! {banner}",) if banner else ())
        self.query_one("#billing-subscription", Sentences).set_sentences(subscription)
        self.query_one("#billing-payment", Sentences).set_sentences(
            () if state is None else payment_sentences(state)
        )
        self._show_plans()
        self.refresh_keys()

    def _show_plans(self) -> None:
        state = self.board
        width = max(20, self.app.size.width - 2)
        lines = () if state is None else plan_lines(state.subscription, width)
        self.query_one("#billing-plans", TextLines).set_lines([plain(f" {line}") for line in lines])
