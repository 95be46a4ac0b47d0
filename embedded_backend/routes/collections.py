"""API: the collections of an organization, for reading."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_access
from embedded_backend.call import Call, route
from embedded_backend.collection_rights import own_rows
from embedded_backend.errors import not_found
from embedded_backend.selections import (
    AccessLists,
    selection_object,
)
from embedded_backend.wire import Json, answer, rows


def collection_object(row: Row, kind: str = "collection") -> Json:
    """A collection without access information."""
    return {
        "object": kind,
        "id": row["id"],
        "organizationId": row["organization_id"],
        "name": row["name"],
        "externalId": row["external_id"],
        "type": row["type"],
        "defaultUserCollectionEmail": row["default_user_email"],
    }


def own_collections(call: Call) -> list[Json]:
    """The caller's collections in every organization, with the caller's rights."""
    return [
        {**collection_object(row, "collectionDetails"), **_rights(row)} for row in own_rows(call).values()
    ]


def _rights(row: Row) -> Json:
    rights = selection_object("", row)
    del rights["id"]
    return rights


def own(call: Call) -> Response:
    """`GET collections`."""
    return rows(own_collections(call))


def listing(call: Call) -> Response:
    """Names only. Members without the right to see all get what they manage."""
    access = known(call)
    sees_all = access.may("editAnyCollection", "deleteAnyCollection", "accessImportExport", "manageGroups")
    return rows(collection_object(row) for row in _visible(call, access, sees_all=sees_all))


def listing_details(call: Call) -> Response:
    """With access lists. Provider staff leave two audit events on every call."""
    access = known(call)
    if access.only_provider:
        audit.log_client(call, access, audit.CLIENT_VAULT_ACCESSED)
        audit.log_organization(call, access, audit.ORGANIZATION_VAULT_ACCESSED)
    lists = AccessLists(call.database, access.organization_id)
    mine = own_rows(call)
    sees_all = access.may("editAnyCollection", "deleteAnyCollection", "manageUsers", "manageGroups")
    found = _visible(call, access, sees_all=sees_all)
    return rows(collection_details(row, lists, mine.get(row["id"])) for row in found)


def collection_details(row: Row, lists: AccessLists, mine: Row | None, *, hidden: bool = False) -> Json:
    """`hidden` leaves the lists out, as answers to provider staff who create or update do."""
    none = {"readOnly": False, "hidePasswords": False, "manage": False}
    return {
        **collection_object(row, "collectionAccessDetails"),
        "groups": None if hidden else lists.groups[row["id"]],
        "users": None if hidden else lists.users[row["id"]],
        "assigned": mine is not None,
        **(none if mine is None else _rights(mine)),
        "unmanaged": not lists.managed(row["id"]),
    }


def known(call: Call) -> Access:
    """The caller's access, for members and provider staff. Raises 404."""
    access = organization_access(call, older=True)
    if not access.known:
        raise not_found()
    return access


def _visible(call: Call, access: Access, *, sees_all: bool) -> list[Row]:
    found = call.database.rows(
        "SELECT * FROM collections WHERE organization_id = ? AND type = 0 ORDER BY rowid",
        (access.organization_id,),
    )
    if sees_all:
        return found
    managed = {identifier for identifier, row in own_rows(call).items() if row["manage"]}
    return [row for row in found if row["id"] in managed]


def _readable(call: Call) -> tuple[Access, Row]:
    """The collection of the path, for whoever may read it. Raises 404."""
    access = known(call)
    wanted = call.path("collection_id")
    found = _visible(
        call, access, sees_all=access.may("editAnyCollection", "deleteAnyCollection", "manageUsers")
    )
    row = next((row for row in found if row["id"] == wanted), None)
    if row is None:
        raise not_found()
    return access, row


def read(call: Call) -> Response:
    """One collection."""
    return answer(collection_object(_readable(call)[1]))


def read_details(call: Call) -> Response:
    """One collection with its access lists."""
    access, row = _readable(call)
    lists = AccessLists(call.database, access.organization_id)
    return answer(collection_details(row, lists, own_rows(call).get(row["id"])))


def read_users(call: Call) -> Response:
    """The members with direct access: a bare array."""
    access, row = _readable(call)
    return answer(AccessLists(call.database, access.organization_id).users[row["id"]])


COLLECTIONS = "/organizations/{organization_id:uuid}/collections"
ONE_COLLECTION = COLLECTIONS + "/{collection_id:uuid}"
ROUTES: list[BaseRoute] = [
    route("/collections", own),
    route(COLLECTIONS, listing),
    route(f"{COLLECTIONS}/details", listing_details),
    route(ONE_COLLECTION, read),
    route(f"{ONE_COLLECTION}/details", read_details),
    route(f"{ONE_COLLECTION}/users", read_users),
]
