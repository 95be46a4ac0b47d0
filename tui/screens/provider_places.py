"""Keys that lead from screen to screen of the provider itself."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

from textual.binding import Binding

from backend_client.portal.providers import Provider
from tui.presenters.command_words import Command
from tui.presenters.provider_places import place_refusal
from tui.screens.base import FrameScreen, ProviderPlace, ScreenResult
from tui.screens.places import TYPED_PROVIDER_PLACES
from tui.translate import N_, _

PROVIDER_KEYS: Final = [
    Binding(
        "P",
        "open_provider('people')",
        N_("People"),
        show=False,
        id="provider.people",
        tooltip=N_("The people of the provider: invite, confirm, roles."),
    ),
    Binding(
        "L",
        "open_provider('events')",
        N_("Provider's log"),
        show=False,
        id="provider.events",
        tooltip=N_("The event log of the provider."),
    ),
    Binding(
        "b",
        "open_provider('billing')",
        N_("Billing"),
        show=False,
        id="provider.billing",
        tooltip=N_("What the provider pays for, and its invoices."),
    ),
    Binding(
        "S",
        "open_provider('settings')",
        N_("Settings"),
        show=False,
        id="provider.settings",
        tooltip=N_("The provider's name and billing e-mail."),
    ),
]


class ProviderPlaces(FrameScreen[ScreenResult]):
    """Opens screens of the provider over this one. `HERE` is the one this is, which is not opened again."""

    HERE: ProviderPlace | None = None

    @property
    @abstractmethod
    def provider(self) -> Provider | None:
        """Whose screens they are."""

    def why_not(self, action: str) -> str:
        name, _paren, rest = action.partition("(")
        if name != "open_provider":
            return super().why_not(action)
        if self.front.watching:
            return _("Watching shows clients and seats only. Start without --watch to see more.")
        return place_refusal(self.provider, rest.strip("')"))

    def action_open_provider(self, name: str) -> None:
        """Open a screen of the provider, or go back to it where this one was opened from it."""
        place, provider = ProviderPlace(name), self.provider
        if reason := self.why_not(f"open_provider('{name}')"):
            self.say(reason)
        elif provider is not None and place is not self.HERE:
            below = self.app.screen_stack[-2]
            if isinstance(below, ProviderPlaces) and below.HERE is place:
                self.dismiss(None)
            else:
                self.front.open_provider(place, provider)

    def obey(self, command: Command) -> bool:
        """Open what was typed."""
        place = TYPED_PROVIDER_PLACES.get(command.verb)
        if place is None:
            return super().obey(command)
        self.action_open_provider(place.value)
        return True
