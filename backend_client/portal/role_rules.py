"""Which roles an account may hand out in a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.portal.members import MemberRole
from backend_client.portal.providers import ProviderKind

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.opened_client import Abilities, OpenedClient


async def roles_to_give(api: Api, opened: OpenedClient, abilities: Abilities) -> tuple[MemberRole, ...]:
    """In the order of a form. A provider's staff counts as an owner. Quiet.

    Vaultwarden's admins may hand out the plain role only.
    """
    own = MemberRole.OWNER
    if opened.provider.kind is ProviderKind.OWN_ORGANIZATIONS:
        profile = await api.accounts.profile()
        rows = (row for row in profile.organizations if row.id == opened.id)
        own = next((MemberRole.OWNER for row in rows if row.type == MemberRole.OWNER), MemberRole.ADMIN)
    if own is not MemberRole.OWNER and opened.vaultwarden:
        return (MemberRole.USER,)
    custom = (MemberRole.CUSTOM,) if abilities.custom_roles else ()
    owner = (MemberRole.OWNER,) if own is MemberRole.OWNER else ()
    return (MemberRole.USER, MemberRole.ADMIN, *owner, *custom)
