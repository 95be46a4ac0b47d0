"""Where the Vaultwarden is that these tests write to. Make fresh organizations only: it is somebody's own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from backend_client import Portal, Secret, connect
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from tests.conftest import VAULTWARDEN, VAULTWARDEN_CA
from tests.vaultwarden.newcomer import PASSWORD, Newcomer, Vaultwarden


@pytest.fixture(scope="session")
def vaultwarden() -> Iterator[Vaultwarden]:
    """The server that the environment names."""
    url, ca_bundle = os.environ.get(VAULTWARDEN, ""), os.environ.get(VAULTWARDEN_CA, "")
    if not url or not ca_bundle:
        pytest.fail(
            f"These tests need a Vaultwarden of your own: set {VAULTWARDEN}=https://host:port and "
            f"{VAULTWARDEN_CA}=the file with its certificate authority; CONTRIBUTING.md tells its settings.",
            pytrace=False,
        )
    with Vaultwarden(url, Path(ca_bundle)) as server:
        yield server


@dataclass(frozen=True, slots=True)
class Ward:
    """A fresh organization and its owner. `tag` is in all its addresses and names."""

    server: Vaultwarden
    owner: Newcomer
    organization_id: str
    name: str
    tag: str

    def address(self, person: str) -> str:
        """The address of somebody around this organization."""
        return f"{person}-{self.tag}@example.test"


@pytest.fixture
def ward(vaultwarden: Vaultwarden) -> Ward:
    """An organization that nobody else uses, with one collection."""
    tag = uuid4().hex[:8]
    owner = vaultwarden.register(f"owner-{tag}@example.test")
    name = f"Ward {tag}"
    return Ward(
        vaultwarden, owner, vaultwarden.make_organization(owner, name, "Default collection"), name, tag
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """Our client, signed in and unlocked as the owner."""

    portal: Portal
    provider: Provider
    client: Client


@pytest.fixture
async def desk(ward: Ward) -> AsyncIterator[Desk]:
    """Our client at work on the fresh organization."""
    async with connect(ward.server.url, device_id=str(uuid4()), ca_bundle=ward.server.ca_bundle) as portal:
        await portal.session.sign_in(ward.owner.email, Secret(PASSWORD))
        (provider,) = await portal.providers()
        (client,) = (await portal.client_list(provider)).clients
        yield Desk(portal, provider, client)
