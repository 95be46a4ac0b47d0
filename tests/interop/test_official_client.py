"""The official client and ours, on one practice server: what one writes, the other reads."""

from __future__ import annotations

import uuid

import pytest

from backend_client import Portal
from backend_client.api.api import Api
from backend_client.api.selection import Selection
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from tests.interop.official_client import OfficialClient, OfficialService
from tests.interop.practice_server import PracticeServer

pytestmark = pytest.mark.interop

HELP_PAGE_COLLECTIONS = {"Socials", "Productivity Tools", "Financials"}


def test_it_signs_in_with_the_master_password(official: OfficialService) -> None:
    assert official.status() == "unlocked"


def test_it_signs_in_with_an_api_key_and_then_unlocks(
    fresh_client: OfficialClient, server: PracticeServer
) -> None:
    fresh_client.sign_in_with_api_key(server.client_id, server.client_secret)
    with fresh_client.serve() as service:
        assert service.status() == "locked"
        service.unlock(server.password)
        assert service.status() == "unlocked"


def test_a_wrong_password_is_refused(fresh_client: OfficialClient, server: PracticeServer) -> None:
    with pytest.raises(AssertionError, match="Invalid master password"):
        fresh_client.sign_in(server.email, "not the practice password")


def test_it_reads_the_collections_our_side_wrote(official: OfficialService, organization: Client) -> None:
    names = set(official.collections(organization.organization_id).values())
    assert names >= HELP_PAGE_COLLECTIONS


async def test_both_clients_see_the_same_collections(
    official: OfficialService, portal: Portal, provider: Provider, organization: Client
) -> None:
    vault = await portal.organization_vault(provider, organization)
    ours = {collection.id: collection.name for collection in vault.collections}
    assert official.collections(organization.organization_id) == ours


async def test_it_lists_the_members_that_our_client_counts(
    official: OfficialService, portal: Portal, organization: Client
) -> None:
    people = await portal.client_people(organization)
    members = official.members(organization.organization_id)
    assert len(members) == people.invited + people.accepted + people.confirmed + people.revoked
    assert all("@" in email for email in members.values())


async def test_it_reads_a_collection_our_client_encrypted(
    official: OfficialService, portal: Portal, api: Api, provider: Provider, organization: Client
) -> None:
    await portal.organization_vault(provider, organization)
    key = portal.session.keys.organization_key(organization.organization_id)
    name = f"Écrit par nous/{uuid.uuid4()}"
    manager = next(iter(official.members(organization.organization_id)))
    written = await api.collections.create(
        organization.organization_id,
        name=str(key.encrypt_text(name)),
        users=[Selection(id=manager, manage=True)],
    )
    assert official.collections(organization.organization_id)[written.id] == name


@pytest.mark.parametrize(
    "name", ["Created by the official client", "Finance/Payroll", "Comptabilité d'été 会計"]
)
async def test_a_collection_it_creates_is_read_by_name_by_our_client(
    official: OfficialService, portal: Portal, provider: Provider, organization: Client, name: str
) -> None:
    unique = f"{name} {uuid.uuid4()}"
    manager = next(iter(official.members(organization.organization_id)))
    created = official.create_collection(organization.organization_id, unique, manager=manager)
    vault = await portal.organization_vault(provider, organization)
    assert (created, unique) in {(collection.id, collection.name) for collection in vault.collections}
