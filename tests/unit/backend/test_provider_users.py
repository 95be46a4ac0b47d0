"""The people of a provider: the server's rules, one by one, over plain HTTP."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from embedded_backend.seed import Persona, person
from tests.unit.backend.desk import Desk, shape_a

LAST_ADMIN = "Provider must have at least one confirmed ProviderAdmin."
KEY = "4." + "A" * 342 + "=="


async def users(desk: Desk) -> str:
    """The path of the people of the first provider."""
    return f"providers/{await desk.provider_id()}/users"


async def staff(desk: Desk) -> dict[str, dict[str, Any]]:
    """The rows by address."""
    answer = await desk.get(await users(desk))
    assert answer.status_code == 200
    return {row["email"]: row for row in answer.json()["data"]}


async def invite(desk: Desk, *emails: str, kind: int = 1) -> Any:
    """The answer to an invitation."""
    return await desk.send("POST", f"{await users(desk)}/invite", {"emails": list(emails), "type": kind})


async def bulk(desk: Desk, method: str, path: str, body: object) -> dict[str, str]:
    """The errors of a call about several, by id."""
    answer = await desk.send(method, f"{await users(desk)}{path}", body)
    assert answer.status_code == 200, answer.text
    rows = answer.json()["data"]
    assert {row["object"] for row in rows} <= {"providerBulkConfirmResponseModel"}
    return {row["id"]: row["error"] for row in rows}


async def newest(desk: Desk, count: int = 1) -> list[tuple[int, str | None]]:
    """Type and person of the newest events of the provider's log."""
    rows = (await desk.get(f"providers/{await desk.provider_id()}/events")).json()["data"]
    return [(row["type"], row["providerUserId"]) for row in rows[:count]]


def ident(persona: Persona) -> str:
    return person(persona).email


@pytest.fixture
async def ada(quick: Desk) -> Desk:
    """A backend whose people accept at once, with Northwind's admin signed in."""
    await quick.sign_in(Persona.ADMIN)
    return quick


async def test_service_users_and_strangers_are_refused_without_a_word(ada: Desk) -> None:
    base = await users(ada)
    someone = (await staff(ada))[ident(Persona.WAITING)]["id"]
    calls: list[tuple[str, str, object]] = [
        ("GET", "", None),
        ("GET", f"/{someone}", None),
        ("POST", "/invite", {"emails": ["x@x.example"], "type": 1}),
        ("POST", "/reinvite", {"ids": [someone]}),
        ("POST", f"/{someone}/reinvite", None),
        ("POST", "/confirm", {"keys": [{"id": someone, "key": KEY}]}),
        ("POST", f"/{someone}/confirm", {"key": KEY}),
        ("POST", "/public-keys", {"ids": [someone]}),
        ("PUT", f"/{someone}", {"type": 0}),
        ("DELETE", f"/{someone}", None),
        ("DELETE", "", {"ids": [someone]}),
        ("POST", "/delete", {"ids": [someone]}),
    ]
    for persona in (Persona.SERVICE_USER, Persona.OWNER_ONLY):
        await ada.sign_in(persona)
        for method, path, body in calls:
            answer = await ada.send(method, base + path, body)
            assert (answer.status_code, answer.text) == (403, ""), path


async def test_one_person_is_read_without_name_and_address(ada: Desk) -> None:
    sam = (await staff(ada))[ident(Persona.SERVICE_USER)]
    answer = await ada.get(f"{await users(ada)}/{sam['id']}")
    assert set(answer.json()) == {"object", "id", "userId", "type", "status", "permissions"}
    assert answer.json()["object"] == "providerUser"
    other = ada.backend.database.value(
        "SELECT s.id FROM provider_users s JOIN providers p ON p.id = s.provider_id"
        " WHERE p.name = 'Southgate IT'"
    )
    for strange in (other, str(uuid.uuid4())):
        answer = await ada.get(f"{await users(ada)}/{strange}")
        assert (answer.status_code, shape_a(answer)["message"]) == (404, "Resource not found.")


