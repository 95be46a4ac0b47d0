"""API: changing a member's role, collections and groups."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_row, require
from embedded_backend.call import Call, guid, route
from embedded_backend.collection_rights import changeable
from embedded_backend.errors import UNHANDLED, Problem, not_found
from embedded_backend.member_roles import check_role, read_permissions, stored_permissions
from embedded_backend.member_rules import ADMIN, NO_OWNER, OWNER, has_owner
from embedded_backend.routes.member_confirm import default_collection_name, make_my_items
from embedded_backend.routes.member_invites import member_type
from embedded_backend.routes.members import ONE_MEMBER, one_member
from embedded_backend.selections import Selection, known_collections, read_selections, stored_selection
from embedded_backend.wire import done


def update(call: Call) -> Response:
    """Replace role, collections and flags, and the groups where a list of them is sent."""
    access = require(call, "manageUsers")
    kind = member_type(call)
    member = one_member(call, access)
    organization = organization_row(call, access.organization_id)
    himself = member["user_id"] is not None and member["user_id"] == call.caller.id
    shut_out = himself and not organization["admin_access"]
    collections = _collections(call, access, member, shut_out=shut_out)
    if call.backend.options.member_update_fails and access.only_provider:
        raise Problem(500, UNHANDLED)
    groups = None if shut_out else _groups(call, access)
    granted = read_permissions(call.body.get("permissions"))
    check_role(access, organization, kind, member["type"], granted)
    if kind != OWNER and not has_owner(call.database, access.organization_id, (member["id"],)):
        raise Problem(400, NO_OWNER)
    call.database.run(
        "UPDATE organization_users SET type = ?, permissions = ?, access_secrets_manager = ?, access_pam = ?"
        " WHERE id = ?",
        (kind, stored_permissions(kind, granted), *_flags(call), member["id"]),
    )
    _save(call, member["id"], collections, groups)
    audit.log_member(call, access, audit.MEMBER_UPDATED, member)
    if member["type"] in (OWNER, ADMIN) and member["user_id"] is not None:
        make_my_items(call, access.organization_id, one_member(call, access), default_collection_name(call))
    return done()


def _collections(call: Call, access: Access, member: Row, *, shut_out: bool) -> list[Selection]:
    """What the member is to have, with what the caller may not take away.

    Raises 500 for null, as the server does, 404 for strangers, 400 for adding oneself.
    """
    chosen = read_selections(call.items("collections"), "collections")
    if chosen is None:
        raise Problem(500, UNHANDLED)
    statement = "SELECT * FROM collection_users WHERE organization_user_id = ?"
    held = {row["collection_id"]: row for row in call.database.rows(statement, (member["id"],))}
    if shut_out and any(item.id not in held for item in chosen):
        raise Problem(400, "You cannot add yourself to a collection.")
    allowed = changeable(call, access, "manageUsers")
    if any(item.id not in allowed for item in chosen):
        raise not_found()
    shared = known_collections(call.database, member["organization_id"])
    kept = [held[identifier] for identifier in held if identifier in shared - allowed]
    return [*chosen, *(stored_selection(row["collection_id"], row) for row in kept)]


def _groups(call: Call, access: Access) -> list[str] | None:
    posted = call.items("groups")
    if posted is None:
        return None
    statement = "SELECT id FROM groups WHERE organization_id = ?"
    known = {row["id"] for row in call.database.rows(statement, (access.organization_id,))}
    wanted = list(dict.fromkeys(guid(item, "groups") for item in posted))
    if not known.issuperset(wanted):
        raise not_found()
    return wanted


def _flags(call: Call) -> tuple[bool, bool]:
    """Access to other products; what is not sent is taken away."""
    return call.flag("accesssecretsmanager"), call.flag("accesspam")


def _save(call: Call, member: str, collections: list[Selection], groups: list[str] | None) -> None:
    """My Items stay as they are."""
    shared = "(SELECT id FROM collections WHERE type = 0)"
    call.database.run(
        f"DELETE FROM collection_users WHERE organization_user_id = ? AND collection_id IN {shared}",  # noqa: S608
        (member,),
    )
    columns = ("collection_id", "organization_user_id", "read_only", "hide_passwords", "manage")
    chosen = {item.id: item for item in collections}
    rights = [(item.id, member, item.read_only, item.hide_passwords, item.manage) for item in chosen.values()]
    call.database.insert_many("collection_users", columns, rights)
    if groups is not None:
        call.database.run("DELETE FROM group_users WHERE organization_user_id = ?", (member,))
        links = [(group, member) for group in groups]
        call.database.insert_many("group_users", ("group_id", "organization_user_id"), links)


ROUTES: list[BaseRoute] = [route(ONE_MEMBER, update, ("PUT", "POST"))]
