"""API: the signed-in account."""

from __future__ import annotations

import re
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import passwords
from embedded_backend.call import Call, route
from embedded_backend.errors import EmptyProblem, Problem, invalid
from embedded_backend.profile import profile
from embedded_backend.sign_in import mail_new_device_code
from embedded_backend.wire import TICKS_PER_SECOND, answer, date_text, done

_KEY_ID = re.compile(r"[0-9a-f]{32}")


def signed_in_user(call: Call) -> Row:
    """The caller's account row; a deleted account counts as an invalid token."""
    user = call.database.row("SELECT * FROM users WHERE id = ?", (call.caller.id,))
    if user is None:
        raise EmptyProblem(401, challenge=True)
    return user


def require_secret(call: Call, user: Row) -> None:
    """Check the caller's own `masterPasswordHash`. Raises 400."""
    given = call.body.get("masterpasswordhash")
    if not isinstance(given, str) or not given:
        raise invalid("MasterPasswordHash", "MasterPasswordHash, OTP, or AccessCode must be provided.")
    if not passwords.matches(user, given):
        raise Problem(400, "The model state is invalid.", {"": ["User verification failed."]})


def read_profile(call: Call) -> Response:
    """Account, memberships, providers and clients."""
    return answer(profile(call.database, signed_in_user(call)))


def write_profile(call: Call) -> Response:
    """Change the name. The answer carries no lists."""
    user = signed_in_user(call)
    name = call.body.get("name")
    if name is not None and (not isinstance(name, str) or len(name) > 50):
        raise invalid("Name", "The field Name exceeds the maximum length.")
    call.database.run(
        "UPDATE users SET name = ?, revised_at = ? WHERE id = ?", (name, call.backend.now, user["id"])
    )
    lists = ("organizations", "organizationsNew", "providers", "providerOrganizations")
    return answer({**profile(call.database, signed_in_user(call)), **dict.fromkeys(lists)})


def revision_date(call: Call) -> Response:
    """When the account changed last: a bare number, milliseconds since the epoch.

    What happens in an organization changes the accounts of its members.
    """
    user = signed_in_user(call)
    newest = call.database.value(
        "SELECT MAX(e.date) FROM events e JOIN organization_users m ON m.organization_id = e.organization_id"
        " WHERE m.user_id = ? AND m.status = 2",
        (user["id"],),
    )
    return answer(max(user["revised_at"], newest or 0) * 1000 // TICKS_PER_SECOND)


def api_key(call: Call) -> Response:
    """The personal API key; asks for the authentication hash."""
    user = signed_in_user(call)
    require_secret(call, user)
    return answer(
        {"object": "apiKey", "apiKey": user["api_key"], "revisionDate": date_text(user["created_at"])}
    )


def verify_password(call: Call) -> Response:
    """Check the authentication hash; the answer is the master-password policy."""
    require_secret(call, signed_in_user(call))
    return answer({"object": "masterPasswordPolicy"})


def user_key_id(call: Call) -> Response:
    """Store the id of the user key, which official clients fill in once."""
    user = signed_in_user(call)
    key_id = call.text("userkeyid", "UserKeyId").lower()
    if not _KEY_ID.fullmatch(key_id):
        raise invalid("UserKeyId", "The field UserKeyId is not a key id.")
    call.database.run("UPDATE users SET user_key_id = ? WHERE id = ?", (key_id, user["id"]))
    return done()


def resend_new_device_otp(call: Call) -> Response:
    """Mail a new code for an unknown device; says nothing about whether it did."""
    email = call.text("email", "Email", longest=256).strip().lower()
    user = call.database.row("SELECT * FROM users WHERE email = ?", (email,))
    if user is not None and passwords.matches(user, str(call.body.get("masterpasswordhash", ""))):
        mail_new_device_code(call.backend, user)
    return done()


ROUTES: list[BaseRoute] = [
    route("/accounts/profile", read_profile),
    route("/accounts/profile", write_profile, ("PUT", "POST")),
    route("/accounts/revision-date", revision_date),
    route("/accounts/api-key", api_key, "POST"),
    route("/accounts/verify-password", verify_password, "POST"),
    route("/accounts/key-management/user-key-id", user_key_id, "POST"),
    route("/accounts/resend-new-device-otp", resend_new_device_otp, "POST"),
]
