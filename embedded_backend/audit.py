"""Writing audit events."""

from __future__ import annotations

from embedded_backend.access import Access
from embedded_backend.call import Call

COLLECTION_CREATED, COLLECTION_UPDATED, COLLECTION_DELETED = 1300, 1301, 1302
MEMBER_INVITED, MEMBER_CONFIRMED = 1500, 1501
ORGANIZATION_VAULT_ACCESSED = 1603
CLIENT_CREATED, CLIENT_ADDED, CLIENT_REMOVED, CLIENT_VAULT_ACCESSED = 1900, 1901, 1902, 1903


def log_organization(call: Call, access: Access, kind: int, **subject: str) -> None:
    """An event of an organization; it names the provider only for staff who are no members."""
    provider = access.provider_id if access.only_provider else None
    _log(call, kind, organization_id=access.organization_id, provider_id=provider, **subject)


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
