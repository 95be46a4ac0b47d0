"""Members of a client against the practice backend: the board, and every act but confirming."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend_client import errors
from backend_client.errors import MemberRefusal, Rule
from backend_client.portal.clients import Client, find_client
from backend_client.portal.journal import Outcome
from backend_client.portal.members import MemberAct, MemberBoard, MemberStatus, refusals
from backend_client.portal.providers import Provider
from embedded_backend.seed import Persona, person
from tests.contract.member_desk import BIRCH, Desk, refusal, rule
from tests.hostile.fault_injector import FaultInjector
from tests.practice import Practice
from tui.explain import explanation_of


async def test_the_board_shows_everybody_with_groups_and_seats(desk: Desk) -> None:
    board = await desk.board()
    assert len(board.members) == 37
    assert (board.seats.assigned, board.seats.used, board.seats.confirmed) == (40, 37, 29)
    assert board.staff
    owner = board.members[0]
    assert (owner.owner, owner.email, owner.since is not None) == (True, "jo@birch.example", True)
    assert any(one.groups for one in board.members)
    assert {one.two_step for one in board.members} == {True, False}


async def test_reminders_are_seen_on_the_board(desk: Desk) -> None:
    (first, *_) = await desk.of_status(MemberStatus.INVITED)
    confirmed = (await desk.ids(MemberStatus.CONFIRMED))[0]
    results = await desk.members.resend(desk.provider, desk.client, [first.id, confirmed])
    assert results[first.id] is None
    assert rule(results[confirmed]) is Rule.NOT_INVITED
    board = await desk.board()
    reminded = {one.id for one in board.members if one.resent is not None}
    assert reminded == {first.id}
    assert desk.practice.execute("SELECT count(*) FROM outbox WHERE email = ?", first.email) == [(1,)]


async def test_revoked_restored_and_removed(desk: Desk) -> None:
    ids = [(await desk.ids(status))[0] for status in (MemberStatus.ACCEPTED, MemberStatus.CONFIRMED)]
    before = (await desk.board()).seats.used
    revoked = await desk.members.revoke(desk.provider, desk.client, ids)
    assert set(revoked.values()) == {None}
    board = await desk.board()
    assert before is not None
    assert board.seats.used == before - 2
    again = await desk.members.revoke(desk.provider, desk.client, ids)
    assert {rule(error) for error in again.values()} == {Rule.ALREADY_REVOKED}
    assert set((await desk.members.restore(desk.provider, desk.client, ids)).values()) == {None}
    assert [await desk.status(each) for each in ids] == [MemberStatus.ACCEPTED, MemberStatus.CONFIRMED]
    assert set((await desk.members.remove(desk.provider, desk.client, ids)).values()) == {None}
    assert [await desk.status(each) for each in ids] == [None, None]
    gone = await desk.members.remove(desk.provider, desk.client, ids)
    assert {rule(error) for error in gone.values()} == {Rule.MEMBER_GONE}
    assert [act for act, _outcome in desk.entries()] == ["member.revoke", "member.restore", "member.remove"]


async def test_restoring_more_than_seats_are_left_restores_as_many_as_fit(desk: Desk) -> None:
    ids = (await desk.ids(MemberStatus.CONFIRMED))[1:4]
    await desk.members.revoke(desk.provider, desk.client, ids)
    used = (await desk.board()).seats.used
    assert used is not None
    seats = used + 2
    desk.practice.execute(
        "UPDATE organizations SET seats = ? WHERE id = ?", seats, desk.client.organization_id
    )
    results = await desk.members.restore(desk.provider, desk.client, ids)
    broken = [rule(error) for error in results.values() if error is not None]
    assert broken == [Rule.RESTORE_SEATS]
    assert (await desk.board()).seats.remaining == 0


async def test_a_seat_taken_at_the_last_moment_is_told_as_that(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (member,) = (await desk.ids(MemberStatus.CONFIRMED))[1:2]
    await desk.members.revoke(desk.provider, desk.client, [member])
    reader = desk.members._reader
    board = await reader.figures(desk.provider, desk.client)
    used = board.seats.used
    desk.practice.execute(
        "UPDATE organizations SET seats = ? WHERE id = ?", used, desk.client.organization_id
    )

    async def stale(_provider: Provider, _client: Client) -> MemberBoard:
        return board

    monkeypatch.setattr(reader, "figures", stale)
    results = await desk.members.restore(desk.provider, desk.client, [member])
    assert refusal(results[member]) is MemberRefusal.SEATS
    assert desk.entries()[-1] == ("member.restore", Outcome.REFUSED)


async def test_read_only_sends_nothing(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN), read_only=True) as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), BIRCH)
        board = await portal.members.board(provider, client)
        for act in (portal.members.revoke, portal.members.remove, portal.members.resend):
            with pytest.raises(errors.ReadOnlyMode):
                await act(provider, client, [board.members[0].id])
        with pytest.raises(errors.ReadOnlyMode):
            await portal.members.confirm(provider, client, [])


async def test_the_last_owner_and_oneself_stay_where_no_provider_stands_behind(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.OWNER_ONLY)) as portal:
        (provider,) = await portal.providers()
        (client,) = (await portal.client_list(provider)).clients
        board = await portal.members.board(provider, client)
        assert not board.staff
        (himself,) = board.members
        for act in (portal.members.revoke, portal.members.remove):
            results = await act(provider, client, [himself.id])
            assert rule(results[himself.id]) is Rule.YOURSELF
        stranger = replace(himself, user_id="somebody else")
        elsewhere = replace(board, members=(stranger,))
        found = refusals(MemberAct.REMOVE, frozenset({stranger.id}), elsewhere)
        assert found == {stranger.id: Rule.LAST_OWNER}
        assert refusals(MemberAct.REMOVE, frozenset({stranger.id}), replace(elsewhere, staff=True)) == {}


async def test_a_claimed_account_cannot_be_removed_but_revoked(desk: Desk) -> None:
    board = await desk.board()
    claimed = replace(board.members[9], claimed=True)
    with_claimed = replace(board, members=(claimed,))
    ids = frozenset({claimed.id})
    assert refusals(MemberAct.REMOVE, ids, with_claimed) == {claimed.id: Rule.CLAIMED_MEMBER}
    assert refusals(MemberAct.REVOKE, ids, with_claimed) == {}


async def test_asked_but_absent_is_refused(spoiled: tuple[Desk, FaultInjector]) -> None:
    desk, faults = spoiled
    ids = (await desk.ids(MemberStatus.INVITED))[:2]
    faults.change("/users/reinvite", lambda whole: {**whole, "data": whole["data"][:1]})
    results = await desk.members.resend(desk.provider, desk.client, ids)
    assert results[ids[0]] is None
    assert refusal(results[ids[1]]) is MemberRefusal.ABSENT
    assert {one.id for one in (await desk.board()).members if one.resent} == {ids[0]}


async def test_words_of_a_newer_server_are_kept_and_never_become_a_success(
    spoiled: tuple[Desk, FaultInjector],
) -> None:
    desk, faults = spoiled
    (member,) = (await desk.ids(MemberStatus.INVITED))[:1]
    faults.change_rows("/users/reinvite", lambda row: {**row, "error": "Not today.\x1b[2J"})
    results = await desk.members.resend(desk.provider, desk.client, [member])
    assert refusal(results[member]) is MemberRefusal.OTHER
    words = explanation_of(results[member] or ValueError()).line()
    assert "Not today." in words
    assert words.isprintable()
