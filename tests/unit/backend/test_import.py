"""The practice backend takes imports as the server does: its limits, its silences, its rights."""

from __future__ import annotations

import json
from typing import Any

import pytest

from embedded_backend import cipher_import, large_json
from embedded_backend.seed import Persona
from embedded_backend.wire import parse_json
from tests.unit.backend.desk import Desk, shape_a

CLIENT = "My Client's Organization"
SEALED = "2.AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
OTHER = "11111111-2222-4333-8444-555555555555"
Json = dict[str, Any]


def item(**more: object) -> Json:
    """A note, or whatever `more` makes of it."""
    return {"type": 2, "name": SEALED, "secureNote": {"type": 0}, **more}


def shelf(identifier: str | None = None) -> Json:
    """A collection of an import."""
    return {"id": identifier, "name": SEALED, "externalId": None, "groups": [], "users": []}


async def _import(desk: Desk, organization: str, **body: object) -> Any:
    return await desk.send("POST", f"ciphers/import-organization?organizationId={organization}", body)


async def _listed(desk: Desk, organization: str) -> list[Json]:
    answer = await desk.get(f"ciphers/organization-details?organizationId={organization}")
    rows: list[Json] = answer.json()["data"]
    return rows


@pytest.fixture
async def organization(desk: Desk) -> str:
    """A client, with its provider's service user signed in."""
    await desk.sign_in(Persona.SERVICE_USER)
    return await desk.organization_id(CLIENT)


async def test_items_and_collections_are_made_and_nothing_is_answered(desk: Desk, organization: str) -> None:
    pairs = [{"key": 0, "value": 0}, {"key": 0, "value": 0}, {"key": 1, "value": 9}, {"key": -1, "value": 0}]
    answer = await _import(
        desk,
        organization,
        ciphers=[item(), item(reprompt=1)],
        collections=[shelf(OTHER)],
        collectionRelationships=pairs,
    )
    assert (answer.status_code, answer.content) == (200, b"")
    first, second = await _listed(desk, organization)
    assert (len(first["collectionIds"]), second["collectionIds"], second["reprompt"]) == (1, [], 1)
    assert first["collectionIds"] != [OTHER], "an id that is not stored is no id"
    rows = (await desk.get(f"organizations/{organization}/collections/details")).json()["data"]
    (made,) = [row for row in rows if row["id"] in first["collectionIds"]]
    assert (made["unmanaged"], made["users"], made["groups"]) == (True, [], [])


async def test_a_stored_collection_is_used_and_keeps_its_name(desk: Desk, organization: str) -> None:
    before = (await desk.get(f"organizations/{organization}/collections")).json()["data"]
    wanted = before[0]
    await _import(
        desk,
        organization,
        ciphers=[item()],
        collections=[shelf(wanted["id"].upper())],
        collectionRelationships=[{"key": 0, "value": 0}],
    )
    assert (await desk.get(f"organizations/{organization}/collections")).json()["data"] == before
    assert [row["collectionIds"] for row in await _listed(desk, organization)] == [[wanted["id"]]]


TYPED: dict[int, Json] = {
    1: {"login": {"username": SEALED, "uris": [{"uri": SEALED, "match": 3}]}},
    2: {"secureNote": {"type": 0}},
    3: {"card": {"number": SEALED}},
    4: {"identity": {"firstName": SEALED}},
    5: {"sshKey": {"privateKey": SEALED}},
    6: {"bankAccount": {"pin": SEALED}},
    7: {"driversLicense": {"lastName": SEALED}},
    8: {"passport": {"surname": SEALED}},
}


@pytest.mark.parametrize("kind", TYPED)
async def test_an_item_is_answered_twice_in_full_and_once_as_flat_text(
    desk: Desk, organization: str, kind: int
) -> None:
    fields = [{"type": 1, "name": SEALED, "value": None, "linkedId": None}]
    history = [{"password": SEALED, "lastUsedDate": "2026-01-02T03:04:05Z"}]
    sent = item(type=kind, notes=SEALED, fields=fields, passwordHistory=history, key=SEALED, **TYPED[kind])
    await _import(desk, organization, ciphers=[sent], collections=[shelf()])
    (row,) = await _listed(desk, organization)
    ((member, wanted),) = TYPED[kind].items()
    assert (row["type"], row["name"], row["notes"], row["key"]) == (kind, SEALED, SEALED, SEALED)
    assert (row["fields"], row["passwordHistory"]) == (fields, history)
    assert [name for names in TYPED.values() for name in names if row[name] is not None] == [member]
    given = row[member]["uris"][0] if kind == 1 else row[member]
    assert given | (wanted["uris"][0] if kind == 1 else wanted) == given
    flat = {"name": SEALED, "notes": SEALED, "fields": fields, "passwordHistory": history, **row[member]}
    assert json.loads(row["data"]) == _pascal(flat)


def _pascal(value: Any) -> Any:
    if isinstance(value, list):
        return [_pascal(each) for each in value]
    if isinstance(value, dict):
        return {f"{name[:1].upper()}{name[1:]}": _pascal(member) for name, member in value.items()}
    return value


async def test_items_stored_by_an_earlier_version_are_answered_the_same(
    desk: Desk, organization: str
) -> None:
    await _import(desk, organization, ciphers=[item(type=1, **TYPED[1])], collections=[shelf()])
    before = await _listed(desk, organization)
    old: Json = {
        "name": SEALED,
        "notes": None,
        "key": None,
        "reprompt": 0,
        "fields": [],
        "passwordHistory": None,
    }
    stored = json.dumps({**old, "login": before[0]["login"]})
    desk.backend.database.run("UPDATE ciphers SET body = ? WHERE id = ?", (stored, before[0]["id"]))
    assert await _listed(desk, organization) == before


