"""API: the policies of an organization."""

from __future__ import annotations

import json

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import require
from embedded_backend.call import Call, route
from embedded_backend.wire import Json, rows

_REMOVE_SEND, _SEND_OPTIONS, _SEND_CONTROLS = 6, 7, 21


def listing(call: Call) -> Response:
    """The policies ever saved, and always the Send controls (made of types 6 and 7 if never saved)."""
    access = require(call, "managePolicies")
    statement = "SELECT * FROM policies WHERE organization_id = ? ORDER BY type"
    saved = {row["type"]: row for row in call.database.rows(statement, (access.organization_id,))}
    found = [
        _policy(access.organization_id, kind, bool(row["enabled"]), json.loads(row["data"] or "{}"))
        for kind, row in saved.items()
    ]
    if _SEND_CONTROLS not in saved:
        removed = bool(saved[_REMOVE_SEND]["enabled"]) if _REMOVE_SEND in saved else False
        options = bool(saved[_SEND_OPTIONS]["enabled"]) if _SEND_OPTIONS in saved else False
        data = {"disableSend": removed, "disableHideEmail": options}
        found.append(_policy(access.organization_id, _SEND_CONTROLS, removed or options, data))
    return rows(found)


def _policy(organization_id: str, kind: int, enabled: bool, data: Json) -> Json:
    return {
        "object": "policy",
        "organizationId": organization_id,
        "type": kind,
        "data": data,
        "enabled": enabled,
        "canToggleState": True,
    }


ROUTES: list[BaseRoute] = [route("/organizations/{organization_id:uuid}/policies", listing)]
