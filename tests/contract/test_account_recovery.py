"""Recovering accounts against the practice backend: the member signs in, or nothing was changed."""

from __future__ import annotations

import json
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend_client.crypto.keys import PublicKey
from backend_client.errors import (
    KdfRefused,
    NotApplied,
    OutcomeUnknown,
    ReadOnlyMode,
    Rule,
    RuleBroken,
)
from backend_client.portal.journal import Outcome
from backend_client.secret import Secret
from embedded_backend.seed import PRACTICE_PASSWORD, Persona, person
from tests.contract.recovery_desk import (
    BARE,
    CHANGED,
    DELTA,
    GOOD,
    NEWER,
    OLDER,
    OWNER,
    LosesAnswers,
    RecoveryDesk,
    opens_with,
    recovery_desk,
)
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.practice import Practice

DETAILS, RECOVER = "/reset-password-details", "/recover-account"


@pytest.fixture
async def delta(practice: Practice, journal: Path) -> AsyncIterator[RecoveryDesk]:
    async with recovery_desk(practice, journal) as desk:
        yield desk


@pytest.fixture
async def spoiled_delta(
    practice: Practice, journal: Path
) -> AsyncIterator[tuple[RecoveryDesk, FaultInjector]]:
    faults = FaultInjector(practice.thread.app)
    async with recovery_desk(practice, journal, faults) as desk:
        yield desk, faults


@pytest.mark.parametrize("email", [OLDER, NEWER])
async def test_the_member_opens_everything_with_the_new_password_only(
    delta: RecoveryDesk, email: str
) -> None:
    case = await delta.case(email)
    assert case.newer is (email == NEWER)
    await delta.recover(case)
    assert not await opens_with(delta.practice, email, PRACTICE_PASSWORD)
    assert await opens_with(delta.practice, email, GOOD)
    assert delta.entries() == [("member.recover", Outcome.DONE)]
    assert delta.portal.journal is not None
    assert delta.portal.journal.entries()[0].after["reset"] == ["password"]


async def test_again_with_another_password_does_no_harm(delta: RecoveryDesk) -> None:
    await delta.recover(await delta.case(OLDER))
    await delta.recover(await delta.case(OLDER), "Another horse battery 2?")
    assert not await opens_with(delta.practice, OLDER, GOOD)
    assert await opens_with(delta.practice, OLDER, "Another horse battery 2?")


async def test_two_step_login_alone_and_with_the_password(delta: RecoveryDesk) -> None:
    case = await delta.case(OLDER)
    assert (case.two_step, case.two_step_wanted, case.resets_two_step) == (True, True, True)
    await delta.recover(case, None, two_step=True)
    assert await opens_with(delta.practice, OLDER, PRACTICE_PASSWORD)
    assert await delta.status(case.id) == -1  # the client requires it: the server suspended them
    both = await delta.case(NEWER)
    await delta.recover(both, two_step=True)
    assert await opens_with(delta.practice, NEWER, GOOD)
    ((left,),) = delta.practice.execute("SELECT totp_secret FROM users WHERE email = ?", NEWER)
    assert left is None


async def test_the_argon2_account_of_somebody_with_a_salt_of_their_own(delta: RecoveryDesk) -> None:
    statement = (
        "UPDATE users SET kdf = 1, kdf_iterations = 2, kdf_memory = 16, kdf_parallelism = 1,"
        " salt = 'an.older@address.example' WHERE email = ?"
    )
    delta.practice.execute(statement, OLDER)
    await delta.recover(await delta.case(OLDER))
    assert await opens_with(delta.practice, OLDER, GOOD)


async def test_a_server_without_salts_is_sent_the_older_form(
    spoiled_delta: tuple[RecoveryDesk, FaultInjector],
) -> None:
    desk, faults = spoiled_delta
    faults.change(DETAILS, lambda body: {**body, "masterPasswordSalt": None})
    await desk.recover(await desk.case(OLDER))
    assert await opens_with(desk.practice, OLDER, GOOD)


