"""An opened client of the practice provider, and the people in it."""

from __future__ import annotations

import uuid

from backend_client import errors
from backend_client.crypto.keys import PrivateKey
from backend_client.errors import MemberRefusal, NotApplied, Rule, RuleBroken, SeatwardenError
from backend_client.portal.clients import Client, find_client
from backend_client.portal.journal import Outcome, Phase
from backend_client.portal.member_access import AccessBoard, MemberAccess, MemberEdit, Wish, edit_of
from backend_client.portal.member_changes import MemberChanges
from backend_client.portal.member_edits import MemberEdits
from backend_client.portal.members import Member, MemberBoard, MemberStatus
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
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

    def accepted(self, email: str, role: int = 2) -> str:
        """Invite somebody who accepts, with keys of their own, as soon as anybody looks."""
        member = str(uuid.uuid4())
        self.practice.execute(
            "INSERT INTO organization_users"
            " (id, organization_id, email, type, status, created_at, accepts_at)"
            " VALUES (?, ?, ?, ?, 0, 0, 0)",
            *(member, self.client.organization_id, email, role),
        )
        return member

    def entries(self) -> list[tuple[str, Outcome | None]]:
        journal = self.portal.journal
        assert journal is not None
        found = journal.entries()
        outcomes = {one.about: one.outcome for one in found if one.phase is Phase.OUTCOME}
        return [(one.act, outcomes.get(one.number)) for one in found if one.phase is Phase.INTENT]


class EditDesk(Desk):
    """An opened client, and what its members are and reach."""

    @property
    def edits(self) -> MemberEdits:
        return self.portal.member_edits

    async def access(self) -> AccessBoard:
        return await self.edits.board(self.provider, self.client)

    async def one(self, email: str) -> MemberAccess:
        return one_of(await self.access(), email)

    async def wish(self, email: str, wish: Wish) -> bool:
        board = await self.access()
        return await self.apply(board, edit_of(one_of(board, email), wish))

    async def apply(self, board: AccessBoard, edit: MemberEdit) -> bool:
        return await self.edits.apply(self.provider, self.client, board, edit)

    def put_in(self, group_id: str, member_id: str) -> None:
        """By somebody else."""
        statement = "INSERT INTO group_users (group_id, organization_user_id) VALUES (?, ?)"
        self.practice.execute(statement, group_id, member_id)

    def give(
        self, collection_id: str, member_id: str, *, read_only: bool = False, manage: bool = False
    ) -> None:
        """By somebody else."""
        self.practice.execute(
            "INSERT INTO collection_users"
            " (collection_id, organization_user_id, read_only, hide_passwords, manage)"
            " VALUES (?, ?, ?, 0, ?)",
            *(collection_id, member_id, read_only, manage),
        )

    def new_collection(self, kind: int = 0) -> str:
        """A collection of that type, made by somebody else, named like another one."""
        made = str(uuid.uuid4())
        self.practice.execute(
            "INSERT INTO collections (id, organization_id, name, type, created_at)"
            " SELECT ?, organization_id, name, ?, created_at FROM collections"
            " WHERE organization_id = ? LIMIT 1",
            *(made, kind, self.client.organization_id),
        )
        return made


async def edit_desk(practice: Practice, portal: Portal, name: str = BIRCH) -> EditDesk:
    (provider,) = await portal.providers()
    client = find_client(await portal.client_list(provider), name)
    return EditDesk(practice, portal, provider, client)


def one_of(board: AccessBoard, email: str) -> MemberAccess:
    return next(one for one in board.members if one.email == email)


def access_group(board: AccessBoard, name: str) -> str:
    return next(each.id for each in board.groups if each.name == name)


def access_shelf(board: AccessBoard, name: str) -> str:
    return next(each.id for each in board.collections if each.name == name)


def refusal(error: SeatwardenError | None) -> MemberRefusal:
    assert isinstance(error, NotApplied)
    assert isinstance(error.cause, errors.MemberRefused)
    return error.cause.refusal


def rule(error: SeatwardenError | None) -> Rule:
    assert isinstance(error, RuleBroken)
    return error.rule


def private_key(practice: Practice, user_id: str | None) -> PrivateKey:
    """The own key of a practice person, whatever the server tells others."""
    ((own,),) = practice.execute(
        "SELECT COALESCE(own_public_key, public_key) FROM users WHERE id = ?", user_id
    )
    ((der,),) = practice.execute("SELECT private_key FROM key_pool WHERE public_key = ?", own)
    assert isinstance(der, bytes)
    return PrivateKey.from_der(der)
