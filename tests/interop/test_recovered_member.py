"""Devices and forgotten passwords, with the official client at one end and ours at the other."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from backend_client import Portal, Secret
from backend_client.portal.clients import Client, find_client
from backend_client.portal.providers import Provider
from embedded_backend.database import Database
from embedded_backend.device_requests import opened_answer
from tests.contract.recovery_desk import BARE, DELTA, GOOD, NEWER, OLDER
from tests.interop.official_client import OfficialClient, OfficialService
from tests.interop.practice_server import PracticeServer

pytestmark = pytest.mark.interop

CLARA, DARIO = "clara.marino3@delta.example", "dario.novak4@delta.example"
"""Enrolled members with accounts of the older encryption, as `OLDER` is: the official client of this suite
does not know the newer one's keys yet."""


@pytest.fixture
async def delta(portal: Portal, provider: Provider) -> Client:
    """The client whose members left their keys."""
    return find_client(await portal.client_list(provider), DELTA)


def opened_by_device(server: PracticeServer, request_id: str) -> bytes:
    """What the device that practice made up opens the answer to."""
    with closing(Database(server.database)) as database:
        return opened_answer(database, request_id)


def in_the_way(server: PracticeServer, statement: str, email: str) -> None:
    """What a member would do in their own account settings."""
    with closing(sqlite3.connect(server.database)) as database, database:
        database.execute(f"UPDATE users SET {statement} WHERE email = ?", (email,))


async def recover(portal: Portal, provider: Provider, client: Client, email: str) -> None:
    board = await portal.members.board(provider, client)
    member = next(one for one in board.members if one.email == email)
    case = await portal.account_recovery.inspect(provider, client, member.id)
    await portal.account_recovery.apply(provider, client, case, password=Secret(GOOD), two_step=False)


async def test_devices_are_approved_by_either_client_for_both(
    portal: Portal, provider: Provider, delta: Client, official: OfficialService, server: PracticeServer
) -> None:
    organization = delta.organization_id
    with closing(sqlite3.connect(server.database)) as database, database:
        change = "UPDATE auth_requests SET user_id = (SELECT id FROM users WHERE email = ?) WHERE user_id ="
        database.execute(f"{change} (SELECT id FROM users WHERE email = ?)", (CLARA, NEWER))
    official.sync()
    board = await portal.device_approvals.inspect(provider, delta)
    ours = {one.id: one.email for one in board.requests}
    assert official.device_requests(organization) == ours
    by_email = {one.email: one for one in board.requests}
    await portal.device_approvals.approve(provider, delta, by_email[OLDER])
    assert set(official.device_requests(organization).values()) == {CLARA, BARE}
    official.approve_device(organization, by_email[CLARA].id)
    left = (await portal.device_approvals.inspect(provider, delta)).requests
    assert [one.email for one in left] == [BARE]
    assert [len(opened_by_device(server, by_email[who].id)) for who in (OLDER, CLARA)] == [64, 64]
    official.deny_devices(organization)
    assert (await portal.device_approvals.inspect(provider, delta)).requests == ()


async def test_the_official_client_sends_a_recovered_member_to_choose_a_password(
    portal: Portal,
    provider: Provider,
    delta: Client,
    server: PracticeServer,
    fresh_client: OfficialClient,
) -> None:
    in_the_way(server, "totp_secret = NULL", OLDER)
    await recover(portal, provider, delta, OLDER)
    with pytest.raises(AssertionError, match="administrator recently changed your master password"):
        fresh_client.sign_in(OLDER, GOOD)


async def test_a_recovered_member_reads_everything_with_the_new_password(
    portal: Portal,
    provider: Provider,
    delta: Client,
    server: PracticeServer,
    fresh_client: OfficialClient,
) -> None:
    in_the_way(server, "totp_secret = NULL", DARIO)
    await recover(portal, provider, delta, DARIO)
    in_the_way(server, "force_password_reset = 0", DARIO)
    vault = await portal.organization_vault(provider, delta)
    names = {one.id: one.name for one in vault.collections}
    with fresh_client.serve(fresh_client.sign_in(DARIO, GOOD)) as service:
        assert service.status() == "unlocked"
        shared = service.shared_collections()
        assert shared
        assert shared.items() <= names.items()
