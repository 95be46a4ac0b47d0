"""Writing audit events."""

from __future__ import annotations

from sqlite3 import Row

from embedded_backend.access import Access
from embedded_backend.call import Call

COLLECTION_CREATED, COLLECTION_UPDATED, COLLECTION_DELETED = 1300, 1301, 1302
GROUP_CREATED, GROUP_UPDATED, GROUP_DELETED = 1400, 1401, 1402
MEMBER_INVITED, MEMBER_CONFIRMED, MEMBER_UPDATED, MEMBER_REMOVED = 1500, 1501, 1502, 1503
MEMBER_GROUPS_UPDATED, MEMBER_REVOKED, MEMBER_RESTORED = 1504, 1511, 1512
MEMBER_REVOKED_FOR_TWO_STEP, MEMBER_REVOKED_FOR_SINGLE_ORGANIZATION = 1520, 1521
ORGANIZATION_UPDATED, ORGANIZATION_VAULT_ACCESSED = 1600, 1603
SSO_ENABLED, SSO_DISABLED, KEY_CONNECTOR_ENABLED, KEY_CONNECTOR_DISABLED = 1604, 1605, 1606, 1607
POLICY_UPDATED = 1700
CLIENT_CREATED, CLIENT_ADDED, CLIENT_REMOVED, CLIENT_VAULT_ACCESSED = 1900, 1901, 1902, 1903


def log_organization(call: Call, access: Access, kind: int, **subject: str | None) -> None:
    """An event of an organization; it names the provider only for staff who are no members."""
    provider = access.provider_id if access.only_provider else None
    _log(call, kind, organization_id=access.organization_id, provider_id=provider, **subject)


def log_member(call: Call, access: Access, kind: int, member: Row) -> None:
    """An event about a member."""
    log_organization(call, access, kind, organization_user_id=member["id"], user_id=member["user_id"])


def log_client(call: Call, access: Access, kind: int) -> None:
    """An event in the provider's own log, which a disabled provider or one without events does not keep."""
    link = call.database.value(
        "SELECT l.id FROM provider_organizations l JOIN providers p ON p.id = l.provider_id"
        " WHERE l.organization_id = ? AND p.enabled = 1 AND p.use_events = 1",
        (access.organization_id,),
    )
    if link is not None:
        _log(call, kind, provider_id=access.provider_id, provider_organization_id=link)


def _log(call: Call, kind: int, **columns: str | None) -> None:
    actor = {"acting_user_id": call.caller.id, "device_type": call.device_type, "ip_address": call.address}
    call.database.insert("events", {"type": kind, "date": call.backend.now, **actor, **columns})
