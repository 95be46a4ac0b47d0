"""Somebody whom our client confirmed signs in with the official one, and reads what the client shares."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing

import pytest

from backend_client import Portal
from backend_client.portal.clients import Client
from backend_client.portal.members import MemberStatus
from backend_client.portal.providers import Provider
from embedded_backend.seed_people import PRACTICE_PASSWORD
from embedded_backend.telephone import phrase_read_out
from tests.interop.official_client import OfficialClient
from tests.interop.practice_server import PracticeServer

pytestmark = pytest.mark.interop

EMAIL = "wilma.newcomer@client.example"


def _invite(server: PracticeServer, organization_id: str, collection_id: str) -> str:
    """An invitation that is accepted, by a new account with keys of its own, as soon as anybody looks."""
    member = str(uuid.uuid4())
    with closing(sqlite3.connect(server.database)) as database, database:
        database.execute(
            "INSERT INTO organization_users"
            " (id, organization_id, email, type, status, created_at, accepts_at)"
            " VALUES (?, ?, ?, 2, 0, 0, 0)",
            (member, organization_id, EMAIL),
        )
        database.execute(
            "INSERT INTO collection_users"
            " (collection_id, organization_user_id, read_only, hide_passwords, manage)"
            " VALUES (?, ?, 0, 0, 0)",
            (collection_id, member),
        )
    return member


async def test_whom_we_confirm_reads_the_collection_with_the_official_client(
    portal: Portal,
    provider: Provider,
    organization: Client,
    server: PracticeServer,
    fresh_client: OfficialClient,
) -> None:
    vault = await portal.organization_vault(provider, organization)
    socials = next(one for one in vault.collections if one.name == "Socials")
    member = _invite(server, organization.organization_id, socials.id)
    board = await portal.members.board(provider, organization)
    assert {one.id: one.status for one in board.members}[member] == MemberStatus.ACCEPTED

    found = await portal.members.candidates(provider, organization, [member])
    assert [one.phrase for one in found.ready] == [phrase_read_out(server.database, EMAIL)]
    assert await portal.members.confirm(provider, organization, found.ready) == {member: None}

    session = fresh_client.sign_in(EMAIL, PRACTICE_PASSWORD)
    with fresh_client.serve(session) as service:
        assert service.fingerprint() == found.ready[0].phrase
        service.sync()
        assert service.shared_collections() == {socials.id: "Socials"}
