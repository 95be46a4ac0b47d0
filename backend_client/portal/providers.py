"""The places an account manages clients from: its providers, or its own organizations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProviderKind(StrEnum):
    """What kind of place it is. OWN_ORGANIZATIONS stands for an account that is in no provider."""

    MSP = "msp"
    RESELLER = "reseller"
    BUSINESS_UNIT = "business_unit"
    OWN_ORGANIZATIONS = "own_organizations"


class ProviderRole(StrEnum):
    """What the account is there."""

    ADMIN = "admin"
    SERVICE_USER = "service_user"
    ORGANIZATION_ADMIN = "organization_admin"


class KeyState(StrEnum):
    """Whether a key could be opened with the keys at hand."""

    NOT_TRIED = "not_tried"
    OPEN = "open"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider of the signed-in account. `name` is foreign text."""

    id: str
    name: str
    kind: ProviderKind
    role: ProviderRole
    enabled: bool = True
    billable: bool = True
    key: KeyState = KeyState.NOT_TRIED