async def test_repeating_it_doubles_everything(desk: Desk, organization: str) -> None:
    for _ in range(2):
        await _import(desk, organization, ciphers=[item()], collections=[shelf()])
    assert len(await _listed(desk, organization)) == 2


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (item(name=None), "Ciphers[1].Name"),
        (item(name="plain"), "Ciphers[1].Name"),
        (item(name=SEALED.replace("|AAAAAAAAAAAAAAAAAAAAAA==|", "|AAA|")), "Ciphers[1].Name"),
        (item(name=SEALED.replace("|AAAAAAAAAAAAAAAAAAAAAA==|", "|AAAAA===|")), "Ciphers[1].Name"),
        (item(name=SEALED.replace("|AAAAAAAAAAAAAAAAAAAAAA==|", "||")), "Ciphers[1].Name"),
        (item(notes=f"2.{'A' * 10_000}==|AAAA|AAAA"), "Ciphers[1].Notes"),
        (item(type=9), "Ciphers[1].Type"),
        (item(type=1, login={"password": "plain"}), "Ciphers[1].Login.Password"),
        (item(type=1, login={"uris": [{"uri": f"2.{'A' * 10_000}|A|A"}]}), "Ciphers[1].Login.Uri"),
        (item(type=3, card={"number": "4111"}), "Ciphers[1].Card.Number"),
        (item(passwordHistory=[{"password": None}]), "Ciphers[1].PasswordHistory.Password"),
        (item(fields=[{"type": 0, "value": "plain"}]), "Ciphers[1].Fields.Value"),
        (item(fields=[{"type": "hidden"}]), "Ciphers[1].Type"),
        (item(fields=[{"linkedId": {"login": 1}}]), "Ciphers[1].LinkedId"),
        (item(type=1, login={"uris": [{"match": True}]}), "Ciphers[1].Match"),
        (item(type=1, login={"autofillOnPageLoad": 1}), "Ciphers[1].AutofillOnPageLoad"),
    ],
)
async def test_one_bad_text_refuses_the_whole_import(
    desk: Desk, organization: str, broken: Json, field: str
) -> None:
    answer = await _import(desk, organization, ciphers=[item(), broken], collections=[shelf()])
    assert answer.status_code == 400
    assert list(shape_a(answer)["validationErrors"]) == [field]
    assert await _listed(desk, organization) == []


async def test_a_missing_member_of_its_type_is_the_servers_fault(desk: Desk, organization: str) -> None:
    assert (await _import(desk, organization, ciphers=[item(type=1)])).status_code == 500


async def test_too_much_at_once(desk: Desk, organization: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cipher_import.LIMITS, "ciphers", 2)
    assert (await _import(desk, organization, ciphers=[item()] * 2)).status_code == 200
    refused = await _import(desk, organization, ciphers=[item()] * 3)
    assert (refused.status_code, shape_a(refused)["message"]) == (400, cipher_import.TOO_MUCH)


async def test_an_empty_import_is_refused(desk: Desk, organization: str) -> None:
    assert (await _import(desk, organization, ciphers=[], collections=[])).status_code == 400


async def test_strangers_are_refused_with_400(desk: Desk, organization: str) -> None:
    await desk.sign_in(Persona.NO_ORGANIZATION)
    refused = await _import(desk, organization, ciphers=[item()], collections=[shelf()])
    assert (refused.status_code, shape_a(refused)["message"]) == (400, cipher_import.NOT_ALLOWED)


async def test_provider_staff_may_not_export_and_an_owner_may(desk: Desk, organization: str) -> None:
    assert (await desk.get(f"organizations/{organization}/export")).status_code == 404
    await desk.sign_in(Persona.OWNER_ONLY)
    own = (await desk.profile())["organizations"][0]["id"]
    pairs = [{"key": 0, "value": 0}]
    await _import(desk, own, ciphers=[item()], collections=[shelf()], collectionRelationships=pairs)
    body = (await desk.get(f"organizations/{own}/export")).json()
    new = body["ciphers"][-1]
    assert body["object"] == "organizationExport"
    assert (new["name"], new["attachments"]) == (SEALED, None)
    assert "deletedDate" in new
    assert set(new["collectionIds"]) <= {row["id"] for row in body["collections"]}
    rows = (await desk.get(f"organizations/{own}/collections/details")).json()["data"]
    (made,) = [row for row in rows if row["id"] in new["collectionIds"]]
    assert [user["manage"] for user in made["users"]] == [True], "a member who imports manages what is made"
    synced = (await desk.get("sync")).json()["ciphers"]
    assert [row["collectionIds"] for row in synced if row["id"] == new["id"]] == [new["collectionIds"]]


def test_large_bodies_are_read_in_pieces_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_json, "_SMALL", 0)
    good = [b' { "a" : [ 1 , {"B": [2]} ] , "c":{} , "d" : [ ] } ', b"{}", b'{"a":[]}', b'[{"X":1}]', b"7"]
    folded = [{"a": [1, {"b": [2]}], "c": {}, "d": []}, {}, {"a": []}, [{"x": 1}], 7]
    assert [parse_json(text) for text in good] == folded
    for bad in (
        b"{",
        b'{"a"',
        b'{"a":[1,]}',
        b'{"a":[1',
        b'{"a":1,}',
        b'{"a":1} x',
        b'{"a" 1}',
        b"{a:1}",
        b"\xff{",
    ):
        assert parse_json(bad) is None, bad
