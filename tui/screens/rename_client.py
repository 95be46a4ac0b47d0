"""`e`: another name for a client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from backend_client.portal.client_rules import LONGEST_NAME
from backend_client.portal.clients import Client, ClientList
from tui.presenters.client_forms import (
    Problem,
    name_length,
    problem_of_name,
    rename_review,
    renamed,
    seats_stay,
)
from tui.safe_text import safe_text
from tui.screens.form import FormEnd, FormScreen
from tui.terms import client_heading
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput, printable_line

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class NameInput(PlainInput):
    """The only field of its form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Review"), id="rename.submit", tooltip=N_("Show what would be done.")),
    ]


class RenameClientScreen(FormScreen):
    """Renames `client`, a row of `listed`. Characters that hide are left out of what is edited."""

    FIRST_FIELD = "name"
    LAST_FIELD = "name"
    HELP = N_(
        "The server takes a name together with the number of seats, so renaming from an old list would "
        "undo a change of seats that somebody else made. Here the client is read again first: if its name or "
        "seats differ from what you saw, nothing is sent. F1 opens this help."
    )

    def __init__(self, portal: Portal, listed: ClientList, client: Client) -> None:
        super().__init__(portal, listed, title=_("Rename"))
        self._client = client

    def compose_fields(self) -> Iterator[Widget]:
        yield Horizontal(
            Static(client_heading(self.listed.provider.kind), classes="label", markup=False),
            Static(safe_text(self._client.name), id="now", markup=False),
            classes="fact",
        )
        yield Horizontal(
            Static(_("New name"), classes="label", markup=False),
            NameInput(printable_line(self._client.name), id="name"),
            classes="field",
        )

    def readout(self) -> Sequence[str]:
        return (name_length(self._typed_name, LONGEST_NAME), seats_stay(self._client))

    def problem(self) -> Problem | None:
        return problem_of_name(self._client, self._typed_name)

    def review(self) -> Sequence[str]:
        return rename_review(self._client, self._typed_name)

    def careful(self) -> bool:
        """A name is changed back as easily."""
        return False

    def commit_label(self) -> str:
        return _("Yes, rename")

    async def send(self) -> FormEnd:
        before = self._client
        after = await self.portal.changes.rename(self.listed.provider, before, self._typed_name)
        return FormEnd(renamed(before, after), after)

    def take(self, listed: ClientList) -> None:
        super().take(listed)
        self._client = next((each for each in listed.clients if each.id == self._client.id), self._client)
        self.query_one("#now", Static).update(safe_text(self._client.name))

    @property
    def _typed_name(self) -> str:
        return self.query_one("#name", PlainInput).value
