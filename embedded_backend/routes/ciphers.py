"""API: the items of an organization, encrypted, for reading."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from sqlite3 import Row
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import access_to
from embedded_backend.call import Call, route
from embedded_backend.errors import invalid, not_found
from embedded_backend.wire import Json, date_text, rows


def organization_details(call: Call) -> Response:
    """Every item of the organization in the query, for admins and provider staff. Raises 404."""
    try:
        organization_id = str(uuid.UUID(call.request.query_params.get("organizationId", "")))
    except ValueError:
        raise invalid("organizationId", "The value is not valid.") from None
    access = access_to(call, organization_id, older=True)
    if not access.may("accessImportExport", "editAnyCollection", "accessReports"):
        raise not_found()
    found = call.database.rows(
        "SELECT * FROM ciphers WHERE organization_id = ? ORDER BY rowid", (organization_id,)
    )
    shelves = _collection_ids(
        call.database.rows(
            "SELECT l.* FROM collection_ciphers l JOIN ciphers c ON c.id = l.cipher_id"
            " WHERE c.organization_id = ?",
            (organization_id,),
        )
    )
    return rows(_cipher(row, shelves[row["id"]], "cipherMiniDetails") for row in found)


def member_ciphers(call: Call) -> list[Json]:
    """Items in collections the caller reaches as a member, for sync."""
    found = call.database.rows(
        "SELECT DISTINCT c.*, l.collection_id FROM ciphers c JOIN collection_ciphers l ON l.cipher_id = c.id"
        " JOIN collection_users a ON a.collection_id = l.collection_id"
        " JOIN organization_users m ON m.id = a.organization_user_id AND m.status = 2 WHERE m.user_id = ?",
        (call.caller.id,),
    )
    more: Json = {
        "folderId": None,
        "favorite": False,
        "edit": True,
        "viewPassword": True,
        "archivedDate": None,
        "permissions": {"delete": True, "restore": True},
    }
    return [{**_cipher(row, [row["collection_id"]], "cipherDetails"), **more} for row in found]


def _collection_ids(links: Iterable[Row]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        found[link["cipher_id"]].append(link["collection_id"])
    return found


def _cipher(row: Row, collection_ids: list[str], kind: str) -> Json:
    body: dict[str, Any] = json.loads(row["body"])
    stored = {"Name": body.get("name"), "Notes": body.get("notes"), **_pascal(body.get("login") or {})}
    return {
        "object": kind,
        "id": row["id"],
        "organizationId": row["organization_id"],
        "type": row["type"],
        "data": json.dumps(stored),
        "name": body.get("name"),
        "notes": body.get("notes"),
        "login": body.get("login"),
        "card": body.get("card"),
        "identity": body.get("identity"),
        "secureNote": body.get("secureNote"),
        "sshKey": body.get("sshKey"),
        "fields": body.get("fields") or None,
        "passwordHistory": body.get("passwordHistory"),
        "attachments": None,
        "organizationUseTotp": True,
        "revisionDate": date_text(row["revised_at"]),
        "creationDate": date_text(row["created_at"]),
        "deletedDate": date_text(row["deleted_at"]),
        "reprompt": body.get("reprompt", 0),
        "key": body.get("key"),
        "collectionIds": collection_ids,
    }


def _pascal(value: Json) -> Json:
    return {name[:1].upper() + name[1:]: item for name, item in value.items()}


ROUTES: list[BaseRoute] = [route("/ciphers/organization-details", organization_details)]
