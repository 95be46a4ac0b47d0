"""Somebody whom our client confirmed into the provider opens its clients with the official client."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from backend_client import Portal
from backend_client.portal.clients import Client
from backend_client.portal.people import PersonRole, PersonStatus
from backend_client.portal.providers import Provider
from embedded_backend.seed_people import PRACTICE_PASSWORD
from embedded_backend.telephone import phrase_read_out
from tests.interop.official_client import OfficialClient
from tests.interop.practice_server import PracticeServer

pytestmark = pytest.mark.interop

EMAIL = "nia.newcomer@msp.example"


async def test_whom_we_confirm_reads_a_client_through_the_provider(
    portal: Portal,
    provider: Provider,
    organization: Client,
    server: PracticeServer,
    fresh_client: OfficialClient,
) -> None:
    people = portal.people
    assert await people.invite(provider, [EMAIL], PersonRole.SERVICE_USER) == {EMAIL: None}
    with closing(sqlite3.connect(server.database)) as database, database:
        database.execute("UPDATE provider_users SET accepts_at = 0 WHERE email = ?", (EMAIL,))
    board = await people.board(provider)
    (nia,) = (one for one in board.people if one.email == EMAIL)
    assert nia.status == PersonStatus.ACCEPTED

    found = await people.candidates(provider, [nia.id])
    assert [one.phrase for one in found.ready] == [phrase_read_out(server.database, EMAIL)]
    assert await people.confirm(provider, found.ready) == {nia.id: None}

    session = fresh_client.sign_in(EMAIL, PRACTICE_PASSWORD)
    with fresh_client.serve(session) as service:
        assert service.fingerprint() == found.ready[0].phrase
        service.sync()
        assert "Socials" in service.collections(organization.organization_id).values()
