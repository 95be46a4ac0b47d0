"""Members who lose access because a policy is switched on, and members who stand against one."""

from __future__ import annotations

from sqlite3 import Row

from embedded_backend import audit
from embedded_backend.access import Access
from embedded_backend.call import Call
from embedded_backend.errors import Problem
from embedded_backend.member_rules import ADMIN, OWNER
from embedded_backend.policy_types import SINGLE_ORGANIZATION, TWO_STEP
from embedded_backend.routes.member_states import set_revoked
from embedded_backend.routes.members import MEMBERS

_TWO_STEP_REASON, _SINGLE_ORGANIZATION_REASON = 2, 4
_ELSEWHERE = (
    "SELECT 1 FROM organization_users WHERE user_id = ? AND organization_id <> ? AND status IN (1, 2, -1)"
)


def revoke_for(call: Call, access: Access, kind: int, actor: str | None) -> None:
    """Revoke whoever does not comply; only types 0 and 3 do that. Raises 400 for members who would be lost.

    Owners, admins and the `actor` are spared, and whoever has not accepted.
    """
    if kind not in (TWO_STEP, SINGLE_ORGANIZATION):
        return
    found = call.database.rows(f"{MEMBERS} AND m.status IN (1, 2)", (access.organization_id,))
    members = [row for row in found if row["type"] not in (OWNER, ADMIN) and row["user_id"] != actor]
    if kind == TWO_STEP:
        lost = [row for row in members if not row["two_step"]]
        if any(not row["has_password"] for row in lost):
            raise Problem(
                400,
                "Policy could not be enabled. Non-compliant members will lose access to their accounts."
                " Identify members without two-step login from the policies column in the members page.",
            )
        _revoke(call, access, lost, _TWO_STEP_REASON, audit.MEMBER_REVOKED_FOR_TWO_STEP)
        return
    lost = [row for row in members if _elsewhere(call, row)]
    _revoke(call, access, lost, _SINGLE_ORGANIZATION_REASON, audit.MEMBER_REVOKED_FOR_SINGLE_ORGANIZATION)


def _elsewhere(call: Call, member: Row) -> bool:
    """Whether the person is in another organization; a mere invitation does not count."""
    return call.database.row(_ELSEWHERE, (member["user_id"], member["organization_id"])) is not None


def _revoke(call: Call, access: Access, members: list[Row], reason: int, event: int) -> None:
    for member in members:
        set_revoked(call, member, reason)
        audit.log_member(call, access, event, member)


def check_automatic_confirmation(call: Call, organization_id: str) -> None:
    """Raises 400 where a member is in another organization too, or works for any provider."""
    members = [row for row in call.database.rows(MEMBERS, (organization_id,)) if row["user_id"] is not None]
    if any(_elsewhere(call, row) for row in members):
        raise Problem(
            400,
            "All members must be compliant with the single organization membership policy before you can"
            " enable the automatically confirm invited users policy. Remove members who belong to multiple"
            " organization vaults.",
        )
    statement = "SELECT 1 FROM provider_users WHERE user_id = ?"
    if any(call.database.row(statement, (row["user_id"],)) is not None for row in members):
        raise Problem(
            400,
            "This organization has members with the Provider user type. Remove those members before enabling"
            " automatically confirm invited users.",
        )
