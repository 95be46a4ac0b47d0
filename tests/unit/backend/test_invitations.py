"""Inviting people, what they do then, and confirming them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.kdf import Pbkdf2, derive_master_key
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.secret import Secret
from embedded_backend.database import Database
from embedded_backend.seed import PRACTICE_PASSWORD, Persona
from tests.unit.backend.desk import DEVICE, VERSION, Desk, open_desk, shape_a
from tests.unit.backend.invited import BIRCH, TEAMS, invite, newest, path, people

STRANGER = "11111111-1111-4111-8111-111111111111"


async def test_an_invitation_is_empty_and_known_addresses_are_left_out(slow: Desk) -> None:
    base = await path(slow, BIRCH)
    group = (await slow.get(f"{base}/groups")).json()["data"][0]["id"]
    shelf = (await slow.get(f"{base}/collections")).json()["data"][0]["id"]
    right = {"id": shelf, "readOnly": True, "hidePasswords": True, "manage": False}
    before, logged = await people(slow, base), len(await newest(slow, base))
    known = next(iter(before))
    answer = await invite(
        slow, base, "New.Person@Birch.example", known.upper(), collections=[right], groups=[group, STRANGER]
    )
    assert (answer.status_code, answer.content) == (200, b"")
    after = await people(slow, base, "?includeGroups=true&includeCollections=true")
    assert set(after) - set(before) == {"new.person@birch.example"}
    made = after["new.person@birch.example"]
    assert (made["status"], made["userId"], made["type"]) == (0, None, 2)
    assert (made["groups"], made["collections"]) == ([group], [right])
    assert len(await newest(slow, base)) == logged + 1
    assert (await newest(slow, base))[0] == 1500


@pytest.mark.parametrize(
    ("emails", "sentence"),
    [
        ([], "An email is required."),
        (
            [f"a{number}@birch.example" for number in range(21)],
            "You can only submit up to 20 emails at a time.",
        ),
        (["fine@birch.example", "no-at.example"], "Email #2 is not valid."),
        (["jürgen@birch.example"], "Email #1 is not valid."),
        (["a@birch"], "Email #1 is not valid."),
        (["a@birch.123"], "Email #1 is not valid."),
        (["Ann <ann@birch.example>"], "Email #1 is not valid."),
        ([f"{'a' * 250}@birch.example"], "Email #1 is longer than 256 characters."),
        (None, "The Emails field is required."),
    ],
)
async def test_bad_addresses_invite_nobody(slow: Desk, emails: list[str] | None, sentence: str) -> None:
    base = await path(slow, BIRCH)
    before = await people(slow, base)
    answer = await slow.send("POST", f"{base}/users/invite", {"emails": emails, "type": 2, "collections": []})
    assert answer.status_code == 400
    assert shape_a(answer)["validationErrors"] == {"Emails": [sentence]}
    assert await people(slow, base) == before


async def test_seats_are_checked_before_anybody_is_invited(slow: Desk) -> None:
    base = await path(slow, TEAMS)
    refused = await invite(slow, base, *(f"p{number}@juniper.example" for number in range(4)))
    assert refused.status_code == 400
    expected = "Seat limit has been reached. Please contact your provider to add more seats."
    assert shape_a(refused)["message"] == expected
    assert len(await people(slow, base)) == 5
    assert (await invite(slow, base, *(f"p{n}@juniper.example" for n in range(3)))).status_code == 200
    assert (await invite(slow, base, "p0@juniper.example")).status_code == 200
    assert (await invite(slow, base, "p9@juniper.example")).status_code == 400


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        (0, 200, ""),
        (1, 200, ""),
        (4, 400, "To enable custom permissions the organization must be on an Enterprise plan."),
        (3, 400, "The model state is invalid."),
        (None, 400, "The model state is invalid."),
    ],
)
async def test_roles_on_a_teams_client(slow: Desk, kind: int | None, status: int, message: str) -> None:
    body = {"emails": ["x@juniper.example"], "type": kind, "collections": [], "groups": []}
    answer = await slow.send("POST", f"{await path(slow, TEAMS)}/users/invite", body)
    assert answer.status_code == status
    assert not message or shape_a(answer)["message"] == message


async def test_custom_members_keep_their_permissions(slow: Desk) -> None:
    base = await path(slow, BIRCH)
    await invite(
        slow, base, "c@birch.example", kind=4, permissions={"manageGroups": True, "manageScim": False}
    )
    held = (await people(slow, base))["c@birch.example"]["permissions"]
    assert [name for name, value in held.items() if value] == ["manageGroups"]


async def test_null_collections_and_foreign_collections_are_refused(slow: Desk) -> None:
    base = await path(slow, BIRCH)
    null = await invite(slow, base, "n@birch.example", collections=None)
    assert null.status_code == 400
    assert list(shape_a(null)["validationErrors"]) == [""]
    foreign = (await slow.get(f"{await path(slow, TEAMS)}/collections")).json()["data"][0]["id"]
    assert (await invite(slow, base, "n@birch.example", collections=[{"id": foreign}])).status_code == 404
    assert "n@birch.example" not in await people(slow, base)


async def test_outsiders_may_not_invite(slow: Desk) -> None:
    base = await path(slow, BIRCH)
    await slow.sign_in(Persona.OWNER_ONLY)
    answer = await invite(slow, base, "n@birch.example")
    assert (answer.status_code, answer.content) == (403, b"")


async def test_whoever_accepted_can_be_confirmed_and_reads_the_key(quick: Desk) -> None:
    base = await path(quick, TEAMS)
    await invite(quick, base, "ann@juniper.example")
    member = (await people(quick, base))["ann@juniper.example"]
    told = (await quick.get(f"users/{member['userId']}/public-key")).json()["publicKey"]
    key = SymmetricKey.generate()
    sealed = str(PublicKey.from_base64(told).encrypt(key.to_bytes()))
    confirmed = await quick.send("POST", f"{base}/users/{member['id']}/confirm", {"key": sealed})
    assert (confirmed.status_code, confirmed.content) == (200, b"")
    assert (await newest(quick, base))[0] == 1501
    master = derive_master_key(Secret(PRACTICE_PASSWORD), "ann@juniper.example", Pbkdf2(10_000))
    form = {"grant_type": "password", "client_id": "cli", "scope": "api offline_access", **DEVICE}
    form |= {"username": "ann@juniper.example"}
    form |= {"password": master.authentication_hash(Secret(PRACTICE_PASSWORD))}
    answer = (await quick.http.post("/identity/connect/token", data=form, headers=VERSION)).json()
    user_key = SymmetricKey.from_bytes(master.stretched().decrypt(EncString.parse(answer["Key"])))
    private = PrivateKey.from_der(user_key.decrypt(EncString.parse(answer["PrivateKey"])))
    quick.carry(answer["access_token"])
    (membership,) = (await quick.profile())["organizations"]
    revised = (await quick.get("accounts/revision-date")).json()
    assert revised == int(quick.clock.now * 1000)
    assert private.decrypt(SealedKey.parse(membership["key"])) == key.to_bytes()


async def test_who_may_not_join_stays_invited_and_may_not_be_confirmed(quick: Desk) -> None:
    base, other = await path(quick, BIRCH), await path(quick, TEAMS)
    await invite(quick, other, "both@juniper.example")
    await people(quick, other)
    await invite(quick, base, "both@juniper.example")
    assert (await people(quick, base))["both@juniper.example"]["status"] == 0
    waiting = [row for row in (await people(quick, base)).values() if row["status"] == 1]
    quick.backend.database.run("UPDATE users SET totp_secret = NULL WHERE id = ?", (waiting[0]["userId"],))
    answer = await quick.send("POST", f"{base}/users/{waiting[0]['id']}/confirm", {"key": "4.AAAA"})
    assert shape_a(answer)["message"] == "User does not have two-step login enabled."
    keys = [{"id": row["id"], "key": "4.AAAA"} for row in waiting]
    keys.append({"id": STRANGER, "key": "4.AAAA"})
    rows = (await quick.send("POST", f"{base}/users/confirm", {"keys": keys})).json()["data"]
    assert [bool(row["error"]) for row in rows] == [True, *[False] * (len(waiting) - 1)]


async def test_reminders(slow: Desk) -> None:
    base = await path(slow, BIRCH)
    found = (await people(slow, base)).values()
    invited = [row["id"] for row in found if row["status"] == 0]
    confirmed = next(row["id"] for row in found if row["status"] == 2)
    assert (await slow.send("POST", f"{base}/users/{invited[0]}/reinvite")).content == b""
    refused = await slow.send("POST", f"{base}/users/{confirmed}/reinvite")
    assert (refused.status_code, shape_a(refused)["message"]) == (400, "User invalid.")
    assert (await slow.send("POST", f"{base}/users/{STRANGER}/reinvite")).status_code == 404
    many = {"ids": [*invited, confirmed]}
    rows = (await slow.send("POST", f"{base}/users/reinvite", many)).json()["data"]
    assert [(row["id"], row["error"]) for row in rows] == [
        (confirmed, "User invalid."),
        *((member, "") for member in invited),
    ]
    assert {row["object"] for row in rows} == {"OrganizationBulkConfirmResponseModel"}
    assert (await slow.send("POST", f"{base}/users/reinvite", {"ids": []})).status_code == 400
    slow.clock.now += 600
    assert not [row for row in (await people(slow, base)).values() if row["status"] == 0]


async def test_an_older_database_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    place = tmp_path / "old.db"
    old = Database(place)
    old.run("PRAGMA user_version = 1")
    old.close()
    with caplog.at_level(logging.WARNING, logger="embedded_backend"):
        async with open_desk(place, seed=False) as desk:
            assert (await desk.get("alive")).status_code == 200
            assert desk.backend.database.value("SELECT COUNT(*) FROM sso_configs") == 0
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.endswith("it is made anew")


async def test_invitations_have_a_limit_of_their_own_and_reminders_of_many_do_not(place: Path) -> None:
    async with open_desk(place, accept_after=600.0, rate_limits=True) as desk:
        await desk.sign_in(Persona.SERVICE_USER)
        base = await path(desk, TEAMS)
        invited = [row["id"] for row in (await people(desk, base)).values() if row["status"] == 0]
        for number in range(7):
            desk.clock.now += 2
            sent = await invite(desk, base, *((await people(desk, base)) if number else ()))
            assert sent.status_code == (429 if number >= 5 else 200 if number else 400)
        assert int(sent.headers["Retry-After"]) > 1
        for _ in range(7):
            desk.clock.now += 2
            answer = await desk.send("POST", f"{base}/users/reinvite", {"ids": invited})
            assert answer.status_code == 200