async def test_a_server_from_before_the_newer_encryption(
    spoiled_delta: tuple[RecoveryDesk, FaultInjector],
) -> None:
    desk, faults = spoiled_delta
    faults.answer("/keys", b"", status=404)
    assert (await desk.case(OLDER)).newer is False
    assert await _refused(desk, NEWER) is Rule.RECOVERY_KEY_OUTDATED


async def test_vaultwarden_is_sent_what_it_takes(
    spoiled_delta: tuple[RecoveryDesk, FaultInjector], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tells no salt, has no newer encryption and no request about it, and leaves two-step login alone."""
    desk, faults = spoiled_delta
    monkeypatch.setattr(desk.portal._reader, "_vaultwarden", True)
    faults.change(DETAILS, lambda body: {**body, "masterPasswordSalt": None})
    faults.answer("/keys", b"", status=404)
    case = await desk.case(OLDER)
    assert (case.resets_two_step, case.must_replace) == (False, False)
    with pytest.raises(RuleBroken) as broken:
        await desk.recover(case, two_step=True)
    assert broken.value.rule is Rule.RECOVERY_PASSWORD_ONLY
    await desk.recover(case)
    assert (await desk.devices()).possible is False
    assert await opens_with(desk.practice, OLDER, GOOD)


async def _refused(desk: RecoveryDesk, email: str) -> Rule:
    with pytest.raises(RuleBroken) as broken:
        await desk.case(email)
    return broken.value.rule


@pytest.mark.parametrize(
    ("email", "rule"),
    [
        (BARE, Rule.RECOVERY_NOT_ENROLLED),
        (OWNER, Rule.RECOVERY_NOT_ENROLLED),
        (CHANGED, Rule.RECOVERY_KEY_OUTDATED),
    ],
)
async def test_whose_account_cannot_be_recovered(delta: RecoveryDesk, email: str, rule: Rule) -> None:
    assert await _refused(delta, email) is rule
    assert delta.entries() == []


async def test_a_newer_key_for_an_older_account_is_refused_too(delta: RecoveryDesk) -> None:
    copied = (
        "UPDATE organization_users SET reset_password_key = (SELECT reset_password_key FROM"
        " organization_users WHERE email = ?) WHERE email = ?"
    )
    delta.practice.execute(copied, NEWER, OLDER)
    assert await _refused(delta, OLDER) is Rule.RECOVERY_KEY_OUTDATED


@pytest.mark.parametrize("key", [b"k" * 32, b"k" * 63, b"k" * 65, b""])
async def test_a_left_key_that_is_no_user_key(delta: RecoveryDesk, key: bytes) -> None:
    """Shorter ones belong to an encryption of long ago, longer ones are no key at all."""
    ((public,),) = delta.practice.execute("SELECT public_key FROM organizations WHERE name = ?", DELTA)
    sealed = str(PublicKey.from_base64(str(public)).encrypt(key))
    delta.practice.execute(
        "UPDATE organization_users SET reset_password_key = ? WHERE email = ?", sealed, OLDER
    )
    assert await _refused(delta, OLDER) is Rule.RECOVERY_KEY_UNUSABLE


async def test_a_left_key_or_an_organization_key_that_does_not_open(delta: RecoveryDesk) -> None:
    delta.practice.execute(
        "UPDATE organization_users SET reset_password_key = '4.AAAA' WHERE email = ?", OLDER
    )
    assert await _refused(delta, OLDER) is Rule.RECOVERY_KEY_UNUSABLE
    delta.practice.execute("UPDATE organizations SET private_key = '2.a|b|c' WHERE name = ?", DELTA)
    assert await _refused(delta, NEWER) is Rule.RECOVERY_KEY_UNUSABLE


async def test_policy_invitation_and_staff(delta: RecoveryDesk) -> None:
    organization = delta.client.organization_id
    member = await delta.id_of(OLDER)
    delta.practice.execute(
        "INSERT INTO provider_users (id, provider_id, user_id, email, status, type, created_at)"
        " SELECT 'x', (SELECT id FROM providers WHERE name = 'Southgate IT'), id, email, 2, 1, 0"
        " FROM users WHERE email = ?",
        OLDER,
    )
    assert await _refused(delta, OLDER) is Rule.RECOVERY_NOT_ABOVE
    delta.practice.execute("DELETE FROM provider_users WHERE id = 'x'")
    delta.practice.execute("UPDATE organization_users SET user_id = NULL, status = 0 WHERE id = ?", member)
    assert await _refused(delta, OLDER) is Rule.RECOVERY_NOT_JOINED
    off = "UPDATE policies SET enabled = 0 WHERE type = 8 AND organization_id = ?"
    delta.practice.execute(off, organization)
    assert await _refused(delta, NEWER) is Rule.RECOVERY_POLICY_OFF


async def test_a_plan_without_recovery(practice: Practice, journal: Path) -> None:
    practice.execute("UPDATE organizations SET plan_type = 17 WHERE name = ?", DELTA)
    async with recovery_desk(practice, journal) as desk:
        assert await _refused(desk, NEWER) is Rule.RECOVERY_WITHOUT_FLAG


async def test_what_is_asked_for_must_make_sense(delta: RecoveryDesk) -> None:
    case = await delta.case(OLDER)
    for password, two_step, rule in (
        (None, False, Rule.RECOVERY_NOTHING_CHOSEN),
        ("Short1!", False, Rule.RECOVERY_PASSWORD_WEAK),
        ("no capital letter in here", False, Rule.RECOVERY_PASSWORD_WEAK),
    ):
        with pytest.raises(RuleBroken) as broken:
            await delta.recover(case, password, two_step=two_step)
        assert broken.value.rule is rule
    assert delta.entries() == []
    assert await opens_with(delta.practice, OLDER, PRACTICE_PASSWORD)


async def test_a_member_withdrew_after_the_form_was_opened(delta: RecoveryDesk) -> None:
    case = await delta.case(OLDER)
    delta.practice.execute("UPDATE organization_users SET reset_password_key = NULL WHERE email = ?", OLDER)
    with pytest.raises(RuleBroken) as broken:
        await delta.recover(case)
    assert broken.value.rule is Rule.RECOVERY_NOT_ENROLLED
    assert delta.entries() == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"kdfIterations": 4_999},
        {"kdfIterations": 20_000_000},
        {"kdf": 1, "kdfIterations": 6, "kdfMemory": 15, "kdfParallelism": 4},
        {"kdf": 1, "kdfIterations": 6, "kdfMemory": 4096, "kdfParallelism": 4},
        {"kdf": 1, "kdfIterations": 6},
        {"kdf": 9},
    ],
)
async def test_ways_of_deriving_that_weaken_or_stall_are_refused(
    spoiled_delta: tuple[RecoveryDesk, FaultInjector], parameters: dict[str, int]
) -> None:
    desk, faults = spoiled_delta
    faults.change(DETAILS, lambda body: {**body, **parameters})
    with pytest.raises(KdfRefused):
        await desk.recover(await desk.case(OLDER))
    assert desk.entries() == []


async def test_a_lost_answer_is_not_known_and_sent_once(
    spoiled_delta: tuple[RecoveryDesk, FaultInjector],
) -> None:
    desk, faults = spoiled_delta
    case = await desk.case(OLDER)
    faults.answer(RECOVER, HTML, status=502)
    with pytest.raises(OutcomeUnknown):
        await desk.recover(case)
    assert desk.entries() == [("member.recover", Outcome.UNKNOWN)]
    faults.heal()
    await desk.recover(case)
    assert await opens_with(desk.practice, OLDER, GOOD)


async def test_a_fault_of_the_server_may_come_after_the_change(
    spoiled_delta: tuple[RecoveryDesk, FaultInjector],
) -> None:
    desk, faults = spoiled_delta
    case = await desk.case(OLDER)
    faults.answer(RECOVER, b"{}", status=500)
    with pytest.raises(OutcomeUnknown):
        await desk.recover(case)
    assert desk.entries() == [("member.recover", Outcome.UNKNOWN)]


async def test_an_empty_200_is_not_the_servers_answer(
    spoiled_delta: tuple[RecoveryDesk, FaultInjector],
) -> None:
    desk, faults = spoiled_delta
    case = await desk.case(OLDER)
    faults.answer(RECOVER, b"")
    with pytest.raises(OutcomeUnknown):
        await desk.recover(case)
    assert desk.entries() == [("member.recover", Outcome.UNKNOWN)]


async def test_a_refusal_changes_nothing(spoiled_delta: tuple[RecoveryDesk, FaultInjector]) -> None:
    desk, faults = spoiled_delta
    case = await desk.case(OLDER)
    faults.answer(RECOVER, json.dumps({"message": "Organization User not valid."}).encode(), status=400)
    with pytest.raises(NotApplied):
        await desk.recover(case)
    assert desk.entries() == [("member.recover", Outcome.REFUSED)]
    assert await opens_with(desk.practice, OLDER, PRACTICE_PASSWORD)


async def test_a_two_step_login_that_is_gone_settles_a_lost_answer(practice: Practice, journal: Path) -> None:
    loses = LosesAnswers(practice.thread.app)
    async with recovery_desk(practice, journal, loses) as desk:
        case = await desk.case(OLDER)
        loses.lost = RECOVER
        with pytest.raises(OutcomeUnknown):  # nothing that can be read tells of a password
            await desk.recover(case)
        await desk.recover(case, "Another horse battery 2?", two_step=True)
        assert desk.entries()[1:] == [("member.recover", Outcome.DONE)]
    assert await opens_with(practice, OLDER, "Another horse battery 2?")


async def test_read_only_sends_nothing(practice: Practice, journal: Path) -> None:
    async with recovery_desk(practice, journal, read_only=True) as desk:
        case = await desk.case(OLDER)
        with pytest.raises(ReadOnlyMode):
            await desk.recover(case)
    assert await opens_with(practice, OLDER, PRACTICE_PASSWORD)


async def test_nothing_secret_is_written_or_shown(delta: RecoveryDesk, journal: Path) -> None:
    case = await delta.case(OLDER)
    await delta.recover(case)
    ((stored,),) = delta.practice.execute("SELECT user_key FROM users WHERE email = ?", OLDER)
    written = journal.read_text()
    for secret in (GOOD, str(stored)):
        assert secret not in written
        assert secret not in repr(case)


async def test_a_failure_carries_no_secret(
    spoiled_delta: tuple[RecoveryDesk, FaultInjector], caplog: pytest.LogCaptureFixture
) -> None:
    desk, faults = spoiled_delta
    case = await desk.case(OLDER)
    faults.answer(RECOVER, HTML, status=502)
    with caplog.at_level("DEBUG"), pytest.raises(OutcomeUnknown) as failed:
        await desk.recover(case)
    told = "".join(traceback.format_exception(failed.value)) + caplog.text
    assert GOOD not in told
    assert "newMasterPasswordHash" not in told


async def test_a_service_user_of_the_provider_recovers_too(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.SERVICE_USER)) as portal:
        (provider,) = await portal.providers()
        client = next(each for each in (await portal.client_list(provider)).clients if each.name == DELTA)
        board = await portal.members.board(provider, client)
        member = next(one for one in board.members if one.email == OLDER)
        case = await portal.account_recovery.inspect(provider, client, member.id)
        await portal.account_recovery.apply(provider, client, case, password=Secret(GOOD), two_step=False)
    assert await opens_with(practice, OLDER, GOOD)
