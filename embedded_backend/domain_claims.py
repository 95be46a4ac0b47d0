"""What a verified domain of an organization claims: its name, and the accounts with addresses in it."""

from __future__ import annotations

from sqlite3 import Row

from embedded_backend.database import Database
from embedded_backend.plans import features


def is_taken(database: Database, domain_name: str, organization_id: str) -> bool:
    """Whether another organization has verified it."""
    statement = (
        "SELECT 1 FROM organization_domains"
        " WHERE domain_name = ? AND organization_id <> ? AND verified_at IS NOT NULL"
    )
    return database.row(statement, (domain_name, organization_id)) is not None


def verified_domains(database: Database, organization_id: str) -> frozenset[str]:
    """Its verified domains; none where its plan may not use them."""
    plan = database.value(
        "SELECT plan_type FROM organizations WHERE id = ? AND enabled = 1", (organization_id,)
    )
    if plan is None or not features(plan)["useOrganizationDomains"]:
        return frozenset()
    statement = (
        "SELECT domain_name FROM organization_domains WHERE organization_id = ? AND verified_at IS NOT NULL"
    )
    return frozenset(row["domain_name"] for row in database.rows(statement, (organization_id,)))


def is_claimed(member: Row, domains: frozenset[str]) -> bool:
    """Whether a member's account (`user_email`) is claimed by one of its organization's verified domains.

    A person who was only invited has no account there yet.
    """
    email = member["user_email"]
    return bool(email) and member["status"] != 0 and email.rpartition("@")[2].lower() in domains
