"""The official client, as a member who owns an organization, exports what our client imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend_client import Portal, Secret, connect
from backend_client.portal.importers.formats import read_export
from backend_client.portal.importers.imported import Imported
from backend_client.portal.item_body import item_body
from embedded_backend.seed_people import Persona, person
from tests.contract.opened_items import without_empty
from tests.interop.official_client import OfficialClient
from tests.interop.practice_server import PracticeServer
from tests.unit.importers.everything import everything

pytestmark = pytest.mark.interop

FILE_PASSWORD = "a password of the file"
OWNER = person(Persona.OWNER_ONLY)
IDS = {"id", "organizationId", "folderId", "collectionIds", "object"}
DATES = {"revisionDate", "creationDate", "deletedDate", "archivedDate"}
NOT_KEPT = {"favorite", "key", *IDS, *DATES}

NOT_EXPORTED = {"passwordRevisionDate", "autofillOnPageLoad"}
"""Members of a login that the official export format leaves out."""


def _comparable(item: dict[str, Any], shelves: dict[str, str]) -> dict[str, Any]:
    """An item without ids, dates of the server and what an organization does not keep."""
    names = sorted(shelves[key] for key in item.get("collectionIds") or ())
    kept = {name: value for name, value in item.items() if name not in NOT_KEPT}
    if isinstance(kept.get("login"), dict):
        kept["login"] = {name: kept["login"][name] for name in kept["login"] if name not in NOT_EXPORTED}
    body = without_empty({**kept, "collections": names})
    dated = json.loads(json.dumps(body).replace(".000Z", "Z"))
    assert isinstance(dated, dict)
    return dated


def _items(export: dict[str, Any]) -> dict[str, dict[str, Any]]:
    shelves = {row["id"]: row["name"] for row in export["collections"]}
    return {item["name"]: _comparable(item, shelves) for item in export["items"]}


def _bodies(imported: Imported) -> list[Any]:
    """The request bodies of all items in the clear, in an order of their own."""
    bodies = [
        (item_body(item, "o", lambda text, _limit, _path: text), item.collections) for item in imported.items
    ]
    return sorted(json.dumps(body) for body in bodies)


async def _import(portal: Portal, data: bytes) -> str:
    """Import as the owner; the id of the organization."""
    await portal.session.sign_in(OWNER.email, Secret(OWNER.password))
    (provider,) = await portal.providers()
    client = (await portal.client_list(provider)).clients[0]
    _, imported = read_export(data)
    plan = await portal.imports.plan(provider, client, imported)
    result = await portal.imports.send(provider, client, plan)
    assert not result.unmanaged, "a member who imports manages the collections that are made"
    return client.organization_id


async def test_it_exports_every_type_and_field_as_it_was(
    fresh_client: OfficialClient, server: PracticeServer, tmp_path: Path
) -> None:
    source = everything()
    async with connect(
        server.url, device_id="6f1c6d0e-0000-4000-8000-5ea7aa2de003", ca_bundle=server.ca_bundle
    ) as portal:
        organization_id = await _import(portal, json.dumps(source).encode())
        key = portal.session.keys.organization_key(organization_id)
    session = fresh_client.sign_in(OWNER.email, OWNER.password)

    def export(name: str, *words: str) -> bytes:
        out = tmp_path / name
        where = ("export", "--organizationid", organization_id, "--output", str(out))
        fresh_client.run(*where, *words, environment={"BW_SESSION": session})
        return out.read_bytes()

    plain = export("plain.json", "--format", "json")
    exported = _items(json.loads(plain))
    wanted = _items(source)
    assert {name: exported.get(name) for name in wanted} == wanted

    # Its three kinds of file, read by our importer, are one and the same.
    restricted = export("restricted.json", "--format", "encrypted_json")
    protected = export("protected.json", "--format", "encrypted_json", "--password", FILE_PASSWORD)
    expected = _bodies(read_export(plain)[1])
    assert _bodies(read_export(restricted, key=key)[1]) == expected
    assert _bodies(read_export(protected, password=Secret(FILE_PASSWORD))[1]) == expected

    # Its CSV holds logins and notes only.
    in_csv = {item.name: item for item in read_export(export("plain.csv", "--format", "csv"))[1].items}
    assert {"Login", "Note"} <= set(in_csv)
    assert sorted(in_csv["Login"].collections) == ["IT/Servers", "Socials"]
