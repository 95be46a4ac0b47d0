"""The places an account manages clients from: its providers, or its own organizations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from backend_client.errors import ProviderChoiceNeeded

if TYPE_CHECKING:  # screens import these values before the first paint; the wire models are heavy
    from backend_client.api.accounts import ProfileProvider

ENOUGH_ADMINS = 2
"""Confirmed provider admins that are recommended: one alone may lose their account."""


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
    """Whether a key could be opened with the keys at hand. CHANGED: it opens and is not the known one, so
    it serves reading and nothing else."""

    NOT_TRIED = "not_tried"
    OPEN = "open"
    CHANGED = "changed"
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


# The server's enums: ProviderType, ProviderStatusType (2 Billable), ProviderUserType (0 admin).
_KINDS = {0: ProviderKind.MSP, 1: ProviderKind.RESELLER, 2: ProviderKind.BUSINESS_UNIT}
_STATUS_BILLABLE = 2
_TYPE_ADMIN = 0


def provider_of(row: ProfileProvider, key: KeyState) -> Provider:
    """One provider of the profile. An unknown kind is treated as an MSP, an unknown role as the lesser."""
    kind = _KINDS.get(row.provider_type, ProviderKind.MSP)
    return Provider(
        id=row.id,
        name=row.name or "",
        kind=kind,
        role=ProviderRole.ADMIN if row.type == _TYPE_ADMIN else ProviderRole.SERVICE_USER,
        enabled=row.enabled,
        billable=kind is not ProviderKind.RESELLER and row.provider_status == _STATUS_BILLABLE,
        key=key,
    )


def choose_provider(providers: Sequence[Provider], wanted: str = "") -> Provider:
    """The provider of that name or id, or the only one there is; never silently the first.

    Raises ProviderChoiceNeeded where several fit, or none of that name.
    """
    named = [one for one in providers if wanted.casefold() in (one.name.casefold(), one.id.casefold())]
    fitting = named if wanted else list(providers)
    if len(fitting) != 1:
        raise ProviderChoiceNeeded([(one.name, one.id) for one in providers], wanted=wanted)
    return fitting[0]
