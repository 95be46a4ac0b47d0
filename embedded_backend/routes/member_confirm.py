"""API: confirming members, which gives them the organization's key."""

from __future__ import annotations

import uuid
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_row, require
from embedded_backend.call import Call, guid, route
from embedded_backend.errors import Problem, invalid
from embedded_backend.member_rules import ACCEPTED, owns_data, policy_refusals
from embedded_backend.routes.member_bulk import bulk_answer
from embedded_backend.routes.members import MEMBERS, ONE_MEMBER, USERS
from embedded_backend.selections import check_enc_string
from embedded_backend.wire import done

_REFUSALS = {
    "two-step": "User does not have two-step login enabled.",
    "single": "{email} cannot be confirmed until they leave all other organization vaults.",
    "other": "{email} cannot be confirmed because they are a member of another organization"
    " which forbids it.",
}


def confirm(call: Call) -> Response:
    """Give a waiting member the organization key, sealed to the member's public key."""
    access = require(call, "manageUsers")
    key, name = call.text("key", "Key", longest=4000), default_collection_name(call)
    row = _waiting(call, access).get(call.path("member_id"))
    if row is None:
        raise Problem(400, "User not valid.")
    refusal = _confirm(call, access, row, key, name)
    if refusal:
        raise Problem(400, refusal)
    return done()


def confirm_many(call: Call) -> Response:
    """Confirm several; those who do not wait are missing from the answer."""
    access = require(call, "manageUsers")
    name = default_collection_name(call)
    keys = posted_keys(call)
    waiting = _waiting(call, access)
    return bulk_answer(
        (row, _confirm(call, access, waiting[row], key, name)) for row, key in keys.items() if row in waiting
    )


def posted_keys(call: Call) -> dict[str, str]:
    """The sealed keys of a request that confirms several, by the id of each."""
    keys = {}
    for item in call.items("keys") or ():
        key = item.get("key") if isinstance(item, dict) else None
        if not isinstance(key, str) or not key:
            raise invalid("Keys", "The Keys field is required.")
        keys[guid(item.get("id"), "keys")] = key
    return keys


def _waiting(call: Call, access: Access) -> dict[str, Row]:
    found = call.database.rows(f"{MEMBERS} AND m.status = ?", (access.organization_id, ACCEPTED))
    return {row["id"]: row for row in found}


def _confirm(call: Call, access: Access, row: Row, key: str, name: str | None) -> str:
    """Confirm one; the refusal, empty for success."""
    refusals = policy_refusals(call.database, row, row["user_id"])
    if refusals:
        return _REFUSALS[refusals[0]].format(email=row["user_email"])
    call.database.run("UPDATE organization_users SET key = ?, status = 2 WHERE id = ?", (key, row["id"]))
    audit.log_member(call, access, audit.MEMBER_CONFIRMED, row)
    make_my_items(call, access.organization_id, row, name)
    return ""


def default_collection_name(call: Call) -> str | None:
    """The encrypted name of My Items collections in the body. Raises 400 where it is no EncString."""
    name = call.body.get("defaultusercollectionname")
    if not isinstance(name, str) or not name.strip():
        return None
    check_enc_string(name, "DefaultUserCollectionName")
    return name


def make_my_items(call: Call, organization_id: str, member: Row, name: str | None) -> None:
    """The collection that a member keeps own items in, where data belongs to the organization."""
    if name is None or not owns_data(call.database, organization_row(call, organization_id), member):
        return
    there = (
        "SELECT 1 FROM collections c JOIN collection_users a ON a.collection_id = c.id"
        " WHERE c.type = 1 AND a.organization_user_id = ?"
    )
    if call.database.row(there, (member["id"],)) is not None:
        return
    collection = {"id": str(uuid.uuid4()), "organization_id": organization_id, "name": name, "type": 1}
    call.database.insert("collections", {**collection, "created_at": call.backend.now})
    access = {"collection_id": collection["id"], "organization_user_id": member["id"]}
    rights = {"read_only": 0, "hide_passwords": 0, "manage": 1}
    call.database.insert("collection_users", {**access, **rights})


ROUTES: list[BaseRoute] = [
    route(f"{USERS}/confirm", confirm_many, "POST"),
    route(f"{ONE_MEMBER}/confirm", confirm, "POST"),
]
