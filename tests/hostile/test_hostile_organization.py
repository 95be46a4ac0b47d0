"""Answers about an organization and its domains that mean harm, and writes that are never answered."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from backend_client.api.timeouts import Timeouts
from backend_client.errors import BadAnswer, OutcomeUnknown, ServerTimeout
from backend_client.portal.clients import Client
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from tests.hostile.driving import portal_on
from tests.hostile.fault_injector import FaultInjector
from tests.hostile.test_hostile_sso import WHO, client_of
from tests.practice import Practice

HASTY = Timeouts(whole=1.5)
RECORDS: tuple[Any, ...] = (
    [],
    None,
    "organization",
    {"id": "../../accounts"},
    {"billingEmail": ["a@b.example"]},
    {"usePolicies": "perhaps"},
    {"allowAdminAccessToAllCollectionItems": {}},
    {"maxStorageGb": "a lot"},
)
ROWS: tuple[Any, ...] = (
    None,
    7,
    {"id": "", "domainName": "a.example"},
    {"id": "..", "domainName": "a.example"},
    {"id": "d", "domainName": None},
    {"id": "d", "domainName": "a.example", "verifiedDate": "yesterday"},
)


async def at(portal: Portal) -> tuple[Provider, Client, str]:
    """The client of these tests, and where its own record is."""
    provider, client = await client_of(portal)
    return provider, client, f"/organizations/{client.organization_id}"


@pytest.mark.parametrize("record", RECORDS, ids=str)
async def test_a_broken_record_is_refused_whole(practice: Practice, record: Any) -> None:
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        provider, client, path = await at(portal)
        if isinstance(record, dict):
            faults.change(path, lambda whole: {**whole, **record})
        else:
            faults.answer(path, json.dumps(record).encode())
        with pytest.raises(BadAnswer):
            await portal.organization_settings.inspect(provider, client)


async def test_what_is_worth_less_is_left_out(practice: Practice) -> None:
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        provider, client, _path = await at(portal)
        faults.answer("/public-key", b'{"publicKey": 7}')
        faults.answer("/api-key-information/0", b"[")
        found = await portal.organization_settings.inspect(provider, client)
        assert (found.phrase, found.key_dates) == ("", None)
        assert found.billing_email


@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_malformed_domains_are_counted_and_left_out(practice: Practice, row: Any) -> None:
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        provider, client, _path = await at(portal)
        made = await portal.domains.add(provider, client, "mine.example")
        faults.change("/domain", lambda whole: {**whole, "data": [*whole["data"], row]})
        board = await portal.domains.board(provider, client)
        assert ([domain.id for domain in board.domains], board.unreadable) == ([made.id], 1)


async def test_a_broken_list_of_domains_is_refused(practice: Practice) -> None:
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        provider, client, _path = await at(portal)
        for body in (b"{", b"7", b'{"data": 7}', b"\xff\xfe"):
            faults.answer("/domain", body)
            with pytest.raises(BadAnswer):
                await portal.domains.board(provider, client)


Act = Callable[[Portal, Provider, Client], Awaitable[object]]


async def _purge(portal: Portal, provider: Provider, client: Client) -> object:
    return await portal.organization_settings.purge(provider, client, await _proof(portal))


async def _switch(portal: Portal, provider: Provider, client: Client) -> None:
    settings = portal.organization_settings
    (change,) = settings.plan_switches(await settings.inspect(provider, client), {"limit_creation": True})
    await settings.apply(provider, client, change)


async def _verify(portal: Portal, provider: Provider, client: Client) -> object:
    made = await portal.domains.add(provider, client, "mine.example")
    return await portal.domains.verify(provider, client, made)


async def _proof(portal: Portal) -> Secret:
    return await portal.session.proof(Secret(WHO.password))


@pytest.mark.parametrize(
    ("act", "path"), [(_purge, "/ciphers/purge"), (_switch, "/collection-management"), (_verify, "/verify")]
)
async def test_a_write_that_nobody_answers_is_not_called_made_or_refused(
    practice: Practice, act: Act, path: str
) -> None:
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults, HASTY) as portal:
        provider, client, _path = await at(portal)
        practice.execute(
            "UPDATE ciphers SET organization_id = ? WHERE rowid < 4",
            client.organization_id,
        )
        faults.hang(path)
        with pytest.raises(OutcomeUnknown) as unknown:
            await act(portal, provider, client)
        assert isinstance(unknown.value.cause, ServerTimeout)


async def test_a_deletion_whose_list_cannot_be_read_is_not_known(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        provider, client, path = await at(portal)
        proof = await _proof(portal)
        faults.answer(path, b'{"message": "gone"', status=200)

        def spoil(whole: Any) -> Any:
            """Once the organization is being deleted, the list has a row that makes no sense."""
            return {**whole, "data": [7 if row["id"] == client.id else row for row in whole["data"]]}

        read = portal._reader.open_client_key

        async def then_spoiled(*given: Any) -> Any:
            found = await read(*given)
            faults.change(f"/providers/{provider.id}/organizations", spoil)
            return found

        monkeypatch.setattr(portal._reader, "open_client_key", then_spoiled)
        with pytest.raises(OutcomeUnknown):
            await portal.organization_settings.delete(provider, client, proof)
        assert not proof
