"""One practice server and one signed-in official client for the whole suite: its logins take seconds each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backend_client import Portal, Secret, connect
from backend_client.api.api import Api
from backend_client.api.device import this_device
from backend_client.api.servers import parse_server
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from tests.interop.official_client import OfficialClient, OfficialService
from tests.interop.practice_server import PracticeServer

CLIENT_NAME = "My Client's Organization"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeServer]:
    """The practice backend on loopback over https."""
    with PracticeServer(tmp_path_factory.mktemp("practice")) as running:
        yield running


@pytest.fixture(scope="session")
def official(server: PracticeServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficialService]:
    """The official client, signed in with the master password as the provider's admin, and unlocked."""
    client = OfficialClient(tmp_path_factory.mktemp("bw"), server.ca_bundle)
    client.use_server(server.url)
    with client.serve(client.sign_in(server.email, server.password)) as service:
        yield service


@pytest.fixture
def fresh_client(server: PracticeServer, tmp_path: Path) -> OfficialClient:
    """An official client that nobody has signed in to yet."""
    client = OfficialClient(tmp_path / "bw", server.ca_bundle)
    client.use_server(server.url)
    return client


@pytest.fixture
async def portal(server: PracticeServer) -> AsyncIterator[Portal]:
    """Our own client, signed in and unlocked as the same admin, over the same https."""
    async with connect(
        server.url, device_id="6f1c6d0e-0000-4000-8000-5ea7aa2de001", ca_bundle=server.ca_bundle
    ) as ours:
        await ours.session.sign_in(server.email, Secret(server.password))
        yield ours


@pytest.fixture
async def api(server: PracticeServer) -> AsyncIterator[Api]:
    """The HTTP floor alone, signed in with the admin's API key: it writes what no screen writes yet."""
    device = this_device("6f1c6d0e-0000-4000-8000-5ea7aa2de002")
    floor = Api(parse_server(server.url), device=device, ca_bundle=server.ca_bundle)
    try:
        await floor.auth.sign_in_with_api_key(server.client_id, Secret(server.client_secret))
        yield floor
    finally:
        await floor.aclose()


@pytest.fixture
async def provider(portal: Portal) -> Provider:
    """The practice provider."""
    (found,) = await portal.providers()
    return found


@pytest.fixture
async def organization(portal: Portal, provider: Provider) -> Client:
    """The client organization of the help pages, with its three collections."""
    listed = await portal.client_list(provider)
    (found,) = (client for client in listed.clients if client.name == CLIENT_NAME)
    return found
