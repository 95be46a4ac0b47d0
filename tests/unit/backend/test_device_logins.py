"""Login with another device on the practice server: who may ask, who may answer, how long, and how often."""

from __future__ import annotations

from typing import Any

import pytest

from backend_client.crypto.enc_string import SealedKey
from backend_client.crypto.keys import PrivateKey
from embedded_backend.seed import Persona, person
from tests.unit.backend.desk import DEVICE, Desk, shape_a

CODE = "a1B2c3D4e5F6g7H8i9J0k1L2m"
PAIR = PrivateKey.generate()
PHONE = "0d3c1c22-7a0e-4f0b-8f4d-2b5d3c1e9a77"
LIFE = 15 * 60


async def ask(desk: Desk, who: Persona = Persona.SERVICE_USER, **other: Any) -> Any:
    """A request without a token, from the device that every sign-in here comes from."""
    token = desk.http.headers.pop("Authorization", None)
    body = {
        "email": person(who).email,
        "publicKey": PAIR.public_key.to_base64(),
        "deviceIdentifier": DEVICE["deviceIdentifier"],
        "accessCode": CODE,
        "type": 0,
        **other,
    }
    desk.http.headers["Device-Type"] = "25"
    answer = await desk.send("POST", "auth-requests", body)
    if token:
        desk.http.headers["Authorization"] = token
    return answer


async def asked(desk: Desk, who: Persona = Persona.SERVICE_USER) -> str:
    """The id of a request from a known device."""
    await desk.sign_in(who)
    answer = await ask(desk, who)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def looked(desk: Desk, request_id: str, code: str = CODE) -> Any:
    return await desk.get(f"auth-requests/{request_id}/response?code={code}")


async def sign_in_with(desk: Desk, request_id: str, who: Persona = Persona.SERVICE_USER, **form: str) -> Any:
    return await desk.token(who, password=CODE, authRequest=request_id, **form)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"type": 2}, "You must be authenticated to create a request of that type."),
        ({"deviceIdentifier": "another"}, "User or known device not found."),
        ({"email": "somebody@else.example"}, "User or known device not found."),
        ({"accessCode": "x" * 26}, "The model state is invalid."),
        ({"publicKey": ""}, "The model state is invalid."),
    ],
)
async def test_who_may_not_ask(desk: Desk, other: dict[str, Any], said: str) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    assert shape_a(await ask(desk, **other))["message"] == said


async def test_a_device_says_its_type(desk: Desk) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    await ask(desk)
    del desk.http.headers["Device-Type"]
    body = {"email": person(Persona.SERVICE_USER).email, "publicKey": "x", "accessCode": "x", "type": 0}
    bare = await desk.send("POST", "auth-requests", {**body, "deviceIdentifier": DEVICE["deviceIdentifier"]})
    assert shape_a(bare)["message"] == "Device type not provided."


async def test_the_telephone_answers_by_its_time_and_seals_the_user_key(desk: Desk) -> None:
    request = await asked(desk)
    assert (await looked(desk, request)).json()["requestApproved"] is False
    desk.clock.now += 9
    found = (await looked(desk, request)).json()
    assert found["requestApproved"] is True
    assert len(PAIR.decrypt(SealedKey.parse(found["key"]))) == 64
    assert (await sign_in_with(desk, request)).status_code == 200
    assert (await sign_in_with(desk, request)).status_code == 400, "a request is good for one sign-in"


async def test_some_deny_and_some_never_look(desk: Desk) -> None:
    denied, ignored = [await asked(desk, who) for who in (Persona.DENIES_DEVICES, Persona.NEVER_ANSWERS)]
    desk.clock.now += 9
    found = (await looked(desk, denied)).json()
    assert (found["requestApproved"], found["key"], bool(found["responseDate"])) == (False, None, True)
    assert (await looked(desk, ignored)).json()["responseDate"] is None
    refused = await sign_in_with(desk, denied, Persona.DENIES_DEVICES)
    assert refused.json()["error"] == "invalid_grant"
    desk.clock.now += LIFE
    assert (await looked(desk, ignored)).status_code == 404


async def test_no_sign_in_without_approval_code_account_or_in_time(desk: Desk) -> None:
    request = await asked(desk)
    assert (await sign_in_with(desk, request)).status_code == 400, "not approved yet"
    desk.clock.now += 9
    assert (await looked(desk, request, "wrong")).status_code == 404
    for form in ({"password": "wrong"}, {"authRequest": PHONE}, {"username": person(Persona.ADMIN).email}):
        fields = {"password": CODE, "authRequest": request, **form}
        assert (await desk.token(Persona.SERVICE_USER, **fields)).status_code == 400
    elsewhere = await sign_in_with(desk, request, deviceIdentifier=PHONE)
    assert elsewhere.json()["ErrorModel"]["Message"] == "auth request flow unsupported on unknown device"
    desk.clock.now += LIFE
    assert (await sign_in_with(desk, request)).status_code == 400


async def answer(desk: Desk, request: str, **other: Any) -> Any:
    body = {"key": "4.AAAA", "deviceIdentifier": PHONE, "requestApproved": True, **other}
    return await desk.send("PUT", f"auth-requests/{request}", body)


async def test_only_a_device_of_the_account_answers_once_and_only_the_newest_request(desk: Desk) -> None:
    older = await asked(desk)
    newer = str((await ask(desk)).json()["id"])
    waiting = (await desk.get("auth-requests/pending")).json()["data"]
    assert [row["id"] for row in waiting] == [newer]
    assert shape_a(await answer(desk, newer))["message"] == "Invalid device."
    await desk.token(Persona.SERVICE_USER, deviceIdentifier=PHONE)
    assert "most recent request" in shape_a(await answer(desk, older))["message"]
    assert shape_a(await answer(desk, newer, key=""))["message"] == "The model state is invalid."
    assert (await answer(desk, newer)).json()["requestApproved"] is True
    assert "already exists" in shape_a(await answer(desk, newer))["message"]
    assert (await answer(desk, older, requestApproved=False)).status_code == 200, "any may be denied"
    third = str((await ask(desk)).json()["id"])
    await desk.sign_in(Persona.ADMIN)
    assert (await answer(desk, third)).status_code == 404, "another account's"
    await desk.sign_in(Persona.SERVICE_USER)
    desk.clock.now += LIFE + 1
    assert (await answer(desk, third)).status_code == 404


async def test_the_access_code_has_a_two_step_code_mailed(desk: Desk) -> None:
    who = Persona.EMAIL_CODE
    request = await asked(desk, who)
    body = {"email": person(who).email, "authRequestId": request, "authRequestAccessCode": CODE}
    assert (await desk.send("POST", "two-factor/send-email-login", body)).status_code == 400
    desk.clock.now += 9
    assert (await desk.send("POST", "two-factor/send-email-login", body)).status_code == 200
    challenge = await sign_in_with(desk, request, who)
    assert challenge.json()["TwoFactorProviders"] == ["1"]
    found = desk.backend.database.value("SELECT code FROM outbox ORDER BY id DESC LIMIT 1")
    done = await sign_in_with(desk, request, who, twoFactorProvider="1", twoFactorToken=found)
    assert done.status_code == 200
