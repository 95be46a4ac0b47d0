"""API: creating, changing, adding and unlinking client organizations."""

from __future__ import annotations

import uuid
from sqlite3 import Row
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import Access
from embedded_backend.audit import (
    CLIENT_ADDED,
    CLIENT_CREATED,
    CLIENT_REMOVED,
    MEMBER_INVITED,
    log_client,
    log_organization,
)
from embedded_backend.call import Call, route
from embedded_backend.errors import GATEWAY_FAILED, UNHANDLED, EmptyProblem, Problem, invalid, not_found
from embedded_backend.plans import ENTERPRISE_ANNUALLY, ENTERPRISE_MONTHLY, PLANS, TEAMS_MONTHLY
from embedded_backend.routes.clients import addable_rows, billable_provider, managed_plan
from embedded_backend.routes.providers import require_admin, require_user
from embedded_backend.seat_scaling import plan_scaling, scale_seats
from embedded_backend.simulate import send_invitation
from embedded_backend.wire import Json, done

_CREATED, _MANAGED = 1, 2
_ALLOWED = {0: (TEAMS_MONTHLY, ENTERPRISE_MONTHLY), 2: (ENTERPRISE_MONTHLY, ENTERPRISE_ANNUALLY)}


def create(call: Call) -> Response:
    """Create a client, invite its owner, take its seats. The answer is empty: list to learn the ids."""
    require_admin(call)
    posted = _posted(call)
    provider = billable_provider(call)
    plan = posted["plan"]
    if plan not in _ALLOWED[provider["type"]]:
        raise Problem(400, f"You cannot manage clients on the {PLANS[plan].name} plan.")
    scaling = plan_scaling(call.database, provider["id"], plan, posted["seats"])
    organization_id = _insert(call, provider, posted)
    scale_seats(call.database, provider["id"], plan, scaling)
    access = Access(organization_id, None, provider["id"], frozenset())
    log_client(call, access, CLIENT_CREATED)
    _invite_owner(call, access, posted)
    return done()


def _posted(call: Call) -> Json:
    pair = call.body.get("keypair")
    keys = [
        pair.get(name) if isinstance(pair, dict) else None for name in ("publickey", "encryptedprivatekey")
    ]
    if not all(isinstance(key, str) and key for key in keys):
        raise invalid("KeyPair", "The KeyPair field is required.")
    plan, seats = call.number("plantype", "PlanType"), call.number("seats", "Seats", default=0)
    if plan not in (TEAMS_MONTHLY, ENTERPRISE_MONTHLY, ENTERPRISE_ANNUALLY):
        raise invalid("PlanType", "The field PlanType is invalid.")
    if seats < 1:
        raise invalid("Seats", "'seats' must be greater than 0")
    return {
        "name": call.text("name", "Name")[:50],
        "owner": call.text("owneremail", "OwnerEmail").strip().lower(),
        "plan": plan,
        "seats": seats,
        "key": call.text("key", "Key", longest=4000),
        "public": keys[0],
        "private": keys[1],
        "collection": call.text("collectionname", "CollectionName"),
    }


def _insert(call: Call, provider: Row, posted: Json) -> str:
    organization_id, now = str(uuid.uuid4()), call.backend.now
    call.database.insert(
        "organizations",
        {
            "id": organization_id,
            "name": posted["name"],
            "billing_email": provider["billing_email"] or "",
            "plan_type": posted["plan"],
            "status": _MANAGED,
            "seats": posted["seats"],
            "public_key": posted["public"],
            "private_key": posted["private"],
            "created_at": now,
        },
    )
    _link(call, provider["id"], organization_id, posted["key"])
    return organization_id


def _link(call: Call, provider_id: str, organization_id: str, key: str) -> None:
    link = {
        "id": str(uuid.uuid4()),
        "provider_id": provider_id,
        "organization_id": organization_id,
        "key": key,
    }
    times = dict.fromkeys(("created_at", "revised_at"), call.backend.now)
    call.database.insert("provider_organizations", {**link, **times})


def _invite_owner(call: Call, access: Access, posted: Json) -> None:
    """The owner takes a seat at once and manages the default collection."""
    member, collection = str(uuid.uuid4()), str(uuid.uuid4())
    shared: dict[str, Any] = {"organization_id": access.organization_id, "created_at": call.backend.now}
    invited = {"id": member, "email": posted["owner"], "type": 0, "status": 0}
    call.database.insert("organization_users", {**shared, **invited})
    call.database.insert("collections", {**shared, "id": collection, "name": posted["collection"]})
    rights = {"read_only": 0, "hide_passwords": 0, "manage": 1}
    call.database.insert(
        "collection_users", {"collection_id": collection, "organization_user_id": member, **rights}
    )
    log_organization(call, access, MEMBER_INVITED, organization_user_id=member)
    options = call.backend.options
    send_invitation(call.database, member, call.backend.now, options.accept_after, call.vault)


