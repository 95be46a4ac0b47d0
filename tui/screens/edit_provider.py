"""The form for a provider's name and billing e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import ClientList
from backend_client.portal.provider_record import ProviderRecord
from tui.presenters.client_forms import Problem
from tui.presenters.provider_settings import name_count, problem_of_record, record_review, saved_sentence
from tui.screens.form import FormEnd, FormScreen, Step
from tui.terms import typed_unsent
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput, printable_line

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class EditProviderScreen(FormScreen):
    """Changes the provider of `listed`, whose record was shown as `record`."""

    BACK_TO = N_("Back to the settings")
    FIRST_FIELD = "name"
    LAST_FIELD = "email"
    HELP = N_(
        "The server writes all settings at once, so they are read again first: where somebody changed them "
        "meanwhile nothing is sent. It stores a name with entities, so that & and letters such as e with an "
        "accent count as several characters. F1 opens this help."
    )

    def __init__(self, portal: Portal, listed: ClientList, record: ProviderRecord) -> None:
        super().__init__(portal, listed, title=_("Provider settings"))
        self._record = record

    def compose_fields(self) -> Iterator[Widget]:
        yield Horizontal(
            Static(_("Provider name"), classes="label", markup=False),
            PlainInput(printable_line(self._record.name), id="name"),
            classes="field",
        )
        yield Horizontal(
            Static(_("Billing e-mail"), classes="label", markup=False),
            PlainInput(printable_line(self._record.billing_email), id="email"),
            classes="field",
        )

    def readout(self) -> Sequence[str]:
        return (name_count(self._text("name")),)

    def notes(self) -> Sequence[str]:
        return (_("Every client sees the name. Bills go to the e-mail address."),)

    def problem(self) -> Problem | None:
        return problem_of_record(self._record, self._text("name"), self._text("email"))

    def review(self) -> Sequence[str]:
        return record_review(self._record, self._text("name"), self._text("email"))

    def commit_label(self) -> str:
        return _("Yes, save")

    async def send(self) -> FormEnd:
        settings, provider = self.portal.provider_settings, self.listed.provider
        try:
            await settings.change(
                provider, self._record, name=self._text("name"), billing_email=self._text("email")
            )
        except SeatwardenError:
            await self._read_again()
            raise
        return FormEnd(saved_sentence())

    def unsent(self) -> str:
        typed = self._text("name"), self._text("email")
        kept = printable_line(self._record.name), printable_line(self._record.billing_email)
        return typed_unsent() if self.step in (Step.FILL, Step.REVIEW) and typed != kept else ""

    async def _read_again(self) -> None:
        try:
            self._record = await self.portal.provider_settings.read(self.listed.provider)
        except SeatwardenError:
            return

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", PlainInput).value
