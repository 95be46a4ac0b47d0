"""Writing audit events."""

from __future__ import annotations

from sqlite3 import Row

from embedded_backend.access import Access
from embedded_backend.call import Call
from embedded_backend.plans import features

SIGNED_IN = 1000
COLLECTION_CREATED, COLLECTION_UPDATED, COLLECTION_DELETED = 1300, 1301, 1302
GROUP_CREATED, GROUP_UPDATED, GROUP_DELETED = 1400, 1401, 1402
MEMBER_INVITED, MEMBER_CONFIRMED, MEMBER_UPDATED, MEMBER_REMOVED = 1500, 1501, 1502, 1503
MEMBER_GROUPS_UPDATED, MEMBER_REVOKED, MEMBER_RESTORED, MEMBER_DELETED = 1504, 1511, 1512, 1515
MEMBER_LEFT = 1516
RECOVERY_ENROLLED, RECOVERY_WITHDRAWN, PASSWORD_RESET, TWO_STEP_RESET = 1506, 1507, 1508, 1519
DEVICE_APPROVED, DEVICE_DENIED = 1513, 1514
ACCOUNT_TEMPORARY_PASSWORD_REPLACED, ACCOUNT_DEVICE_REQUESTED = 1008, 1010
MEMBER_REVOKED_FOR_TWO_STEP, MEMBER_REVOKED_FOR_SINGLE_ORGANIZATION = 1520, 1521
ORGANIZATION_UPDATED, ORGANIZATION_VAULT_PURGED, ORGANIZATION_VAULT_ACCESSED = 1600, 1601, 1603
SSO_ENABLED, SSO_DISABLED, KEY_CONNECTOR_ENABLED, KEY_CONNECTOR_DISABLED = 1604, 1605, 1606, 1607
POLICY_UPDATED = 1700
DOMAIN_ADDED, DOMAIN_REMOVED, DOMAIN_VERIFIED, DOMAIN_NOT_VERIFIED = 2000, 2001, 2002, 2003
STAFF_INVITED, STAFF_CONFIRMED, STAFF_UPDATED, STAFF_REMOVED = 1800, 1801, 1802, 1803
CLIENT_CREATED, CLIENT_ADDED, CLIENT_REMOVED, CLIENT_VAULT_ACCESSED = 1900, 1901, 1902, 1903


def log_organization(call: Call, access: Access, kind: int, **subject: str | None) -> None:
    """An event of an organization; it names the provider only for staff who are no members.

    A disabled organization keeps none, nor one whose plan has no events.
    """
    found = call.database.row(
        "SELECT plan_type, enabled FROM organizations WHERE id = ?", (access.organization_id,)
    )
    if found is None or not _keeps_events(found):
        return
    provider = access.provider_id if access.only_provider else None
    _log(call, kind, organization_id=access.organization_id, provider_id=provider, **subject)


def log_member(call: Call, access: Access, kind: int, member: Row) -> None:
    """An event about a member."""
    log_organization(call, access, kind, organization_user_id=member["id"], user_id=member["user_id"])


def log_account(
    call: Call, user_id: str, kind: int, *, accepted: bool = False, device_type: int | None = None
) -> None:
    """An event of an account, which acted itself: one entry in the log of each provider and organization
    that it is confirmed in; with `accepted` also of organizations that have not confirmed it yet.

    `device_type` is given where no token tells it yet: at a sign-in.
    """
    providers = call.database.rows(
        "SELECT p.id FROM provider_users s JOIN providers p ON p.id = s.provider_id"
        " WHERE s.user_id = ? AND s.status = 2 AND p.enabled = 1 AND p.use_events = 1",
        (user_id,),
    )
    organizations = call.database.rows(
        "SELECT o.id, o.plan_type, o.enabled FROM organization_users m"
        " JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = ? AND m.status IN (2, ?)",
        (user_id, 1 if accepted else 2),
    )
    places = [("provider_id", row["id"]) for row in providers]
    places += [("organization_id", row["id"]) for row in organizations if _keeps_events(row)]
    who = {"user_id": user_id, "acting_user_id": user_id, "ip_address": call.address}
    device = call.device_type if device_type is None else device_type
    shared = {**who, "device_type": device, "date": call.backend.now}
    for column, identifier in places:
        call.database.insert("events", {"type": kind, **shared, column: identifier})


def log_client(call: Call, access: Access, kind: int) -> None:
    """An event in the provider's own log, which a disabled provider or one without events does not keep."""
    link = call.database.value(
        "SELECT l.id FROM provider_organizations l JOIN providers p ON p.id = l.provider_id"
        " WHERE l.organization_id = ? AND p.enabled = 1 AND p.use_events = 1",
        (access.organization_id,),
    )
    if link is not None:
        _log(call, kind, provider_id=access.provider_id, provider_organization_id=link)


def log_staff(
    call: Call, kind: int, provider_id: str, provider_user_id: str, user_id: str | None = None
) -> None:
    """An event about somebody of the provider, in its own log, if it keeps one."""
    keeps = "SELECT 1 FROM providers WHERE id = ? AND enabled = 1 AND use_events = 1"
    if call.database.row(keeps, (provider_id,)) is not None:
        _log(call, kind, provider_id=provider_id, provider_user_id=provider_user_id, user_id=user_id)


def _keeps_events(organization: Row) -> bool:
    return bool(organization["enabled"]) and features(organization["plan_type"])["useEvents"]


def log_domain_check(call: Call, organization_id: str, kind: int, domain_name: str) -> None:
    """An event of the job that looks for domains by itself: the server acts, and nobody else."""
    subject = {"organization_id": organization_id, "domain_name": domain_name, "system_user": 2}
    call.database.insert("events", {"type": kind, "date": call.backend.now, **subject})


def _log(call: Call, kind: int, **columns: str | None) -> None:
    actor = {"acting_user_id": call.caller.id, "device_type": call.device_type, "ip_address": call.address}
    call.database.insert("events", {"type": kind, "date": call.backend.now, **actor, **columns})
