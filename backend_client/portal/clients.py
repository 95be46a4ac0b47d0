"""The clients of a provider, with their seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend_client.portal.providers import KeyState, Provider
from backend_client.portal.seats import SeatPool, Seats


class Tier(StrEnum):
    """The product tier of a plan, as far as its name or number tells."""

    TEAMS = "teams"
    ENTERPRISE = "enterprise"
    OTHER = "other"


class ListProblem(StrEnum):
    """Something about a client list that is worth a line on the screen."""

    POOLS_UNAVAILABLE = "pools_unavailable"
    NOT_BILLABLE = "not_billable"
    PROVIDER_SUSPENDED = "provider_suspended"
    PROVIDER_KEY_MISSING = "provider_key_missing"
    PROVIDER_KEY_BROKEN = "provider_key_broken"


@dataclass(frozen=True, slots=True)
class Client:
    """One client organization.

    `id` is the provider's link id, `organization_id` the organization's own. `name` and `plan` are
    foreign text. `enabled` is None where the profile does not mention the client.
    """

    id: str
    organization_id: str
    name: str
    plan: str
    tier: Tier
    seats: Seats
    enabled: bool | None = True
    key: KeyState = KeyState.NOT_TRIED


@dataclass(frozen=True, slots=True)
class ClientPeople:
    """Who of a client is on the way in; `read_at` is when it was counted (UTC)."""

    organization_id: str
    invited: int
    accepted: int
    confirmed: int
    revoked: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class ClientList:
    """What one refresh of the home screen knows. `read_at` is UTC; `unreadable` rows were malformed."""

    provider: Provider
    clients: tuple[Client, ...]
    pools: tuple[SeatPool, ...]
    read_at: datetime
    unreadable: int = 0
    problems: frozenset[ListProblem] = frozenset()