async def test_inviting_skips_who_is_known_and_takes_any_role(ada: Desk) -> None:
    before = await staff(ada)
    answer = await invite(ada, "SAM@northwind.example", "ivo@northwind.example", "Never.Nia@north.example")
    assert (answer.status_code, answer.text) == (200, "")
    found = await staff(ada)
    assert set(found) - set(before) == {"never.nia@north.example"}
    nia = found["never.nia@north.example"]
    assert (nia["status"], nia["type"], nia["userId"], nia["name"]) == (0, 1, None, None)
    assert await newest(ada) == [(1800, nia["id"])]
    assert (await invite(ada, "never.odd@north.example", kind=7)).status_code == 200
    assert (await staff(ada))["never.odd@north.example"]["type"] == 7


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"emails": [], "type": 1}, "Emails"),
        ({"type": 1}, "Emails"),
        ({"emails": ["no address"], "type": 1}, "Emails"),
        ({"emails": [f"n{number}@x.example" for number in range(21)], "type": 1}, "Emails"),
        ({"emails": ["a@x.example"]}, "Type"),
    ],
)
async def test_an_invitation_must_be_whole(ada: Desk, body: object, field: str) -> None:
    answer = await ada.send("POST", f"{await users(ada)}/invite", body)
    assert answer.status_code == 400
    assert list(shape_a(answer)["validationErrors"]) == [field]


async def test_the_mail_carries_the_link_of_the_web_vault(ada: Desk) -> None:
    await invite(ada, "never.nia@north.example")
    nia = (await staff(ada))["never.nia@north.example"]["id"]
    mails = (await ada.http.get("/practice/outbox", params={"email": "never.nia@north.example"})).json()
    address = urlsplit(mails["mails"][0]["text"].split()[-1])
    assert f"{address.scheme}://{address.netloc}" == "https://practice.invalid"
    path, _mark, query = address.fragment.partition("?")
    assert path == "/providers/accept-provider"
    fields = {name: values[0] for name, values in parse_qs(query).items()}
    assert set(fields) == {"providerId", "providerUserId", "email", "providerName", "token"}
    assert fields["providerUserId"] == nia
    assert fields["providerName"] == "Northwind MSP"
    kept = ada.backend.database.row("SELECT * FROM mail_tokens WHERE token = ?", (fields["token"],))
    assert kept is not None
    assert (kept["purpose"], kept["subject"], kept["email"]) == ("join-provider", nia, fields["email"])
    assert kept["expires_at"] - ada.backend.now == 120 * 3600 * 10_000_000


async def test_reminding_tells_of_those_who_wait_no_more_in_bulk_only(ada: Desk) -> None:
    await invite(ada, "never.nia@north.example")
    rows = await staff(ada)
    nia, sam = rows["never.nia@north.example"]["id"], rows[ident(Persona.SERVICE_USER)]["id"]
    stranger = str(uuid.uuid4())
    assert await bulk(ada, "POST", "/reinvite", {"ids": [nia, sam, stranger]}) == {
        nia: "",
        sam: "User invalid.",
    }
    for someone in (sam, stranger):
        answer = await ada.send("POST", f"{await users(ada)}/{someone}/reinvite")
        assert (answer.status_code, answer.text) == (200, "")
    mails = "SELECT COUNT(*) FROM outbox WHERE email = ? AND subject = 'Join a provider'"
    assert ada.backend.database.value(mails, ("never.nia@north.example",)) == 2
    assert ada.backend.database.value(mails, (ident(Persona.SERVICE_USER),)) == 0


async def test_public_keys_are_told_of_those_who_accepted_here(ada: Desk) -> None:
    rows = await staff(ada)
    wim = rows[ident(Persona.WAITING)]
    others = [row["id"] for row in rows.values() if row["status"] != 1]
    answer = await ada.send("POST", f"{await users(ada)}/public-keys", {"ids": [*others, wim["id"]]})
    (told,) = answer.json()["data"]
    assert told["object"] == "providerUserPublicKeyResponseModel"
    assert (told["id"], told["userId"]) == (wim["id"], wim["userId"])
    assert told["key"] == ada.backend.database.value(
        "SELECT public_key FROM users WHERE id = ?", (wim["userId"],)
    )


