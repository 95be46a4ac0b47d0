"""Approving devices against the practice backend: the key reaches the right device, and no other one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PrivateKey
from backend_client.errors import NotApplied, OutcomeUnknown, ReadOnlyMode, Rule, RuleBroken
from backend_client.portal import clock
from backend_client.portal.devices import DeviceRequest
from backend_client.portal.journal import Outcome
from embedded_backend.telephone import phrase_read_out
from tests.contract.recovery_desk import (
    BARE,
    CHANGED,
    DELTA,
    NEWER,
    OLDER,
    LosesAnswers,
    RecoveryDesk,
    recovery_desk,
)
from tests.hostile.fault_injector import FaultInjector
from tests.hostile.texts import EVERYTHING
from tests.interrupted import crashed
from tests.practice import Practice


@pytest.fixture
async def delta(practice: Practice, journal: Path) -> AsyncIterator[RecoveryDesk]:
    async with recovery_desk(practice, journal) as desk:
        yield desk


async def approve(desk: RecoveryDesk, request: DeviceRequest) -> None:
    await desk.portal.device_approvals.approve(desk.provider, desk.client, request)


async def deny(desk: RecoveryDesk, request: DeviceRequest) -> None:
    await desk.portal.device_approvals.deny(desk.provider, desk.client, request)


async def waiting(desk: RecoveryDesk) -> set[str]:
    return {one.email for one in (await desk.devices()).requests}


async def test_the_list_tells_whose_device_and_what_it_must_show(delta: RecoveryDesk) -> None:
    board = await delta.devices()
    assert [one.email for one in board.requests] == [BARE, NEWER, OLDER]  # the oldest first
    request = board.requests[2]
    assert (request.name, request.device, request.country) == ("Boris Lund", "Chrome", "Norway")
    assert request.phrase == phrase_read_out(delta.practice.database, request.id)
    assert (request.ends - request.asked) == timedelta(days=7)
    refusals = [one.approval_refusal(board.read_at) for one in board.requests]
    assert refusals == [Rule.RECOVERY_NOT_ENROLLED, None, None]


@pytest.mark.parametrize(("email", "size"), [(OLDER, 64), (NEWER, 69)])
async def test_the_device_opens_the_members_own_key(delta: RecoveryDesk, email: str, size: int) -> None:
    request = await delta.device(email)
    await approve(delta, request)
    assert len(delta.opened_by_device(request.id)) == size
    assert email not in await waiting(delta)
    assert delta.entries() == [("device.approve", Outcome.DONE)]


async def test_a_denied_device_gets_nothing(delta: RecoveryDesk) -> None:
    request = await delta.device(OLDER)
    await deny(delta, request)
    with pytest.raises(LookupError):
        delta.opened_by_device(request.id)
    assert delta.entries() == [("device.deny", Outcome.DONE)]


async def test_who_left_no_key_can_only_be_denied(delta: RecoveryDesk) -> None:
    request = await delta.device(BARE)
    with pytest.raises(RuleBroken) as broken:
        await approve(delta, request)
    assert broken.value.rule is Rule.RECOVERY_NOT_ENROLLED
    await deny(delta, request)
    assert BARE not in await waiting(delta)


async def test_a_key_left_before_the_account_changed_is_not_handed_on(delta: RecoveryDesk) -> None:
    delta.practice.execute(
        "UPDATE auth_requests SET user_id = (SELECT id FROM users WHERE email = ?)", CHANGED
    )
    request = (await delta.devices()).requests[0]
    with pytest.raises(RuleBroken) as broken:
        await approve(delta, request)
    assert broken.value.rule is Rule.RECOVERY_KEY_OUTDATED
    assert delta.entries() == []


async def test_a_key_swapped_after_its_phrase_was_shown(delta: RecoveryDesk) -> None:
    request = await delta.device(OLDER)
    other = PrivateKey.generate().public_key
    delta.practice.execute(
        "UPDATE auth_requests SET public_key = ? WHERE id = ?", other.to_base64(), request.id
    )
    shown = (await delta.device(OLDER)).phrase
    assert (
        shown == fingerprint_phrase(OLDER, other.spki) != phrase_read_out(delta.practice.database, request.id)
    )
    with pytest.raises(RuleBroken) as broken:
        await approve(delta, request)
    assert broken.value.rule is Rule.DEVICE_KEY_CHANGED
    assert delta.entries() == []


async def test_a_request_with_no_key_shows_and_is_denied(delta: RecoveryDesk) -> None:
    delta.practice.execute("UPDATE auth_requests SET public_key = 'no key'")
    request = await delta.device(OLDER)
    assert (request.phrase, request.key) == ("", None)
    with pytest.raises(RuleBroken) as broken:
        await approve(delta, request)
    assert broken.value.rule is Rule.DEVICE_KEY_UNUSABLE
    await deny(delta, request)


async def test_a_request_too_old_is_shown_and_not_answered(
    delta: RecoveryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = await delta.device(OLDER)
    later = clock.now() + timedelta(days=7, hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    for answer in (approve, deny):
        with pytest.raises(RuleBroken) as broken:
            await answer(delta, request)
        assert broken.value.rule is Rule.DEVICE_REQUEST_OLD
    assert delta.entries() == []


async def test_what_somebody_else_answered_is_told(practice: Practice, journal: Path) -> None:
    faults = FaultInjector(practice.thread.app)
    async with recovery_desk(practice, journal, faults) as desk:
        request = await desk.device(OLDER)
        practice.execute("UPDATE auth_requests SET approved = 0, answered_at = 1 WHERE id = ?", request.id)
        with pytest.raises(RuleBroken) as broken:
            await approve(desk, request)
        assert broken.value.rule is Rule.DEVICE_REQUEST_GONE
        assert desk.entries() == []


async def test_a_refusal_leaves_it_waiting(practice: Practice, journal: Path) -> None:
    faults = FaultInjector(practice.thread.app)
    async with recovery_desk(practice, journal, faults) as desk:
        request = await desk.device(OLDER)
        faults.answer(f"/auth-requests/{request.id}", json.dumps({"message": "No."}).encode(), status=400)
        with pytest.raises(NotApplied):
            await deny(desk, request)
        assert desk.entries() == [("device.deny", Outcome.REFUSED)]


async def test_the_list_settles_a_lost_answer(practice: Practice, journal: Path) -> None:
    loses = LosesAnswers(practice.thread.app)
    async with recovery_desk(practice, journal, loses) as desk:
        request = await desk.device(OLDER)
        loses.lost = f"/auth-requests/{request.id}"
        await approve(desk, request)
        assert len(desk.opened_by_device(request.id)) == 64
        assert desk.entries() == [("device.approve", Outcome.DONE)]


async def test_a_lost_request_is_not_known(practice: Practice, journal: Path) -> None:
    faults = FaultInjector(practice.thread.app)
    async with recovery_desk(practice, journal, faults) as desk:
        request = await desk.device(OLDER)
        faults.answer(f"/auth-requests/{request.id}", b"<html>", status=502)
        with pytest.raises(OutcomeUnknown):
            await approve(desk, request)
        assert desk.entries() == [("device.approve", Outcome.UNKNOWN)]


@pytest.mark.parametrize("answered", [True, False])
async def test_what_became_of_an_interrupted_answer_is_told_once(
    delta: RecoveryDesk, journal: Path, answered: bool
) -> None:
    request = await delta.device(OLDER)
    crashed(journal, delta.client, "device.approve", after={"request": request.id})
    if answered:
        delta.practice.execute(
            "UPDATE auth_requests SET approved = 1, answered_at = 1 WHERE id = ?", request.id
        )
    (told,) = (await delta.devices()).settled
    assert told.outcome is (Outcome.DONE if answered else Outcome.NOT_SENT)
    assert (await delta.devices()).settled == ()


async def test_a_malformed_request_hides_no_other(practice: Practice, journal: Path) -> None:
    faults = FaultInjector(practice.thread.app)
    async with recovery_desk(practice, journal, faults) as desk:
        faults.change_rows("/auth-requests", lambda row: {} if row["email"] == BARE else row)
        board = await desk.devices()
        assert ([one.email for one in board.requests], board.unreadable) == ([NEWER, OLDER], 1)


async def test_names_of_devices_arrive_as_they_are(delta: RecoveryDesk) -> None:
    delta.practice.execute("UPDATE auth_requests SET country = ?", EVERYTHING)
    assert (await delta.device(OLDER)).country == EVERYTHING


async def test_nothing_secret_is_written(delta: RecoveryDesk, journal: Path) -> None:
    request = await delta.device(OLDER)
    await approve(delta, request)
    ((answer,),) = delta.practice.execute("SELECT key FROM auth_requests WHERE id = ?", request.id)
    written = journal.read_text()
    assert str(answer) not in written
    assert request.digest in written
    assert "PublicKey" not in repr(request)


async def test_read_only_answers_nothing(practice: Practice, journal: Path) -> None:
    async with recovery_desk(practice, journal, read_only=True) as desk:
        request = await desk.device(OLDER)
        for answer in (approve, deny):
            with pytest.raises(ReadOnlyMode):
                await answer(desk, request)
        assert OLDER in await waiting(desk)


async def test_where_nobody_waits_it_says_whether_anybody_could(practice: Practice, journal: Path) -> None:
    practice.execute("DELETE FROM auth_requests")
    async with recovery_desk(practice, journal) as desk:
        board = await desk.devices()
        assert (board.possible, board.trusted) == (True, True)
        clients = {one.name: one for one in (await desk.portal.client_list(desk.provider)).clients}
        teams = await desk.portal.device_approvals.inspect(desk.provider, clients["Juniper Travel"])
        assert (teams.possible, teams.trusted) == (False, None)
        without = await desk.portal.device_approvals.inspect(desk.provider, clients["Ironwood Architects"])
        assert (without.possible, without.trusted) == (True, False)
    assert DELTA in clients
