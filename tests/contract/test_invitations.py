"""Inviting on the practice backend: seats, batches, silence, rate limits, interruptions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend_client.api.members import MembersApi
from backend_client.errors import (
    BadRequest,
    InviteRefusal,
    NotApplied,
    NotInvited,
    OutcomeUnknown,
    RateLimited,
    ReadOnlyMode,
    SeatwardenError,
    ServerTimeout,
)
from backend_client.portal import interruptions
from backend_client.portal.clients import Client
from backend_client.portal.invitation_input import parse_people
from backend_client.portal.invitation_plan import InviteDefaults, Invitee, InviteRoom, plan_invitations
from backend_client.portal.invitations import Result
from backend_client.portal.journal import Outcome, Phase
from backend_client.portal.members import MemberRole
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona, person
from tests.practice import Practice, running_practice

BIRCH, ROOMY = "Birch & Sons Logistics", "Ironwood Architects"


@dataclass
class Desk:
    """A signed-in portal with a journal, on one client."""

    practice: Practice
    portal: Portal
    provider: Provider
    client: Client

    async def room(self) -> InviteRoom:
        return await self.portal.invitations.room(self.provider, self.client)

    async def send(self, people: Sequence[Invitee]) -> Sequence[Result]:
        return await self.portal.invitations.send(self.provider, self.client, people)

    def journalled(self) -> list[Outcome | None]:
        assert self.portal.journal is not None
        return [entry.outcome for entry in self.portal.journal.entries() if entry.phase is Phase.OUTCOME]

    def give_seats(self, seats: int) -> None:
        self.practice.execute(
            "UPDATE organizations SET seats = ? WHERE id = ?", seats, self.client.organization_id
        )

    def invited(self, like: str) -> int:
        ((count,),) = self.practice.execute(
            "SELECT count(*) FROM organization_users WHERE email LIKE ?", like
        )
        assert isinstance(count, int)
        return count


async def desk_on(practice: Practice, journal: Path, name: str = BIRCH, *, read_only: bool = False) -> Desk:
    portal = await practice.signed_in(person(Persona.ADMIN), journal=journal, read_only=read_only)
    (provider,) = await portal.providers()
    listed = await portal.client_list(provider)
    client = next(one for one in listed.clients if one.name == name)
    return Desk(practice, portal, provider, client)


@pytest.fixture
async def desk(practice: Practice, tmp_path: Path) -> AsyncIterator[Desk]:
    found = await desk_on(practice, tmp_path / "journal.jsonl")
    yield found
    await found.portal.aclose()


def users(*emails: str) -> list[Invitee]:
    return [Invitee(email, MemberRole.USER) for email in emails]


def numbered(count: int) -> list[Invitee]:
    return users(*(f"u{number}@batch.example" for number in range(count)))


async def test_the_room_says_seats_groups_roles_and_members(desk: Desk) -> None:
    room = await desk.room()
    assert (room.seats.assigned, room.seats.used, room.left) == (40, 37, 3)
    assert "Drivers" in [group.name for group in room.groups]
    assert set(room.roles) == set(MemberRole)
    assert room.members["mia@birch.example"] == 1
    assert room.policies_off is False


async def test_role_and_groups_arrive(desk: Desk) -> None:
    room = await desk.room()
    plan = plan_invitations(
        parse_people("ann@batch.example,admin,drivers;Finance").people, room, InviteDefaults()
    )
    assert await desk.send(plan.people) == (None,)
    rows = desk.practice.execute(
        "SELECT m.type, g.name FROM organization_users m JOIN group_users l ON l.organization_user_id = m.id"
        " JOIN groups g ON g.id = l.group_id WHERE m.email = 'ann@batch.example' ORDER BY g.name"
    )
    assert rows == [(1, "Drivers"), (1, "Finance")]
    assert desk.journalled() == [Outcome.DONE]


async def test_the_last_seat_is_used_and_one_more_sends_nothing(desk: Desk) -> None:
    with pytest.raises(NotInvited) as short:
        await desk.send(numbered(4))
    assert (short.value.left, short.value.assigned, short.value.needed) == (3, 40, 4)
    assert desk.journalled() == []
    assert await desk.send(numbered(3)) == (None, None, None)
    with pytest.raises(NotInvited):
        await desk.send(users("late@batch.example"))
    assert (await desk.room()).left == 0


async def test_seats_that_went_meanwhile_are_told_with_figures(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = MembersApi.invite

    async def too_late(*args: object, **named: object) -> None:
        desk.give_seats(38)
        await original(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(MembersApi, "invite", too_late)
    with pytest.raises(NotInvited) as refused:
        await desk.send(numbered(3))
    assert refused.value.reason is InviteRefusal.SEATS
    assert desk.journalled() == [Outcome.REFUSED]
    assert desk.invited("%@batch.example") == 0


async def test_no_limit_is_no_limit(desk: Desk) -> None:
    desk.practice.execute("UPDATE organizations SET seats = NULL WHERE id = ?", desk.client.organization_id)
    assert (await desk.room()).left is None
    assert set(await desk.send(numbered(20))) == {None}


async def test_who_is_in_by_now_is_told_and_the_others_are_invited(desk: Desk) -> None:
    results = await desk.send(users("mia@birch.example", "ann@batch.example"))
    assert isinstance(results[0], NotInvited)
    assert results[0].reason is InviteRefusal.MEMBER
    assert results[1] is None


async def test_an_address_left_out_in_silence_is_told(desk: Desk) -> None:
    """The server knows the account of a member by an address that its list does not show."""
    desk.practice.execute(
        "UPDATE organization_users SET email = 'old@batch.example'"
        " WHERE id = (SELECT m.id FROM organization_users m WHERE m.organization_id = ?"
        " AND m.user_id IS NOT NULL LIMIT 1)",
        desk.client.organization_id,
    )
    results = await desk.send(users("old@batch.example", "ann@batch.example"))
    assert isinstance(results[0], NotInvited)
    assert results[0].reason is InviteRefusal.SKIPPED
    assert results[1] is None
    assert desk.journalled() == [Outcome.HALF_DONE]


async def test_forty_five_people_are_three_requests(practice: Practice, tmp_path: Path) -> None:
    desk = await desk_on(practice, tmp_path / "journal.jsonl", ROOMY)
    desk.give_seats(200)
    text = "\n".join(f"u{number}@batch.example" for number in range(45))
    plan = plan_invitations(parse_people(text).people, await desk.room(), InviteDefaults())
    for batch in plan.batches:
        assert set(await desk.send(batch)) == {None}
    assert desk.journalled() == [Outcome.DONE] * 3
    assert desk.invited("%@batch.example") == 45
    await desk.portal.aclose()


async def test_a_rate_limit_sends_nothing_and_says_when(practice_template: Path, tmp_path: Path) -> None:
    """Five requests a minute pass; the sixth is refused, and nobody of it is invited."""
    now = [1_700_000_000.0]
    options = BackendOptions(rate_limits=True, clock=lambda: now[0])
    with running_practice(practice_template, tmp_path, options) as practice:
        desk = await desk_on(practice, tmp_path / "journal.jsonl", ROOMY)
        for number in range(5):
            now[0] += 2
            assert await desk.send(users(f"u{number}@batch.example")) == (None,)
        with pytest.raises(RateLimited) as refused:
            await desk.send(users("u5@batch.example"))
        assert refused.value.retry_after
        assert desk.journalled() == [*([Outcome.DONE] * 5), Outcome.REFUSED]
        now[0] += 61
        assert await desk.send(users("u5@batch.example")) == (None,)
        await desk.portal.aclose()


def fail_after(monkeypatch: pytest.MonkeyPatch, error: SeatwardenError, *, arrives: bool) -> None:
    original = MembersApi.invite

    async def failing(*args: object, **named: object) -> None:
        if arrives:
            await original(*args, **named)  # type: ignore[arg-type]
        raise error

    monkeypatch.setattr(MembersApi, "invite", failing)


async def test_an_answer_that_was_lost_is_found_in_the_list(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_after(monkeypatch, ServerTimeout(host="h", seconds=1), arrives=True)
    assert await desk.send(numbered(2)) == (None, None)
    assert desk.journalled() == [Outcome.DONE]


async def test_a_request_that_may_still_arrive_is_not_called_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_after(monkeypatch, ServerTimeout(host="h", seconds=1), arrives=False)
    with pytest.raises(OutcomeUnknown):
        await desk.send(numbered(2))
    assert desk.journalled() == [Outcome.UNKNOWN]


async def test_a_server_that_stops_in_the_middle_leaves_the_rest_to_be_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Vaultwarden does: what stands before the refused address is invited."""
    original = MembersApi.invite

    async def stopping(
        self: MembersApi, organization_id: str, emails: Sequence[str], **named: object
    ) -> None:
        await original(self, organization_id, emails[:1], **named)  # type: ignore[arg-type]
        raise BadRequest(status=400, endpoint="POST x", server_message="no")

    monkeypatch.setattr(MembersApi, "invite", stopping)
    first, second, third = await desk.send(numbered(3))
    assert first is None
    assert isinstance(second, NotApplied)
    assert isinstance(third, NotInvited)
    assert third.reason is InviteRefusal.NOT_REACHED
    assert desk.journalled() == [Outcome.HALF_DONE]


