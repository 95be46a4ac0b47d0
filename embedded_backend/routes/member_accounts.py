"""API: deleting the whole accounts of members whose address is in a claimed domain."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, require
from embedded_backend.call import Call, route
from embedded_backend.domain_claims import is_claimed, verified_domains
from embedded_backend.errors import Problem
from embedded_backend.member_rules import ADMIN, INVITED, NO_OWNER, OWNER, has_owner
from embedded_backend.routes.member_bulk import bulk_answer, posted_members
from embedded_backend.routes.member_states import share_my_items
from embedded_backend.routes.members import ONE_MEMBER, USERS, one_member
from embedded_backend.wire import done

_SOLE_OWNER = (
    "Cannot delete this user because it is the sole owner of at least one {noun}."
    " Please delete these {noun}s or upgrade another user."
)


def delete_account(call: Call) -> Response:
    """Delete one member's account, everywhere."""
    access = require(call, "manageUsers")
    member = one_member(call, access)
    refusal = _refusal(call, access, member)
    if refusal:
        raise Problem(400, refusal)
    _delete(call, access, member)
    return done()


def delete_accounts(call: Call) -> Response:
    """Delete several, each with its own refusal."""
    access = require(call, "manageUsers")
    results = []
    for member in posted_members(call, access, required=False):
        refusal = _refusal(call, access, member)
        if not refusal:
            _delete(call, access, member)
        results.append((member["id"], refusal))
    return bulk_answer(results)


def _refusal(call: Call, access: Access, member: Row) -> str:
    if member["user_id"] == call.caller.id:
        return "You cannot delete yourself."
    if member["status"] == INVITED or member["user_id"] is None:
        return "You cannot delete a member with Invited status."
    if member["type"] == OWNER and not access.owner:
        return "Only owners can delete other owners."
    if member["type"] == ADMIN and not access.admin:
        return "Custom users can not delete admins."
    if not is_claimed(member, verified_domains(call.database, access.organization_id)):
        return "Member is not claimed by the organization."
    if member["type"] == OWNER and not has_owner(call.database, access.organization_id, (member["id"],)):
        return NO_OWNER
    return _sole(call, access, member["user_id"])


def _sole(call: Call, access: Access, user_id: str) -> str:
    """Why an account must stay that alone owns something else."""
    owned = call.database.rows(
        "SELECT id, organization_id FROM organization_users"
        " WHERE user_id = ? AND type = 0 AND status = 2 AND organization_id <> ?",
        (user_id, access.organization_id),
    )
    if any(not has_owner(call.database, row["organization_id"], (row["id"],)) for row in owned):
        return _SOLE_OWNER.format(noun="organization")
    providers = call.database.rows(
        "SELECT provider_id FROM provider_users WHERE user_id = ? AND type = 0 AND status = 2", (user_id,)
    )
    others = "SELECT 1 FROM provider_users WHERE provider_id = ? AND type = 0 AND status = 2 AND user_id <> ?"
    alone = any(call.database.row(others, (row["provider_id"], user_id)) is None for row in providers)
    return _SOLE_OWNER.format(noun="provider") if alone else ""


def _delete(call: Call, access: Access, member: Row) -> None:
    """The event is written first: it names the account."""
    audit.log_member(call, access, audit.MEMBER_DELETED, member)
    share_my_items(call, member)
    call.database.run("DELETE FROM users WHERE id = ?", (member["user_id"],))


ROUTES: list[BaseRoute] = [
    route(f"{USERS}/delete-account", delete_accounts, ("DELETE",)),
    route(f"{USERS}/delete-account", delete_accounts, "POST"),
    route(f"{ONE_MEMBER}/delete-account", delete_account, "DELETE"),
    route(f"{ONE_MEMBER}/delete-account", delete_account, "POST"),
]
