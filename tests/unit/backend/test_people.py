"""What invited people do by themselves, and when."""

from __future__ import annotations

from pathlib import Path

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey
from embedded_backend.seed import Persona
from tests.unit.backend.desk import Desk, open_desk
from tests.unit.backend.invited import BIRCH, NAME, TEAMS, invite, path, people


async def test_people_accept_when_their_time_has_come(slow: Desk) -> None:
    base = await path(slow, TEAMS)
    await invite(slow, base, "ann@juniper.example", "never.there@juniper.example")
    slow.clock.now += 599
    assert (await people(slow, base))["ann@juniper.example"]["status"] == 0
    slow.clock.now += 1
    found = await people(slow, base)
    assert (found["ann@juniper.example"]["status"], found["ann@juniper.example"]["name"]) == (1, "Ann")
    assert found["ann@juniper.example"]["hasMasterPassword"]
    assert found["never.there@juniper.example"]["status"] == 0


async def test_one_person_has_another_key_than_the_server_tells(quick: Desk) -> None:
    base = await path(quick, TEAMS)
    await invite(quick, base, "ann@juniper.example", "mallory@juniper.example")
    found = await people(quick, base)
    same = {}
    for email in ("ann@juniper.example", "mallory@juniper.example"):
        user = found[email]["userId"]
        told = (await quick.get(f"users/{user}/public-key")).json()["publicKey"]
        shown = fingerprint_phrase(user, PublicKey.from_base64(told).spki)
        mails = (await quick.http.get("/practice/outbox", params={"email": email})).json()["mails"]
        assert [mail["code"] for mail in mails] == [None, None]
        same[email] = any(shown in mail["text"] for mail in mails)
    assert same == {"ann@juniper.example": True, "mallory@juniper.example": False}


async def test_where_two_step_is_required_new_people_set_it_up(quick: Desk) -> None:
    base = await path(quick, BIRCH)
    await invite(quick, base, "two@birch.example")
    found = (await people(quick, base))["two@birch.example"]
    assert (found["status"], found["twoFactorEnabled"]) == (1, True)


async def test_the_owner_of_a_new_client_accepts_like_everybody(place: Path) -> None:
    async with open_desk(place, accept_after=0.0) as desk:
        await desk.sign_in(Persona.ADMIN)
        body = {
            "name": "Fresh",
            "ownerEmail": "olive@fresh.example",
            "planType": 19,
            "seats": 5,
            "key": NAME,
            "keyPair": {"publicKey": "AAAA", "encryptedPrivateKey": NAME},
            "collectionName": NAME,
        }
        made = await desk.send("POST", f"providers/{await desk.provider_id()}/clients", body)
        assert made.status_code == 200
        owner = (await people(desk, await path(desk, "Fresh")))["olive@fresh.example"]
        assert (owner["status"], owner["type"], owner["name"]) == (1, 0, "Olive")


async def test_a_large_wave_of_people_accepts_in_one_look(quick: Desk) -> None:
    base = await path(quick, "Ironwood Architects")
    for wave in range(0, 16, 8):
        await invite(quick, base, *(f"p{number}@ironwood.example" for number in range(wave, wave + 8)))
    states = [row["status"] for row in (await people(quick, base)).values()]
    assert states.count(1) == 16
