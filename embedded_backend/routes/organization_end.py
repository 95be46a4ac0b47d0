"""API: the end of an organization, or of everything in its vault. Both want the caller's own secret."""

from __future__ import annotations

import json
import uuid

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import access_to, organization_row, require_owner
from embedded_backend.call import Call, route
from embedded_backend.errors import Problem, invalid, not_found
from embedded_backend.own_secret import is_own_secret, posted_secret, verification_failed
from embedded_backend.seat_scaling import plan_scaling, scale_seats
from embedded_backend.wire import done

_KEY_CONNECTOR = 1
_MANAGED = 2


def delete(call: Call) -> Response:
    """Delete the organization with everything in it; any staff of its provider may.

    A managed client's seats go back to the provider first: they stay released where the deletion is
    then refused, as it is while Key Connector is in use.
    """
    secret = posted_secret(call)
    access = require_owner(call)
    row = organization_row(call, access.organization_id)
    if not is_own_secret(call, secret):
        raise verification_failed()
    provider = call.database.row(
        "SELECT p.id FROM providers p JOIN provider_organizations l ON l.provider_id = p.id"
        " WHERE l.organization_id = ? AND p.status = 2 AND p.type IN (0, 2)",
        (row["id"],),
    )
    if provider is not None and row["status"] == _MANAGED:
        scaling = plan_scaling(call.database, provider["id"], row["plan_type"], -(row["seats"] or 0))
        scale_seats(call.database, provider["id"], row["plan_type"], scaling)
    if _uses_key_connector(call, row["id"]):
        refusal = Problem(400, "You cannot delete an Organization that is using Key Connector.")
        return refusal.response()  # not raised: the seats stay released
    call.database.run("DELETE FROM organizations WHERE id = ?", (row["id"],))
    return done()


def _uses_key_connector(call: Call, organization_id: str) -> bool:
    stored = call.database.value("SELECT data FROM sso_configs WHERE organization_id = ?", (organization_id,))
    return bool(stored) and json.loads(stored).get("memberDecryptionType") == _KEY_CONNECTOR


def purge(call: Call) -> Response:
    """Delete every item of the organization of the query; its collections stay. Raises 404.

    Without one it is about the caller's own items, of which practice people have none.
    """
    secret = posted_secret(call)
    if not is_own_secret(call, secret):
        raise verification_failed()
    wanted = call.request.query_params.get("organizationId")
    if wanted is None:
        _ = call.caller
        return done()
    try:
        organization_id = str(uuid.UUID(wanted))
    except ValueError:
        raise invalid("organizationId", f"The value '{wanted}' is not valid.") from None
    access = access_to(call, organization_id, older=True)
    if not access.may("editAnyCollection"):
        raise not_found()
    call.database.run("DELETE FROM ciphers WHERE organization_id = ?", (organization_id,))
    audit.log_organization(call, access, audit.ORGANIZATION_VAULT_PURGED)
    return done()


ROUTES: list[BaseRoute] = [
    route("/organizations/{organization_id:uuid}", delete, "DELETE"),
    route("/ciphers/purge", purge, "POST"),
]
