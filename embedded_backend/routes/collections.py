"""API: the collections of an organization."""

from __future__ import annotations

import uuid
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_access, organization_row
from embedded_backend.call import Call, route
from embedded_backend.collection_rights import changeable, own_rows
from embedded_backend.errors import Problem, invalid, not_found
from embedded_backend.plans import features
from embedded_backend.selections import (
    AccessLists,
    Selection,
    add_selections,
    check_enc_string,
    check_holders,
    read_selections,
    save_selections,
    selection_object,
)
from embedded_backend.wire import Json, answer, done, rows

NOBODY_MANAGES = "At least one member or group must have can manage permission."


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
    access = _known(call)
    sees_all = access.may("editAnyCollection", "deleteAnyCollection", "accessImportExport", "manageGroups")
    return rows(collection_object(row) for row in _visible(call, access, sees_all=sees_all))


def listing_details(call: Call) -> Response:
    """With access lists. Provider staff leave two audit events on every call."""
    access = _known(call)
    if access.only_provider:
        audit.log_client(call, access, audit.CLIENT_VAULT_ACCESSED)
        audit.log_organization(call, access, audit.ORGANIZATION_VAULT_ACCESSED)
    lists = AccessLists(call.database, access.organization_id)
    mine = own_rows(call)
    sees_all = access.may("editAnyCollection", "deleteAnyCollection", "manageUsers", "manageGroups")
    found = _visible(call, access, sees_all=sees_all)
    return rows(_details(row, lists, mine.get(row["id"])) for row in found)


def _details(row: Row, lists: AccessLists, mine: Row | None, *, hidden: bool = False) -> Json:
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


def _known(call: Call) -> Access:
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
    access = _known(call)
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
    return answer(_details(row, lists, own_rows(call).get(row["id"])))


def read_users(call: Call) -> Response:
    """The members with direct access: a bare array."""
    access, row = _readable(call)
    return answer(AccessLists(call.database, access.organization_id).users[row["id"]])


def create(call: Call) -> Response:
    """Create one. Without admin access to all items, a posted group or member must manage it."""
    access = _known(call)
    organization = organization_row(call, access.organization_id)
    if not access.may("createNewCollections") and organization["limit_collection_creation"]:
        raise not_found()
    name, groups, users = _posted(call, organization, name_required=True)
    if not organization["admin_access"] and not _manages(groups) and not _manages(users):
        raise Problem(400, NOBODY_MANAGES)
    values = {"id": str(uuid.uuid4()), "organization_id": access.organization_id, "name": name}
    more = {"external_id": _external_id(call), "type": 0, "created_at": call.backend.now}
    call.database.insert("collections", {**values, **more})
    save_selections(call.database, values["id"] or "", groups=groups or [], users=users or [])
    audit.log_organization(call, access, audit.COLLECTION_CREATED, collection_id=values["id"] or "")
    return _written(call, access, values["id"] or "")


def update(call: Call) -> Response:
    """Change name, external id and access; lists that are null stay as they are."""
    access, row = _writable(call)
    organization = organization_row(call, access.organization_id)
    name, groups, users = _posted(call, organization, name_required=False)
    lists = AccessLists(call.database, access.organization_id)
    stored = (lists.groups[row["id"]], lists.users[row["id"]])
    kept = [
        _manages(posted) if posted is not None else any(item["manage"] for item in before)
        for posted, before in zip((groups, users), stored, strict=True)
    ]
    if not organization["admin_access"] and not any(kept):
        raise Problem(400, NOBODY_MANAGES)
    values = (name or row["name"], _external_id(call), row["id"])
    call.database.run("UPDATE collections SET name = ?, external_id = ? WHERE id = ?", values)
    save_selections(call.database, row["id"], groups=groups, users=users)
    audit.log_organization(call, access, audit.COLLECTION_UPDATED, collection_id=row["id"])
    return _written(call, access, row["id"])


