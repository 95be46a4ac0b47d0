"""What calls on several members have in common."""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Row

from starlette.responses import Response

from embedded_backend.access import Access
from embedded_backend.call import Call
from embedded_backend.errors import Problem
from embedded_backend.routes.members import MEMBERS
from embedded_backend.wire import rows

USERS_INVALID = "Users invalid."


def bulk_answer(results: Iterable[tuple[str, str]]) -> Response:
    """One row per member id with its refusal, which is empty for success."""
    return rows(
        {"object": "OrganizationBulkConfirmResponseModel", "id": member, "error": error}
        for member, error in results
    )


def posted_members(call: Call, access: Access, *, required: bool) -> list[Row]:
    """The members that `ids` names; strangers are left out. `required`: raises 400 where none is left."""
    wanted = call.ids("ids", "Ids")
    found = {row["id"]: row for row in call.database.rows(MEMBERS, (access.organization_id,))}
    chosen = [found[identifier] for identifier in wanted if identifier in found]
    if required and not chosen:
        raise Problem(400, USERS_INVALID)
    return chosen
