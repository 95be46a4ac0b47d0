"""Account recovery on the practice server: who may, what is refused, and that the new password counts."""

from __future__ import annotations

import os
from typing import Any

import pytest

from backend_client.crypto.recovery import RecoveredKey
from backend_client.secret import Secret
from embedded_backend.seed import Persona
from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.unit.backend.delta import (
    BARE,
    CHANGED,
    DELTA,
    KDF,
    NEWER,
    OLDER,
    address,
    member,
    newer_form,
    proof,
    sign_in,
    token,
)
from tests.unit.backend.desk import Desk, shape_a

NEW = "Correct horse battery 1!"
KEY = os.urandom(64)  # what the server stores it does not look into


@pytest.fixture
async def users(desk: Desk) -> str:
    """The path of the members of Delta, for a service user of its provider."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(DELTA)}/users"


def older_form(who: str) -> dict[str, Any]:
    new = RecoveredKey(KEY).under(Secret(NEW), address(who), KDF)
    return {"resetMasterPassword": True, "newMasterPasswordHash": new.proof.reveal(), "key": new.user_key}


async def recover(desk: Desk, users: str, who: str, body: object) -> Any:
    return await desk.send("PUT", f"{users}/{member(desk, who)['member_id']}/recover-account", body)


def message(answer: Any) -> str:
    assert answer.status_code == 400, answer.text
    return str(shape_a(answer)["message"])


async def test_the_details_tell_how_to_wrap_and_what_was_left(desk: Desk, users: str) -> None:
    who = member(desk, OLDER)
    found = (await desk.get(f"{users}/{who['member_id']}/reset-password-details")).json()
    assert found.pop("encryptedPrivateKey").startswith("2.")
    assert found == {
        "object": "organizationUserResetPasswordDetails",
        "organizationUserId": who["member_id"],
        "kdf": 0,
        "kdfIterations": 10_000,
        "kdfMemory": None,
        "kdfParallelism": None,
        "masterPasswordSalt": address(OLDER),
        "resetPasswordKey": who["reset_password_key"],
    }
    ids = [member(desk, each)["member_id"] for each in (OLDER, BARE)]
    many = (await desk.send("POST", f"{users}/account-recovery-details", {"ids": ids})).json()["data"]
    assert {row["organizationUserId"]: row["resetPasswordKey"] is None for row in many} == {
        ids[0]: False,
        ids[1]: True,
    }


@pytest.mark.parametrize("newer", [False, True])
async def test_the_new_password_counts_and_must_be_replaced(desk: Desk, users: str, newer: bool) -> None:
    before = await token(desk, OLDER)
    assert before.json()["ForcePasswordReset"] is False
    body = older_form(OLDER)
    if newer:
        new = RecoveredKey(KEY).under(Secret(NEW), address(OLDER), KDF)
        body = {"resetMasterPassword": True, **newer_form(new, address(OLDER))}
    answer = await recover(desk, users, OLDER, body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await token(desk, OLDER)).status_code == 400
    signed_in = await token(desk, OLDER, NEW)
    assert signed_in.json()["ForcePasswordReset"] is True
    refreshed = await desk.http.post(
        "/identity/connect/token",
        data={
            "grant_type": "refresh_token",
            "client_id": "cli",
            "refresh_token": before.json()["refresh_token"],
        },
        headers={"Bitwarden-Client-Version": "2026.8.0"},
    )
    assert refreshed.json()["error"] == "invalid_grant"
    mail = desk.backend.database.row("SELECT * FROM outbox ORDER BY id DESC LIMIT 1")
    assert mail is not None
    assert (mail["email"], "master password" in mail["text"]) == (address(OLDER), True)
    assert NEW not in mail["text"]
    newest = "SELECT organization_user_id FROM events WHERE type = 1508 ORDER BY id DESC LIMIT 1"
    assert desk.backend.database.value(newest) == member(desk, OLDER)["member_id"]


async def test_whoever_has_a_temporary_password_replaces_it_once(desk: Desk, users: str) -> None:
    await recover(desk, users, OLDER, older_form(OLDER))
    await sign_in(desk, OLDER, NEW)
    own = RecoveredKey(KEY).under(Secret("my own password 9"), address(OLDER), KDF)
    body = {"newMasterPasswordHash": own.proof.reveal(), "key": own.user_key}
    assert (await desk.send("PUT", "accounts/update-temp-password", body)).status_code == 200
    assert (await token(desk, OLDER, "my own password 9")).json()["ForcePasswordReset"] is False
    again = await desk.send("PUT", "accounts/update-temp-password", body)
    assert message(again) == "User does not have a temporary password to update."


async def test_losing_two_step_login_suspends_where_it_is_required(desk: Desk, users: str) -> None:
    answer = await recover(desk, users, OLDER, {"resetTwoFactor": True})
    assert answer.status_code == 204
    after = member(desk, OLDER)
    assert (after["totp_secret"], after["member_status"]) == (None, -1)
    types = desk.backend.database.rows("SELECT type, system_user FROM events ORDER BY id DESC LIMIT 2")
    assert [tuple(row) for row in types] == [(1520, 4), (1519, None)]
    assert (await token(desk, OLDER)).status_code == 200  # the password stayed
    assert after["force_password_reset"] == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "At least one recovery action must be requested."),
        ({"resetMasterPassword": True}, "The model state is invalid."),
        ({"resetMasterPassword": True, "newMasterPasswordHash": "x"}, "The model state is invalid."),
        (
            {"resetMasterPassword": True, "newMasterPasswordHash": "x" * 301, "key": "2.a"},
            "The model state is invalid.",
        ),
    ],
)
async def test_what_is_no_recovery(desk: Desk, users: str, body: object, said: str) -> None:
    assert message(await recover(desk, users, OLDER, body)) == said


async def test_the_newer_form_must_repeat_how_the_account_derives(desk: Desk, users: str) -> None:
    new = RecoveredKey(KEY).under(Secret(NEW), address(OLDER), KDF)

    async def send(form: dict[str, Any]) -> Any:
        return await recover(desk, users, OLDER, {"resetMasterPassword": True, **form})

    other_salt = newer_form(new, address(OLDER))
    other_salt["unlockData"] = {**other_salt["unlockData"], "salt": "another"}
    assert message(await send(other_salt)) == "The model state is invalid."
    assert message(await send(newer_form(new, "another"))) == "Invalid master password salt."
    assert (await send(newer_form(new, address(OLDER), 20_000))).status_code == 500
    broken = newer_form(new, address(OLDER))
    broken["unlockData"] = {**broken["unlockData"], "masterKeyWrappedUserKey": "plain"}
    assert message(await send(broken)) == "The model state is invalid."
    assert (await token(desk, OLDER)).status_code == 200


async def test_who_cannot_be_recovered(desk: Desk, users: str) -> None:
    assert message(await recover(desk, users, BARE, older_form(BARE))) == "Organization User not valid."
    organization = member(desk, OLDER)["organization_id"]
    off = "UPDATE policies SET enabled = 0 WHERE organization_id = ? AND type = 8"
    desk.backend.database.run(off, (organization,))
    said = message(await recover(desk, users, OLDER, older_form(OLDER)))
    assert said == "Organization does not have the password reset policy enabled."
    desk.backend.database.run("UPDATE organizations SET plan_type = 17 WHERE id = ?", (organization,))
    said = message(await recover(desk, users, OLDER, older_form(OLDER)))
    assert said == "Organization does not allow password reset."


async def test_nobody_reaches_an_account_above_their_own_in_a_provider(desk: Desk, users: str) -> None:
    provider = desk.backend.database.value("SELECT id FROM providers WHERE name = 'Northwind MSP'")
    who = member(desk, OLDER)
    desk.backend.database.insert(
        "provider_users",
        {
            "id": "11111111-2222-4333-8444-555555555555",
            "provider_id": provider,
            "user_id": who["id"],
            "email": address(OLDER),
            "status": 2,
            "type": 0,
            "created_at": 0,
        },
    )
    place = f"{users}/{who['member_id']}/reset-password-details"
    assert (await desk.get(place)).status_code == 404  # a service user, and they are an admin
    said = message(await recover(desk, users, OLDER, older_form(OLDER)))
    assert said == "You are not permitted to recover this Provider member's account."
    await desk.sign_in(Persona.ADMIN)
    assert (await desk.get(place)).status_code == 200
    assert (await recover(desk, users, OLDER, older_form(OLDER))).status_code == 204


async def test_members_need_the_permission_and_reach_no_higher_role(desk: Desk, users: str) -> None:
    owner = desk.backend.database.value(
        "SELECT id FROM organization_users WHERE organization_id = ? AND type = 0",
        (member(desk, OLDER)["organization_id"],),
    )
    database = desk.backend.database
    await sign_in(desk, NEWER)
    place = f"{users}/{member(desk, OLDER)['member_id']}/reset-password-details"
    assert (await desk.get(place)).status_code == 403
    granted = """UPDATE organization_users SET type = 4, permissions = '{"manageResetPassword": true}'"""
    database.run(f"{granted} WHERE id = ?", (member(desk, NEWER)["member_id"],))
    await sign_in(desk, NEWER)
    assert (await desk.get(place)).status_code == 200
    assert (await desk.get(f"{users}/{owner}/reset-password-details")).status_code == 404
    refused = await desk.send("PUT", f"{users}/{owner}/recover-account", older_form(OLDER))
    assert message(refused) == "You are not permitted to recover this user's account."


async def test_enrolling_and_withdrawing(desk: Desk, users: str) -> None:
    who = member(desk, CHANGED)
    await sign_in(desk, CHANGED)
    place = f"{users}/{who['id']}/reset-password-enrollment"
    database = desk.backend.database
    database.run("UPDATE sso_configs SET enabled = 0")
    body: dict[str, Any] = {"resetPasswordKey": "4.AAAA"}
    assert message(await desk.send("PUT", place, body)) == "Incorrect password"
    right = {**body, "masterPasswordHash": proof(CHANGED, PRACTICE_PASSWORD)}
    assert (await desk.send("PUT", place, right)).status_code == 200
    assert member(desk, CHANGED)["reset_password_key"] == "4.AAAA"
    assert (await desk.send("PUT", place, {"resetPasswordKey": None})).status_code == 200
    assert member(desk, CHANGED)["reset_password_key"] is None
    types = database.rows("SELECT type FROM events ORDER BY id DESC LIMIT 2")
    assert [row["type"] for row in types] == [1507, 1506]
    another = f"{users}/{member(desk, OLDER)['id']}/reset-password-enrollment"
    assert message(await desk.send("PUT", another, right)) == "User not valid."
    database.run("""UPDATE policies SET data = '{"autoEnrollEnabled": true}' WHERE type = 8""")
    kept = message(await desk.send("PUT", place, {"resetPasswordKey": None}))
    assert kept.startswith("Due to an Enterprise policy")
    database.run("UPDATE policies SET enabled = 0 WHERE type = 8")
    off = message(await desk.send("PUT", place, right))
    assert off == "Organization does not have the password reset policy enabled."


async def test_on_trusted_devices_no_password_is_asked_for(desk: Desk, users: str) -> None:
    await sign_in(desk, CHANGED)
    place = f"{users}/{member(desk, CHANGED)['id']}/reset-password-enrollment"
    assert (await desk.send("PUT", place, {"resetPasswordKey": "4.AAAA"})).status_code == 200
