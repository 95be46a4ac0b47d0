"""The part of the home screen that adds, unlinks, changes many at once, keeps a record and takes copies."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual import work

from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.presenters.client_forms import refusal
from tui.presenters.clients import ClientTableRow
from tui.presenters.saved_view import row_text, saved_view
from tui.screens.client_forms import ClientForms
from tui.screens.late import late, screen_of
from tui.terms import none_at_cursor
from tui.translate import _

if TYPE_CHECKING:  # brings what is known of keys: rarely wanted
    from tui.screens.known_key import KeyEnd


class ClientActs(ClientForms):
    """Actions over the list of clients, besides the forms of one client.

    `unlinking` is the id of the client that was given to the unlink form: that one vanishes on purpose.
    """

    unlinking: str = ""

    @abstractmethod
    def shown_rows(self) -> Sequence[ClientTableRow]:
        """The rows the filter lets through, in order."""

    @abstractmethod
    def row_at_cursor(self) -> ClientTableRow | None:
        """The row under the cursor."""

    def refused_change(self, action: str, provider: Provider | None) -> str:
        if action not in ("add_existing", "unlink") or provider is None:
            return super().refused_change(action, provider)
        if action == "unlink":  # the one change that a suspended provider may still make
            provider = replace(provider, enabled=True)
        return refusal(
            provider, admins_only=True, read_only=self.front.read_only, watching=self.front.watching
        )

    def action_add_existing(self) -> None:
        """Add an organization that exists already."""
        self.open_form("add_existing", "AddExistingScreen", needs_keys=True)

    def action_unlink(self) -> None:
        """End the provider's access to the client under the cursor."""
        client = self.chosen()
        if client is None:
            self.say(none_at_cursor(self.kind))
        else:
            self.unlinking = client.id
            self.open_form("unlink_client", "UnlinkClientScreen", client)

    def action_seats(self) -> None:
        """Change the seats of the client under the cursor, or of all marked ones at once."""
        marked = self.marked()
        if len(marked) > 1:
            self.open_form("bulk_seats", "BulkSeatsScreen", marked)
        else:
            super().action_seats()

    def action_journal(self) -> None:
        """Show every change made from this machine."""
        working = self.at_work()
        if working is None:
            self.say(_("The clients have not been read yet."))
        else:
            self.app.push_screen(screen_of("journal", "JournalScreen", working[0].journal))

    @work(exclusive=True, group="client-form", exit_on_error=False, description="show a known key")
    async def action_known_key(self) -> None:
        """Say whether the client's key is the known one, and let one that changed be accepted."""
        if self.chosen() is None:
            self.say(none_at_cursor(self.kind))
            return
        if not await self.front.unlocked():
            return
        working, client = self.at_work(), self.chosen()
        if working is None or client is None:
            return
        decide = late("known_key", "decide_on_key")
        end: KeyEnd = await decide(self.app, working[0], working[1].provider, client)
        if end.changed:
            await self.reload().wait()
        self.say(end.sentence, end.style)

    def action_save_view(self) -> None:
        """Write the table, as it is shown, to a file."""
        rows = self.shown_rows()
        if not rows:
            self.say(_("There is nothing to save."))
            return
        screen = screen_of("save_view", "SaveViewScreen", saved_view(rows, datetime.now(UTC)))
        self.app.push_screen(screen, self._saved)

    def _saved(self, sentence: str | None) -> None:
        self.say(sentence or "")

    def action_yank(self) -> None:
        """Copy something of the row under the cursor."""
        row = self.row_at_cursor()
        if row is not None:
            copy = late("copy_menu", "Copy")
            copies = (
                copy(_("Name"), row.name),
                copy(_("Organization id"), row.client.organization_id),
                copy(_("Row"), row_text(row)),
            )
            self.app.push_screen(screen_of("copy_menu", "CopyMenu", copies), self._copied)

    def _copied(self, text: str | None) -> None:
        if text is not None:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(text, os.environ))
