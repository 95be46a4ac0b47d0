"""Unlinking a client: first whether it may be, then what it means, then its name typed, then yes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from backend_client.errors import Rule, RuleBroken, SeatwardenError
from backend_client.portal.clients import Client, ClientList
from tui.explain import explanation_of
from tui.presenters.client_changes import unlink_consequences
from tui.presenters.client_forms import Problem
from tui.presenters.typed_name import is_name_of, name_to_type
from tui.safe_text import safe_text
from tui.screens.form import FormEnd, FormScreen
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class UnlinkClientScreen(FormScreen):
    """Reads the client's owners when shown; nothing can be sent before one of them is known."""

    FIRST_FIELD = LAST_FIELD = "name"
    HELP = N_(
        "Unlinking ends your provider's access to a client; the client goes on by itself and pays for "
        "itself. It needs a confirmed owner of its own first. Characters of its name that no keyboard has "
        "are typed as a question mark."
    )

    def __init__(self, portal: Portal, listed: ClientList, client: Client) -> None:
        super().__init__(portal, listed, title=_("Unlink {client}").format(client=safe_text(client.name)))
        self._client = client
        self._obstacle = _("Reading who owns it ...")

    def compose_fields(self) -> Iterator[Widget]:
        yield Sentences(unlink_consequences(self._client), id="consequences")
        yield Sentences((self._invitation(),), style="strong", id="invitation")
        yield Horizontal(
            Static(_("Name"), classes="label", markup=False), PlainInput(id="name"), classes="field"
        )

    def on_mount(self) -> None:
        """Ask at once whether it may be unlinked at all."""
        self._read_owners()

    @work(exclusive=True, group="owners", exit_on_error=False, description="read the owners of a client")
    async def _read_owners(self) -> None:
        try:
            owned = await self.portal.has_confirmed_owner(self._client)
        except SeatwardenError as error:
            self._obstacle = explanation_of(error).line()
            self.read_failed(error, self._read_owners)
        else:
            self.was_read()
            self._obstacle = "" if owned else explanation_of(RuleBroken(Rule.NO_CONFIRMED_OWNER)).line()
        self.show_readout()

    def _invitation(self) -> str:
        return _("To unlink it, type its name: {name}").format(name=name_to_type(self._client))

    def readout(self) -> Sequence[str]:
        if self._obstacle:
            return (self._obstacle,)
        typed = self.query_one("#name", PlainInput).value
        return (_("The name is right. Enter goes on."),) if is_name_of(self._client, typed) else ()

    def problem(self) -> Problem | None:
        if self._obstacle:
            return Problem("name", self._obstacle)
        if is_name_of(self._client, self.query_one("#name", PlainInput).value):
            return None
        return Problem("name", _("That is not its name. Nothing was sent."))

    def review(self) -> Sequence[str]:
        return unlink_consequences(self._client)

    def commit_label(self) -> str:
        return _("Yes, unlink it")

    def take(self, listed: ClientList) -> None:
        """Fresh figures of the same client, and its owners as they are now."""
        super().take(listed)
        self._client = next((each for each in listed.clients if each.id == self._client.id), self._client)
        self.query_one("#consequences", Sentences).set_sentences(unlink_consequences(self._client))
        self.query_one("#invitation", Sentences).set_sentences((self._invitation(),))
        self._read_owners()

    async def send(self) -> FormEnd:
        await self.portal.changes.unlink(self.listed.provider, self._client)
        name = safe_text(self._client.name, limit=50)
        return FormEnd(_("{client} was unlinked; its seats are back in the pool.").format(client=name))
