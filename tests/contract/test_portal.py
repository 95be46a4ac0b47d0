"""The client list and the opened organization, against the practice backend."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.connection import connect
from backend_client.errors import DecryptionFailed, Locked, ProviderKeyMissing
from backend_client.portal.clients import Client, ClientList, ListProblem, Tier
from backend_client.portal.collections import Permission
from backend_client.portal.portal import Portal
from backend_client.portal.providers import KeyState, Provider
from backend_client.portal.seats import UsageLevel
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.hostile.tls_server import serving
from tests.practice import DEVICE, Practice


async def _only(portal: Portal) -> Provider:
    (provider,) = await portal.providers()
    return provider


def _named(listed: ClientList, name: str) -> Client:
    return next(client for client in listed.clients if client.name.startswith(name))


async def test_the_list_shows_seats_levels_and_pools(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        listed = await portal.client_list(await _only(portal))
    assert len(listed.clients) == 11
    assert not listed.problems
    figures = {
        client.name.split()[0]: (client.seats.assigned, client.seats.used, client.seats.level())
        for client in listed.clients
    }
    assert figures["Alder"] == (12, 12, UsageLevel.FULL)
    assert figures["Birch"] == (40, 37, UsageLevel.LOW)
    assert figures["Delta"] == (25, 26, UsageLevel.OVER)
    assert figures["My"] == (15, 1, UsageLevel.OK)
    assert {pool.plan: (pool.minimum, pool.purchased) for pool in listed.pools} == {
        "Enterprise (Monthly)": (150, 30),
        "Teams (Monthly)": (75, 0),
    }
    assert _named(listed, "My").tier is Tier.ENTERPRISE
    assert _named(listed, "Granite").enabled is False


async def test_a_key_that_does_not_open_is_told_and_the_rest_opens(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await _only(portal)
        listed = await portal.client_list(provider)
        broken = [client for client in listed.clients if client.key is KeyState.BROKEN]
        assert [client.name for client in broken] == ["Harbour Hotels"]
        assert sum(client.key is KeyState.OPEN for client in listed.clients) == 10
        with pytest.raises(DecryptionFailed):
            await portal.organization_vault(provider, broken[0])


async def test_watching_lists_without_keys_and_opens_nothing(practice: Practice) -> None:
    async with await practice.watching(person(Persona.ADMIN)) as portal:
        provider = await _only(portal)
        listed = await portal.client_list(provider)
        assert {client.key for client in listed.clients} == {KeyState.NOT_TRIED}
        with pytest.raises(Locked):
            await portal.organization_vault(provider, listed.clients[0])


async def test_an_opened_client_shows_decrypted_collections(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await _only(portal)
        listed = await portal.client_list(provider)
        vault = await portal.organization_vault(provider, _named(listed, "My Client"))
        names = {collection.name for collection in vault.collections}
        assert {"Socials", "Productivity Tools", "Financials"} <= names
        assert {collection.permission for collection in vault.collections} == {Permission.NO_ACCESS}


async def test_managers_come_from_members_and_groups_and_may_be_nobody(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await _only(portal)
        listed = await portal.client_list(provider)
        vault = await portal.organization_vault(provider, _named(listed, "Birch"))
    managers = [manager for collection in vault.collections for manager in collection.managers]
    assert any(manager.is_group for manager in managers)
    assert any(not manager.is_group for manager in managers)
    assert any("/" in (collection.name or "") for collection in vault.collections)
    assert any(collection.groups for collection in vault.collections)


async def test_reading_a_client_writes_no_audit_event(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await _only(portal)
        listed = await portal.client_list(provider)
        before = practice.count("events")
        await portal.client_list(provider)
        await portal.client_people(_named(listed, "Birch"))
        await portal.organization_vault(provider, _named(listed, "Birch"))
        assert practice.count("events") == before


async def test_people_on_the_way_in_are_counted(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        listed = await portal.client_list(await _only(portal))
        people = await portal.client_people(_named(listed, "Birch"))
    assert (people.accepted, people.invited, people.confirmed) == (3, 5, 29)


async def test_an_unbilled_provider_lists_clients_without_pools(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.UNBILLED_ADMIN)) as portal:
        listed = await portal.client_list(await _only(portal))
    assert listed.clients
    assert listed.pools == ()
    assert listed.problems == {ListProblem.NOT_BILLABLE}


async def test_an_empty_provider_is_empty(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.EMPTY_PROVIDER)) as portal:
        listed = await portal.client_list(await _only(portal))
    assert listed.clients == ()


async def test_own_organizations_show_as_clients(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.OWNER_ONLY)) as portal:
        provider = await _only(portal)
        listed = await portal.client_list(provider)
        assert len(listed.clients) == 1
        (client,) = listed.clients
        assert client.key is KeyState.OPEN
        assert client.seats.used is not None
        vault = await portal.organization_vault(provider, client)
        assert all(collection.name is not None for collection in vault.collections)


async def test_a_provider_entry_without_a_key_still_lists(practice: Practice) -> None:
    practice.execute("UPDATE provider_users SET key = NULL WHERE type = 1")
    async with await practice.signed_in(person(Persona.SERVICE_USER)) as portal:
        provider = await _only(portal)
        assert provider.key is KeyState.MISSING
        listed = await portal.client_list(provider)
        assert len(listed.clients) == 11
        assert ListProblem.PROVIDER_KEY_MISSING in listed.problems
        with pytest.raises(ProviderKeyMissing):
            await portal.organization_vault(provider, listed.clients[0])


async def test_a_flipped_bit_in_a_name_costs_only_that_name(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await _only(portal)
        client = _named(await portal.client_list(provider), "My Client")
        practice.flip_a_bit("collections", "name", client.organization_id)
        vault = await portal.organization_vault(provider, client)
    assert sum(collection.name is None for collection in vault.collections) == 1
    assert len(vault.collections) > 1


async def test_unknown_and_negative_seats_are_unknown_never_zero(practice: Practice) -> None:
    practice.execute("UPDATE organizations SET seats = NULL WHERE name LIKE 'Alder%'")
    practice.execute("UPDATE organizations SET seats = -3 WHERE name LIKE 'Elm%'")
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        listed = await portal.client_list(await _only(portal))
    for name in ("Alder", "Elm"):
        seats = _named(listed, name).seats
        assert (seats.assigned, seats.remaining, seats.level()) == (None, None, UsageLevel.UNKNOWN)
    assert len(listed.clients) == 11


async def test_the_practice_backend_is_known_by_its_name_wherever_it_is_served(
    practice: Practice, tmp_path: Path
) -> None:
    admin = person(Persona.ADMIN)
    with serving(practice.database, tmp_path / "served") as server:
        async with connect(server.url, device_id=DEVICE, ca_bundle=server.authority) as portal:
            await portal.session.sign_in_with_api_key(admin.client_id, Secret(admin.api_key))
            said = [portal.says_practice]
            await portal.providers()
            said.append(portal.says_practice)
            assert said == [False, True]
            assert not portal.practice, "what a server says of itself earns it no leniency"


async def test_a_server_elsewhere_cannot_pass_for_practice(practice: Practice) -> None:
    admin = person(Persona.ADMIN)
    async with connect("https://vault.example", device_id=DEVICE, asgi_app=practice.thread.app) as portal:
        await portal.session.sign_in_with_api_key(admin.client_id, Secret(admin.api_key))
        assert await portal.providers()
        assert (portal.says_practice, portal.practice) == (False, False)


async def test_a_client_the_server_never_finished_is_recognised(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        provider = await _only(portal)
        assert not any(client.half_made for client in (await portal.client_list(provider)).clients)
        practice.execute("UPDATE organizations SET status = 1 WHERE name LIKE 'Juniper%'")
        practice.execute(
            "UPDATE provider_plans SET allocated_seats = allocated_seats - 8"
            " WHERE plan_type = (SELECT plan_type FROM organizations WHERE name LIKE 'Juniper%')"
        )
        listed = await portal.client_list(provider)
        assert [client.name for client in listed.clients if client.half_made] == ["Juniper Travel"]
