"""API: revoking, restoring and removing members."""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_row, require
from embedded_backend.call import Call, route
from embedded_backend.domain_claims import is_claimed, verified_domains
from embedded_backend.errors import Problem
from embedded_backend.member_rules import (
    ACCEPTED,
    ADMIN,
    CONFIRMED,
    INVITED,
    NO_OWNER,
    OWNER,
    REVOKED,
    check_seats,
    has_owner,
    policy_refusals,
)
from embedded_backend.routes.member_bulk import bulk_answer, posted_members
from embedded_backend.routes.member_confirm import default_collection_name, make_my_items
from embedded_backend.routes.members import ONE_MEMBER, USERS, one_member
from embedded_backend.wire import done

_MANUAL = 1


def revoke(call: Call) -> Response:
    """Suspend one; the seat is free at once."""
    access = require(call, "manageUsers")
    member = one_member(call, access)
    _refuse(_above(call, access, member, "revoke"))
    if member["status"] == REVOKED:
        raise Problem(400, "Already revoked.")
    if not has_owner(call.database, access.organization_id, (member["id"],)):
        raise Problem(400, NO_OWNER)
    set_revoked(call, member, _MANUAL)
    audit.log_member(call, access, audit.MEMBER_REVOKED, member)
    return done()


def revoke_many(call: Call) -> Response:
    """Suspend several, each with its own refusal."""
    access = require(call, "manageUsers")
    members = posted_members(call, access, required=False)
    owned = has_owner(call.database, access.organization_id, [row["id"] for row in members])

    def one(member: Row) -> str:
        if member["user_id"] == call.caller.id:
            return "You cannot revoke yourself."
        if member["status"] == REVOKED:
            return "Already revoked."
        if member["type"] == OWNER and not owned:
            return NO_OWNER
        refusal = _above(call, access, member, "revoke")
        if not refusal:
            set_revoked(call, member, _MANUAL)
            audit.log_member(call, access, audit.MEMBER_REVOKED, member)
        return refusal

    return _each(members, one)


def set_revoked(call: Call, member: Row, reason: int) -> None:
    """Store a revocation; what the member was before follows from the account and the key."""
    statement = "UPDATE organization_users SET status = ?, revocation_reason = ? WHERE id = ?"
    call.database.run(statement, (REVOKED, reason, member["id"]))


def restore(call: Call) -> Response:
    """Take one back, which takes a seat."""
    access = require(call, "manageUsers")
    member = one_member(call, access)
    name = default_collection_name(call) if call.request.url.path.endswith("/vnext") else None
    _refuse(_above(call, access, member, "restore"))
    if member["status"] != REVOKED:
        raise Problem(400, "Already active.")
    check_seats(call.database, organization_row(call, access.organization_id), 1)
    _refuse(_non_compliant(call, member))
    _restore(call, access, member, name)
    return done()


def restore_many(call: Call) -> Response:
    """Take several back. Seats are needed for all that were asked for, even those that are active."""
    access = require(call, "manageUsers")
    members = posted_members(call, access, required=True)
    name = default_collection_name(call)
    check_seats(call.database, organization_row(call, access.organization_id), len(call.ids("ids", "Ids")))

    def one(member: Row) -> str:
        refusal = (
            "Already active."
            if member["status"] != REVOKED
            else _above(call, access, member, "restore") or _non_compliant(call, member)
        )
        if not refusal:
            _restore(call, access, member, name)
        return refusal

    return _each(members, one)


def _restore(call: Call, access: Access, member: Row, name: str | None) -> None:
    before = INVITED if member["user_id"] is None else CONFIRMED if member["key"] else ACCEPTED
    statement = "UPDATE organization_users SET status = ?, revocation_reason = NULL WHERE id = ?"
    call.database.run(statement, (before, member["id"]))
    audit.log_member(call, access, audit.MEMBER_RESTORED, member)
    if before == CONFIRMED:
        make_my_items(call, access.organization_id, member, name)


