"""The part of the home screen that leads inside a client: its vault, its onboarding, its members."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Final

from textual import on

from backend_client.portal.clients import Client
from backend_client.portal.providers import KeyState, ProviderKind
from tui.presenters.clients import ClientTableRow
from tui.presenters.command_words import Command, Verb
from tui.safe_text import safe_text
from tui.screens.base import Place
from tui.screens.client_acts import ClientActs
from tui.screens.places import TYPED_PLACES
from tui.terms import none_at_cursor
from tui.translate import _, ngettext
from tui.widgets.line_table import LineTable

_INSIDE: Final = {
    "open_vault": Place.VAULT,
    "open_onboarding": Place.ONBOARDING,
    "open_members": Place.MEMBERS,
    "open_confirm": Place.CONFIRM,
    "open_groups": Place.GROUPS,
    "open_policies": Place.POLICIES,
    "open_invite": Place.INVITATIONS,
    "open_events": Place.EVENTS,
    "open_details": Place.DETAILS,
    "open_approvals": Place.APPROVALS,
}


class ClientPlaces(ClientActs):
    """Opens screens inside the client under the cursor, or the one that was typed."""

    # What the list gives

    @abstractmethod
    def all_rows(self) -> Sequence[ClientTableRow]:
        """The rows of all clients, also those a filter hides."""

    @abstractmethod
    def named(self, name: str) -> Sequence[ClientTableRow]:
        """The clients of exactly that name."""

    @abstractmethod
    def went_inside(self, client: Client) -> None:
        """A screen inside `client` opens: what is shown of it may be old when it closes."""

    # Who may

    @property
    def leads_on(self) -> bool:
        return not self.front.watching and self.row_at_cursor() is not None

    def leads_inside(self, action: str) -> bool:
        """Whether `action` opens a screen inside a client."""
        return action in _INSIDE

    def refused_inside(self, action: str, row: ClientTableRow | None = None) -> str:
        """Why `action` may not be done now, to the client of `row` or under the cursor; empty when it may."""
        if self.front.watching:
            return _("Watching holds no keys. Start without --watch to open a vault.")
        if self.provider is not None and self.provider.kind is ProviderKind.RESELLER:
            return _("A reseller holds no keys of its clients: nothing inside them opens. Seats are right.")
        if self.provider is not None and self.provider.key in (KeyState.MISSING, KeyState.BROKEN):
            return _(
                "No vault opens here: the provider's key is missing or does not open. Seats are right. "
                "Ask a provider admin to confirm you, then R."
            )
        row = (row or self.row_at_cursor()) if action == "open_confirm" else None
        if row is not None and not row.accepted and (row.people is not None or row.waiting == 0):
            return _("Nobody of {name} waits for a confirmation. m shows its members.").format(name=row.name)
        return ""

    # Keys

    @on(LineTable.Chosen, "#clients")
    def action_open_vault(self) -> None:
        """Open the vault of the client under the cursor."""
        self._enter("open_vault")

    def action_open_onboarding(self) -> None:
        """Open the onboarding checklist of the client under the cursor."""
        self._enter("open_onboarding")

    def action_open_members(self) -> None:
        """Open the members of the client under the cursor."""
        self._enter("open_members")

    def action_open_confirm(self) -> None:
        """Confirm those of the client under the cursor who accepted."""
        self._enter("open_confirm")

    def action_open_groups(self) -> None:
        """Open the groups of the client under the cursor."""
        self._enter("open_groups")

    def action_open_policies(self) -> None:
        """Open the policies of the client under the cursor."""
        self._enter("open_policies")

    def action_open_invite(self) -> None:
        """Invite people into the client under the cursor."""
        self._enter("open_invite")

    def action_open_events(self) -> None:
        """Open the event log of the client under the cursor."""
        self._enter("open_events")

    def action_open_details(self) -> None:
        """Open the organization of the client under the cursor."""
        self._enter("open_details")

    def action_open_approvals(self) -> None:
        """Open the devices that wait for an approval, of the client under the cursor."""
        self._enter("open_approvals")

    def _enter(self, action: str) -> None:
        row = self.row_at_cursor()
        if row is None:
            self.say(none_at_cursor(self.kind))
        elif reason := self.refused_inside(action):  # Enter asks nobody before
            self.say(reason)
        else:
            self.enter(_INSIDE[action], row.client)

    def enter(self, place: Place, client: Client) -> None:
        """Open a screen inside `client`."""
        if self.provider is not None:
            self.went_inside(client)
            self.front.open_client(place, self.provider, client)

    # The `:` line

    def obey(self, command: Command) -> bool:
        """Open what was typed, of the client that was typed or of the one under the cursor."""
        place = TYPED_PLACES.get(command.verb)
        if place is None:
            return super().obey(command)
        row = self.row_at_cursor()
        found = self.named(command.argument) if command.argument else () if row is None else (row,)
        action = "open_confirm" if place is Place.CONFIRM else "open_vault"
        if len(found) == 1:
            if reason := self.refused_inside(action, found[0]):
                self.say(reason)
            else:
                self.enter(place, found[0].client)
        elif command.argument:
            self.say(self.names_sentence(len(found), command.argument))
        else:
            self.say(none_at_cursor(self.kind))
        return True

    def command_names(self) -> Mapping[Verb, Sequence[str]]:
        """Clients, for whatever leads inside one."""
        names = tuple(row.name for row in self.all_rows())
        return dict.fromkeys(TYPED_PLACES, names)

    def names_sentence(self, count: int, name: str) -> str:
        """How many clients are called `name`, as typed."""
        words = ngettext("{count} client is named '{name}'.", "{count} clients are named '{name}'.", count)
        return words.format(count=count, name=safe_text(name, limit=40))
