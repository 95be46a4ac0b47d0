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
    return rows(group_object(row) for row in _groups(call, require_known(call)))


def listing_details(call: Call) -> Response:
    """With each group's collections."""
    access = require(call, "manageUsers", "manageGroups")
    shelves = _collections(call, access)
    return rows(_details(row, shelves[row["id"]]) for row in _groups(call, access))


def read(call: Call) -> Response:
    """One group."""
    return answer(group_object(one_group(call)[1]))


def read_details(call: Call) -> Response:
    """One group with its collections."""
    access, row = one_group(call)
    return answer(_details(row, _collections(call, access)[row["id"]]))


def read_users(call: Call) -> Response:
    """The organization-user ids of a group: a bare array."""
    _, row = one_group(call)
    found = call.database.rows(
        "SELECT organization_user_id FROM group_users WHERE group_id = ?", (row["id"],)
    )
    return answer([member["organization_user_id"] for member in found])


def _groups(call: Call, access: Access) -> list[Row]:
    statement = "SELECT * FROM groups WHERE organization_id = ? ORDER BY rowid"
    return call.database.rows(statement, (access.organization_id,))


def one_group(call: Call) -> tuple[Access, Row]:
    """The group of the path, for whoever may change it. Raises 404."""
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


def group_object(row: Row) -> Json:
    """A group without its collections."""
    return {
        "object": "group",
        "id": row["id"],
        "organizationId": row["organization_id"],
        "name": row["name"],
        "externalId": row["external_id"],
    }


def _details(row: Row, collections: list[Json]) -> Json:
    return {**group_object(row), "object": "groupDetails", "collections": collections}


GROUPS = "/organizations/{organization_id:uuid}/groups"
ONE_GROUP = GROUPS + "/{group_id:uuid}"
ROUTES: list[BaseRoute] = [
    route(GROUPS, listing),
    route(f"{GROUPS}/details", listing_details),
    route(ONE_GROUP, read),
    route(f"{ONE_GROUP}/details", read_details),
    route(f"{ONE_GROUP}/users", read_users),
]
