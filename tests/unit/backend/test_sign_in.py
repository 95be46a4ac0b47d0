"""Signing in: grants, gates, codes and devices."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from embedded_backend.seed import PRACTICE_TOTP_SECRET, PRACTICE_YUBIKEY_ID, Persona, person
from embedded_backend.totp import code_at
from tests.unit.backend.desk import DEVICE, VERSION, Desk, open_desk

WRONG_CODE = "Two-step token is invalid. Try again."


def claims(access_token: str) -> dict[str, object]:
    part = access_token.split(".")[1]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


async def mails_to(desk: Desk, persona: Persona) -> list[dict[str, Any]]:
    """What lies in the outbox for somebody, newest first."""
    found = await desk.http.get("/practice/outbox", params={"email": person(persona).email})
    mails: list[dict[str, Any]] = found.json()["mails"]
    return mails


async def test_password_sign_in_answers_keys_and_a_refresh_token(desk: Desk) -> None:
    answer = (await desk.token(Persona.ADMIN)).json()
    assert answer["refresh_token"]
    assert answer["expires_in"] == 3600
    assert answer["AccountKeys"]["Object"] == "privateKeys"
    assert answer["AccountKeys"]["publicKeyEncryptionKeyPair"]["wrappedPrivateKey"].startswith("2.")
    unlock = answer["UserDecryptionOptions"]["MasterPasswordUnlock"]
    assert unlock["Kdf"] == {"KdfType": 0, "Iterations": 600_000}
    assert unlock["Salt"] == person(Persona.ADMIN).email
    assert unlock["MasterKeyEncryptedUserKey"] == answer["Key"]


async def test_api_key_sign_in_has_no_refresh_token(desk: Desk) -> None:
    who = person(Persona.AUTHENTICATOR)  # two-step login does not concern API keys
    form = {"grant_type": "client_credentials", "client_id": who.client_id, "scope": "api", **DEVICE}
    sent = {**form, "client_secret": who.api_key}
    answer = await desk.http.post("/identity/connect/token", data=sent, headers=VERSION)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    assert answer.json()["Key"].startswith("2.")
    wrong = await desk.http.post(
        "/identity/connect/token", data={**form, "client_secret": "x" * 30}, headers=VERSION
    )
    assert (wrong.status_code, wrong.json()) == (400, {"error": "invalid_client"})
    scope = {**sent, "scope": "api offline_access"}
    refused = await desk.http.post("/identity/connect/token", data=scope, headers=VERSION)
    assert refused.json() == {"error": "invalid_scope"}


async def test_a_refresh_token_can_be_used_again_but_not_for_ever(desk: Desk) -> None:
    token = (await desk.token(Persona.ADMIN)).json()["refresh_token"]
    form = {"grant_type": "refresh_token", "client_id": "cli", "refresh_token": token}
    for _ in range(2):
        answer = await desk.http.post("/identity/connect/token", data=form)
        assert answer.status_code == 200
        assert "Key" not in answer.json()
        assert answer.json()["refresh_token"] == token
    desk.clock.now += 31 * 86_400
    late = await desk.http.post("/identity/connect/token", data=form)
    assert (late.status_code, late.json()) == (400, {"error": "invalid_grant"})


async def test_a_changed_security_stamp_ends_refresh_tokens(desk: Desk) -> None:
    token = (await desk.token(Persona.ADMIN)).json()["refresh_token"]
    desk.backend.database.run("UPDATE users SET security_stamp = 'new'")
    form = {"grant_type": "refresh_token", "client_id": "cli", "refresh_token": token}
    assert (await desk.http.post("/identity/connect/token", data=form)).json() == {"error": "invalid_grant"}


async def test_wrong_password_and_unknown_person_look_alike(desk: Desk) -> None:
    wrong = await desk.token(Persona.ADMIN, password="d3Jvbmc=")
    unknown = await desk.token(Persona.ADMIN, username="nobody@example.com")
    assert wrong.status_code == unknown.status_code == 400
    assert wrong.json() == unknown.json()
    assert wrong.json()["ErrorModel"]["Message"] == "Username or password is incorrect. Try again."


@pytest.mark.parametrize("version", ["", "1.2-beta", "2026"])
async def test_the_version_header_is_mandatory(desk: Desk, version: str) -> None:
    assert (await desk.token(Persona.ADMIN, version)).json()["error"] == "version_header_missing"


async def test_newer_accounts_ask_for_a_newer_client(desk: Desk) -> None:
    old = await desk.token(Persona.V2, "2025.10.9")
    assert old.json()["error"] == "invalid_client_version"
    assert (await desk.token(Persona.ADMIN, "2025.10.9")).status_code == 200
    answer = (await desk.token(Persona.V2)).json()
    keys = answer["AccountKeys"]
    assert keys["publicKeyEncryptionKeyPair"]["wrappedPrivateKey"].startswith("7.")
    assert keys["securityState"]["securityVersion"] == 2
    assert keys["signatureKeyPair"]["verifyingKey"]
    assert answer["UserDecryptionOptions"]["MasterPasswordUnlock"]["Salt"] == "test@bitwarden.com"


@pytest.mark.parametrize("missing", list(DEVICE))
async def test_the_device_is_mandatory(desk: Desk, missing: str) -> None:
    answer = (await desk.token(Persona.ADMIN, **{missing: ""})).json()
    assert answer["error"] == "device_error"
    assert answer["ErrorModel"]["Message"] == "no device information provided"


async def test_prelogin_invents_a_stable_answer_for_strangers(desk: Desk) -> None:
    async def ask(email: str) -> object:
        return (await desk.http.post("/identity/accounts/prelogin/password", json={"EMAIL": email})).json()

    strangers = [f"stranger{number}@example.com" for number in range(12)]
    first = [await ask(email) for email in strangers]
    assert first == [await ask(f" {email.upper()} ") for email in strangers]
    assert len({json.dumps(answer) for answer in first}) > 1


async def test_the_authenticator_code_is_checked(desk: Desk) -> None:
    asked = await desk.token(Persona.AUTHENTICATOR)
    assert asked.status_code == 400
    assert asked.json()["TwoFactorProviders"] == ["0"]
    assert asked.json()["TwoFactorProviders2"] == {"0": None}
    assert "ErrorModel" not in asked.json()
    code = code_at(PRACTICE_TOTP_SECRET, desk.clock.now)
    bad = f"{(int(code) + 1) % 1_000_000:06d}"
    wrong = await desk.token(Persona.AUTHENTICATOR, twoFactorProvider="0", twoFactorToken=bad)
    assert wrong.json()["ErrorModel"]["Message"] == WRONG_CODE
    right = await desk.token(Persona.AUTHENTICATOR, twoFactorProvider="0", twoFactorToken=code)
    assert right.status_code == 200
    assert "TwoFactorToken" not in right.json()
    desk.clock.now += 120
    stale = await desk.token(Persona.AUTHENTICATOR, twoFactorProvider="0", twoFactorToken=code)
    assert stale.json()["ErrorModel"]["Message"] == WRONG_CODE


async def test_a_remembered_device_is_not_asked_again(desk: Desk) -> None:
    code = code_at(PRACTICE_TOTP_SECRET, desk.clock.now)
    fields = {"twoFactorProvider": "0", "twoFactorToken": code, "twoFactorRemember": "1"}
    token = (await desk.token(Persona.AUTHENTICATOR, **fields)).json()["TwoFactorToken"]
    again = {"twoFactorProvider": "5", "twoFactorToken": token}
    assert (await desk.token(Persona.AUTHENTICATOR, **again)).status_code == 200
    other = await desk.token(Persona.AUTHENTICATOR, **again, deviceIdentifier="another")
    assert other.json()["error_description"] == "Two factor required."
    desk.clock.now += 31 * 86_400
    stale = await desk.token(Persona.AUTHENTICATOR, **again)
    assert stale.json()["error_description"] == "Two factor required."


async def test_e_mail_codes_come_only_when_asked_for_and_work_once(desk: Desk) -> None:
    who = person(Persona.EMAIL_CODE)
    asked = (await desk.token(Persona.EMAIL_CODE)).json()
    assert asked["TwoFactorProviders2"] == {"1": {"Email": "e***@northwind.example"}}
    assert asked["Email"] == who.email
    assert await mails_to(desk, Persona.EMAIL_CODE) == []
    proof = {"email": who.email, "masterPasswordHash": await desk.hash_of(Persona.EMAIL_CODE)}
    refused = await desk.send("POST", "two-factor/send-email-login", {**proof, "masterPasswordHash": "x"})
    assert (refused.status_code, refused.json()["message"]) == (400, "Cannot send two-factor email.")
    sent = await desk.send("POST", "two-factor/send-email-login", proof)
    assert (sent.status_code, sent.content) == (200, b"")
    (mail,) = await mails_to(desk, Persona.EMAIL_CODE)
    assert len(mail["code"]) == 6
    fields = {"twoFactorProvider": "1", "twoFactorToken": mail["code"]}
    assert (await desk.token(Persona.EMAIL_CODE, **fields)).status_code == 200
    assert (await desk.token(Persona.EMAIL_CODE, **fields)).json()["ErrorModel"]["Message"] == WRONG_CODE
    assert await mails_to(desk, Persona.EMAIL_CODE) == []


async def test_a_newer_code_ends_the_older_and_both_end_after_five_minutes(desk: Desk) -> None:
    asked = (await desk.token(Persona.EMAIL_CODE)).json()
    proof = {
        "email": person(Persona.EMAIL_CODE).email,
        "ssoEmail2FaSessionToken": asked["SsoEmail2faSessionToken"],
    }
    codes = []
    for _ in range(2):
        assert (await desk.send("POST", "two-factor/send-email-login", proof)).status_code == 200
        mails = await mails_to(desk, Persona.EMAIL_CODE)
        codes.append(mails[0]["code"])
    assert len(mails) == 1
    if codes[0] != codes[1]:
        older = await desk.token(Persona.EMAIL_CODE, twoFactorProvider="1", twoFactorToken=codes[0])
        assert older.status_code == 400
    desk.clock.now += 301
    assert (
        await desk.token(Persona.EMAIL_CODE, twoFactorProvider="1", twoFactorToken=codes[1])
    ).status_code == 400
    late = await desk.send("POST", "two-factor/send-email-login", proof)
    assert late.json()["message"].startswith("Cannot send two-factor email")


async def test_a_yubikey_is_known_by_its_prefix(desk: Desk) -> None:
    asked = (await desk.token(Persona.YUBIKEY)).json()
    assert asked["TwoFactorProviders2"] == {"3": {"Nfc": True}}
    rest = "cbdefghijklnrtuvcbdefghijklnrtuv"
    good = await desk.token(Persona.YUBIKEY, twoFactorProvider="3", twoFactorToken=PRACTICE_YUBIKEY_ID + rest)
    other = await desk.token(Persona.YUBIKEY, twoFactorProvider="3", twoFactorToken="cccccccccccc" + rest)
    assert (good.status_code, other.status_code) == (200, 400)


async def test_an_unknown_device_is_verified_by_a_mailed_code(desk: Desk) -> None:
    asked = await desk.token(Persona.NEW_DEVICE)
    assert asked.json()["ErrorModel"]["Message"] == "new device verification required"
    (mail,) = await mails_to(desk, Persona.NEW_DEVICE)
    assert len(mail["code"]) == 8
    wrong = await desk.token(
        Persona.NEW_DEVICE, newDeviceOtp="00000000" if mail["code"] != "00000000" else "1"
    )
    assert wrong.json()["ErrorModel"]["Message"] == "invalid new device otp"
    proof = {"email": mail["email"], "masterPasswordHash": await desk.hash_of(Persona.NEW_DEVICE)}
    resent = await desk.send("POST", "accounts/resend-new-device-otp", proof)
    assert (resent.status_code, resent.content) == (200, b"")
    (mail,) = await mails_to(desk, Persona.NEW_DEVICE)
    assert (await desk.token(Persona.NEW_DEVICE, newDeviceOtp=mail["code"])).status_code == 200
    assert (await desk.token(Persona.NEW_DEVICE)).status_code == 200
    header = base64.urlsafe_b64encode(mail["email"].encode()).decode()
    known = {"X-Request-Email": header, "X-Device-Identifier": DEVICE["deviceIdentifier"]}
    assert (await desk.http.get("/api/devices/knowndevice", headers=known)).json() is True


async def test_new_device_verification_can_be_off(place: Path) -> None:
    async with open_desk(place, new_device_verification=False) as desk:
        assert (await desk.token(Persona.NEW_DEVICE)).status_code == 200


async def test_tokens_carry_roles_and_end_after_an_hour(desk: Desk) -> None:
    answer = (await desk.token(Persona.SEVERAL_PROVIDERS)).json()
    found = claims(answer["access_token"])
    assert isinstance(found["providerserviceuser"], str)
    assert isinstance(found["providerprovideradmin"], list)
    assert len(found["providerprovideradmin"]) == 2
    assert found["devicetype"] == "LinuxCLI"
    desk.carry(answer["access_token"])
    desk.clock.now += 3599
    assert (await desk.get("accounts/profile")).status_code == 200
    desk.clock.now += 2
    late = await desk.get("accounts/profile")
    assert (late.status_code, late.content, late.headers["www-authenticate"]) == (401, b"", "Bearer")


async def test_a_token_signed_by_another_server_is_refused(desk: Desk) -> None:
    token = (await desk.token(Persona.ADMIN)).json()["access_token"]
    desk.backend.database.run("UPDATE settings SET value = ? WHERE name = 'token_key'", ("00" * 32,))
    desk.backend.close()
    desk.backend.open()
    desk.carry(token)
    assert (await desk.get("accounts/profile")).status_code == 401


async def test_refused_sign_ins_can_be_slow_like_the_real_ones(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("embedded_backend.call.asyncio.sleep", wait)
    async with open_desk(place, failed_login_delay=2.0) as desk:
        assert (await desk.token(Persona.ADMIN, password="x")).status_code == 400
        assert (await desk.token(Persona.AUTHENTICATOR)).status_code == 400
        assert waited == [2.0]
