"""Changes of members where answers are lost or spoiled, and on Vaultwarden, which clears what is not sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from backend_client.api.members import MemberRow, MembersApi
from backend_client.connection import connect
from backend_client.errors import NotApplied, OutcomeUnknown, ServerFault
from backend_client.portal.client_reader import ClientReader
from backend_client.portal.collections import Permission
from backend_client.portal.journal import Outcome
from backend_client.portal.member_access import Wish, edit_of
from backend_client.portal.members import MemberRole
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.contract.member_desk import EditDesk, access_group, access_shelf, edit_desk, one_of
from tests.contract.test_directory_faults import LosesAnswers
from tests.practice import DEVICE, Practice

MIA = "mia@birch.example"


@asynccontextmanager
async def losing(practice: Practice, journal: Path, status: int, *, done: bool) -> AsyncIterator[EditDesk]:
    """A client where answers to changes of Mia are lost."""
    who = person(Persona.ADMIN)
    lost = LosesAnswers(practice.thread.app, "nothing yet", status, done)
    async with connect("practice", device_id=DEVICE, asgi_app=lost, journal=journal) as portal:
        await portal.session.sign_in(who.email, Secret(who.password))
        desk = await edit_desk(practice, portal)
        lost.path = (await desk.one(MIA)).id
        yield desk


@pytest.mark.parametrize("status", [502, 504, 500, 200])
async def test_a_change_whose_answer_was_lost_is_found_by_reading_again(
    practice: Practice, journal: Path, status: int
) -> None:
    async with losing(practice, journal, status, done=True) as desk:
        assert await desk.wish(MIA, Wish(MemberRole.ADMIN)) is False
        assert (await desk.one(MIA)).role == MemberRole.ADMIN
        assert desk.entries() == [("member.edit", Outcome.DONE)], "sent once, and nothing in its place"


async def test_a_change_that_may_still_arrive_is_not_made_another_way(
    practice: Practice, journal: Path
) -> None:
    async with losing(practice, journal, 504, done=False) as desk:
        drivers = access_group(await desk.access(), "Drivers")
        with pytest.raises(OutcomeUnknown):
            await desk.wish(MIA, Wish(groups={drivers: True}))
        assert desk.entries() == [("member.edit", Outcome.UNKNOWN)]
        assert drivers not in (await desk.one(MIA)).groups


async def test_another_failure_of_the_server_is_no_reason_to_go_around_for_an_owner(
    practice: Practice, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The known fault is one of a provider's staff: with a member owner a 500 is just that."""
    async with losing(practice, journal, 500, done=False) as desk:
        board = await desk.access()
        object.__setattr__(board, "staff", False)
        drivers = access_group(board, "Drivers")
        with pytest.raises(NotApplied) as told:
            await desk.apply(board, edit_of(one_of(board, MIA), Wish(groups={drivers: True})))
        assert isinstance(told.value.cause, ServerFault)
        assert desk.entries() == [("member.edit", Outcome.REFUSED)]


async def test_where_reading_again_fails_the_outcome_is_unknown(
    practice: Practice, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        desk = await edit_desk(practice, portal)
        real, calls = MembersApi.read, 0

        async def read(self: MembersApi, organization_id: str, member_id: str) -> MemberRow:
            nonlocal calls
            calls += 1
            if calls > 1:
                raise ServerFault(status=503, endpoint="GET users")
            return await real(self, organization_id, member_id)

        board = await desk.access()
        monkeypatch.setattr(MembersApi, "read", read)
        with pytest.raises(OutcomeUnknown):
            await desk.apply(board, edit_of(one_of(board, MIA), Wish(MemberRole.ADMIN)))
        assert desk.entries() == [("member.edit", Outcome.UNKNOWN)]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The bodies of changes of members, as they go out."""
    found: list[dict[str, Any]] = []
    real = MembersApi.update

    async def update(self: MembersApi, *place: str, **body: Any) -> None:
        found.append(body)
        await real(self, *place, **body)

    monkeypatch.setattr(MembersApi, "update", update)
    return found


async def test_vaultwarden_is_always_sent_the_groups_since_it_clears_them_otherwise(
    practice: Practice, journal: Path, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def vaultwarden(_self: ClientReader) -> bool:
        return True

    monkeypatch.setattr(ClientReader, "is_vaultwarden", vaultwarden)
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        desk = await edit_desk(practice, portal)
        board = await desk.access()
        shelf, group = access_shelf(board, "Dispatch"), access_group(board, "Management")
        await desk.wish(MIA, Wish(collections={shelf: Permission.EDIT}))
        assert sent[0]["groups"] == [group], "not edited, and sent all the same"
        assert (await desk.one(MIA)).groups == {group}
        admin = next(one for one in board.members if one.role == MemberRole.ADMIN)
        assert admin.everywhere
