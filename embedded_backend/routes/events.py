"""API: the audit logs of providers and organizations."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import access_to, require_older
from embedded_backend.call import Call, route
from embedded_backend.errors import Problem, not_found
from embedded_backend.wire import TICKS_PER_SECOND, Json, date_text, parse_date, rows

_PAGE = 50
_DAY = 86_400 * TICKS_PER_SECOND
_LONGEST = 367 * _DAY
_FIELDS = {
    "userId": "user_id",
    "organizationId": "organization_id",
    "providerId": "provider_id",
    "cipherId": "cipher_id",
    "collectionId": "collection_id",
    "groupId": "group_id",
    "policyId": "policy_id",
    "organizationUserId": "organization_user_id",
    "providerUserId": "provider_user_id",
    "providerOrganizationId": "provider_organization_id",
    "actingUserId": "acting_user_id",
    "installationId": None,
    "deviceType": "device_type",
    "ipAddress": "ip_address",
    "systemUser": "system_user",
    "domainName": "domain_name",
    "secretId": None,
    "projectId": None,
    "serviceAccountId": None,
    "grantedServiceAccountId": None,
    "sendId": None,
}


def of_organization(call: Call) -> Response:
    """The log of one organization."""
    access = require_older(call, "accessEventLogs")
    return _page(call, "organization_id = :owner", access.organization_id)


def of_provider(call: Call) -> Response:
    """The provider's own log, for its admins; everybody else gets 404."""
    provider_id = call.path("provider_id")
    if not call.caller.provider_admin(provider_id):
        raise not_found()
    return _page(call, "provider_id = :owner AND organization_id IS NULL", provider_id)


def of_staff(call: Call) -> Response:
    """What one person of the provider did, for its admins. Whoever has not accepted has no log: 404."""
    provider_id = call.path("provider_id")
    if not call.caller.provider_admin(provider_id):
        raise not_found()
    found = call.database.row(
        "SELECT user_id FROM provider_users WHERE id = ? AND provider_id = ?",
        (call.path("person_id"), provider_id),
    )
    return _page(call, "provider_id = :owner AND organization_id IS NULL", provider_id, actor=_account(found))


def of_member(call: Call) -> Response:
    """What one member did. Whoever has not accepted has no log: 404."""
    access = require_older(call, "accessEventLogs")
    found = call.database.row(
        "SELECT user_id FROM organization_users WHERE id = ? AND organization_id = ?",
        (call.path("person_id"), access.organization_id),
    )
    return _page(call, "organization_id = :owner", access.organization_id, actor=_account(found))


def of_cipher(call: Call) -> Response:
    """What happened to one item of an organization."""
    item = call.database.row("SELECT * FROM ciphers WHERE id = ?", (call.path("cipher_id"),))
    if item is None or not access_to(call, item["organization_id"], older=True).may("accessEventLogs"):
        raise not_found()
    return _page(call, "cipher_id = :owner", item["id"])


def _account(person: Row | None) -> str:
    if person is None or person["user_id"] is None:
        raise not_found()
    return str(person["user_id"])


def _page(call: Call, condition: str, owner: str, *, actor: str | None = None) -> Response:
    """One page, newest first. The token is the instant of its last row, and means: strictly before.

    So events that share that instant are left out, and a last page that is exactly full has an empty one
    behind it, as on servers that keep events in SQL.
    """
    if actor is not None:
        condition += " AND acting_user_id = :actor"
    start, end = _window(call)
    before = call.request.query_params.get("continuationToken") or ""
    limit = min(end, int(before) - 1) if before.lstrip("-").isdecimal() else end
    found = call.database.rows(
        f"SELECT * FROM events WHERE {condition} AND date BETWEEN :start AND :end"  # noqa: S608 - ours
        " ORDER BY date DESC, id DESC LIMIT :page",
        {"owner": owner, "actor": actor, "start": start, "end": limit, "page": _PAGE},
    )
    token = str(found[-1]["date"]) if len(found) == _PAGE else None
    return rows((_event(row) for row in found), continuation=token)


def _window(call: Call) -> tuple[int, int]:
    """Start and end. With a bound missing, both are the last thirty days to the end of today (UTC)."""
    query = call.request.query_params
    start, end = parse_date(query.get("start", "")), parse_date(query.get("end", ""))
    if start is None or end is None:
        today = call.backend.now // _DAY * _DAY
        return today - 30 * _DAY, today + _DAY - 1
    start, end = min(start, end), max(start, end)
    if end - start > _LONGEST:
        raise Problem(400, "Range too large.")
    return start, end


def _event(row: Row) -> Json:
    fields = {name: None if column is None else row[column] for name, column in _FIELDS.items()}
    return {"object": "event", "type": row["type"], **fields, "date": date_text(row["date"])}


ROUTES: list[BaseRoute] = [
    route("/organizations/{organization_id:uuid}/events", of_organization),
    route("/organizations/{organization_id:uuid}/users/{person_id:uuid}/events", of_member),
    route("/providers/{provider_id:uuid}/events", of_provider),
    route("/providers/{provider_id:uuid}/users/{person_id:uuid}/events", of_staff),
    route("/ciphers/{cipher_id:uuid}/events", of_cipher),
]
