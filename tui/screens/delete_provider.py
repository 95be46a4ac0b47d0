"""Deleting a provider: what it means, its name typed, then yes. Opened after the password was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from backend_client.portal.clients import ClientList
from tui.presenters.client_forms import Problem
from tui.presenters.provider_settings import (
    delete_consequences,
    delete_obstacle,
    deleted_sentence,
    is_provider_name,
    provider_name_to_type,
)
from tui.presenters.providers import provider_title
from tui.screens.form import FormEnd, FormScreen
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class DeleteProviderScreen(FormScreen):
    """Deletes the provider of `listed`, a list without clients."""

    BACK_TO = N_("Back to the settings")
    FIRST_FIELD = LAST_FIELD = "name"
    HELP = N_(
        "The server itself would delete a provider that has clients, and asks for no password. This form "
        "does not. Characters of the name that no keyboard has are typed as a question mark."
    )

    def __init__(self, portal: Portal, listed: ClientList) -> None:
        super().__init__(
            portal, listed, title=_("Delete {name}").format(name=provider_title(listed.provider))
        )

    def compose_fields(self) -> Iterator[Widget]:
        provider = self.listed.provider
        yield Sentences(delete_consequences(provider), style="warning", id="consequences")
        yield Sentences(
            (_("To delete it, type its name: {name}").format(name=provider_name_to_type(provider)),),
            style="strong",
            id="invitation",
        )
        yield Horizontal(
            Static(_("Name"), classes="label", markup=False), PlainInput(id="name"), classes="field"
        )

    def readout(self) -> Sequence[str]:
        return (_("The name is right. Enter goes on."),) if self._right() else ()

    def problem(self) -> Problem | None:
        if obstacle := delete_obstacle(self.listed):
            return Problem("name", obstacle)
        return None if self._right() else Problem("name", _("That is not its name. Nothing was sent."))

    def review(self) -> Sequence[str]:
        return delete_consequences(self.listed.provider)

    def commit_label(self) -> str:
        return _("Yes, delete the provider")

    async def send(self) -> FormEnd:
        provider = self.listed.provider
        await self.portal.provider_settings.delete(provider)
        return FormEnd(deleted_sentence(provider))

    def _right(self) -> bool:
        return is_provider_name(self.listed.provider, self.query_one("#name", PlainInput).value)