async def test_confirming_in_bulk_leaves_out_who_has_no_account(ada: Desk) -> None:
    rows = await staff(ada)
    wim, sam, ivo = (
        rows[each]["id"]
        for each in (ident(Persona.WAITING), ident(Persona.SERVICE_USER), "ivo@northwind.example")
    )
    keys = [{"id": each, "key": KEY} for each in (wim, sam, ivo)]
    assert await bulk(ada, "POST", "/confirm", {"keys": keys}) == {wim: "", sam: "Invalid user."}
    assert (await staff(ada))[ident(Persona.WAITING)]["status"] == 2
    assert await newest(ada) == [(1801, wim)]
    kept = ada.backend.database.value("SELECT key FROM provider_users WHERE id = ?", (wim,))
    assert kept == KEY
    mine = ada.backend.database.value("SELECT key FROM provider_users WHERE id = ?", (sam,))
    assert mine != KEY


async def test_the_single_confirmation_says_yes_whatever_happens(ada: Desk) -> None:
    rows = await staff(ada)
    for someone in (
        rows[ident(Persona.SERVICE_USER)]["id"],
        rows["ivo@northwind.example"]["id"],
        str(uuid.uuid4()),
    ):
        answer = await ada.send("POST", f"{await users(ada)}/{someone}/confirm", {"key": KEY})
        assert (answer.status_code, answer.text) == (200, "")
    assert await staff(ada) == rows
    wim = rows[ident(Persona.WAITING)]["id"]
    await ada.send("POST", f"{await users(ada)}/{wim}/confirm", {"key": KEY})
    assert (await staff(ada))[ident(Persona.WAITING)]["status"] == 2


async def test_an_account_claimed_by_an_automatic_confirmation_is_not_confirmed(ada: Desk) -> None:
    wim = (await staff(ada))[ident(Persona.WAITING)]
    organization = await ada.organization_id("Birch & Sons Logistics")
    run = ada.backend.database.run
    run(
        "INSERT INTO organization_users (id, organization_id, user_id, email, type, status, created_at)"
        " VALUES (?, ?, ?, ?, 2, 2, 0)",
        (str(uuid.uuid4()), organization, wim["userId"], wim["email"]),
    )
    run(
        "INSERT INTO organization_domains (id, organization_id, domain_name, txt, verified_at, next_run_at,"
        " created_at) VALUES (?, ?, 'northwind.example', 'x', 1, 1, 0)",
        (str(uuid.uuid4()), organization),
    )
    run(
        "INSERT INTO policies (id, organization_id, type, enabled, revised_at) VALUES (?, ?, 18, 1, 0)",
        (str(uuid.uuid4()), organization),
    )
    errors = await bulk(ada, "POST", "/confirm", {"keys": [{"id": wim["id"], "key": KEY}]})
    assert "automatic confirmation" in errors[wim["id"]]
    run("UPDATE policies SET enabled = 0 WHERE type = 18 AND organization_id = ?", (organization,))
    assert await bulk(ada, "POST", "/confirm", {"keys": [{"id": wim["id"], "key": KEY}]}) == {wim["id"]: ""}


async def test_roles_change_while_another_admin_is_left(ada: Desk) -> None:
    rows, base = await staff(ada), await users(ada)
    me, ben, sam = (
        rows[ident(each)]["id"] for each in (Persona.ADMIN, Persona.SECOND_ADMIN, Persona.SERVICE_USER)
    )
    assert (await ada.send("PUT", f"{base}/{sam}", {"type": 0})).text == ""
    assert await newest(ada) == [(1802, sam)]
    assert (await ada.send("POST", f"{base}/{sam}", {"type": 1})).status_code == 200
    assert (await ada.send("PUT", f"{base}/{ben}", {"type": 1})).status_code == 200
    answer = await ada.send("PUT", f"{base}/{me}", {"type": 1})
    assert (answer.status_code, shape_a(answer)["message"]) == (400, LAST_ADMIN)
    assert (await ada.send("PUT", f"{base}/{me}", {"type": 0})).status_code == 200
    assert (await ada.send("PUT", f"{base}/{uuid.uuid4()}", {"type": 0})).status_code == 404
    assert (await ada.send("PUT", f"{base}/{ben}", {})).status_code == 400


