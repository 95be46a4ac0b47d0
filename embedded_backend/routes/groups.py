"""API: the groups of an organization."""

from __future__ import annotations

from collections import defaultdict
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import Access, require, require_known
from embedded_backend.call import Call, route
from embedded_backend.errors import not_found
from embedded_backend.selections import selection_object
from embedded_backend.wire import Json, answer, rows


def listing(call: Call) -> Response:
    """Names only; members and provider staff may read them."""
    return rows(_group(row) for row in _groups(call, require_known(call)))


def listing_details(call: Call) -> Response:
    """With each group's collections."""
    access = require(call, "manageUsers", "manageGroups")
    shelves = _collections(call, access)
    return rows(_details(row, shelves[row["id"]]) for row in _groups(call, access))


def read(call: Call) -> Response:
    """One group."""
    return answer(_group(_one(call)[1]))


def read_details(call: Call) -> Response:
    """One group with its collections."""
    access, row = _one(call)
    return answer(_details(row, _collections(call, access)[row["id"]]))


def read_users(call: Call) -> Response:
    """The organization-user ids of a group: a bare array."""
    _, row = _one(call)
    found = call.database.rows(
        "SELECT organization_user_id FROM group_users WHERE group_id = ?", (row["id"],)
    )
    return answer([member["organization_user_id"] for member in found])


def _groups(call: Call, access: Access) -> list[Row]:
    statement = "SELECT * FROM groups WHERE organization_id = ? ORDER BY rowid"
    return call.database.rows(statement, (access.organization_id,))


def _one(call: Call) -> tuple[Access, Row]:
    access = require(call, "manageGroups")
    row = call.database.row(
        "SELECT * FROM groups WHERE id = ? AND organization_id = ?",
        (call.path("group_id"), access.organization_id),
    )
    if row is None:
        raise not_found()
    return access, row


def _collections(call: Call, access: Access) -> defaultdict[str, list[Json]]:
    found: defaultdict[str, list[Json]] = defaultdict(list)
    statement = (
        "SELECT a.* FROM collection_groups a JOIN groups g ON g.id = a.group_id WHERE g.organization_id = ?"
    )
    for row in call.database.rows(statement, (access.organization_id,)):
        found[row["group_id"]].append(selection_object(row["collection_id"], row))
    return found


def _group(row: Row) -> Json:
    return {
        "object": "group",
        "id": row["id"],
        "organizationId": row["organization_id"],
        "name": row["name"],
        "externalId": row["external_id"],
    }


def _details(row: Row, collections: list[Json]) -> Json:
    return {**_group(row), "object": "groupDetails", "collections": collections}


_GROUPS = "/organizations/{organization_id:uuid}/groups"
_ONE = _GROUPS + "/{group_id:uuid}"
ROUTES: list[BaseRoute] = [
    route(_GROUPS, listing),
    route(f"{_GROUPS}/details", listing_details),
    route(_ONE, read),
    route(f"{_ONE}/details", read_details),
    route(f"{_ONE}/users", read_users),
]
