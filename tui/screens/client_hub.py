"""Keys that lead from one screen inside a client to the others."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

from textual.binding import Binding

from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from tui.presenters.provider_places import place_refusal
from tui.screens.base import Place, ProviderPlace, ScreenResult
from tui.screens.reader import ReaderScreen
from tui.translate import N_


def _to(key: str, place: Place, label: str, tooltip: str) -> Binding:
    return Binding(
        key, f"open_place('{place.value}')", label, show=False, id=f"hub.{place.value}", tooltip=tooltip
    )


HUB_KEYS: Final = [
    _to("v", Place.VAULT, N_("Vault"), N_("Its collections.")),
    _to("o", Place.ONBOARDING, N_("Onboarding"), N_("The checklist of its setup.")),
    _to("m", Place.MEMBERS, N_("Members"), N_("Its people.")),
    _to("u", Place.GROUPS, N_("Groups"), N_("Its groups.")),
    _to("p", Place.POLICIES, N_("Policies"), N_("Its policies.")),
    _to("S", Place.SSO, N_("SSO"), N_("Its single sign-on.")),
    _to(
        "d", Place.DIRECTORY, N_("Directory"), N_("People from its directory: SCIM and Directory Connector.")
    ),
    _to("C", Place.DOMAINS, N_("Domains"), N_("The domains it claims.")),
    _to("A", Place.APPROVALS, N_("Approvals"), N_("Devices of its members that wait for an approval.")),
    _to("l", Place.EVENTS, N_("Log"), N_("Its event log.")),
    Binding(
        "L",
        "open_provider_log",
        N_("Provider's log"),
        show=False,
        id="hub.provider_events",
        tooltip=N_("The event log of the provider."),
    ),
]


class ClientHub(ReaderScreen[ScreenResult]):
    """Opens the other screens of the client, and reads again when one of them was left."""

    _away = False

    @property
    @abstractmethod
    def here(self) -> tuple[Provider, Client]:
        """Whose screens they are."""

    def why_not(self, action: str) -> str:
        if action == "open_provider_log":
            return place_refusal(self.here[0], ProviderPlace.EVENTS.value)
        return super().why_not(action)

    def on_screen_resume(self) -> None:
        """What was done elsewhere may have changed what is shown."""
        if self._away:
            self._away = False
            self._load()

    def went_elsewhere(self) -> None:
        self._away = True

    def action_open_place(self, name: str) -> None:
        """Open another screen of the client."""
        self.front.open_client(Place(name), *self.here)

    def action_open_provider_log(self) -> None:
        """Open the log of the provider."""
        self.front.open_provider(ProviderPlace.EVENTS, self.here[0])