async def test_oneself_is_removed_by_no_call(ada: Desk) -> None:
    rows, base = await staff(ada), await users(ada)
    me, sam = rows[ident(Persona.ADMIN)]["id"], rows[ident(Persona.SERVICE_USER)]["id"]
    for method, path in (("DELETE", f"/{me}"), ("POST", f"/{me}/delete")):
        answer = await ada.send(method, base + path)
        assert (answer.status_code, answer.text) == (200, "")
    assert ident(Persona.ADMIN) in await staff(ada)
    errors = await bulk(ada, "DELETE", "", {"ids": [me, sam]})
    assert errors == {me: "You cannot remove yourself.", sam: ""}
    assert await newest(ada) == [(1803, sam)]


async def test_removing_anybody_wants_an_admin_outside_of_the_set(ada: Desk) -> None:
    rows, base = await staff(ada), await users(ada)
    me, ben, sam = (
        rows[ident(each)]["id"] for each in (Persona.ADMIN, Persona.SECOND_ADMIN, Persona.SERVICE_USER)
    )
    for method, path in (("DELETE", ""), ("POST", "/delete")):
        answer = await ada.send(method, base + path, {"ids": [me, ben, sam]})
        assert (answer.status_code, shape_a(answer)["message"]) == (400, LAST_ADMIN)
    assert set(await staff(ada)) == set(rows), "the whole call fails"
    assert await bulk(ada, "DELETE", "", {"ids": [ben]}) == {ben: ""}
    answer = await ada.send("DELETE", f"{base}/{me}")
    assert (answer.status_code, shape_a(answer)["message"]) == (400, LAST_ADMIN)
    other = ada.backend.database.value(
        "SELECT s.id FROM provider_users s JOIN providers p ON p.id = s.provider_id"
        " WHERE p.name = 'Southgate IT'"
    )
    assert await bulk(ada, "POST", "/delete", {"ids": [other, sam]}) == {other: "Invalid user.", sam: ""}


async def test_roles_are_as_old_as_the_token(ada: Desk) -> None:
    rows, base = await staff(ada), await users(ada)
    ben = rows[ident(Persona.SECOND_ADMIN)]["id"]
    headers = ada.http.headers
    mine = headers["Authorization"]
    await ada.sign_in(Persona.SECOND_ADMIN)
    bens = headers["Authorization"]
    headers["Authorization"] = mine
    await ada.send("PUT", f"{base}/{ben}", {"type": 1})
    headers["Authorization"] = bens
    assert (await ada.get(base)).status_code == 200, "the old token still says admin"
    (profile,) = (await ada.profile())["providers"]
    assert profile["type"] == 1
    await ada.sign_in(Persona.SECOND_ADMIN)
    assert (await ada.get(base)).status_code == 403


async def test_simulated_people_accept_when_they_would(slow: Desk) -> None:
    await slow.sign_in(Persona.ADMIN)
    await invite(slow, "nia@north.example", "never.ned@north.example", "mallory@north.example")
    slow.clock.now += 599
    assert {(await staff(slow))[each]["status"] for each in ("nia@north.example",)} == {0}
    slow.clock.now += 1
    found = await staff(slow)
    assert [found[f"{each}@north.example"]["status"] for each in ("nia", "never.ned", "mallory")] == [1, 0, 1]
    assert found["nia@north.example"]["name"] == "Nia"
    own, told = slow.backend.database.rows(
        "SELECT own_public_key, public_key FROM users WHERE email = 'mallory@north.example'"
    )[0]
    assert own != told
    phrases = "SELECT text FROM outbox WHERE email = ? AND subject = 'Your fingerprint phrase'"
    assert slow.backend.database.value(phrases, ("nia@north.example",))