def _non_compliant(call: Call, member: Row) -> str:
    if member["user_id"] is None:
        return ""
    refusals = policy_refusals(call.database, member, member["user_id"])
    email = member["user_email"]
    if len(refusals) > 1:
        return f"{email} is not compliant with the single organization membership and two-step login policy."
    texts = {
        "two-step": "is not compliant with the two-step login policy.",
        "single": "cannot be restored until they leave all other organization vaults.",
        "other": "cannot be restored because they are a member of another organization which forbids it.",
    }
    return f"{email} {texts[refusals[0]]}" if refusals else ""


def remove(call: Call) -> Response:
    """Take one out of the organization."""
    access = require(call, "manageUsers")
    member = one_member(call, access)
    _refuse(_above(call, access, member, "remove") or _claimed(call, member))
    if member["type"] == OWNER and not has_owner(call.database, access.organization_id, (member["id"],)):
        raise Problem(400, NO_OWNER)
    _remove(call, access, member)
    return done()


def remove_many(call: Call) -> Response:
    """Take several out. Without any owner left, nobody is removed."""
    access = require(call, "manageUsers")
    members = posted_members(call, access, required=True)
    if not has_owner(call.database, access.organization_id, call.ids("ids", "Ids")):
        raise Problem(400, NO_OWNER)

    def one(member: Row) -> str:
        refusal = _above(call, access, member, "remove") or _claimed(call, member)
        if not refusal:
            _remove(call, access, member)
        return refusal

    return _each(members, one)


def _claimed(call: Call, member: Row) -> str:
    """Accounts that a verified domain claims are revoked or deleted, never taken out."""
    claimed = is_claimed(member, verified_domains(call.database, member["organization_id"]))
    return "The member's account is claimed by the organization and cannot be removed." if claimed else ""


def _remove(call: Call, access: Access, member: Row) -> None:
    share_my_items(call, member)
    call.database.run("DELETE FROM organization_users WHERE id = ?", (member["id"],))
    audit.log_member(call, access, audit.MEMBER_REMOVED, member)


def share_my_items(call: Call, member: Row) -> None:
    """My Items of somebody who goes stay, as a shared collection that tells whose it was and that nobody
    reaches."""
    own = (
        "UPDATE collections SET type = 0, default_user_email = COALESCE(default_user_email, ?) WHERE type = 1"
        " AND id IN (SELECT collection_id FROM collection_users WHERE organization_user_id = ?)"
    )
    call.database.run(own, (member["user_email"], member["id"]))


def _above(call: Call, access: Access, member: Row, verb: str) -> str:
    """Whom the caller may not touch: themselves, and whoever is above them."""
    if member["user_id"] is not None and member["user_id"] == call.caller.id:
        return f"You cannot {verb} yourself."
    if member["type"] == OWNER and not access.owner:
        return f"Only owners can {verb} other owners."
    if member["type"] == ADMIN and not access.admin:
        return f"Custom users can not {verb} admins."
    return ""


def _refuse(refusal: str) -> None:
    if refusal:
        raise Problem(400, refusal)


def _each(members: list[Row], one: Callable[[Row], str]) -> Response:
    return bulk_answer([(member["id"], one(member)) for member in members])


ROUTES: list[BaseRoute] = [
    route(f"{USERS}/revoke", revoke_many, ("PUT", "PATCH")),
    route(f"{USERS}/restore", restore_many, ("PUT", "PATCH")),
    route(USERS, remove_many, "DELETE"),
    route(f"{USERS}/remove", remove_many, "POST"),
    route(f"{ONE_MEMBER}/revoke", revoke, ("PUT", "PATCH")),
    route(f"{ONE_MEMBER}/restore", restore, ("PUT", "PATCH")),
    route(f"{ONE_MEMBER}/restore/vnext", restore, "PUT"),
    route(ONE_MEMBER, remove, "DELETE"),
    route(f"{ONE_MEMBER}/remove", remove, "POST"),
]