def update(call: Call) -> Response:
    """Set name and seats; an absent number of seats means 0. Service users may not buy seats."""
    provider_id = require_user(call)
    seats, name = call.number("assignedseats", "AssignedSeats", default=0), call.text("name", "Name")[:50]
    if seats < 0:
        raise invalid("AssignedSeats", "The field AssignedSeats must be at least 0.")
    billable_provider(call)
    link = _linked(call)
    if link is None or link["provider_id"] != provider_id:
        raise not_found()
    if link["status"] != _MANAGED:
        raise Problem(500, GATEWAY_FAILED)
    scaling = plan_scaling(call.database, provider_id, link["plan_type"], seats - (link["seats"] or 0))
    if scaling.purchases and not call.caller.provider_admin(provider_id):
        raise Problem(401, "Service users cannot purchase additional seats.")
    scale_seats(call.database, provider_id, link["plan_type"], scaling)
    organization = (name, seats, link["organization_id"])
    call.database.run("UPDATE organizations SET name = ?, seats = ? WHERE id = ?", organization)
    return done()


def _linked(call: Call) -> Row | None:
    """The link of the path with its organization's figures."""
    return call.database.row(
        "SELECT l.id, l.provider_id, l.organization_id, o.status, o.plan_type, o.seats"
        " FROM provider_organizations l JOIN organizations o ON o.id = l.organization_id WHERE l.id = ?",
        (call.path("link_id"),),
    )


def add_existing(call: Call) -> Response:
    """Take in an organization that the caller owns; its own subscription ends."""
    provider_id = require_admin(call)
    wanted = call.text("organizationid", "OrganizationId").lower()
    key = call.text("key", "Key", longest=4000)
    provider = billable_provider(call)
    if wanted not in call.caller.ids("orgowner"):
        raise EmptyProblem(401)
    row = next((row for row in addable_rows(call, provider) if row["id"] == wanted), None)
    if row is None:
        raise not_found()
    plan = managed_plan(call, provider, row)
    scaling = plan_scaling(call.database, provider_id, plan, row["seats"])
    call.database.run(
        "UPDATE organizations SET plan_type = ?, status = ?, gateway = 0, billing_email = ? WHERE id = ?",
        (plan, _MANAGED, provider["billing_email"] or "", wanted),
    )
    _link(call, provider_id, wanted, key)
    scale_seats(call.database, provider_id, plan, scaling)
    log_client(call, Access(wanted, 0, provider_id, frozenset()), CLIENT_ADDED)
    return done()


def unlink(call: Call) -> Response:
    """Let a client go; it pays for itself from then on. An unknown link is a 500, as on the server."""
    provider_id = require_admin(call)
    link = _linked(call)
    if link is None:
        raise Problem(500, UNHANDLED)
    if link["provider_id"] != provider_id:
        raise Problem(400, "Failed to remove organization. Please contact support.")
    owners = call.database.value(
        "SELECT COUNT(*) FROM organization_users WHERE organization_id = ? AND type = 0 AND status = 2",
        (link["organization_id"],),
    )
    if not owners:
        raise Problem(400, "Organization must have at least one confirmed owner.")
    log_client(call, Access(link["organization_id"], None, provider_id, frozenset()), CLIENT_REMOVED)
    if link["status"] == _MANAGED:
        scaling = plan_scaling(call.database, provider_id, link["plan_type"], -(link["seats"] or 0))
        scale_seats(call.database, provider_id, link["plan_type"], scaling)
    call.database.run(
        "UPDATE organizations SET status = ?, enabled = 1, gateway = 1 WHERE id = ?",
        (_CREATED, link["organization_id"]),
    )
    call.database.run("DELETE FROM provider_organizations WHERE id = ?", (link["id"],))
    return done()


_PROVIDER = "/providers/{provider_id:uuid}"
ROUTES: list[BaseRoute] = [
    route(f"{_PROVIDER}/clients", create, "POST"),
    route(f"{_PROVIDER}/clients/existing", add_existing, "POST"),
    route(f"{_PROVIDER}/clients/{{link_id:uuid}}", update, "PUT"),
    route(f"{_PROVIDER}/organizations/{{link_id:uuid}}", unlink, "DELETE"),
    route(f"{_PROVIDER}/organizations/{{link_id:uuid}}/delete", unlink, "POST"),
]
