"""Confirming against the practice backend: the right key reaches the right person, and no other one."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from backend_client import errors
from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.keys import PrivateKey
from backend_client.errors import MemberRefusal, Rule
from backend_client.portal.journal import Journal, Outcome
from backend_client.portal.members import MemberStatus
from embedded_backend.telephone import phrase_read_out
from tests.contract.member_desk import Desk, private_key, refusal, rule
from tests.hostile.fault_injector import HTML, FaultInjector


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
