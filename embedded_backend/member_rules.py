"""Who may be a member, and what stands against it: owners, seats and policies."""

from __future__ import annotations

from collections.abc import Collection
from sqlite3 import Row

from embedded_backend.database import Database
from embedded_backend.errors import Problem
from embedded_backend.plans import features

OWNER, ADMIN, USER, CUSTOM = 0, 1, 2, 4
INVITED, ACCEPTED, CONFIRMED, REVOKED = 0, 1, 2, -1
NO_OWNER = "Organization must have at least one confirmed owner."
_TWO_STEP, _SINGLE_ORGANIZATION, _DATA_OWNERSHIP = 0, 3, 5
_MSP, _BUSINESS_UNIT, _RESELLER, _BILLABLE = 0, 2, 1, 2


def policy_on(database: Database, organization_id: str, kind: int) -> bool:
    """Whether a policy is switched on."""
    statement = "SELECT 1 FROM policies WHERE organization_id = ? AND type = ? AND enabled = 1"
    return database.row(statement, (organization_id, kind)) is not None


def two_step_exempt(member: Row) -> bool:
    """Owners and admins are spared the two-step and single organization policies."""
    return member["type"] in (OWNER, ADMIN)


def needs_two_step(database: Database, member: Row) -> bool:
    """Whether the organization wants a member to have two-step login."""
    return policy_on(database, member["organization_id"], _TWO_STEP) and not two_step_exempt(member)


def has_owner(database: Database, organization_id: str, without: Collection[str] = ()) -> bool:
    """Whether a confirmed owner is left; staff of the managing provider count as owners."""
    owners = database.rows(
        "SELECT id FROM organization_users WHERE organization_id = ? AND type = 0 AND status = 2",
        (organization_id,),
    )
    if any(owner["id"] not in without for owner in owners):
        return True
    staff = (
        "SELECT 1 FROM provider_organizations l JOIN provider_users u ON u.provider_id = l.provider_id"
        " WHERE l.organization_id = ? AND u.status = 2"
    )
    return database.row(staff, (organization_id,)) is not None


def check_seats(database: Database, organization: Row, wanted: int) -> None:
    """Refuse `wanted` more members where the seats do not hold them. Raises 400.

    An organization that pays for itself grows by the seats it lacks; one of a provider's does not.
    """
    if organization["seats"] is None:
        return
    occupied = database.value(
        "SELECT COUNT(*) FROM organization_users WHERE organization_id = ? AND status IN (0, 1, 2)",
        (organization["id"],),
    )
    missing = wanted - (organization["seats"] - occupied)
    if missing < 1:
        return
    provider = database.row(
        "SELECT p.* FROM providers p JOIN provider_organizations l ON l.provider_id = p.id"
        " WHERE l.organization_id = ? AND p.enabled = 1",
        (organization["id"],),
    )
    if provider is not None:
        if provider["type"] in (_MSP, _BUSINESS_UNIT) and provider["status"] == _BILLABLE:
            raise Problem(400, "Seat limit has been reached. Please contact your provider to add more seats.")
        if provider["type"] == _RESELLER:
            raise Problem(
                400, "Seat limit has been reached. Contact your provider to purchase additional seats."
            )
    database.run("UPDATE organizations SET seats = seats + ? WHERE id = ?", (missing, organization["id"]))


def joining_refusal(database: Database, member: Row, user_id: str) -> str | None:
    """Why a policy forbids an account to be an active member: "two-step", "single", "other" or None.

    "single": this organization wants to be the only one; "other": another one that the person is in does.
    """
    found = policy_refusals(database, member, user_id)
    return found[0] if found else None


def policy_refusals(database: Database, member: Row, user_id: str) -> list[str]:
    """All of them, in the order in which confirming looks at them."""
    found = []
    organization = member["organization_id"]
    if needs_two_step(database, member):
        ready = database.value(
            "SELECT COALESCE(totp_secret, two_step_email, yubikey_id) IS NOT NULL FROM users WHERE id = ?",
            (user_id,),
        )
        if not ready and not _provider_staff(database, organization, user_id):
            found.append("two-step")
    others = database.rows(
        "SELECT organization_id, type, status FROM organization_users"
        " WHERE user_id = ? AND organization_id <> ?",
        (user_id, organization),
    )
    here = policy_on(database, organization, _SINGLE_ORGANIZATION) and not two_step_exempt(member)
    if here and others and not _provider_staff(database, organization, user_id):
        found.append("single")
    elif any(
        other["status"] in (ACCEPTED, CONFIRMED)
        and not two_step_exempt(other)
        and policy_on(database, other["organization_id"], _SINGLE_ORGANIZATION)
        for other in others
    ):
        found.append("other")
    return found


def _provider_staff(database: Database, organization_id: str, user_id: str) -> bool:
    statement = (
        "SELECT 1 FROM provider_organizations l JOIN provider_users u ON u.provider_id = l.provider_id"
        " WHERE l.organization_id = ? AND u.user_id = ? AND u.status = 2"
    )
    return database.row(statement, (organization_id, user_id)) is not None


def owns_data(database: Database, organization: Row, member: Row) -> bool:
    """Whether a confirmed member is to have a My Items collection."""
    covered = member["type"] not in (OWNER, ADMIN)
    uses = features(organization["plan_type"])["useMyItems"]
    return covered and uses and policy_on(database, organization["id"], _DATA_OWNERSHIP)
