"""API: single sign-on of an organization."""

from __future__ import annotations

import json
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_row, require_older
from embedded_backend.call import Call, route
from embedded_backend.errors import Problem, invalid
from embedded_backend.member_rules import policy_on
from embedded_backend.plans import features
from embedded_backend.policy_saving import PolicyChange, save_policy
from embedded_backend.policy_types import ACCOUNT_RECOVERY, REQUIRE_SSO, SINGLE_ORGANIZATION
from embedded_backend.sso_data import KEY_CONNECTOR, TRUSTED_DEVICES, read_sso
from embedded_backend.wire import Json, answer


def read(call: Call) -> Response:
    """The configuration, its client secret in clear; `data` is null where there never was one."""
    access = require_older(call, "manageSso")
    return answer(_object(call, organization_row(call, access.organization_id)))


def save(call: Call) -> Response:
    """Replace all of it: policies first, then the configuration, then the identifier.

    An identifier that is taken is refused after the configuration was stored.
    """
    identifier, posted = call.body.get("identifier"), call.body.get("data")
    if identifier is not None and (not isinstance(identifier, str) or len(identifier) > 50):
        raise invalid("Identifier", "The field Identifier must be a string with a maximum length of 50.")
    if not isinstance(posted, dict):
        raise invalid("Data", "The Data field is required.")
    data = read_sso(posted)
    access = require_older(call, "manageSso")
    organization = organization_row(call, access.organization_id)
    enabled = call.flag("enabled")
    if data["memberDecryptionType"] == KEY_CONNECTOR:
        _check_key_connector(call, organization, enabled=enabled)
    if data["memberDecryptionType"] == TRUSTED_DEVICES:
        _switch_policies_on(call, access)
    _store(call, access, data, enabled=enabled)
    if _taken(call, organization["id"], identifier):
        return Problem(400, "Identifier already in use by another organization.").response()
    call.database.run(
        "UPDATE organizations SET identifier = ?, sso_enabled = ? WHERE id = ?",
        (identifier, enabled, organization["id"]),
    )
    audit.log_organization(call, access, audit.ORGANIZATION_UPDATED)
    return answer(_object(call, organization_row(call, organization["id"])))


def _check_key_connector(call: Call, organization: Row, *, enabled: bool) -> None:
    if not features(organization["plan_type"])["useKeyConnector"]:
        raise Problem(400, "Organization cannot use Key Connector.")
    for kind, name in ((SINGLE_ORGANIZATION, "Single Organization"), (REQUIRE_SSO, "Single Sign-On")):
        if not policy_on(call.database, organization["id"], kind):
            full = name if kind == SINGLE_ORGANIZATION else f"{name} Authentication"
            raise Problem(400, f"Key Connector requires the {full} policy to be enabled.")
    if not enabled:
        raise Problem(400, "You must enable SSO to use Key Connector.")


def _switch_policies_on(call: Call, access: Access) -> None:
    """Trusted devices need these three, whether SSO is on or not."""
    enrolment = json.dumps({"autoEnrollEnabled": True})
    for kind, data in ((SINGLE_ORGANIZATION, None), (ACCOUNT_RECOVERY, enrolment), (REQUIRE_SSO, None)):
        save_policy(call, access, PolicyChange(kind, enabled=True, data=data))


def _store(call: Call, access: Access, data: Json, *, enabled: bool) -> None:
    before = _stored(call, access.organization_id)
    connector = data["memberDecryptionType"] == KEY_CONNECTOR
    if before is None or bool(before["enabled"]) != enabled:
        audit.log_organization(call, access, audit.SSO_ENABLED if enabled else audit.SSO_DISABLED)
    had = before is not None and json.loads(before["data"])["memberDecryptionType"] == KEY_CONNECTOR
    if had != connector:
        kind = audit.KEY_CONNECTOR_ENABLED if connector else audit.KEY_CONNECTOR_DISABLED
        audit.log_organization(call, access, kind)
    statement = "INSERT OR REPLACE INTO sso_configs (organization_id, enabled, data) VALUES (?, ?, ?)"
    call.database.run(statement, (access.organization_id, enabled, json.dumps(data)))


def _stored(call: Call, organization_id: str) -> Row | None:
    statement = "SELECT * FROM sso_configs WHERE organization_id = ?"
    return call.database.row(statement, (organization_id,))


def _taken(call: Call, organization_id: str, identifier: str | None) -> bool:
    if not (identifier or "").strip():
        return False
    statement = "SELECT 1 FROM organizations WHERE identifier = ? AND id <> ?"
    return call.database.row(statement, (identifier, organization_id)) is not None


def _object(call: Call, organization: Row) -> Json:
    stored = _stored(call, organization["id"])
    return {
        "object": "organizationSso",
        "enabled": stored is not None and bool(stored["enabled"]),
        "identifier": organization["identifier"],
        "data": None if stored is None else json.loads(stored["data"]),
        "urls": _urls(call, organization["id"]),
    }


def _urls(call: Call, organization_id: str) -> Json:
    base = f"{call.request.url.scheme}://{call.request.url.netloc}/sso"
    return {
        "callbackPath": f"{base}/oidc-signin",
        "signedOutCallbackPath": f"{base}/oidc-signedout",
        "spEntityId": f"{base}/saml2/{organization_id}",
        "spEntityIdStatic": f"{base}/saml2",
        "spMetadataUrl": f"{base}/saml2/{organization_id}",
        "spAcsUrl": f"{base}/saml2/{organization_id}/Acs",
    }


_ORGANIZATION = "/organizations/{organization_id:uuid}"
ROUTES: list[BaseRoute] = [
    route(f"{_ORGANIZATION}/sso", read),
    route(f"{_ORGANIZATION}/sso", save, "POST"),
]
