"""A client organization itself, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from backend_client.portal.clients import Client
from backend_client.portal.collection_switches import CollectionSwitches
from backend_client.portal.directory import KeyKind
from backend_client.reasons import Rule

if TYPE_CHECKING:
    from backend_client.portal.interruptions import SettledAct


class Feature(StrEnum):
    """What an organization's plan may hold, as the server flags it."""

    GROUPS = "groups"
    POLICIES = "policies"
    SSO = "sso"
    SCIM = "scim"
    DIRECTORY = "directory"
    EVENTS = "events"
    DOMAINS = "domains"
    ACCOUNT_RECOVERY = "account_recovery"
    CUSTOM_ROLES = "custom_roles"
    MY_ITEMS = "my_items"
    API = "api"
    KEY_CONNECTOR = "key_connector"
    PREMIUM = "premium"
    SELF_HOST = "self_host"
    AUTOMATIC_CONFIRMATION = "automatic_confirmation"
    INVITE_LINKS = "invite_links"
    RISK_INSIGHTS = "risk_insights"
    SECRETS_MANAGER = "secrets_manager"


@dataclass(frozen=True, slots=True)
class OrganizationDetails:
    """Everything about one client organization, at `read_at` (UTC). Texts are foreign.

    `known` is False where the server does not show the record to this account (admins who are no owners
    of their own organization): only what the client list says is there then. `switches_fixed`: the server
    has no such settings. `phrase` is the fingerprint phrase of the organization's public key, empty where
    it has none or did not tell, and where it is not the known one (`pair_changed`). `key_dates` are the
    keys that were ever made; None where that cannot be read. `api_obstacle` and `scim_obstacle` say why
    there is no such key.
    """

    read_at: datetime
    client: Client
    name: str
    known: bool = True
    billing_email: str = ""
    storage_gb: int | None = None
    most_collections: int | None = None
    identifier: str = ""
    features: frozenset[Feature] = frozenset()
    switches: CollectionSwitches | None = None
    switches_fixed: bool = False
    phrase: str = ""
    pair_changed: bool = False
    key_dates: Mapping[KeyKind, datetime | None] | None = None
    api_obstacle: Rule | None = None
    scim_obstacle: Rule | None = None
    settled: tuple[SettledAct, ...] = ()

    @property
    def client_id(self) -> str:
        """What a program signs in as, with the organization's API key."""
        return f"organization.{self.client.organization_id}"


@dataclass(frozen=True, slots=True)
class NameChange:
    """Another name."""

    before: OrganizationDetails
    name: str


@dataclass(frozen=True, slots=True)
class EmailChange:
    """Another billing e-mail."""

    before: OrganizationDetails
    email: str


@dataclass(frozen=True, slots=True)
class SwitchChange:
    """Other settings for collections."""

    before: CollectionSwitches
    after: CollectionSwitches


Change = NameChange | EmailChange | SwitchChange
"""One write."""
