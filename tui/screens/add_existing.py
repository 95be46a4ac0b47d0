"""Adding an organization that exists already: which one, what it means, then yes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from backend_client.errors import SeatwardenError
from backend_client.portal.client_changes import AddableOrganization
from backend_client.portal.clients import ClientList
from tui.explain import explanation_of
from tui.presenters.add_existing import AddableRow, addable_columns, added, nothing_addable, who_may
from tui.presenters.client_changes import add_consequences, add_readout
from tui.presenters.client_forms import Problem
from tui.screens.form import FormEnd, FormScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class AddExistingScreen(FormScreen):
    """Reads the organizations that may be added when shown. Adding one needs keys."""

    FIRST_FIELD = LAST_FIELD = "addable"
    HELP = N_(
        "Organizations that you own yourself and that no provider manages. To add a customer's organization, "
        "have its owner make you an owner first, and leave it once it is added. The server takes it out of "
        "its own subscription at once."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "choose", N_("Add"), key_display="Enter", id="add_existing.add"),
        Binding("R", "reload", N_("Refresh"), id="add_existing.refresh", tooltip=N_("Read the list again.")),
        Binding("h,backspace", "back", N_("Back"), show=False, id="add_existing.back"),
    ]

    def __init__(self, portal: Portal, listed: ClientList) -> None:
        super().__init__(portal, listed, title=_("Add an existing organization"))

    def compose_fields(self) -> Iterator[Widget]:
        yield Sentences(who_may(), style="muted", id="who-may")
        yield LineTable[AddableRow](addable_columns(), empty=_("Reading the organizations ..."), id="addable")

    def on_mount(self) -> None:
        """Read at once what may be added."""
        self._read()

    # What may be added

    def action_reload(self) -> None:
        """Read the list again."""
        self._read()

    @work(exclusive=True, group="addable", exit_on_error=False, description="read addable organizations")
    async def _read(self) -> None:
        try:
            found = await self.portal.changes.addable(self.listed.provider)
        except SeatwardenError as error:
            self._table.set_empty(explanation_of(error).sentence)
            self.read_failed(error, self._read)
            return
        self.was_read()
        self._table.set_empty(nothing_addable())
        self._table.set_rows(tuple(AddableRow(each) for each in found))
        self.show_readout()

    @property
    def _table(self) -> LineTable[AddableRow]:
        return self.query_one("#addable", LineTable)

    @property
    def _chosen(self) -> AddableOrganization | None:
        row = self._table.cursor_row
        return row.organization if row is not None else None

    @on(LineTable.Chosen, "#addable")
    def action_choose(self) -> None:
        """Look at what adding the organization under the cursor means."""
        self.go_to_review()

    @on(LineTable.Highlighted, "#addable")
    def _highlighted(self) -> None:
        self.show_readout()

    # The form

    def readout(self) -> Sequence[str]:
        chosen = self._chosen
        return add_readout(self.listed, chosen.plan, chosen.seats) if chosen else ()

    def problem(self) -> Problem | None:
        return None if self._chosen else Problem("addable", nothing_addable())

    def review(self) -> Sequence[str]:
        chosen = self._chosen
        if chosen is None:
            return ()
        meaning = add_consequences(chosen.name, chosen.plan, chosen.seats)
        return (*meaning, *add_readout(self.listed, chosen.plan, chosen.seats))

    def commit_label(self) -> str:
        return _("Yes, add it")

    async def send(self) -> FormEnd:
        chosen = self._chosen
        if chosen is None:
            return FormEnd()
        client = await self.portal.changes.add_existing(self.listed.provider, chosen)
        return FormEnd(added(client), client)

    def take(self, listed: ClientList) -> None:
        """Fresh figures; what may be added is read again too."""
        super().take(listed)
        self._read()
