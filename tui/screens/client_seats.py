"""`s`: how many seats a client is assigned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from backend_client.portal.clients import Client, ClientList
from tui.presenters.client_changes import seats_readout
from tui.presenters.client_forms import (
    Problem,
    next_invoice,
    problem_of_seats,
    seats_buy,
    seats_changed,
    seats_now,
    seats_review,
)
from tui.safe_text import safe_text
from tui.screens.form import FormEnd, FormScreen
from tui.terms import client_heading
from tui.translate import N_, _
from tui.widgets.number_input import NumberInput

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class ClientSeatsScreen(FormScreen):
    """Changes the assigned seats of `client`, a row of `listed`. `wanted` is the number to start with."""

    FIRST_FIELD = "seats"
    LAST_FIELD = "seats"
    HELP = N_(
        "Seats in use are members invited, accepted or confirmed; a client cannot have fewer. Beyond your "
        "plan's minimum every seat is purchased. Seats of a client do not grow by themselves. "
        "Service users may use unassigned seats and buy none. + and - step the number; F1 opens this help."
    )

    def __init__(self, portal: Portal, listed: ClientList, client: Client, wanted: int | None = None) -> None:
        super().__init__(portal, listed, title=_("Seats"))
        self._client = client
        self._wanted = client.seats.assigned if wanted is None else wanted

    def compose_fields(self) -> Iterator[Widget]:
        yield Horizontal(
            Static(client_heading(self.listed.provider.kind), classes="label", markup=False),
            Static(safe_text(self._client.name, limit=50), markup=False),
            classes="fact",
        )
        yield Horizontal(
            Static(_("Plan"), classes="label", markup=False),
            Static(safe_text(self._client.plan, limit=40), markup=False),
            classes="fact",
        )
        yield Horizontal(
            Static(_("Seats now"), classes="label", markup=False),
            Static(seats_now(self._client), id="now", markup=False),
            classes="fact",
        )
        yield Horizontal(
            Static(_("New number"), classes="label", markup=False),
            NumberInput(self._wanted, id="seats"),
            classes="field",
        )

    def on_mount(self) -> None:
        """The first digit replaces the present number."""
        self.query_one("#seats", NumberInput).action_select_all()

    def notes(self) -> Sequence[str]:
        return (_("+ and - step the number. Enter shows what it does before it is done."), next_invoice())

    def readout(self) -> Sequence[str]:
        return seats_readout(self.listed, self._client, self._number)

    def problem(self) -> Problem | None:
        return problem_of_seats(self.listed, self._client, self._number)

    def review(self) -> Sequence[str]:
        return seats_review(self.listed, self._client, self._number or 0)

    def careful(self) -> bool:
        """Only a purchase wants a second look."""
        return seats_buy(self.listed, self._client, self._number or 0) > 0

    def commit_label(self) -> str:
        return _("Yes, change the seats")

    async def send(self) -> FormEnd:
        before = self._client
        after = await self.portal.changes.set_seats(self.listed.provider, before, self._number or 0)
        return FormEnd(seats_changed(before, after), after)

    def take(self, listed: ClientList) -> None:
        super().take(listed)
        self._client = next((each for each in listed.clients if each.id == self._client.id), self._client)
        self.query_one("#now", Static).update(seats_now(self._client))

    @property
    def _number(self) -> int | None:
        return self.query_one("#seats", NumberInput).number
