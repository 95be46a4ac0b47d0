"""The provider's own settings: its name and billing e-mail, and the way to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from backend_client.errors import SeatwardenError
from backend_client.portal.provider_record import ProviderRecord
from backend_client.portal.providers import Provider
from tui.presenters.interrupted_inside import inside_sentences, told_line
from tui.presenters.provider_settings import delete_obstacle, record_facts
from tui.presenters.providers import provider_title
from tui.safe_text import fit
from tui.screens.base import ProviderPlace
from tui.screens.form import FormEnd
from tui.screens.late import screen_of
from tui.screens.provider_places import PROVIDER_KEYS, ProviderPlaces
from tui.screens.reader import ReaderScreen
from tui.terms import role_word
from tui.translate import N_, _
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import Line, Part, TextLines

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_LABEL_WIDTH = 24


class ProviderSettingsScreen(ReaderScreen[None], ProviderPlaces[None]):
    """Reads the provider's record when shown, on `R` and after a change."""

    CSS_PATH = "provider_settings.tcss"
    READ_GROUP = "settings-load"
    READING = N_("Reading the settings ...")
    HERE = ProviderPlace.SETTINGS
    CHANGES = frozenset({"edit", "delete_provider"})
    HELP = N_(
        "The name is what every client sees as its provider; bills go to the billing e-mail. The business "
        "name is shown as it is. A provider is deleted only when it has no clients: its name and your master "
        "password are asked for first."
    )
    BINDING_GROUP_TITLE = N_("Settings")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", N_("Edit"), id="settings.edit", tooltip=N_("Change name or billing e-mail.")),
        Binding(
            "D",
            "delete_provider",
            N_("Delete provider"),
            id="settings.delete",
            tooltip=N_("Delete the provider itself, once it has no clients."),
        ),
        Binding("R", "refresh", N_("Refresh"), id="settings.refresh", tooltip=N_("Read the settings again.")),
        *PROVIDER_KEYS,
        Binding("escape,h,backspace", "back", N_("Back"), id="settings.back"),
    ]

    def __init__(self, portal: Portal, provider: Provider) -> None:
        super().__init__()
        self._portal = portal
        self._provider = provider
        self._record: ProviderRecord | None = None
        self._at: datetime | None = None
        self._after = ""

    @property
    def provider(self) -> Provider:
        return self._provider

    def compose_body(self) -> Iterator[Any]:
        yield TextLines(id="settings-facts")
        yield Sentences((_(self.READING),), style="muted", id="settings-note")

    def on_mount(self) -> None:
        """Start reading."""
        self._show_heading()
        self._load()

    # Changing

    @work(exclusive=True, group="client-form", exit_on_error=False, description="change the provider")
    async def action_edit(self) -> None:
        """Change name or billing e-mail."""
        record = self._record
        if record is None:
            self.say(_("Nothing was read that could be changed. R reads it."))
            return
        try:
            listed = await self._portal.client_list(self._provider)
        except SeatwardenError as error:
            self.explain(error)
            return
        end: FormEnd | None = await self.app.push_screen_wait(
            screen_of("edit_provider", "EditProviderScreen", self._portal, listed, record)
        )
        if end is not None:
            self._after = end.sentence
            self._load()

    @work(exclusive=True, group="client-form", exit_on_error=False, description="delete the provider")
    async def action_delete_provider(self) -> None:
        """Delete the provider, where it has no clients; the master password is asked for before."""
        try:
            listed = await self._portal.client_list(self._provider)
        except SeatwardenError as error:
            self.explain(error)
            return
        if obstacle := delete_obstacle(listed):
            self.say(obstacle)
            return
        path = (provider_title(listed.provider), _("Delete"))
        why = _("Deleting a provider cannot be undone. Type your master password to go on.")
        proof = await self.app.push_screen_wait(
            screen_of("ask_password", "AskPasswordScreen", self._portal, path, why)
        )
        if proof is None:
            return
        proof.drop()  # the server asks for none: that it is known here is all that was wanted
        end: FormEnd | None = await self.app.push_screen_wait(
            screen_of("delete_provider", "DeleteProviderScreen", self._portal, listed)
        )
        if end is not None and end.sentence:
            self.front.leave_provider(end.sentence)
        elif end is not None:
            self._load()

    # Reading

    @work(exclusive=True, group="settings-load", exit_on_error=False, description="read the settings")
    async def _load(self) -> None:
        try:
            record = await self._portal.provider_settings.read(self._provider)
        except SeatwardenError as error:
            self._failed(error)
        else:
            self._record, self._at = record, datetime.now(UTC)
            self._provider = replace(self._provider, name=record.name)
            self.set_data_time(self._at)
            self._say_instead("")
            self._show()
            self.say(self._after or self._interrupted(record))
        self._after = ""

    def _interrupted(self, record: ProviderRecord) -> str:
        try:
            settled = self._portal.provider_settings.settle(self._provider, record)
        except OSError:
            return _("The journal cannot be read: whether acts were interrupted is not known.")
        return told_line(inside_sentences(settled))

    def _read_at(self) -> datetime | None:
        return self._at if self._record is not None else None

    def _forget(self) -> None:
        self._record = None

    def _say_instead(self, sentence: str) -> None:
        self.query_one("#settings-note", Sentences).set_sentences((sentence,) if sentence else ())

    # Drawing

    def _show(self) -> None:
        facts = () if self._record is None else record_facts(self._provider, self._record)
        lines = [Line((Part(fit(label, _LABEL_WIDTH), "muted"), Part(text))) for label, text in facts]
        self.query_one("#settings-facts", TextLines).set_lines(lines)
        self._show_heading()
        self.refresh_keys()

    def _show_heading(self) -> None:
        title = provider_title(self._provider)
        self.set_heading(title, _("Settings"), role_word(self._provider.role))