async def test_there_a_refusal_of_the_first_address_is_not_one_of_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vaultwarden looks at one address after the other; elsewhere a refusal is about the whole request."""
    fail_after(monkeypatch, BadRequest(status=400, endpoint="POST x", server_message="no"), arrives=False)
    with pytest.raises(NotApplied):
        await desk.send(numbered(2))
    monkeypatch.setattr(desk.portal._reader, "_vaultwarden", True)
    first, second = await desk.send(numbered(2))
    assert isinstance(first, NotApplied)
    assert isinstance(second, NotInvited)
    assert desk.journalled() == [Outcome.REFUSED] * 2


async def test_read_only_sends_nothing(practice: Practice, tmp_path: Path) -> None:
    desk = await desk_on(practice, tmp_path / "journal.jsonl", read_only=True)
    with pytest.raises(ReadOnlyMode):
        await desk.send(numbered(1))
    assert desk.invited("%@batch.example") == 0
    await desk.portal.aclose()


async def test_a_crash_after_sending_is_told_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The intent stands, its process is gone, the people are in the list."""
    desk.portal.invitations._acts.begin(
        "member.invite",
        client=desk.client.name,
        provider_id=desk.provider.id,
        organization_id=desk.client.organization_id,
        after={"emails": ["u0@batch.example"]},
    )
    await desk.portal.invitations._api.members.invite(
        desk.client.organization_id, ["u0@batch.example"], role=2
    )
    assert await desk.portal.invitations.settle(desk.provider, desk.client) == ()  # this process runs
    monkeypatch.setattr(interruptions, "still_runs", lambda _process: False)
    (told,) = await desk.portal.invitations.settle(desk.provider, desk.client)
    assert told.outcome is Outcome.DONE
    assert await desk.portal.invitations.settle(desk.provider, desk.client) == ()