def bulk_access(call: Call) -> Response:
    """Add access to several at once, or change it; nothing is taken away."""
    access = _known(call)
    wanted = call.ids("collectionids", "CollectionIds")
    groups = read_selections(call.items("groups"), "groups")
    users = read_selections(call.items("users"), "users")
    statement = "SELECT id, type FROM collections WHERE organization_id = ?"
    kinds = {row["id"]: row["type"] for row in call.database.rows(statement, (access.organization_id,))}
    if not kinds.keys() >= set(wanted):
        raise Problem(404, "One or more collections not found.")
    if any(kinds[identifier] == 1 for identifier in wanted):
        raise Problem(400, "You cannot add access to collections with the type as DefaultUserCollection.")
    allowed = changeable(call, access, "manageUsers") & changeable(call, access, "manageGroups")
    if not allowed.issuperset(wanted):
        raise not_found()
    check_holders(call.database, access.organization_id, groups, users)
    for identifier in wanted:
        add_selections(call.database, identifier, groups=groups or [], users=users or [])
        audit.log_organization(call, access, audit.COLLECTION_UPDATED, collection_id=identifier)
    return done()


def delete(call: Call) -> Response:
    """Delete one; its items stay, unassigned."""
    access, row = _writable(call)
    _delete(call, access, row["id"])
    return done()


def delete_many(call: Call) -> Response:
    """Delete several of one organization; an id that is not one of its collections refuses all."""
    access = _known(call)
    known = {row["id"] for row in _visible(call, access, sees_all=access.admin)}
    wanted = [str(identifier).lower() for identifier in call.items("ids") or ()]
    if not wanted or not known.issuperset(wanted):
        raise not_found()
    for identifier in wanted:
        _delete(call, access, identifier)
    return done()


def _delete(call: Call, access: Access, identifier: str) -> None:
    call.database.run("DELETE FROM collections WHERE id = ?", (identifier,))
    audit.log_organization(call, access, audit.COLLECTION_DELETED, collection_id=identifier)


def _writable(call: Call) -> tuple[Access, Row]:
    """The collection, for whoever may change it: provider staff, those who manage it, and owners and admins
    where they have access to all items or where nobody manages it.
    """
    access, row = _readable(call)
    mine = own_rows(call).get(row["id"])
    if access.provider_id is not None or (mine is not None and mine["manage"]):
        return access, row
    organization = organization_row(call, access.organization_id)
    orphan = not AccessLists(call.database, access.organization_id).managed(row["id"])
    if access.may("editAnyCollection") and (organization["admin_access"] or orphan or not access.admin):
        return access, row
    raise not_found()


def _posted(
    call: Call, organization: Row, *, name_required: bool
) -> tuple[str | None, list[Selection] | None, list[Selection] | None]:
    name = call.body.get("name")
    if name_required or (isinstance(name, str) and name.strip()):
        name = call.text("name", "Name")
        check_enc_string(name, "Name")
    else:
        name = None
    groups = read_selections(call.items("groups"), "groups")
    users = read_selections(call.items("users"), "users")
    if groups is not None and not features(organization["plan_type"])["useGroups"]:
        groups = None
    check_holders(call.database, organization["id"], groups, users)
    return name, groups, users


def _manages(selections: list[Selection] | None) -> bool:
    return any(item.manage for item in selections or ())


def _external_id(call: Call) -> str | None:
    value = call.body.get("externalid")
    if value is not None and (not isinstance(value, str) or len(value) > 300):
        raise invalid("ExternalId", "The field ExternalId exceeds the maximum length.")
    return value


def _written(call: Call, access: Access, identifier: str) -> Response:
    row = call.database.row("SELECT * FROM collections WHERE id = ?", (identifier,))
    if row is None:
        raise not_found()
    lists = AccessLists(call.database, access.organization_id)
    return answer(_details(row, lists, own_rows(call).get(identifier), hidden=access.only_provider))


_COLLECTIONS = "/organizations/{organization_id:uuid}/collections"
_ONE = _COLLECTIONS + "/{collection_id:uuid}"
ROUTES: list[BaseRoute] = [
    route("/collections", own),
    route(_COLLECTIONS, listing),
    route(_COLLECTIONS, create, "POST"),
    route(_COLLECTIONS, delete_many, "DELETE"),
    route(f"{_COLLECTIONS}/details", listing_details),
    route(f"{_COLLECTIONS}/bulk-access", bulk_access, "POST"),
    route(_ONE, read),
    route(_ONE, update, ("PUT", "POST")),
    route(_ONE, delete, "DELETE"),
    route(f"{_ONE}/details", read_details),
    route(f"{_ONE}/users", read_users),
]
