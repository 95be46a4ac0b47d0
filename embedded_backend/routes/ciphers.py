"""API: the items of an organization, encrypted: listing, exporting, importing many at once."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import access_to, organization_access
from embedded_backend.call import Call, route
from embedded_backend.cipher_import import import_items
from embedded_backend.cipher_text import answer_text
from embedded_backend.errors import invalid, not_found
from embedded_backend.routes.collections import collection_object
from embedded_backend.wire import Json, answer, done, text_rows

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
    return text_rows(text for _, text in _all(call, organization_id))


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
        "ciphers": [json.loads(text) for ids, text in items if everything or managed.intersection(ids)],
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
    return [
        {**json.loads(answer_text(row, shelves[row["id"]], "cipherDetails")), **more} for row in once.values()
    ]


def _queried(call: Call) -> str:
    try:
        return str(uuid.UUID(call.request.query_params.get("organizationId", "")))
    except ValueError:
        raise invalid("organizationId", "The value is not valid.") from None


def _reached(call: Call) -> list[Row]:
    """The collections the caller reaches as a member, directly or through a group."""
    return call.database.rows(_REACHED, (call.caller.id,))


def _all(call: Call, organization_id: str) -> Iterator[tuple[list[str], str]]:
    """Every item: the collections it is in, and its JSON."""
    found = call.database.rows(
        "SELECT * FROM ciphers WHERE organization_id = ? ORDER BY rowid", (organization_id,)
    )
    links = call.database.rows(
        "SELECT l.cipher_id, l.collection_id FROM collection_ciphers l JOIN ciphers c ON c.id = l.cipher_id"
        " WHERE c.organization_id = ?",
        (organization_id,),
    )
    shelves = _collection_ids((link["cipher_id"], link["collection_id"]) for link in links)
    for row in found:
        ids = shelves[row["id"]]
        yield ids, answer_text(row, ids, "cipherMiniDetails")


def _collection_ids(links: Iterable[tuple[str, str]]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for item, collection in links:
        found[item].append(collection)
    return found


ROUTES: list[BaseRoute] = [
    route("/ciphers/organization-details", organization_details),
    route("/ciphers/import-organization", import_organization, "POST"),
    route("/organizations/{organization_id:uuid}/export", export),
]
