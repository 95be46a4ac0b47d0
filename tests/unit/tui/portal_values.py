"""Builders of portal values for the presenters' and screens' tests."""

from __future__ import annotations

from datetime import UTC, datetime

from backend_client.portal.clients import Client, Tier
from backend_client.portal.collections import Collection, Manager, Permission
from backend_client.portal.organization import OrganizationVault
from backend_client.portal.providers import KeyState, Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import Seats

READ_AT = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
HOSTILE = "\x1b]52;c;aGk=\x07[/b][@click=app.quit]x[/]\u202egnp.\x00\u200b\U0001f600"


def make_provider(name: str = "Northwind MSP", *, kind: ProviderKind = ProviderKind.MSP) -> Provider:
    return Provider(id="provider-1", name=name, kind=kind, role=ProviderRole.ADMIN, key=KeyState.OPEN)


def make_client(name: str = "Birch & Sons", *, seats: Seats | None = None) -> Client:
    return Client(
        id="link-1",
        organization_id="organization-1",
        name=name,
        plan="Enterprise",
        tier=Tier.ENTERPRISE,
        seats=seats or Seats(assigned=40, used=37, confirmed=29),
        key=KeyState.OPEN,
    )


def make_collection(
    name: str | None,
    *managers: str | Manager,
    id: str = "",
    groups: tuple[str, ...] = (),
    permission: Permission = Permission.NO_ACCESS,
) -> Collection:
    return Collection(
        id=id or f"id-{name}",
        name=name,
        permission=permission,
        groups=groups,
        managers=tuple(
            one if isinstance(one, Manager) else Manager(name=one, is_group=False) for one in managers
        ),
    )


def make_vault(
    *collections: Collection, people_known: bool = True, unreadable: int = 0, client: Client | None = None
) -> OrganizationVault:
    return OrganizationVault(
        provider=make_provider(),
        client=client or make_client(),
        collections=collections,
        unassigned=Permission.NO_ACCESS,
        read_at=READ_AT,
        people_known=people_known,
        unreadable=unreadable,
    )
