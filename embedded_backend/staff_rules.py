"""Who may belong to a provider, and what stands against it."""

from __future__ import annotations

from embedded_backend.database import Database

CLAIMED = "Your organization's automatic confirmation policy does not let you join a provider."
_AUTOMATIC_CONFIRMATION = 18


def staff_refusal(database: Database, user_id: str) -> str:
    """Why an account may neither join nor create a provider; empty where it may.

    Accounts claimed by an organization, by a verified domain of theirs, are bound by its automatic
    confirmation policy.
    """
    claimed = database.row(
        "SELECT 1 FROM organization_users m JOIN users u ON u.id = m.user_id"
        " JOIN organization_domains d ON d.organization_id = m.organization_id AND d.verified_at IS NOT NULL"
        " JOIN policies p ON p.organization_id = m.organization_id AND p.type = ? AND p.enabled = 1"
        " WHERE m.user_id = ? AND substr(u.email, instr(u.email, '@') + 1) = lower(d.domain_name)",
        (_AUTOMATIC_CONFIRMATION, user_id),
    )
    return "" if claimed is None else CLAIMED
