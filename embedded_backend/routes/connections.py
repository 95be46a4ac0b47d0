"""API: the SCIM connection of an organization. Answers have no `object` member."""

from __future__ import annotations

import json
import uuid
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import access_to
from embedded_backend.call import Call, guid, route
from embedded_backend.errors import UNHANDLED, Problem, invalid, not_found
from embedded_backend.wire import answer, done

_BILLING_SYNC, _SCIM = 1, 2
_TYPES = {_BILLING_SYNC: "CloudBillingSync", _SCIM: "Scim"}
_NOBODY = "00000000-0000-0000-0000-000000000000"
_SELECT = "SELECT * FROM connections WHERE organization_id = ? AND type = ?"


def read(call: Call) -> Response:
    """The connection, or an object of defaults where there is none."""
    organization_id, kind = call.path("organization_id"), _path_type(call)
    _require(call, organization_id, kind, "retrieve a connection of type {}")
    if kind != _SCIM:
        raise Problem(400, f"Cannot get a {_TYPES[kind]} connection outside of a self-hosted instance.")
    return _answer(call.database.row(_SELECT, (organization_id, kind)))


def create(call: Call) -> Response:
    """Make the connection; there is one of a type at most."""
    organization_id = guid(call.body.get("organizationid"), "organizationId")
    kind = _posted_type(call)
    _require(call, organization_id, kind, "create a connection of type {}")
    if call.database.row(_SELECT, (organization_id, kind)) is not None:
        raise Problem(
            400,
            f"The requested organization already has a connection of type {_TYPES[kind]}."
            " Only one of each connection type may exist per organization.",
        )
    if kind != _SCIM:
        raise Problem(400, f"Cannot create a {_TYPES[kind]} connection outside of a self-hosted instance.")
    values = {"id": str(uuid.uuid4()), "organization_id": organization_id, "type": kind}
    call.database.insert("connections", {**values, "enabled": call.flag("enabled"), "config": _config(call)})
    return _answer(call.database.row(_SELECT, (organization_id, kind)))


def update(call: Call) -> Response:
    """Replace the connection of the path."""
    organization_id = guid(call.body.get("organizationid"), "organizationId")
    row = _one(call)
    if row is None or row["organization_id"] != organization_id:
        raise not_found()
    _require(call, organization_id, row["type"], "update this connection")
    if _posted_type(call) != row["type"]:
        raise Problem(400, "The connection type cannot be changed.")
    values = (call.flag("enabled"), _config(call), row["id"])
    call.database.run("UPDATE connections SET enabled = ?, config = ? WHERE id = ?", values)
    return _answer(_one(call))


def delete(call: Call) -> Response:
    """Forget the connection of the path."""
    row = _one(call)
    if row is None:
        raise not_found()
    _require(call, row["organization_id"], row["type"], "remove this connection of type {}")
    call.database.run("DELETE FROM connections WHERE id = ?", (row["id"],))
    return done()


def _one(call: Call) -> Row | None:
    return call.database.row("SELECT * FROM connections WHERE id = ?", (call.path("connection_id"),))


def _require(call: Call, organization_id: str, kind: int, action: str) -> None:
    """SCIM needs its permission, everything else an owner. Raises 400."""
    access = access_to(call, organization_id, older=True)
    if not (access.may("manageScim") if kind == _SCIM else access.owner):
        raise Problem(400, f"You do not have permission to {action.format(_TYPES[kind])}.")


def _path_type(call: Call) -> int:
    text = call.path("type")
    if not text.isdecimal() or int(text) not in _TYPES:
        raise invalid("type", f"The value '{text}' is not valid.")
    return int(text)


def _posted_type(call: Call) -> int:
    kind = call.number("type", "Type", default=0)
    if kind not in _TYPES:
        raise Problem(400, f"Unknown Organization connection Type: {kind}")
    return kind


def _config(call: Call) -> str:
    """The configuration as it is stored and answered: names in PascalCase, without nulls."""
    posted = call.body.get("config")
    if posted is None:
        raise Problem(500, UNHANDLED)
    if not isinstance(posted, dict):
        raise _malformed()
    enabled, provider = posted.get("enabled", False), posted.get("scimprovider")
    invites = posted.get("inviteusersafterprovisioning")
    known = provider is None or (isinstance(provider, int) and not isinstance(provider, bool))
    if not isinstance(enabled, bool) or not known or not isinstance(invites, bool | None):
        raise _malformed()
    members = {"Enabled": enabled, "ScimProvider": provider, "InviteUsersAfterProvisioning": invites}
    return json.dumps({name: value for name, value in members.items() if value is not None})


def _malformed() -> Problem:
    return Problem(400, "Organization Connection configuration malformed")


def _answer(row: Row | None) -> Response:
    if row is None:
        none = {"id": None, "type": 0, "organizationId": _NOBODY, "enabled": False, "config": None}
        return answer(none)
    return answer(
        {
            "id": row["id"],
            "type": row["type"],
            "organizationId": row["organization_id"],
            "enabled": bool(row["enabled"]),
            "config": json.loads(row["config"]),
        }
    )


_CONNECTIONS = "/organizations/connections"
_ONE = _CONNECTIONS + "/{connection_id:uuid}"
ROUTES: list[BaseRoute] = [
    route(_CONNECTIONS, create, "POST"),
    route(_ONE, update, "PUT"),
    route(_ONE, delete, "DELETE"),
    route(_CONNECTIONS + "/{organization_id:uuid}/{type}", read),
]
