"""One opened client organization: its vault as the provider sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend_client.portal.clients import Client
from backend_client.portal.collections import Collection, Permission
from backend_client.portal.providers import Provider


@dataclass(frozen=True, slots=True)
class OrganizationVault:
    """Collections of one client with their groups and managers, at `read_at` (UTC).

    `unassigned` is the account's permission on items in no collection. `people_known` is False when
    members or groups could not be read, so managers are not known. `unreadable` rows were malformed.
    """

    provider: Provider
    client: Client
    collections: tuple[Collection, ...]
    unassigned: Permission
    read_at: datetime
    people_known: bool = True
    unreadable: int = 0
