"""API: the client organizations of a provider."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.errors import GATEWAY_FAILED, EmptyProblem, Problem, unauthorized
from embedded_backend.plans import ENTERPRISE_MONTHLY, PLANS, TEAMS_MONTHLY
from embedded_backend.routes.providers import billable, find, require_user
from embedded_backend.seat_scaling import plan_scaling
from embedded_backend.wire import Json, answer, date_text, html_decode, rows

_SELECT = """
    SELECT l.*, o.name, o.seats, o.plan_type, COALESCE(m.occupied, 0) AS occupied,
           COALESCE(m.confirmed, 0) AS confirmed
    FROM provider_organizations l
    JOIN organizations o ON o.id = l.organization_id
    LEFT JOIN (
        SELECT organization_id, SUM(status IN (0, 1, 2)) AS occupied, SUM(status = 2) AS confirmed
        FROM organization_users
        WHERE organization_id IN (
            SELECT organization_id FROM provider_organizations WHERE provider_id = :provider
        )
        GROUP BY organization_id
    ) m ON m.organization_id = o.id
    WHERE l.provider_id = :provider
"""


def listing(call: Call) -> Response:
    """Every client with its seats; in no particular order."""
    return rows(_client(row) for row in call.database.rows(_SELECT, {"provider": require_user(call)}))


def _client(row: Row) -> Json:
    seats = row["seats"]
    return {
        "object": "providerOrganizationOrganizationDetail",
        "id": row["id"],
        "providerId": row["provider_id"],
        "organizationId": row["organization_id"],
        "organizationName": html_decode(row["name"]),
        "key": row["key"],
        "settings": row["settings"],
        "creationDate": date_text(row["created_at"]),
        "revisionDate": date_text(row["revised_at"]),
        "userCount": row["confirmed"],
        "seats": seats,
        "occupiedSeats": row["occupied"],
        "remainingSeats": None if seats is None else seats - row["occupied"],
        "plan": PLANS[row["plan_type"]].name,
    }


def billable_provider(call: Call) -> Row:
    """The provider of the path. Raises 404, the empty 401 where it is not billable, or 500."""
    provider = find(call, call.path("provider_id"))
    if not billable(provider):
        raise EmptyProblem(401)
    if not provider["gateway"]:
        raise Problem(500, GATEWAY_FAILED)
    return provider


def addable(call: Call) -> Response:
    """Organizations the caller owns and may add: a bare array, names with their entities.

    Disabled for service users where adding would buy seats. Raises the JSON 401 for a caller who is no
    longer in the provider, though the token says so.
    """
    provider_id = require_user(call)
    provider = billable_provider(call)
    if not call.database.value(
        "SELECT 1 FROM provider_users WHERE provider_id = ? AND user_id = ? AND status = 2",
        (provider_id, call.caller.id),
    ):
        raise unauthorized()
    return answer([_addable(call, row, provider) for row in addable_rows(call, provider)])


def managed_plan(call: Call, provider: Row, row: Row) -> int:
    """The plan an organization gets when it joins a provider: that of a business unit portal is its only
    one. Raises 500 where there is none."""
    if provider["type"] == 0:
        return ENTERPRISE_MONTHLY if PLANS[row["plan_type"]].enterprise else TEAMS_MONTHLY
    own: int | None = call.database.value(
        "SELECT plan_type FROM provider_plans WHERE provider_id = ?", (provider["id"],)
    )
    if own is None:
        raise Problem(500, GATEWAY_FAILED)
    return own


def addable_rows(call: Call, provider: Row) -> list[Row]:
    """Organizations of which the caller is a confirmed owner, enabled, standing on their own (status
    Created), paying for themselves, with seats, and in no provider; business units take Enterprise only.
    """
    found = call.database.rows(
        "SELECT o.* FROM organizations o JOIN organization_users m ON m.organization_id = o.id"
        " WHERE m.user_id = ? AND m.status = 2 AND m.type = 0 AND o.enabled = 1 AND o.status = 1"
        " AND o.gateway = 1 AND o.seats > 0"
        " AND o.id NOT IN (SELECT organization_id FROM provider_organizations)",
        (call.caller.id,),
    )
    return [row for row in found if provider["type"] == 0 or PLANS[row["plan_type"]].enterprise]


def _addable(call: Call, row: Row, provider: Row) -> Json:
    found = PLANS[row["plan_type"]]
    plan = found.name if provider["type"] != 0 else "Enterprise" if found.enterprise else "Teams"
    disabled = False
    if not call.caller.provider_admin(provider["id"]):
        managed = managed_plan(call, provider, row)
        disabled = plan_scaling(call.database, provider["id"], managed, row["seats"]).purchases
    return {"id": row["id"], "name": row["name"], "plan": plan, "seats": row["seats"], "disabled": disabled}


ROUTES: list[BaseRoute] = [
    route("/providers/{provider_id:uuid}/organizations", listing),
    route("/providers/{provider_id:uuid}/clients/addable", addable),
]
