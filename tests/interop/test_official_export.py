"""The official client, as a member who owns an organization, exports what our client imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend_client import Portal, Secret, connect
from backend_client.portal.importers.formats import read_export
from embedded_backend.seed_people import Persona, person
from tests.contract.opened_items import without_empty
from tests.interop.official_client import OfficialClient
from tests.interop.practice_server import PracticeServer
from tests.unit.importers.everything import everything

pytestmark = pytest.mark.interop

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


async def _import(portal: Portal, data: bytes) -> str:
    """Import as the owner; the id of the organization."""
    await portal.session.sign_in(OWNER.email, Secret(OWNER.password))
    (provider,) = await portal.providers()
    client = (await portal.client_list(provider)).clients[0]
    _, imported = read_export(data)
    plan = await portal.imports.plan(provider, client, imported)
    result = await portal.imports.send(provider, client, plan)
    assert result.unmanaged == (), "a member who imports manages the collections that are made"
    return client.organization_id


async def test_it_exports_every_type_and_field_as_it_was(
    fresh_client: OfficialClient, server: PracticeServer, tmp_path: Path
) -> None:
    source = everything()
    async with connect(
        server.url, device_id="6f1c6d0e-0000-4000-8000-5ea7aa2de003", ca_bundle=server.ca_bundle
    ) as portal:
        organization_id = await _import(portal, json.dumps(source).encode())
    session = fresh_client.sign_in(OWNER.email, OWNER.password)
    out = tmp_path / "exported.json"
    fresh_client.run(
        *("export", "--organizationid", organization_id, "--format", "json", "--output", str(out)),
        environment={"BW_SESSION": session},
    )
    exported = _items(json.loads(out.read_text()))
    wanted = _items(source)
    assert {name: exported.get(name) for name in wanted} == wanted
