"""API: the policies of an organization."""

from __future__ import annotations

import json
from sqlite3 import Row
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import require
from embedded_backend.call import Call, route
from embedded_backend.domain_claims import verified_domains
from embedded_backend.errors import invalid
from embedded_backend.policy_saving import PolicyChange, hides_email, policy_rows, save_policy
from embedded_backend.policy_types import (
    DATA_OWNERSHIP,
    NAMES,
    REMOVE_SEND,
    SEND_CONTROLS,
    SEND_OPTIONS,
    SINGLE_ORGANIZATION,
    check_data,
    send_controls,
)
from embedded_backend.wire import Json, answer, date_text, rows


def listing(call: Call) -> Response:
    """The policies ever saved, and always the Send controls."""
    access = require(call, "managePolicies")
    saved = policy_rows(call, access.organization_id)
    kinds = [*saved, *(() if SEND_CONTROLS in saved else (SEND_CONTROLS,))]
    return rows(_status(access.organization_id, kind, saved) for kind in kinds)


def read(call: Call) -> Response:
    """One policy, also where it was never saved."""
    access = require(call, "managePolicies")
    kind = _kind(call)
    status = _status(access.organization_id, kind, policy_rows(call, access.organization_id))
    if kind == SINGLE_ORGANIZATION and status["enabled"]:
        status["canToggleState"] = not verified_domains(call.database, access.organization_id)
    return answer(status)


def save(call: Call) -> Response:
    """Replace one policy: absent data are wiped."""
    access = require(call, "managePolicies")
    kind = _kind(call)
    posted = _member(call.raw, "policy")
    if not isinstance(posted, dict):
        raise invalid("Policy", "The Policy field is required.")
    enabled, data = _member(posted, "enabled"), _member(posted, "data")
    if not isinstance(enabled, bool):
        raise invalid("Policy.Enabled", "The Enabled field is required.")
    if data is not None and not isinstance(data, dict):
        raise invalid("$.policy.data", "The JSON value could not be converted.")
    name = None
    if kind == DATA_OWNERSHIP:
        metadata = _member(call.raw, "metadata")
        name = metadata.get("defaultUserCollectionName") if isinstance(metadata, dict) else None
    name = name if isinstance(name, str) and name.strip() else None
    change = PolicyChange(kind, enabled, check_data(kind, data), name, call.caller.id)
    return answer(policy_object(save_policy(call, access, change)))


def _kind(call: Call) -> int:
    text = call.path("type")
    if not text.isdecimal() or int(text) not in NAMES:
        raise invalid("type", f"The value '{text}' is not valid.")
    return int(text)


def _member(value: Any, name: str) -> Any:
    """A member of a JSON object, its name in any case; what is inside keeps the case it was sent in."""
    if not isinstance(value, dict):
        return None
    return next((item for key, item in value.items() if str(key).lower() == name), None)


def _status(organization_id: str, kind: int, saved: dict[int, Row]) -> Json:
    """Types that were never saved are off; the Send controls are made of types 6 and 7 then."""
    row = saved.get(kind)
    enabled = row is not None and bool(row["enabled"])
    data = json.loads(row["data"]) if row is not None and row["data"] else {}
    if row is None and kind == SEND_CONTROLS:
        on = [old for old in (REMOVE_SEND, SEND_OPTIONS) if old in saved and saved[old]["enabled"]]
        data = send_controls(None)
        data["disableSend"] = REMOVE_SEND in on
        data["disableHideEmail"] = hides_email(saved.get(SEND_OPTIONS))
        enabled = bool(on)
    return {
        "object": "policy",
        "organizationId": organization_id,
        "type": kind,
        "data": data,
        "enabled": enabled,
        "canToggleState": True,  # the list says so of all; `read` looks at verified domains
    }


def policy_object(row: Row) -> Json:
    """A policy that was saved."""
    return {
        "object": "policy",
        "id": row["id"],
        "organizationId": row["organization_id"],
        "type": row["type"],
        "data": json.loads(row["data"]) if row["data"] else None,
        "enabled": bool(row["enabled"]),
        "revisionDate": date_text(row["revised_at"]),
    }


_POLICIES = "/organizations/{organization_id:uuid}/policies"
ROUTES: list[BaseRoute] = [
    route(_POLICIES, listing),
    route(_POLICIES + "/{type}", read),
    route(_POLICIES + "/{type}", save, "PUT"),
]
