"""API: creating, changing and deleting groups."""

from __future__ import annotations

import uuid
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_row, require
from embedded_backend.call import Call, guid, route
from embedded_backend.collection_rights import changeable, check_changeable
from embedded_backend.errors import UNHANDLED, Problem, not_found
from embedded_backend.plans import features
from embedded_backend.routes.groups import GROUPS, ONE_GROUP, group_object, one_group
from embedded_backend.selections import Selection, read_selections
from embedded_backend.wire import answer, done


def create(call: Call) -> Response:
    """Make a group. Names need not be unique; members who are strangers are ignored."""
    access = require(call, "manageGroups")
    name = call.text("name", "Name", longest=100)
    chosen = read_selections(call.items("collections"), "collections")
    check_changeable(call, chosen, changeable(call, access, "manageGroups") if chosen else set())
    _check_use(call, access)
    members = [member for member in _posted_members(call) or () if member in _members(call, access)]
    group = {"id": str(uuid.uuid4()), "organization_id": access.organization_id, "name": name}
    call.database.insert("groups", {**group, "created_at": call.backend.now})
    _save_collections(call, group["id"], chosen or [])
    _save_members(call, access, group["id"], members)
    audit.log_organization(call, access, audit.GROUP_CREATED, group_id=group["id"])
    return _written(call, group["id"])


def update(call: Call) -> Response:
    """Replace name and collections, and the members where a list of them is sent. Null collections: 500."""
    access, group = one_group(call)
    name = call.text("name", "Name", longest=100)
    members = _posted_members(call)
    _check_own_membership(call, access, group, members)
    chosen = read_selections(call.items("collections"), "collections")
    if chosen is None:
        raise Problem(500, UNHANDLED)
    allowed = changeable(call, access, "manageGroups")
    check_changeable(call, chosen, allowed)
    _check_use(call, access)
    if members is not None and not _members(call, access).issuperset(members):
        raise not_found()
    call.database.run("UPDATE groups SET name = ? WHERE id = ?", (name, group["id"]))
    _save_collections(call, group["id"], chosen, allowed)
    if members is not None:
        _save_members(call, access, group["id"], members)
    audit.log_organization(call, access, audit.GROUP_UPDATED, group_id=group["id"])
    return _written(call, group["id"])


def delete(call: Call) -> Response:
    """Delete one."""
    access, group = one_group(call)
    _delete(call, access, group["id"])
    return done()


def delete_many(call: Call) -> Response:
    """Delete several; unknown ids are skipped, one of another organization refuses all."""
    access = require(call, "manageGroups")
    found = []
    for identifier in call.ids("ids", "Ids"):
        group = call.database.row("SELECT * FROM groups WHERE id = ?", (identifier,))
        if group is not None and group["organization_id"] != access.organization_id:
            raise not_found()
        if group is not None:
            found.append(identifier)
    for identifier in found:
        _delete(call, access, identifier)
    return done()


def delete_member(call: Call) -> Response:
    """Take one member out of a group."""
    access, group = one_group(call)
    member = call.path("member_id")
    if member not in _members(call, access):
        raise not_found()
    statement = "DELETE FROM group_users WHERE group_id = ? AND organization_user_id = ?"
    call.database.run(statement, (group["id"], member))
    audit.log_organization(call, access, audit.MEMBER_GROUPS_UPDATED, organization_user_id=member)
    return done()


def _delete(call: Call, access: Access, identifier: str) -> None:
    call.database.run("DELETE FROM groups WHERE id = ?", (identifier,))
    audit.log_organization(call, access, audit.GROUP_DELETED, group_id=identifier)


def _check_use(call: Call, access: Access) -> None:
    organization = organization_row(call, access.organization_id)
    if not features(organization["plan_type"])["useGroups"]:
        raise Problem(400, "This organization cannot use groups.")


def _check_own_membership(call: Call, access: Access, group: Row, members: list[str] | None) -> None:
    """Members may not let themselves in where owners and admins do not reach all items anyway."""
    organization = organization_row(call, access.organization_id)
    own = call.database.value(
        "SELECT id FROM organization_users WHERE organization_id = ? AND user_id = ?",
        (access.organization_id, call.caller.id),
    )
    if organization["admin_access"] or own is None:
        return
    if members is None:
        raise Problem(500, UNHANDLED)
    if own in members and own not in _held(call, group["id"]):
        raise Problem(400, "You cannot add yourself to groups.")


def _posted_members(call: Call) -> list[str] | None:
    posted = call.items("users")
    return None if posted is None else list(dict.fromkeys(guid(item, "users") for item in posted))


def _members(call: Call, access: Access) -> set[str]:
    statement = "SELECT id FROM organization_users WHERE organization_id = ?"
    return {row["id"] for row in call.database.rows(statement, (access.organization_id,))}


def _held(call: Call, group: str) -> set[str]:
    statement = "SELECT organization_user_id AS member FROM group_users WHERE group_id = ?"
    return {row["member"] for row in call.database.rows(statement, (group,))}


def _save_collections(
    call: Call, group: str, chosen: list[Selection], allowed: set[str] | None = None
) -> None:
    """Replace the collections of a group; those that are not `allowed` stay as they are."""
    statement = "SELECT collection_id FROM collection_groups WHERE group_id = ?"
    for row in call.database.rows(statement, (group,)):
        if allowed is None or row["collection_id"] in allowed:
            key = (row["collection_id"], group)
            call.database.run("DELETE FROM collection_groups WHERE collection_id = ? AND group_id = ?", key)
    rights = {item.id: (item.id, group, item.read_only, item.hide_passwords, item.manage) for item in chosen}
    columns = ("collection_id", "group_id", "read_only", "hide_passwords", "manage")
    call.database.insert_many("collection_groups", columns, list(rights.values()))


def _save_members(call: Call, access: Access, group: str, members: list[str]) -> None:
    """Replace the members; whoever came or went has an event."""
    before = _held(call, group)
    call.database.run("DELETE FROM group_users WHERE group_id = ?", (group,))
    links = [(group, member) for member in members]
    call.database.insert_many("group_users", ("group_id", "organization_user_id"), links)
    for member in sorted(before ^ set(members)):
        audit.log_organization(call, access, audit.MEMBER_GROUPS_UPDATED, organization_user_id=member)


def _written(call: Call, identifier: str) -> Response:
    row = call.database.row("SELECT * FROM groups WHERE id = ?", (identifier,))
    if row is None:
        raise not_found()
    return answer(group_object(row))


ROUTES: list[BaseRoute] = [
    route(GROUPS, create, "POST"),
    route(GROUPS, delete_many, "DELETE"),
    route(f"{GROUPS}/delete", delete_many, "POST"),
    route(ONE_GROUP, update, ("PUT", "POST")),
    route(ONE_GROUP, delete, "DELETE"),
    route(f"{ONE_GROUP}/delete", delete, "POST"),
    route(ONE_GROUP + "/user/{member_id:uuid}", delete_member, "DELETE"),
]
