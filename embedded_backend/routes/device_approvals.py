"""API: devices that members asked their organization to trust."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, access_to
from embedded_backend.call import Call, guid, route
from embedded_backend.device_requests import (
    ADMIN_APPROVAL,
    check_open,
    device_name,
    is_over,
    oldest_kept,
    store_answer,
    tell_approved,
)
from embedded_backend.errors import invalid, not_found, unauthorized
from embedded_backend.selections import check_enc_string
from embedded_backend.wire import Json, date_text, done, rows

_REQUESTS = "SELECT * FROM auth_requests WHERE organization_id = ? AND type = ?"


def _access(call: Call) -> Access:
    access = access_to(call, call.path("organization_id"), older=True)
    if not access.may("manageResetPassword"):
        raise unauthorized()
    return access


def listing(call: Call) -> Response:
    """Requests that nobody answered, those included whose time is over until they are cleared away."""
    access = _access(call)
    found = call.database.rows(
        "SELECT r.*, u.email, m.id AS member_id FROM auth_requests r JOIN users u ON u.id = r.user_id"
        " JOIN organization_users m ON m.user_id = r.user_id AND m.organization_id = r.organization_id"
        " WHERE r.organization_id = ? AND r.type = ? AND r.answered_at IS NULL AND r.created_at > ?"
        " ORDER BY r.created_at, r.id",
        (access.organization_id, ADMIN_APPROVAL, oldest_kept(call.backend.now)),
    )
    return rows(
        {
            "object": "pending-org-auth-request",
            "id": row["id"],
            "userId": row["user_id"],
            "organizationUserId": row["member_id"],
            "email": row["email"],
            "publicKey": row["public_key"],
            "requestDeviceIdentifier": row["device_identifier"],
            "requestDeviceType": device_name(row["device_type"]),
            "requestIpAddress": row["ip_address"],
            "requestCountryName": row["country"],
            "creationDate": date_text(row["created_at"]),
        }
        for row in found
    )


def answer_one(call: Call) -> Response:
    """Approve or deny one. A second answer is a 400, one that comes too late a 404."""
    access = _access(call)
    key = call.body.get("encrypteduserkey")
    if not isinstance(call.body.get("requestapproved"), bool):
        raise invalid("RequestApproved", "The RequestApproved field is required.")
    if key is not None:
        check_enc_string(str(key), "EncryptedUserKey")
    request = call.database.row(f"{_REQUESTS} AND id = ?", (*_place(access), call.path("request_id")))
    if request is None:
        raise not_found()
    check_open(request, call.backend.now)
    approved = call.flag("requestapproved")
    _settle(call, access, request, str(key or "") if approved else None)
    return done()


def deny_many(call: Call) -> Response:
    """Deny several; ids that are not known are passed over, one that is over or answered ends it."""
    access = _access(call)
    wanted = {guid(item, "ids") for item in call.items("ids") or ()}
    for request in call.database.rows(_REQUESTS, _place(access)):
        if request["id"] in wanted:
            check_open(request, call.backend.now)
            _settle(call, access, request, None)
    return done()


def answer_many(call: Call) -> Response:
    """Approve and deny several, each once; what cannot be answered any more is passed over in silence."""
    access = _access(call)
    given: dict[str, Json] = {}
    for item in call.raw if isinstance(call.raw, list) else ():
        members = {str(name).lower(): value for name, value in item.items()} if isinstance(item, dict) else {}
        if members.get("key") is not None:
            check_enc_string(str(members["key"]), "Key")
        given[guid(members.get("id"), "id")] = members
    for request in call.database.rows(_REQUESTS, _place(access)):
        if (
            request["id"] not in given
            or request["approved"] is not None
            or is_over(request, call.backend.now)
        ):
            continue
        members = given[request["id"]]
        approved, key = members.get("approved") is True, str(members.get("key") or "")
        if key or not approved:
            _settle(call, access, request, key if approved else None)
    return done()


def _settle(call: Call, access: Access, request: Row, key: str | None) -> None:
    store_answer(call, request, key)
    member = call.database.row(
        "SELECT * FROM organization_users WHERE organization_id = ? AND user_id = ?",
        (access.organization_id, request["user_id"]),
    )
    if member is not None:
        kind = audit.DEVICE_DENIED if key is None else audit.DEVICE_APPROVED
        audit.log_member(call, access, kind, member)
    if key is not None:
        tell_approved(call, request)


def _place(access: Access) -> tuple[str, int]:
    return access.organization_id, ADMIN_APPROVAL


_PLACE = "/organizations/{organization_id:uuid}/auth-requests"
ROUTES: list[BaseRoute] = [
    route(_PLACE, listing),
    route(_PLACE, answer_many, "POST"),
    route(f"{_PLACE}/deny", deny_many, "POST"),
    route(f"{_PLACE}/{{request_id:uuid}}", answer_one, "POST"),
]
