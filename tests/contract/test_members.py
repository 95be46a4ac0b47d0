"""Members of a client against the practice backend: the board, and every act on people."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend_client import errors
from backend_client.crypto.enc_string import SealedKey
from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PrivateKey, PublicKey
from backend_client.errors import MemberRefusal, NotApplied, Rule, RuleBroken, SeatwardenError
from backend_client.portal.clients import Client, find_client
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.member_changes import MemberChanges
from backend_client.portal.members import Member, MemberBoard, MemberStatus
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from embedded_backend.seed import Persona, person
from tests.practice import Practice

BIRCH = "Birch & Sons Logistics"


class Desk:
    """An opened client of the practice provider."""

    def __init__(self, practice: Practice, portal: Portal, provider: Provider, client: Client) -> None:
        self.practice, self.portal, self.provider, self.client = practice, portal, provider, client

    @property
    def members(self) -> MemberChanges:
        return self.portal.members

    async def board(self) -> MemberBoard:
        return await self.members.board(self.provider, self.client)

    async def of_status(self, status: MemberStatus) -> list[Member]:
        return [one for one in (await self.board()).members if one.status == status]

    async def ids(self, status: MemberStatus) -> list[str]:
        return [one.id for one in await self.of_status(status)]

    async def status(self, member: str) -> int | None:
        return {one.id: one.status for one in (await self.board()).members}.get(member)

    def new_accepted(self, email: str) -> str:
        """Somebody who was invited and has accepted, with keys of their own."""
        from embedded_backend.database import Database
        from embedded_backend.simulate import _accept

        member = str(uuid.uuid4())
        organization = self.client.organization_id
        database = Database(self.practice.database)
        try:
            with database.transaction():
                values = {"id": member, "organization_id": organization, "email": email, "type": 2}
                database.insert("organization_users", {**values, "status": 0, "created_at": 0})
                (row,) = database.rows("SELECT * FROM organization_users WHERE id = ?", (member,))
                _accept(database, row, 0)
        finally:
            database.close()
        return member


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@pytest.fixture
async def desk(practice: Practice, journal: Path) -> AsyncIterator[Desk]:
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), BIRCH)
        yield Desk(practice, portal, provider, client)


def refusal(error: SeatwardenError | None) -> MemberRefusal:
    assert isinstance(error, NotApplied)
    assert isinstance(error.cause, errors.MemberRefused)
    return error.cause.refusal


def rule(error: SeatwardenError | None) -> Rule:
    assert isinstance(error, RuleBroken)
    return error.rule


async def test_the_board_shows_everybody_with_groups_and_seats(desk: Desk) -> None:
    board = await desk.board()
    assert len(board.members) == 37
    assert (board.seats.assigned, board.seats.used, board.seats.confirmed) == (40, 37, 29)
    assert board.staff
    owner = board.members[0]
    assert (owner.owner, owner.email, owner.since is not None) == (True, "jo@birch.example", True)
    assert any(one.groups for one in board.members)
    assert {one.two_step for one in board.members} == {True, False}


async def test_somebody_confirmed_opens_the_organization_key(desk: Desk) -> None:
    (mia, *_) = await desk.of_status(MemberStatus.ACCEPTED)
    found = await desk.members.candidates(desk.provider, desk.client, [mia.id])
    (candidate,) = found.ready
    ((der, told),) = desk.practice.execute(
        "SELECT k.private_key, u.public_key FROM users u JOIN key_pool k ON k.public_key = u.public_key"
        " WHERE u.id = ?",
        mia.user_id,
    )
    assert isinstance(der, bytes)
    assert candidate.phrase == fingerprint_phrase(str(mia.user_id), PublicKey.from_base64(str(told)).spki)
    assert await desk.members.confirm(desk.provider, desk.client, found.ready) == {mia.id: None}
    assert await desk.status(mia.id) == MemberStatus.CONFIRMED
    ((sealed,),) = desk.practice.execute("SELECT key FROM organization_users WHERE id = ?", mia.id)
    opened = PrivateKey.from_der(der).decrypt(SealedKey.parse(str(sealed)))
    assert opened == desk.portal.session.keys.organization_key(desk.client.organization_id).to_bytes()
