"""Devices that ask to be trusted, on the practice server: asking, the list, answers, how long it lives."""

from __future__ import annotations

from typing import Any

import pytest

from backend_client.crypto.keys import PrivateKey, PublicKey
from embedded_backend.device_requests import opened_answer
from embedded_backend.seed import Persona
from tests.unit.backend.delta import BARE, DELTA, NEWER, OLDER, address, member, sign_in
from tests.unit.backend.desk import DEVICE, Desk, shape_a

DAY, HOUR = 86_400, 3_600


@pytest.fixture
async def requests(desk: Desk) -> str:
    """The path of Delta's requests, for a service user of its provider."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(DELTA)}/auth-requests"


async def waiting(desk: Desk, requests: str) -> dict[str, dict[str, Any]]:
    found = (await desk.get(requests)).json()["data"]
    return {row["email"]: row for row in found}


def sealed(row: dict[str, Any], key: bytes = bytes(64)) -> str:
    return str(PublicKey.from_base64(row["publicKey"]).encrypt(key))


async def test_the_list_says_who_and_which_device(desk: Desk, requests: str) -> None:
    found = await waiting(desk, requests)
    assert set(found) == {address(OLDER), address(NEWER), address(BARE)}
    row = found[address(OLDER)]
    who = member(desk, OLDER)
    assert {name: row[name] for name in ("object", "userId", "organizationUserId", "requestDeviceType")} == {
        "object": "pending-org-auth-request",
        "userId": who["id"],
        "organizationUserId": who["member_id"],
        "requestDeviceType": "Chrome",
    }
    assert (row["requestIpAddress"], row["requestCountryName"]) == ("203.0.113.24", "Norway")


async def test_an_answer_is_given_once_and_leaves_an_event_and_a_mail(desk: Desk, requests: str) -> None:
    row = (await waiting(desk, requests))[address(OLDER)]
    body = {"requestApproved": True, "encryptedUserKey": sealed(row, b"k" * 64)}
    answer = await desk.send("POST", f"{requests}/{row['id']}", body)
    assert (answer.status_code, answer.content) == (200, b"")
    assert opened_answer(desk.backend.database, row["id"]) == b"k" * 64
    assert address(OLDER) not in await waiting(desk, requests)
    again = await desk.send("POST", f"{requests}/{row['id']}", {"requestApproved": False})
    assert shape_a(again)["message"] == "An authentication request with the same device already exists."
    event = desk.backend.database.row("SELECT * FROM events ORDER BY id DESC LIMIT 1")
    mail = desk.backend.database.row("SELECT * FROM outbox ORDER BY id DESC LIMIT 1")
    assert event is not None
    assert mail is not None
    assert (event["type"], mail["email"], mail["subject"]) == (1513, address(OLDER), "Login approved")


async def test_denials_are_not_mailed(desk: Desk, requests: str) -> None:
    found = await waiting(desk, requests)
    mails = desk.backend.database.value("SELECT COUNT(*) FROM outbox")
    ids = [row["id"] for row in found.values()]
    answer = await desk.send("POST", f"{requests}/deny", {"ids": ids[:2]})
    assert answer.status_code == 200
    assert len(await waiting(desk, requests)) == 1
    assert desk.backend.database.value("SELECT COUNT(*) FROM outbox") == mails
    types = desk.backend.database.rows("SELECT type FROM events ORDER BY id DESC LIMIT 2")
    assert [row["type"] for row in types] == [1514, 1514]


async def test_several_answers_pass_over_what_cannot_be_answered(desk: Desk, requests: str) -> None:
    found = await waiting(desk, requests)
    older, newer, bare = (found[address(who)] for who in (OLDER, NEWER, BARE))
    await desk.send("POST", f"{requests}/{bare['id']}", {"requestApproved": False})
    body = [
        {"id": older["id"], "approved": True, "key": sealed(older)},
        {"id": newer["id"], "approved": True, "key": None},
        {"id": bare["id"], "approved": True, "key": sealed(bare)},
    ]
    assert (await desk.send("POST", requests, body)).status_code == 200
    assert set(await waiting(desk, requests)) == {address(NEWER)}
    denied = desk.backend.database.value("SELECT approved FROM auth_requests WHERE id = ?", (bare["id"],))
    assert denied == 0
    assert shape_a(await desk.send("POST", requests, [{**body[0], "key": "x"}]))["message"]


async def test_a_request_lives_seven_days_and_is_listed_a_little_longer(desk: Desk, requests: str) -> None:
    row = (await waiting(desk, requests))[address(OLDER)]
    desk.clock.now += 7 * DAY
    await desk.sign_in(Persona.SERVICE_USER)
    assert address(OLDER) in await waiting(desk, requests)
    late = await desk.send("POST", f"{requests}/{row['id']}", {"requestApproved": False})
    assert late.status_code == 404
    desk.clock.now += DAY
    await desk.sign_in(Persona.SERVICE_USER)
    assert await waiting(desk, requests) == {}


async def test_others_see_none(desk: Desk, requests: str) -> None:
    await desk.sign_in(Persona.OWNER_ONLY)
    assert (await desk.get(requests)).status_code == 401
    await sign_in(desk, NEWER)
    assert (await desk.get(requests)).status_code == 401
    await desk.sign_in(Persona.SERVICE_USER)
    unknown = f"{requests}/11111111-2222-4333-8444-555555555555"
    assert (await desk.send("POST", unknown, {"requestApproved": False})).status_code == 404
    missing = await desk.send("POST", unknown, {})
    assert shape_a(missing)["validationErrors"] == {
        "RequestApproved": ["The RequestApproved field is required."]
    }


async def ask(desk: Desk, who: str, pair: PrivateKey, **other: Any) -> Any:
    body = {
        "email": address(who),
        "publicKey": pair.public_key.to_base64(),
        "deviceIdentifier": DEVICE["deviceIdentifier"],
        "accessCode": "abcdefghij",
        "type": 2,
        **other,
    }
    desk.http.headers["Device-Type"] = "8"
    return await desk.send("POST", "auth-requests/admin-request", body)


async def test_a_device_asks_is_approved_and_opens_the_key(desk: Desk, requests: str) -> None:
    pair = PrivateKey.generate()
    await sign_in(desk, NEWER)
    asked = (await ask(desk, NEWER, pair)).json()
    place = f"auth-requests/{asked['id']}/response?code=abcdefghij"
    assert ((await desk.get(place)).json()["requestApproved"], asked["requestDeviceType"]) == (False, "Linux")
    assert (await desk.get(place.replace("abc", "xyz"))).status_code == 404
    own = (await desk.get("auth-requests")).json()["data"]
    assert asked["id"] in {row["id"] for row in own}
    assert (await desk.get(f"auth-requests/{asked['id']}")).json()["id"] == asked["id"]
    await desk.sign_in(Persona.SERVICE_USER)
    listed = [row for row in (await desk.get(requests)).json()["data"] if row["id"] == asked["id"]]
    body = {"requestApproved": True, "encryptedUserKey": sealed(listed[0])}
    await desk.send("POST", f"{requests}/{asked['id']}", body)
    del desk.http.headers["Authorization"]
    answered = (await desk.get(place)).json()
    assert answered["requestApproved"] is True
    assert answered["key"] == body["encryptedUserKey"]
    desk.clock.now += 12 * HOUR + 1
    assert (await desk.get(place)).status_code == 404


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"type": 0}, "Invalid AuthRequestType. Expected AdminApproval."),
        ({"deviceIdentifier": "another"}, "User or known device not found."),
        ({"email": "somebody@else.example"}, "User or known device not found."),
        ({"accessCode": "x" * 26}, "The model state is invalid."),
    ],
)
async def test_who_may_not_ask(desk: Desk, requests: str, other: dict[str, Any], said: str) -> None:
    await sign_in(desk, NEWER)
    answer = await ask(desk, NEWER, PrivateKey.generate(), **other)
    assert shape_a(answer)["message"] == said
