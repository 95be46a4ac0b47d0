"""The organizations an account administers as a member, which stand beside its providers. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole

if TYPE_CHECKING:
    from backend_client.api.accounts import ProfileAnswer, ProfileOrganization

OWN_ORGANIZATIONS_ID = "own-organizations"
_ADMINISTERS = frozenset({MemberRole.OWNER, MemberRole.ADMIN})


def administered(profile: ProfileAnswer) -> list[ProfileOrganization]:
    """Those that the account is a confirmed owner or admin of."""
    return [
        row
        for row in profile.organizations.rows
        if row.type in _ADMINISTERS and row.status == MemberStatus.CONFIRMED
    ]


def own_organizations() -> Provider:
    """What stands for a provider where the account manages them."""
    return Provider(
        id=OWN_ORGANIZATIONS_ID,
        name="",
        kind=ProviderKind.OWN_ORGANIZATIONS,
        role=ProviderRole.ORGANIZATION_ADMIN,
        billable=False,
    )
