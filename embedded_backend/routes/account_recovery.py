"""API: members who leave their key with the organization, and new passwords for those who forgot theirs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_row, require
from embedded_backend.call import Call, route
from embedded_backend.errors import Problem, not_found
from embedded_backend.master_passwords import read_new_password, store_password
from embedded_backend.member_rules import ADMIN, INVITED, OWNER, policy_on, two_step_exempt
from embedded_backend.outbox import post
from embedded_backend.passwords import matches
from embedded_backend.plans import features
from embedded_backend.routes.accounts import signed_in_user
from embedded_backend.routes.member_states import set_revoked
from embedded_backend.routes.members import MEMBERS, ONE_MEMBER, USERS, one_member
from embedded_backend.sso_data import TRUSTED_DEVICES
from embedded_backend.wire import Json, answer, done, rows

_TWO_STEP, _ACCOUNT_RECOVERY = 0, 8
_TWO_STEP_REASON, _TWO_STEP_DISABLED = 2, 4
_NOT_PERMITTED = "You are not permitted to recover this user's account."
_NOT_IN_PROVIDER = "You are not permitted to recover this Provider member's account."


def details(call: Call) -> Response:
    """What recovering one member takes. 404 also where the caller may not."""
    access = require(call, "manageResetPassword")
    member = one_member(call, access)
    if member["user_id"] is None or _refusal(call, access, member):
        raise not_found()
    return answer(next(_details(call, access, [member])))


def details_of_many(call: Call) -> Response:
    """The same of several; those whom the caller may not recover are left out."""
    access = require(call, "manageResetPassword")
    wanted = call.ids("ids", "Ids")
    found = call.database.rows(MEMBERS, (access.organization_id,))
    allowed = [
        row for row in found if row["id"] in wanted and row["user_id"] and not _refusal(call, access, row)
    ]
    return rows(_details(call, access, allowed))


def _details(call: Call, access: Access, members: Iterable[Row]) -> Iterator[Json]:
    organization = organization_row(call, access.organization_id)
    for member in members:
        user = _account(call, member["user_id"])
        yield {
            "object": "organizationUserResetPasswordDetails",
            "organizationUserId": member["id"],
            "kdf": user["kdf"],
            "kdfIterations": user["kdf_iterations"],
            "kdfMemory": user["kdf_memory"],
            "kdfParallelism": user["kdf_parallelism"],
            "masterPasswordSalt": user["salt"] or user["email"],
            "resetPasswordKey": member["reset_password_key"],
            "encryptedPrivateKey": organization["private_key"],
        }


def _account(call: Call, user_id: str) -> Row:
    user = call.database.row("SELECT * FROM users WHERE id = ?", (user_id,))
    if user is None:
        raise not_found()
    return user


def _refusal(call: Call, access: Access, member: Row) -> str:
    """Why the caller may not recover this member; empty: they may.

    Nobody recovers an account above their own, neither in the organization nor in any provider that the
    account belongs to.
    """
    admin = access.owner if member["type"] == OWNER else access.admin
    if not (admin if member["type"] in (OWNER, ADMIN) else access.may("manageResetPassword")):
        return _NOT_PERMITTED
    jobs = call.database.rows("SELECT * FROM provider_users WHERE user_id = ?", (member["user_id"],))
    for job in jobs:
        mine = call.caller.provider_admin if job["type"] == 0 else call.caller.provider_user
        if not mine(job["provider_id"]):
            return _NOT_IN_PROVIDER
    return ""


def recover(call: Call) -> Response:
    """A new temporary master password, no two-step login any more, or both."""
    access = require(call, "manageResetPassword")
    member = one_member(call, access)
    password, two_step = call.flag("resetmasterpassword"), call.flag("resettwofactor")
    new = read_new_password(call) if password else None
    refusal = _refusal(call, access, member)
    if refusal:
        raise Problem(400, refusal)
    if not password and not two_step:
        raise Problem(400, "At least one recovery action must be requested.")
    _check_allowed(call, access.organization_id)
    if member["status"] == INVITED or not member["reset_password_key"] or member["user_id"] is None:
        raise Problem(400, "Organization User not valid.")
    user = _account(call, member["user_id"])
    if new is not None:
        store_password(call, user, new, temporary=True)
        audit.log_member(call, access, audit.PASSWORD_RESET, member)
    if two_step:
        _reset_two_step(call, user)
        audit.log_member(call, access, audit.TWO_STEP_RESET, member)
        _revoke_without_two_step(call, user)
    _tell(call, access, user, password=password, two_step=two_step)
    return Response(status_code=204)


def _check_allowed(call: Call, organization_id: str) -> None:
    organization = organization_row(call, organization_id)
    if not features(organization["plan_type"])["useResetPassword"]:
        raise Problem(400, "Organization does not allow password reset.")
    if not policy_on(call.database, organization_id, _ACCOUNT_RECOVERY):
        raise Problem(400, "Organization does not have the password reset policy enabled.")


def _reset_two_step(call: Call, user: Row) -> None:
    call.database.run(
        "UPDATE users SET totp_secret = NULL, two_step_email = NULL, yubikey_id = NULL, revised_at = ?"
        " WHERE id = ?",
        (call.backend.now, user["id"]),
    )


def _revoke_without_two_step(call: Call, user: Row) -> None:
    """Organizations that require two-step login suspend whoever has none any more."""
    memberships = call.database.rows(
        "SELECT * FROM organization_users WHERE user_id = ? AND status IN (1, 2)", (user["id"],)
    )
    for member in memberships:
        organization = member["organization_id"]
        if two_step_exempt(member) or not policy_on(call.database, organization, _TWO_STEP):
            continue
        set_revoked(call, member, _TWO_STEP_REASON)
        event = {"type": audit.MEMBER_REVOKED_FOR_TWO_STEP, "date": call.backend.now}
        subject = {"organization_id": organization, "organization_user_id": member["id"]}
        system = {"user_id": user["id"], "system_user": _TWO_STEP_DISABLED}
        call.database.insert("events", {**event, **subject, **system})


def _tell(call: Call, access: Access, user: Row, *, password: bool, two_step: bool) -> None:
    name = organization_row(call, access.organization_id)["name"]
    what = " and ".join(
        words for words, wanted in (("master password", password), ("two-step login", two_step)) if wanted
    )
    text = f"An administrator of {name} has reset your {what}. If that was not expected, ask them at once."
    post(call.database, user["email"], "Your account was recovered", text, call.backend.now)


def enroll(call: Call) -> Response:
    """A member leaves the user key with the organization, or takes it back. The path has the account id."""
    user = signed_in_user(call)
    organization_id, key = call.path("organization_id"), call.body.get("resetpasswordkey") or None
    proven = matches(user, str(call.body.get("masterpasswordhash") or ""))
    if key and not proven and not _trusts_devices(call, organization_id):
        raise Problem(400, "Incorrect password")
    member = call.database.row(
        "SELECT * FROM organization_users WHERE organization_id = ? AND user_id = ?",
        (organization_id, call.path("member_id")),
    )
    if member is None or member["user_id"] != user["id"]:
        raise Problem(400, "User not valid.")
    if not features(organization_row(call, organization_id)["plan_type"])["useResetPassword"]:
        raise Problem(400, "Organization does not allow password reset enrollment.")
    data = call.database.value(
        "SELECT COALESCE(data, '{}') FROM policies WHERE organization_id = ? AND type = ? AND enabled = 1",
        (organization_id, _ACCOUNT_RECOVERY),
    )
    if data is None:
        raise Problem(400, "Organization does not have the password reset policy enabled.")
    if key is None and _auto_enrolls(data):
        raise Problem(
            400, "Due to an Enterprise policy, you are not allowed to withdraw from account recovery."
        )
    statement = "UPDATE organization_users SET reset_password_key = ? WHERE id = ?"
    call.database.run(statement, (key, member["id"]))
    access = Access(organization_id, member["type"], None, frozenset())
    kind = audit.RECOVERY_ENROLLED if key else audit.RECOVERY_WITHDRAWN
    audit.log_member(call, access, kind, member)
    return done()


def _trusts_devices(call: Call, organization_id: str) -> bool:
    """Whether members open their vaults on trusted devices, so that they need no master password."""
    data = call.database.value(
        "SELECT data FROM sso_configs WHERE organization_id = ? AND enabled = 1", (organization_id,)
    )
    return data is not None and json.loads(data)["memberDecryptionType"] == TRUSTED_DEVICES


def _auto_enrolls(data: str) -> bool:
    return json.loads(data).get("autoEnrollEnabled") is True


def replace_temporary(call: Call) -> Response:
    """Whoever signed in with a temporary password gives themselves one of their own."""
    user = signed_in_user(call)
    new = read_new_password(call)
    if not user["force_password_reset"]:
        raise Problem(400, "User does not have a temporary password to update.")
    store_password(call, user, new, temporary=False)
    audit.log_account(call, user["id"], audit.ACCOUNT_TEMPORARY_PASSWORD_REPLACED)
    return done()


ROUTES: list[BaseRoute] = [
    route(f"{ONE_MEMBER}/reset-password-details", details),
    route(f"{USERS}/account-recovery-details", details_of_many, "POST"),
    route(f"{ONE_MEMBER}/recover-account", recover, "PUT"),
    route(f"{ONE_MEMBER}/reset-password-enrollment", enroll, "PUT"),
    route("/accounts/update-temp-password", replace_temporary, "PUT"),
]
