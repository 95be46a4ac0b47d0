"""The part of the home screen that changes clients: which form a key opens, who may, and what comes after.

A form is a `FormScreen`. It works on the list that was shown; afterwards the list is read again.
"""

from __future__ import annotations

from abc import abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import work
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from backend_client.portal.clients import Client, ClientList
from backend_client.portal.providers import Provider, ProviderKind
from tui.presenters.client_forms import no_plans, pair_to_move, refusal
from tui.screens.base import Place
from tui.screens.late import screen_of
from tui.screens.provider_places import ProviderPlaces
from tui.terms import none_at_cursor, two_for_a_move
from tui.translate import _

if TYPE_CHECKING:  # brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal
    from tui.screens.form import FormEnd

ADMINS_ONLY = frozenset({"new_client"})
"""Actions that service users may not do."""

CHANGES = frozenset({"new_client", "seats", "rename", "move_seats"}) | ADMINS_ONLY
"""Actions that change clients."""


class ClientForms(ProviderPlaces[None]):
    """Opens forms over the list of clients."""

    @property
    def kind(self) -> ProviderKind | None:
        """Which words the provider's clients have."""
        return self.provider.kind if self.provider is not None else None

    # What the list gives

    @abstractmethod
    def at_work(self) -> tuple[Portal, ClientList] | None:
        """The portal and the list that is shown; None before anything was read."""

    @abstractmethod
    def chosen(self) -> Client | None:
        """The client under the cursor."""

    @abstractmethod
    def marked(self) -> tuple[Client, ...]:
        """The marked clients, also those a filter hides."""

    @abstractmethod
    def reload(self) -> Worker[None]:
        """Read the list again."""

    @abstractmethod
    def go_to(self, client: Client) -> None:
        """Put the cursor on `client`, clearing a filter that hides it."""

    @abstractmethod
    def enter(self, place: Place, client: Client) -> None:
        """Open a screen inside `client`."""

    # Who may

    def refused_change(self, action: str, provider: Provider | None) -> str:
        """Why `action` may not be done by this account; empty when it may, or is no change of clients."""
        if action not in CHANGES or provider is None:
            return ""
        refused = refusal(
            provider,
            admins_only=action in ADMINS_ONLY,
            read_only=self.front.read_only,
            watching=self.front.watching,
        )
        if refused or action != "new_client":
            return refused
        working = self.at_work()
        return no_plans() if working is not None and not working[1].pools else ""

    # Keys

    def action_new_client(self) -> None:
        """Create a client organization."""
        self.open_form("new_client", "NewClientScreen", needs_keys=True)

    def action_seats(self) -> None:
        """Change the seats of the client under the cursor."""
        self._open_for_chosen("client_seats", "ClientSeatsScreen")

    def action_rename(self) -> None:
        """Rename the client under the cursor."""
        self._open_for_chosen("rename_client", "RenameClientScreen")

    def action_move_seats(self) -> None:
        """Move seats from the client under the cursor, or between two marked ones."""
        marked = self.marked()
        if len(marked) != 2:
            if marked:
                self.say(two_for_a_move(self.kind))
            else:
                self._open_for_chosen("move_seats", "MoveSeatsScreen")
            return
        pair = pair_to_move(*marked)
        if isinstance(pair, str):
            self.say(pair)
        else:
            self.open_form("move_seats", "MoveSeatsScreen", *pair)

    def _open_for_chosen(self, module: str, name: str) -> None:
        client = self.chosen()
        if client is None:
            self.say(none_at_cursor(self.kind))
        else:
            self.open_form(module, name, client)

    @work(exclusive=True, group="client-form", exit_on_error=False, description="change clients")
    async def open_form(self, module: str, name: str, *values: Any, needs_keys: bool = False) -> None:
        """Open the form `name` of `module`, made of portal, list and `values`; with keys where it needs
        them. Then show what became of it."""
        if self.at_work() is None:
            self.say(_("The clients have not been read yet."))
            return
        if needs_keys and not await self.front.unlocked():
            return
        working = self.at_work()
        if working is None:
            return
        end: FormEnd | None = await self.app.push_screen_wait(screen_of(module, name, *working, *values))
        if end is not None:
            await self._show_end(end)

    async def _show_end(self, end: FormEnd) -> None:
        if end.opens and end.client is not None:
            self.enter(Place.ONBOARDING, end.client)
        with suppress(WorkerCancelled, WorkerFailed):
            await self.reload().wait()
        if end.client is not None:
            self.go_to(end.client)
        if end.sentence:
            self.say(f"{end.sentence} {self.message}".rstrip())
