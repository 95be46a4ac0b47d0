"""API: the items of an organization, encrypted: listing, exporting, importing many at once."""

from __future__ import annotations

import json
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from sqlite3 import Row
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import access_to, organization_access
from embedded_backend.call import Call, route
from embedded_backend.cipher_body import TYPED
from embedded_backend.cipher_import import import_items
from embedded_backend.errors import invalid, not_found
from embedded_backend.routes.collections import collection_object
from embedded_backend.wire import Json, answer, date_text, done, rows

_NAME = re.compile(r'"([a-z])(\w*)":')
_REACHED = """
    SELECT a.collection_id, MAX(a.manage) AS manage FROM (
        SELECT collection_id, organization_user_id, manage FROM collection_users
        UNION ALL
        SELECT g.collection_id, m.organization_user_id, g.manage
        FROM collection_groups g JOIN group_users m ON m.group_id = g.group_id
    ) a
    JOIN organization_users o ON o.id = a.organization_user_id AND o.status = 2
    WHERE o.user_id = ?
    GROUP BY a.collection_id
"""


def organization_details(call: Call) -> Response:
    """Every item of the organization in the query, for admins and provider staff. Raises 404."""
    organization_id = _queried(call)
    access = access_to(call, organization_id, older=True)
    if not access.may("accessImportExport", "editAnyCollection", "accessReports"):
        raise not_found()
    return rows(_all(call, organization_id))


def export(call: Call) -> Response:
    """Collections and items, still encrypted: everything for admins, to other members what they manage.

    Provider staff get 404.
    """
    access = organization_access(call, older=True)
    if access.role is None:
        raise not_found()
    everything = access.role in (0, 1) or "accessimportexport" in access.permissions
    managed = {row["collection_id"] for row in _reached(call) if row["manage"]}
    shelves = [
        row
        for row in call.database.rows(
            "SELECT * FROM collections WHERE organization_id = ? AND type = 0 ORDER BY rowid",
            (access.organization_id,),
        )
        if everything or row["id"] in managed
    ]
    items = _all(call, access.organization_id)
    body = {
        "object": "organizationExport",
        "collections": [collection_object(row) for row in shelves],
        "ciphers": [each for each in items if everything or managed.intersection(each["collectionIds"])],
    }
    return answer(body)


def import_organization(call: Call) -> Response:
    """Import collections and items. 200 without content; whoever may not is refused with 400."""
    import_items(call, access_to(call, _queried(call), older=True))
    return done()


def member_ciphers(call: Call) -> list[Json]:
    """Items in collections the caller reaches as a member, for sync."""
    reached = {row["collection_id"] for row in _reached(call)}
    linked = call.database.rows(
        "SELECT c.*, l.collection_id FROM ciphers c JOIN collection_ciphers l ON l.cipher_id = c.id"
        " JOIN organization_users m ON m.organization_id = c.organization_id AND m.status = 2"
        " WHERE m.user_id = ? ORDER BY c.rowid",
        (call.caller.id,),
    )
    found = [row for row in linked if row["collection_id"] in reached]
    shelves = _collection_ids((row["id"], row["collection_id"]) for row in found)
    more: Json = {
        "folderId": None,
        "favorite": False,
        "edit": True,
        "viewPassword": True,
        "archivedDate": None,
        "permissions": {"delete": True, "restore": True},
    }
    once = {row["id"]: row for row in found}
    return [{**_cipher(row, shelves[row["id"]], "cipherDetails"), **more} for row in once.values()]


def _queried(call: Call) -> str:
    try:
        return str(uuid.UUID(call.request.query_params.get("organizationId", "")))
    except ValueError:
        raise invalid("organizationId", "The value is not valid.") from None


def _reached(call: Call) -> list[Row]:
    """The collections the caller reaches as a member, directly or through a group."""
    return call.database.rows(_REACHED, (call.caller.id,))


def _all(call: Call, organization_id: str) -> list[Json]:
    found = call.database.rows(
        "SELECT * FROM ciphers WHERE organization_id = ? ORDER BY rowid", (organization_id,)
    )
    links = call.database.rows(
        "SELECT l.cipher_id, l.collection_id FROM collection_ciphers l JOIN ciphers c ON c.id = l.cipher_id"
        " WHERE c.organization_id = ?",
        (organization_id,),
    )
    shelves = _collection_ids((link["cipher_id"], link["collection_id"]) for link in links)
    return [_cipher(row, shelves[row["id"]], "cipherMiniDetails") for row in found]


def _collection_ids(links: Iterable[tuple[str, str]]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for item, collection in links:
        found[item].append(collection)
    return found


def _cipher(row: Row, collection_ids: list[str], kind: str) -> Json:
    body: dict[str, Any] = json.loads(row["body"])
    typed = {name: body.get(name) for name in TYPED}
    details: Json = next((value for value in typed.values() if value), {})
    stored = {
        "name": body.get("name"),
        "notes": body.get("notes"),
        "fields": body.get("fields") or None,
        "passwordHistory": body.get("passwordHistory"),
        **details,
    }
    return {
        "object": kind,
        "id": row["id"],
        "organizationId": row["organization_id"],
        "type": row["type"],
        "data": _pascal(json.dumps(stored)),
        "name": body.get("name"),
        "notes": body.get("notes"),
        **typed,
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


def _pascal(text: str) -> str:
    """JSON text of an item, its names in PascalCase. No value looks like a name: none has quotes."""
    return _NAME.sub(lambda found: _pascal_name(found[0]), text)


@cache  # a name of the contract each
def _pascal_name(name: str) -> str:
    return f"{name[0]}{name[1].upper()}{name[2:]}"


ROUTES: list[BaseRoute] = [
    route("/ciphers/organization-details", organization_details),
    route("/ciphers/import-organization", import_organization, "POST"),
    route("/organizations/{organization_id:uuid}/export", export),
]
