"""The places screens lead to, inside one client and of the provider itself, and what is typed for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from tui.presenters.command_words import Verb
from tui.translate import _


class Place(StrEnum):
    """The screens inside one client. Each is made with (portal, provider, client)."""

    VAULT = "vault"
    ONBOARDING = "onboarding"
    COLLECTIONS = "collections"
    IMPORT = "import"
    POLICIES = "policies"
    SSO = "sso"
    GROUPS = "groups"
    INVITATIONS = "invitations"
    MEMBERS = "members"
    CONFIRM = "confirm"
    DIRECTORY = "directory"
    EVENTS = "events"
    DETAILS = "details"
    DOMAINS = "domains"
    APPROVALS = "approvals"


class ProviderPlace(StrEnum):
    """The screens of the provider itself. Each is made with (portal, provider)."""

    PEOPLE = "people"
    EVENTS = "events"
    BILLING = "billing"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a screen is: a place inside `client`, or, without one, of the provider itself."""

    place: Place | ProviderPlace
    provider: Provider
    client: Client | None = None

    @property
    def organization_id(self) -> str:
        """The organization of the client; empty for the provider itself."""
        return self.client.organization_id if self.client is not None else ""

    def is_in(self, client: Client) -> bool:
        """Whether it is inside `client`."""
        return self.client is not None and self.client.id == client.id


TYPED_PLACES: Final[Mapping[Verb, Place]] = {
    Verb.VAULT: Place.VAULT,
    Verb.ONBOARDING: Place.ONBOARDING,
    Verb.MEMBERS: Place.MEMBERS,
    Verb.CONFIRM: Place.CONFIRM,
    Verb.GROUPS: Place.GROUPS,
    Verb.POLICIES: Place.POLICIES,
    Verb.INVITE: Place.INVITATIONS,
    Verb.COLLECTIONS: Place.COLLECTIONS,
    Verb.IMPORT: Place.IMPORT,
    Verb.SSO: Place.SSO,
    Verb.DIRECTORY: Place.DIRECTORY,
    Verb.EVENTS: Place.EVENTS,
    Verb.DETAILS: Place.DETAILS,
    Verb.DOMAINS: Place.DOMAINS,
    Verb.APPROVALS: Place.APPROVALS,
}
"""What may be typed to get inside a client; after it, the client, where it is another one."""

TYPED_PROVIDER_PLACES: Final[Mapping[Verb, ProviderPlace]] = {
    Verb.PEOPLE: ProviderPlace.PEOPLE,
    Verb.LOG: ProviderPlace.EVENTS,
    Verb.BILLING: ProviderPlace.BILLING,
    Verb.SETTINGS: ProviderPlace.SETTINGS,
}
"""What may be typed to get to the provider itself."""


def places_sentence() -> str:
    """Which places can be typed, and how."""
    words = _(
        "{inside} lead inside a client, the one after them or else this one; {provider} to the provider."
    )
    return words.format(inside=_verbs(TYPED_PLACES), provider=_verbs(TYPED_PROVIDER_PLACES))


def _verbs(verbs: Mapping[Verb, object]) -> str:
    return " ".join(f":{verb.value}" for verb in verbs)
