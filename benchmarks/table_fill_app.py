"""The client table alone, with as many clients as asked for: `f` fills it, `c` empties it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from backend_client.portal.clients import Client, ClientList, Tier
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import DEFAULT_LOW_RULE, Seats
from tui.presenters.client_view import ClientView
from tui.presenters.clients import ClientTableRow, client_columns
from tui.widgets.line_table import LineTable


def made_list(count: int) -> ClientList:
    """A list of clients with every level."""
    clients = tuple(
        Client(
            id=f"link-{number}",
            organization_id=f"organization-{number}",
            name=f"Client {number:05d}",
            plan="Enterprise (Monthly)",
            tier=Tier.ENTERPRISE,
            seats=Seats(assigned=20, used=number % 23, confirmed=number % 19),
        )
        for number in range(count)
    )
    provider = Provider(id="provider", name="Northwind MSP", kind=ProviderKind.MSP, role=ProviderRole.ADMIN)
    return ClientList(provider=provider, clients=clients, pools=(), read_at=datetime.now(UTC))


class TableFillApp(App[None]):
    """One table."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f", "fill", "Fill"), Binding("c", "clear", "Clear")]

    def __init__(self, count: int) -> None:
        super().__init__()
        self._listed = made_list(count)

    def compose(self) -> ComposeResult:
        """The table, empty."""
        yield LineTable[ClientTableRow](client_columns(ProviderKind.MSP), empty="Nothing here")

    def action_fill(self) -> None:
        """From values to lines: the way the home screen goes."""
        view = ClientView(DEFAULT_LOW_RULE)
        view.take(self._listed)
        self.query_one(LineTable).set_rows(view.rows)

    def action_clear(self) -> None:
        """Back to nothing."""
        self.query_one(LineTable).set_rows(())


if __name__ == "__main__":
    TableFillApp(int(sys.argv[1])).run()
