"""The four settings that say what members and admins of a client may do with its collections.

The server takes them together, and an absent one becomes false: they are read just before one changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from backend_client.errors import SeatwardenError

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.organizations import OrganizationAnswer
    from backend_client.portal.acts import Act


@dataclass(frozen=True, slots=True)
class CollectionSwitches:
    """`admin_access`: owners and admins reach every item. The others keep members who may manage a
    collection, and are no admins, from making collections, deleting them, and deleting items."""

    admin_access: bool = False
    limit_creation: bool = False
    limit_deletion: bool = False
    limit_item_deletion: bool = False


VAULTWARDEN_SWITCHES = CollectionSwitches(admin_access=True, limit_creation=True, limit_deletion=True)
"""What Vaultwarden behaves as, and cannot change."""


def switches_of(record: OrganizationAnswer) -> CollectionSwitches:
    """As the organization's record has them."""
    return CollectionSwitches(
        admin_access=record.allow_admin_access_to_all_collection_items,
        limit_creation=record.limit_collection_creation,
        limit_deletion=record.limit_collection_deletion,
        limit_item_deletion=record.limit_item_deletion,
    )


def changed_switches(
    before: CollectionSwitches, after: CollectionSwitches
) -> tuple[Mapping[str, bool], Mapping[str, bool]]:
    """The figures of a journal entry: those that differ, before and after."""
    names = [each.name for each in fields(CollectionSwitches)]
    differ = [name for name in names if getattr(before, name) is not getattr(after, name)]
    return {name: getattr(before, name) for name in differ}, {name: getattr(after, name) for name in differ}


async def save_switches(
    api: Api, act: Act, organization_id: str, before: CollectionSwitches, wanted: CollectionSwitches
) -> CollectionSwitches:
    """Send them, once, within `act`, and read again: what was to change decides.

    Raises NotApplied, OutcomeUnknown.
    """
    await act.send(
        api.organizations.set_collection_management(
            organization_id,
            limit_collection_creation=wanted.limit_creation,
            limit_collection_deletion=wanted.limit_deletion,
            limit_item_deletion=wanted.limit_item_deletion,
            allow_admin_access_to_all_collection_items=wanted.admin_access,
        )
    )
    try:
        now = switches_of(await api.organizations.read(organization_id))
    except SeatwardenError as error:
        act.unreadable(error)
    _, expected = changed_switches(before, wanted)
    if any(getattr(now, name) is not value for name, value in expected.items()):
        act.not_seen()
    act.done()
    return now
