"""Members of a client against the practice backend: the board, and every act on people."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend_client import Secret, connect, errors
from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.keys import PrivateKey
from backend_client.errors import MemberRefusal, NotApplied, Rule, RuleBroken, SeatwardenError
from backend_client.portal.clients import Client, find_client
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.member_changes import MemberChanges
from backend_client.portal.members import Member, MemberAct, MemberBoard, MemberStatus, refusals
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from embedded_backend.seed import Persona, person
from embedded_backend.telephone import phrase_read_out
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.practice import DEVICE, Practice
from tui.explain import explanation_of

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


def private_key(practice: Practice, user_id: str | None) -> PrivateKey:
    """The own key of a practice person, whatever the server tells others."""
    ((own,),) = practice.execute(
        "SELECT COALESCE(own_public_key, public_key) FROM users WHERE id = ?", user_id
    )
    ((der,),) = practice.execute("SELECT private_key FROM key_pool WHERE public_key = ?", own)
    assert isinstance(der, bytes)
    return PrivateKey.from_der(der)


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
    assert candidate.phrase == phrase_read_out(desk.practice.database, mia.email)
    assert await desk.members.confirm(desk.provider, desk.client, found.ready) == {mia.id: None}
    assert await desk.status(mia.id) == MemberStatus.CONFIRMED
    ((sealed,),) = desk.practice.execute("SELECT key FROM organization_users WHERE id = ?", mia.id)
    opened = private_key(desk.practice, mia.user_id).decrypt(SealedKey.parse(str(sealed)))
    assert opened == desk.portal.session.keys.organization_key(desk.client.organization_id).to_bytes()


async def test_the_journal_has_digests_of_keys_and_no_key(desk: Desk, journal: Path) -> None:
    (mia, *_) = await desk.of_status(MemberStatus.ACCEPTED)
    found = await desk.members.candidates(desk.provider, desk.client, [mia.id])
    await desk.members.confirm(desk.provider, desk.client, found.ready)
    intent, outcome = Journal(journal).entries()
    assert intent.act == "member.confirm"
    assert intent.after["emails"] == ["mia@birch.example"]
    assert intent.after["keys"] == {"mia@birch.example": found.ready[0].digest}
    assert outcome.outcome is Outcome.DONE
    ((sealed,),) = desk.practice.execute("SELECT key FROM organization_users WHERE id = ?", mia.id)
    written = journal.read_text()
    assert str(sealed) not in written
    assert found.ready[0].key.to_base64() not in written
    assert "key=" not in repr(found.ready[0])


async def test_a_substituted_key_has_another_phrase_than_the_person_reads_out(desk: Desk) -> None:
    mallory, honest = desk.accepted("mallory@birch.example"), desk.accepted("nina@birch.example")
    found = await desk.members.candidates(desk.provider, desk.client, [mallory, honest])
    told = {candidate.email: candidate.phrase for candidate in found.ready}
    read_out = {email: phrase_read_out(desk.practice.database, email) for email in told}
    assert told["nina@birch.example"] == read_out["nina@birch.example"]
    assert told["mallory@birch.example"] != read_out["mallory@birch.example"]
    assert read_out["mallory@birch.example"]
    assert phrase_read_out(desk.practice.database, "stranger@birch.example") == ""


async def test_a_key_swapped_after_it_was_shown_is_refused_and_the_others_are_confirmed(desk: Desk) -> None:
    ids = await desk.ids(MemberStatus.ACCEPTED)
    found = await desk.members.candidates(desk.provider, desk.client, ids)
    victim = found.ready[0]
    other = PrivateKey.generate().public_key.to_base64()
    desk.practice.execute("UPDATE users SET public_key = ? WHERE id = ?", other, victim.user_id)
    results = await desk.members.confirm(desk.provider, desk.client, found.ready)
    assert rule(results[victim.id]) is Rule.MEMBER_KEY_CHANGED
    assert [results[one.id] for one in found.ready[1:]] == [None, None]
    assert await desk.status(victim.id) == MemberStatus.ACCEPTED
    assert desk.entries() == [("member.confirm", Outcome.DONE)]


async def test_an_account_swapped_behind_a_member_is_refused(desk: Desk) -> None:
    first, second, *_ = await desk.of_status(MemberStatus.ACCEPTED)
    found = await desk.members.candidates(desk.provider, desk.client, [first.id])
    desk.practice.execute("UPDATE organization_users SET user_id = NULL, status = 0 WHERE id = ?", second.id)
    desk.practice.execute("UPDATE organization_users SET user_id = ? WHERE id = ?", second.user_id, first.id)
    results = await desk.members.confirm(desk.provider, desk.client, found.ready)
    assert rule(results[first.id]) is Rule.MEMBER_KEY_CHANGED


@pytest.mark.parametrize("key", ["", "AAAA", "not base64 at all", "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ=="])
async def test_a_key_that_is_none_makes_no_candidate(desk: Desk, key: str) -> None:
    (mia, *_) = await desk.of_status(MemberStatus.ACCEPTED)
    desk.practice.execute("UPDATE users SET public_key = ? WHERE id = ?", key, mia.user_id)
    found = await desk.members.candidates(desk.provider, desk.client, [mia.id])
    assert (found.ready, found.left_out) == ((), {mia.id: Rule.MEMBER_KEY_UNUSABLE})


async def test_only_people_who_accepted_are_candidates(desk: Desk) -> None:
    invited, confirmed = await desk.ids(MemberStatus.INVITED), await desk.ids(MemberStatus.CONFIRMED)
    asked = [invited[0], confirmed[0], "00000000-0000-4000-8000-00000000dead"]
    found = await desk.members.candidates(desk.provider, desk.client, asked)
    assert found.ready == ()
    assert [found.left_out[each] for each in asked] == [
        Rule.NOT_ACCEPTED,
        Rule.NOT_ACCEPTED,
        Rule.MEMBER_GONE,
    ]


async def test_somebody_confirmed_by_another_admin_meanwhile_is_left_out(desk: Desk) -> None:
    ids = await desk.ids(MemberStatus.ACCEPTED)
    found = await desk.members.candidates(desk.provider, desk.client, ids)
    await desk.members.confirm(desk.provider, desk.client, found.ready[:1])
    results = await desk.members.confirm(desk.provider, desk.client, found.ready)
    assert rule(results[ids[0]]) is Rule.NOT_ACCEPTED
    assert [results[each] for each in ids[1:]] == [None, None]


async def test_a_policy_refuses_one_and_the_others_are_confirmed(desk: Desk) -> None:
    first, *rest = await desk.of_status(MemberStatus.ACCEPTED)
    organization = desk.client.organization_id
    desk.practice.execute("DELETE FROM policies WHERE organization_id = ? AND type = 0", organization)
    desk.practice.execute(
        "INSERT INTO policies (id, organization_id, type, enabled, revised_at) VALUES (?, ?, 0, 1, 0)",
        *(str(uuid.uuid4()), organization),
    )
    desk.practice.execute(
        "UPDATE users SET totp_secret = NULL, two_step_email = NULL, yubikey_id = NULL WHERE id = ?",
        first.user_id,
    )
    for one in rest:
        desk.practice.execute("UPDATE users SET totp_secret = 'X' WHERE id = ?", one.user_id)
    found = await desk.members.candidates(desk.provider, desk.client, [first.id, *(one.id for one in rest)])
    results = await desk.members.confirm(desk.provider, desk.client, found.ready)
    assert refusal(results[first.id]) is MemberRefusal.TWO_STEP
    assert [results[one.id] for one in rest] == [None, None]
    assert desk.entries() == [("member.confirm", Outcome.HALF_DONE)]


async def _my_items(desk: Desk) -> list[str]:
    rows = desk.practice.execute(
        "SELECT name FROM collections WHERE organization_id = ? AND type = 1", desk.client.organization_id
    )
    key = desk.portal.session.keys.organization_key(desk.client.organization_id)
    return [key.decrypt_text(EncString.parse(str(name))) for (name,) in rows]


@pytest.mark.parametrize("owned", [False, True])
async def test_my_items_are_named_only_where_data_belongs_to_the_organization(
    desk: Desk, owned: bool
) -> None:
    organization = desk.client.organization_id
    desk.practice.execute("DELETE FROM policies WHERE organization_id = ?", organization)
    if owned:
        desk.practice.execute(
            "INSERT INTO policies (id, organization_id, type, enabled, revised_at) VALUES (?, ?, 5, 1, 0)",
            *(str(uuid.uuid4()), organization),
        )
    found = await desk.members.candidates(
        desk.provider, desk.client, [(await desk.ids(MemberStatus.ACCEPTED))[0]]
    )
    assert set((await desk.members.confirm(desk.provider, desk.client, found.ready)).values()) == {None}
    assert await _my_items(desk) == (["My Items"] if owned else [])


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


def _crashed(journal: Path, act: MemberAct, desk: Desk, ids: list[str], minutes: int) -> Entry:
    """An intent whose process ended `minutes` ago."""
    kept = Journal(journal)
    entry = kept.append(
        who="ada@northwind.example",
        server="practice",
        act=act.value,
        phase=Phase.INTENT,
        client=BIRCH,
        organization_id=desk.client.organization_id,
        provider_id=desk.provider.id,
        after={"ids": ids, "emails": ["somebody@birch.example" for _ in ids]},
    )
    body = json.loads(journal.read_text().splitlines()[-1])
    body["at"] = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
    body["process"] = f"{os.uname().nodename}:{2**22 + 1}"
    lines = [*journal.read_text().splitlines()[:-1], json.dumps(body)]
    journal.write_text("\n".join(lines) + "\n")
    return entry


@pytest.mark.parametrize(
    ("act", "statuses", "minutes", "outcome"),
    [
        (MemberAct.CONFIRM, [MemberStatus.CONFIRMED, MemberStatus.CONFIRMED], 0, Outcome.DONE),
        (MemberAct.CONFIRM, [MemberStatus.CONFIRMED, MemberStatus.ACCEPTED], 9, Outcome.HALF_DONE),
        (MemberAct.CONFIRM, [MemberStatus.ACCEPTED], 9, Outcome.NOT_SENT),
        (MemberAct.CONFIRM, [MemberStatus.ACCEPTED], 0, None),
        (MemberAct.REVOKE, [MemberStatus.CONFIRMED], 9, Outcome.NOT_SENT),
        (MemberAct.RESTORE, [MemberStatus.CONFIRMED], 9, Outcome.DONE),
        (MemberAct.RESEND, [MemberStatus.INVITED], 9, Outcome.UNKNOWN),
    ],
)
async def test_an_interrupted_act_is_settled_by_the_list_and_told_once(
    desk: Desk,
    journal: Path,
    act: MemberAct,
    statuses: list[MemberStatus],
    minutes: int,
    outcome: Outcome | None,
) -> None:
    board = await desk.board()
    by_status = {each: [one.id for one in board.members if one.status == each] for each in MemberStatus}
    ids = [by_status[status].pop() for status in statuses]
    _crashed(journal, act, desk, ids, minutes)
    settled = (await desk.board()).settled
    assert [one.outcome for one in settled] == ([outcome] if outcome else [])
    assert (await desk.board()).settled == ()


async def test_an_interrupted_removal_of_somebody_gone_arrived(desk: Desk, journal: Path) -> None:
    _crashed(journal, MemberAct.REMOVE, desk, ["00000000-0000-4000-8000-00000000dead"], 0)
    assert [one.outcome for one in (await desk.board()).settled] == [Outcome.DONE]


@pytest.fixture
async def spoiled(practice: Practice, journal: Path) -> AsyncIterator[tuple[Desk, FaultInjector]]:
    """A client whose answers can be spoiled on the way."""
    faults = FaultInjector(practice.thread.app)
    portal = connect("practice", device_id=DEVICE, asgi_app=faults, journal=journal)
    who = person(Persona.ADMIN)
    async with portal:
        await portal.session.sign_in(who.email, Secret(who.password))
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), BIRCH)
        yield Desk(practice, portal, provider, client), faults


async def test_a_lost_answer_about_people_who_are_confirmed_by_now_is_success(
    spoiled: tuple[Desk, FaultInjector],
) -> None:
    desk, faults = spoiled
    ids = await desk.ids(MemberStatus.ACCEPTED)
    found = await desk.members.candidates(desk.provider, desk.client, ids)
    faults.change("/users/confirm", lambda _whole: {"cut": "off"})
    results = await desk.members.confirm(desk.provider, desk.client, found.ready)
    assert results == dict.fromkeys(ids, None)
    assert desk.entries() == [("member.confirm", Outcome.DONE)]


async def test_a_gateway_that_gave_up_leaves_it_unknown(spoiled: tuple[Desk, FaultInjector]) -> None:
    desk, faults = spoiled
    ids = await desk.ids(MemberStatus.ACCEPTED)
    found = await desk.members.candidates(desk.provider, desk.client, ids)
    faults.answer("/users/confirm", HTML, status=502)
    results = await desk.members.confirm(desk.provider, desk.client, found.ready)
    assert {type(error) for error in results.values()} == {errors.OutcomeUnknown}
    assert desk.entries() == [("member.confirm", Outcome.UNKNOWN)]


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


async def test_a_key_of_somebody_else_in_the_answer_makes_no_candidate(
    spoiled: tuple[Desk, FaultInjector],
) -> None:
    desk, faults = spoiled
    ids = await desk.ids(MemberStatus.ACCEPTED)
    faults.change_rows("/users/public-keys", lambda row: {**row, "userId": ids[0]})
    found = await desk.members.candidates(desk.provider, desk.client, ids)
    assert found.ready == ()
    assert set(found.left_out.values()) == {Rule.MEMBER_KEY_UNUSABLE}


async def test_keys_nobody_asked_for_are_ignored(spoiled: tuple[Desk, FaultInjector]) -> None:
    desk, faults = spoiled
    first, *rest = await desk.ids(MemberStatus.ACCEPTED)
    extra = {"id": rest[0], "userId": "x", "key": "AAAA"}
    faults.change("/users/public-keys", lambda whole: {**whole, "data": [*whole["data"], extra]})
    found = await desk.members.candidates(desk.provider, desk.client, [first])
    assert ([one.id for one in found.ready], dict(found.left_out)) == ([first], {})
