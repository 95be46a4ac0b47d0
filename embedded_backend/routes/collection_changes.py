"""API: creating, changing and deleting collections."""

from __future__ import annotations

import uuid
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_row
from embedded_backend.call import Call, route
from embedded_backend.collection_rights import changeable, deletable, own_rows
from embedded_backend.errors import Problem, invalid, not_found
from embedded_backend.plans import features
from embedded_backend.routes.collections import COLLECTIONS, ONE_COLLECTION, collection_details, known
from embedded_backend.selections import (
    AccessLists,
    Selection,
    add_selections,
    check_enc_string,
    check_holders,
    known_collections,
    read_selections,
    save_selections,
)
from embedded_backend.wire import answer, done

FULL = "You have reached the maximum number of collections ({most}) for this organization."
NOBODY_MANAGES = "At least one member or group must have can manage permission."


def create(call: Call) -> Response:
    """Create one. Without admin access to all items, a posted group or member must manage it."""
    access = known(call)
    organization = organization_row(call, access.organization_id)
    if not access.may("createNewCollections") and organization["limit_collection_creation"]:
        raise not_found()
    name, groups, users = _posted(call, organization, name_required=True)
    most = call.backend.options.most_collections
    if most is not None and len(known_collections(call.database, access.organization_id)) >= most:
        raise Problem(400, FULL.format(most=most))
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
    access = known(call)
    row = _one(call, access, changeable(call, access, "editAnyCollection"), "edit")
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
    access = known(call)
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
    access = known(call)
    row = _one(call, access, deletable(call, access), "delete")
    _delete(call, access, row["id"])
    return done()


def delete_many(call: Call) -> Response:
    """Delete several of one organization; an id that the caller may not delete refuses all."""
    access = known(call)
    wanted = call.ids("ids", "Ids")
    if not deletable(call, access).issuperset(wanted):
        raise not_found()
    for identifier in wanted:
        _delete(call, access, identifier)
    return done()


def _delete(call: Call, access: Access, identifier: str) -> None:
    call.database.run("DELETE FROM collections WHERE id = ?", (identifier,))
    audit.log_organization(call, access, audit.COLLECTION_DELETED, collection_id=identifier)


def _one(call: Call, access: Access, allowed: set[str], verb: str) -> Row:
    """The collection of the path, which must be `allowed`. Raises 404, or 400 for somebody's My Items."""
    row = call.database.row(
        "SELECT * FROM collections WHERE id = ? AND organization_id = ?",
        (call.path("collection_id"), access.organization_id),
    )
    if row is not None and row["type"] == 1 and access.admin:
        raise Problem(400, f"You cannot {verb} a collection with the type as DefaultUserCollection.")
    if row is None or row["id"] not in allowed:
        raise not_found()
    return row


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
    return answer(collection_details(row, lists, own_rows(call).get(identifier), hidden=access.only_provider))


ROUTES: list[BaseRoute] = [
    route(COLLECTIONS, create, "POST"),
    route(COLLECTIONS, delete_many, "DELETE"),
    route(f"{COLLECTIONS}/bulk-access", bulk_access, "POST"),
    route(ONE_COLLECTION, update, ("PUT", "POST")),
    route(ONE_COLLECTION, delete, "DELETE"),
]
