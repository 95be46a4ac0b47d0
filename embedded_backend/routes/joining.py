"""API: taking invitations to providers and organizations by the token of their link."""

from __future__ import annotations

import json
import secrets
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.errors import Problem, not_found
from embedded_backend.invitation_links import JOIN_ORGANIZATION, JOIN_PROVIDER
from embedded_backend.member_rules import ACCEPTED, INVITED, REVOKED, joining_refusal
from embedded_backend.routes.accounts import signed_in_user
from embedded_backend.routes.policies import policy_object
from embedded_backend.selections import check_enc_string
from embedded_backend.simulated_admin import is_admin_of
from embedded_backend.staff_rules import staff_refusal
from embedded_backend.wire import answer, done, rows, ticks

USER_INVALID, INVALID_TOKEN = "User invalid.", "Invalid token."
ALREADY_ACCEPTED = "Already accepted."
OTHER_EMAIL = "User email does not match invite."
RECOVERY_KEY_MISSING = "Master Password reset is required, but not provided."
_ACCOUNT_RECOVERY = 8
_REFUSALS = {
    "two-step": "You cannot join this organization until you enable two-step login on your user account.",
    "single": "You may not join this organization until you leave or remove all other organizations.",
    "other": "You cannot join this organization because you are a member of another organization"
    " which forbids it.",
}


def token_fits(call: Call, token: str, purpose: str, subject: str, email: str) -> bool:
    """Whether a token was made for this purpose, row and address, and has not expired."""
    row = call.database.row("SELECT * FROM mail_tokens WHERE token = ? AND purpose = ?", (token, purpose))
    if row is None or row["expires_at"] <= call.backend.now:
        return False
    return row["subject"] == subject and secrets.compare_digest(
        row["email"].lower().encode(), email.lower().encode()
    )


def accept_provider(call: Call) -> Response:
    """Take an invitation to a provider; an admin of it still has to confirm."""
    user, token = signed_in_user(call), call.text("token", "Token", longest=4000)
    place = (call.path("provider_user_id"), call.path("provider_id"))
    found = call.database.row("SELECT * FROM provider_users WHERE id = ? AND provider_id = ?", place)
    if found is None:
        raise Problem(400, USER_INVALID)
    if found["status"] != INVITED:
        raise Problem(400, ALREADY_ACCEPTED)
    if not token_fits(call, token, JOIN_PROVIDER, found["id"], found["email"]):
        raise Problem(400, INVALID_TOKEN)
    if found["email"].lower() != user["email"].lower():
        raise Problem(400, OTHER_EMAIL)
    refused = staff_refusal(call.database, user["id"])
    if refused:
        raise Problem(400, refused)
    call.database.run(
        "UPDATE provider_users SET status = ?, user_id = ?, accepts_at = ? WHERE id = ?",
        (ACCEPTED, user["id"], _confirmed_at(call, found["provider_id"]), found["id"]),
    )
    return done()


def _confirmed_at(call: Call, provider_id: str) -> int | None:
    """When somebody who is simulated confirms; None: whoever practises does, or nobody."""
    if not is_admin_of(call.database, provider_id):
        return None
    return call.backend.now + ticks(call.backend.options.accept_after)


def accept_organization(call: Call) -> Response:
    """Take an invitation to an organization; somebody of it still has to confirm."""
    user, token = signed_in_user(call), call.text("token", "Token", longest=4000)
    organization = call.path("organization_id")
    recovery = _recovery_key(call, organization)
    found = call.database.row(
        "SELECT * FROM organization_users WHERE id = ? AND organization_id = ?",
        (call.path("member_id"), organization),
    )
    if found is None:
        raise Problem(400, USER_INVALID)
    if not token_fits(call, token, JOIN_ORGANIZATION, found["id"], found["email"]):
        raise Problem(400, INVALID_TOKEN)
    if found["email"].lower() != user["email"].lower():
        raise Problem(400, OTHER_EMAIL)
    if found["status"] == REVOKED:
        raise Problem(400, "Your organization access has been revoked.")
    if found["status"] != INVITED:
        raise Problem(400, ALREADY_ACCEPTED)
    refused = joining_refusal(call.database, found, user["id"])
    if refused is not None:
        raise Problem(400, _REFUSALS[refused])
    call.database.run(
        "UPDATE organization_users SET status = ?, user_id = ?, reset_password_key = ?, accepts_at = NULL"
        " WHERE id = ?",
        (ACCEPTED, user["id"], recovery, found["id"]),
    )
    return done()


def _recovery_key(call: Call, organization_id: str) -> str | None:
    """The user key for account recovery, wanted where everybody is enrolled. Raises 400."""
    if not enrols_everybody(call, organization_id):
        return None
    key = call.body.get("resetpasswordkey")
    if not isinstance(key, str) or not key.strip():
        raise Problem(400, RECOVERY_KEY_MISSING)
    check_enc_string(key, "ResetPasswordKey")
    return key


def enrols_everybody(call: Call, organization_id: str) -> bool:
    """Whether account recovery is on and enrols whoever joins."""
    data = call.database.value(
        "SELECT data FROM policies WHERE organization_id = ? AND type = ? AND enabled = 1",
        (organization_id, _ACCOUNT_RECOVERY),
    )
    return bool(data) and json.loads(data).get("autoEnrollEnabled") is True


def policies_by_token(call: Call) -> Response:
    """The policies that are on, for whoever holds an invitation; no sign-in is asked for."""
    query = call.request.query_params
    member = _invited(call, query.get("organizationUserId", ""))
    email = query.get("email", "")
    if member is None or not token_fits(call, query.get("token", ""), JOIN_ORGANIZATION, member["id"], email):
        raise not_found()
    found = call.database.rows(
        "SELECT * FROM policies WHERE organization_id = ? AND enabled = 1 ORDER BY type",
        (member["organization_id"],),
    )
    return rows(policy_object(row) for row in found)


def _invited(call: Call, member_id: str) -> Row | None:
    return call.database.row(
        "SELECT * FROM organization_users WHERE id = ? AND organization_id = ?",
        (member_id.lower(), call.path("organization_id")),
    )


def auto_enroll_status(call: Call) -> Response:
    """Whether joining enrols in account recovery. The path names the SSO identifier, not the id."""
    user = signed_in_user(call)
    found = call.database.value(
        "SELECT o.id FROM organizations o JOIN organization_users m ON m.organization_id = o.id"
        " WHERE o.identifier = ? AND m.user_id = ?",
        (call.path("identifier"), user["id"]),
    )
    if found is None:
        raise not_found()
    enabled = enrols_everybody(call, found)
    return answer({"object": "organizationAutoEnrollStatus", "id": found, "resetPasswordEnabled": enabled})


ROUTES: list[BaseRoute] = [
    route(
        "/providers/{provider_id:uuid}/users/{provider_user_id:uuid}/accept",
        accept_provider,
        "POST",
    ),
    route("/organizations/{organization_id:uuid}/users/{member_id:uuid}/accept", accept_organization, "POST"),
    route("/organizations/{organization_id:uuid}/policies/token", policies_by_token),
    route("/organizations/{identifier}/auto-enroll-status", auto_enroll_status),
]
