"""A client organization itself: what it is called, what its people may do, its keys, its end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from backend_client.portal.clients import Client
from backend_client.portal.directory import KeyKind
from backend_client.portal.organization_details import OrganizationDetails
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.presenters.organization import access_banner, client_name
from tui.presenters.organization_details import (
    DELETE,
    EMAIL,
    KEY_ROWS,
    NAME,
    PURGE,
    SWITCH,
    copied_text,
    details_columns,
    details_rows,
    row_hint,
)
from tui.presenters.table import PlainRow
from tui.screens.base import RuleLine
from tui.screens.client_hub import ClientHub
from tui.screens.organization_acts import OrganizationActs
from tui.screens.organization_keys import ORGANIZATION_KEYS
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.question import Question
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.organization_keys import OrganizationKeys
    from backend_client.portal.portal import Portal


class DetailsTable(LineTable[PlainRow]):
    """The rows; Enter does what the row offers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "choose",
            N_("Change"),
            id="details.change",
            tooltip=N_("Change what the row shows; on a key, copy it unseen."),
        ),
    ]


class OrganizationScreen(ClientHub[None], OrganizationActs):
    """Reads through `portal` when shown, on `R`, after each change and when the keys come back.

    Keys of the organization are fetched when they are copied, and never drawn.
    """

    CSS_PATH = "organization.tcss"
    READ_GROUP = "organization-load"
    AUTO_FOCUS = "DetailsTable"
    CHANGES = frozenset({"rotate"})
    HELP = N_(
        "Enter changes the row under the cursor: name, billing e-mail, one of the four settings for "
        "collections. Each change is shown first, and the organization is read again after it. From here the "
        "other screens of the client are one key away. Purging and deleting ask for your master password and "
        "for the client's name."
    )
    BINDINGS: ClassVar[list[BindingType]] = ORGANIZATION_KEYS

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (_("Clients"), client_name(client), _("Details"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._client = client

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((access_banner(self._provider, self._client),), id="organization-banner")
        yield Sentences(
            (
                _("v vault  o onboarding  m members  u groups  p policies  l log"),
                _("S single sign-on  d directory  C claimed domains  A approvals"),
            ),
            style="muted",
            id="organization-places",
        )
        yield RuleLine()
        yield DetailsTable(details_columns(), empty=_(self.READING), id="organization-rows")
        yield Question(id="organization-question")
        yield RuleLine()
        yield Sentences(id="organization-hint", style="muted")

    def on_mount(self) -> None:
        """Start reading."""
        self._load()

    @property
    def here(self) -> tuple[Provider, Client]:
        return self._provider, self._client

    # Reading

    def reload(self, said: str) -> object:
        return self._load(said)

    async def _read(self) -> OrganizationDetails:
        return await self._portal.organization_settings.inspect(self._provider, self._client)

    def _took(self, board: OrganizationDetails, said: str) -> None:
        self._client = board.client
        self._path = (_("Clients"), client_name(board.client), _("Details"))
        self.set_heading(" > ".join(self._path))
        self._show()
        self.say_what_became(said, board.settled)

    # What the rows offer

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        row, details = self._table.cursor_row, self.board
        if row is None or details is None:
            return
        if row.id in KEY_ROWS:
            self.copy_key(KEY_ROWS[row.id])
        elif row.id in (NAME, EMAIL):
            self.ask(row.id, details)
        elif row.id.startswith(SWITCH):
            self.switch(row.id.removeprefix(SWITCH), details)
        elif row.id in (PURGE, DELETE):
            self.end(deletes=row.id == DELETE)
        elif copied_text(row.id, details):
            self.action_copy()
        else:
            self.say(_("There is nothing to change in this row."))

    # Copying

    @property
    def keys_of_client(self) -> OrganizationKeys:
        return self._portal.organization_settings

    def chosen_key(self) -> KeyKind | None:
        row = self._table.cursor_row
        return KEY_ROWS.get(row.id) if row is not None else None

    def action_copy(self) -> None:
        """Copy the row: a key is fetched first, and not drawn."""
        row, details = self._table.cursor_row, self.board
        if row is None or details is None:
            return
        if row.id in KEY_ROWS:
            self.copy_key(KEY_ROWS[row.id])
            return
        text = copied_text(row.id, details)
        if text:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(text, os.environ))
        else:
            self.say(_("This row has nothing to copy."))

    # Drawing

    @property
    def _table(self) -> DetailsTable:
        return self.query_one(DetailsTable)

    @on(LineTable.Highlighted)
    def _highlighted(self) -> None:
        row, details = self._table.cursor_row, self.board
        hint = row_hint(row.id, details, self._provider) if row is not None and details is not None else ""
        self.query_one("#organization-hint", Sentences).set_sentences((hint,) if hint else ("",))

    def _show(self) -> None:
        details = self.board
        self._table.set_rows(details_rows(details, self._provider) if details is not None else ())
        banner = access_banner(self._provider, self._client)
        self.query_one("#organization-banner", Sentences).set_sentences((banner,))
        self._highlighted()
        self.refresh_keys()
