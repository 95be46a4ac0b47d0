"""API: what a device does that asks to be trusted: ask, look, fetch the answer."""

from __future__ import annotations

import hmac
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.call import Call, route
from embedded_backend.device_requests import (
    ADMIN_APPROVAL,
    SIGN_IN,
    UNLOCK,
    check_open,
    is_over,
    new_request,
    newest_of_device,
    request_object,
    store_answer,
)
from embedded_backend.errors import Problem, not_found
from embedded_backend.routes.accounts import signed_in_user
from embedded_backend.wire import answer, rows

_UNKNOWN = "User or known device not found."
_SUPERSEDED = "This request is no longer valid. Make sure to approve the most recent request."
_LONGEST_CODE = 25


def ask_organizations(call: Call) -> Response:
    """Ask every organization of the account to approve a device. The answer is the first request."""
    user = signed_in_user(call)
    email = call.text("email", "Email").strip().lower()
    device = call.text("deviceidentifier", "DeviceIdentifier", longest=50)
    code = call.text("accesscode", "AccessCode", longest=_LONGEST_CODE)
    public_key = call.text("publickey", "PublicKey", longest=4000)
    if call.body.get("type") != ADMIN_APPROVAL:
        raise Problem(400, "Invalid AuthRequestType. Expected AdminApproval.")
    if call.device_type is None:
        raise Problem(400, "Device type not provided.")
    known = "SELECT 1 FROM devices WHERE user_id = ? AND identifier = ?"
    if email != user["email"] or call.database.row(known, (user["id"], device)) is None:
        raise Problem(400, _UNKNOWN)
    memberships = "SELECT organization_id FROM organization_users WHERE user_id = ? ORDER BY rowid"
    organizations = call.database.rows(memberships, (user["id"],))
    if not organizations:
        raise Problem(400, "User does not belong to any organizations.")
    audit.log_account(call, user["id"], audit.ACCOUNT_DEVICE_REQUESTED, accepted=True)
    made = []
    for row in organizations:
        values = new_request(
            user["id"],
            row["organization_id"],
            public_key=public_key,
            access_code=code,
            device=device,
            now=call.backend.now,
        )
        origin = {"type": ADMIN_APPROVAL, "device_type": call.device_type, "ip_address": call.address}
        call.database.insert("auth_requests", {**values, **origin})
        made.append(values["id"])
    first = call.database.row("SELECT * FROM auth_requests WHERE id = ?", (made[0],))
    if first is None:
        raise not_found()
    return answer(request_object(first))


def ask_devices(call: Call) -> Response:
    """Ask the account's other devices to let this one in. Anonymous; only from a device they know."""
    email = call.text("email", "Email", longest=256).strip().lower()
    device = call.text("deviceidentifier", "DeviceIdentifier", longest=50)
    code = call.text("accesscode", "AccessCode", longest=_LONGEST_CODE)
    public_key = call.text("publickey", "PublicKey", longest=4000)
    kind = call.number("type", "Type")
    if kind not in (SIGN_IN, UNLOCK):
        raise Problem(400, "You must be authenticated to create a request of that type.")
    if call.device_type is None:
        raise Problem(400, "Device type not provided.")
    found = call.database.row(
        "SELECT u.id FROM users u JOIN devices d ON d.user_id = u.id WHERE u.email = ? AND d.identifier = ?",
        (email, device),
    )
    if found is None:
        raise Problem(400, _UNKNOWN)
    values = new_request(
        found["id"], None, public_key=public_key, access_code=code, device=device, now=call.backend.now
    )
    origin = {"type": kind, "device_type": call.device_type, "ip_address": call.address}
    call.database.insert("auth_requests", {**values, **origin})
    return answer(request_object(_own_request(call, found["id"], values["id"])))


def answer_own(call: Call) -> Response:
    """Another device of the account approves, with the user key sealed to the request's key, or denies."""
    user = signed_in_user(call)
    found = _own_request(call, user["id"], call.path("request_id"))
    approved = call.flag("requestapproved")
    check_open(found, call.backend.now)
    if approved and not newest_of_device(call.database, found):
        raise Problem(400, _SUPERSEDED)
    device = call.text("deviceidentifier", "DeviceIdentifier", longest=50)
    known = "SELECT 1 FROM devices WHERE user_id = ? AND identifier = ?"
    if call.database.row(known, (user["id"], device)) is None:
        raise Problem(400, "Invalid device.")
    key = call.text("key", "Key", longest=4000) if approved else None
    store_answer(call, found, key)
    return answer(request_object(_own_request(call, user["id"], found["id"])))


def pending(call: Call) -> Response:
    """The account's own requests that wait, the newest of each device."""
    user = signed_in_user(call)
    found = call.database.rows(
        "SELECT * FROM auth_requests WHERE user_id = ? AND approved IS NULL AND type <> ? ORDER BY rowid",
        (user["id"], ADMIN_APPROVAL),
    )
    waiting = [row for row in found if not is_over(row, call.backend.now)]
    newest = [row for row in waiting if newest_of_device(call.database, row)]
    return rows({**request_object(row), "requestDeviceId": None} for row in newest)


def _own_request(call: Call, user_id: str, request_id: str) -> Row:
    found = call.database.row(
        "SELECT * FROM auth_requests WHERE id = ? AND user_id = ?", (request_id, user_id)
    )
    if found is None:
        raise not_found()
    return found


def listing(call: Call) -> Response:
    """The account's own requests."""
    user = signed_in_user(call)
    found = call.database.rows(
        "SELECT * FROM auth_requests WHERE user_id = ? ORDER BY created_at", (user["id"],)
    )
    return rows(request_object(row) for row in found)


def read(call: Call) -> Response:
    """One of them."""
    user = signed_in_user(call)
    return answer(request_object(_own_request(call, user["id"], call.path("request_id"))))


def fetch_answer(call: Call) -> Response:
    """What became of a request, for whoever has its access code; 404 once its time is over."""
    found = call.database.row("SELECT * FROM auth_requests WHERE id = ?", (call.path("request_id"),))
    code = call.request.query_params.get("code", "")
    if found is None or not hmac.compare_digest(found["access_code"].encode(), code.encode()):
        raise not_found()
    if is_over(found, call.backend.now):
        raise not_found()
    return answer(request_object(found))


ROUTES: list[BaseRoute] = [
    route("/auth-requests", listing),
    route("/auth-requests", ask_devices, "POST"),
    route("/auth-requests/pending", pending),
    route("/auth-requests/admin-request", ask_organizations, "POST"),
    route("/auth-requests/{request_id:uuid}", read),
    route("/auth-requests/{request_id:uuid}", answer_own, "PUT"),
    route("/auth-requests/{request_id:uuid}/response", fetch_answer),
]
