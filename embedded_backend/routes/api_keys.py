"""API: the keys of an organization: its own (type 0) and that of its SCIM address (type 2)."""

from __future__ import annotations

import secrets
import string

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import organization_access, organization_row
from embedded_backend.call import Call, route
from embedded_backend.errors import MODEL_INVALID, Problem, invalid, not_found
from embedded_backend.own_secret import is_own_secret, posted_secret
from embedded_backend.wire import answer, date_text, rows

_SCIM = 2
_TYPES = (0, 1, _SCIM)
_LETTERS = string.ascii_letters + string.digits
_SELECT = "SELECT * FROM organization_api_keys WHERE organization_id = ? AND type = ?"


def show(call: Call) -> Response:
    """The key, made on the first call. Wants the caller's own secret."""
    return _show(call, rotate=False)


def rotate(call: Call) -> Response:
    """A new key; the old one is dead at once. Wants the caller's own secret."""
    return _show(call, rotate=True)


def _show(call: Call, *, rotate: bool) -> Response:
    """A wrong secret is refused after the first key was made, as on the server."""
    kind = call.number("type", "Type", default=0)
    if kind not in _TYPES:
        raise invalid("Type", "The field Type is invalid.")
    secret = posted_secret(call)
    organization_id = _allowed(call, kind)
    organization_row(call, organization_id)
    if call.database.row(_SELECT, (organization_id, kind)) is None:
        _make(call, organization_id, kind)
    if not is_own_secret(call, secret):
        return Problem(400, MODEL_INVALID, {"MasterPasswordHash": ["Invalid password."]}).response()
    if rotate:
        _make(call, organization_id, kind)
    row = call.database.row(_SELECT, (organization_id, kind))
    if row is None:
        raise not_found()
    revised = date_text(row["revised_at"])
    return answer({"object": "apiKey", "apiKey": row["api_key"], "revisionDate": revised})


def information(call: Call) -> Response:
    """Which keys there are, without them."""
    wanted = call.request.path_params.get("type")
    if wanted is not None and wanted not in _TYPES:
        raise invalid("type", f"The value '{wanted}' is not valid.")
    organization_id = _allowed(call, wanted)
    found = call.database.rows(
        "SELECT * FROM organization_api_keys WHERE organization_id = :id AND :type IN (type, -1)",
        {"id": organization_id, "type": -1 if wanted is None else wanted},
    )
    return rows(
        {
            "object": "keyInformation",
            "keyType": row["type"],
            "revisionDate": date_text(row["revised_at"]),
        }
        for row in found
    )


def _allowed(call: Call, kind: int | None) -> str:
    """The organization of the path. Raises 404: SCIM needs its permission, everything else an owner."""
    access = organization_access(call, older=True)
    if not (access.may("manageScim") if kind == _SCIM else access.owner):
        raise not_found()
    return access.organization_id


def _make(call: Call, organization_id: str, kind: int) -> None:
    key = "".join(secrets.choice(_LETTERS) for _ in range(30))
    statement = (
        "INSERT OR REPLACE INTO organization_api_keys (organization_id, type, api_key, revised_at)"
        " VALUES (?, ?, ?, ?)"
    )
    call.database.run(statement, (organization_id, kind, key, call.backend.now))


_ORGANIZATION = "/organizations/{organization_id:uuid}"
ROUTES: list[BaseRoute] = [
    route(f"{_ORGANIZATION}/api-key", show, "POST"),
    route(f"{_ORGANIZATION}/rotate-api-key", rotate, "POST"),
    route(f"{_ORGANIZATION}/api-key-information", information),
    route(_ORGANIZATION + "/api-key-information/{type:int}", information),
]
