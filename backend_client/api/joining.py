"""Invitations of the signed-in account, taken by the token of their link."""

from __future__ import annotations

from typing import Any

from backend_client.api.accounts import ProfileOrganization
from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows, sift
from backend_client.api.wire import Flag, WireModel, read_model, read_nothing, read_object
from backend_client.secret import Secret

_ACCEPT_PROVIDER = "providers/{provider_id}/users/{provider_user_id}/accept"
_ACCEPT_ORGANIZATION = "organizations/{organization_id}/users/{member_id}/accept"


class InviteePolicy(WireModel):
    """A policy that applies to whoever joins. `data` is as its organization saved it, any JSON."""

    type: int
    enabled: Flag = False
    data: Any = None


class OrganizationPublicKey(WireModel):
    """The organization's own public key: base64 SPKI, None where it has no keys."""

    public_key: str | None = None


class JoiningApi:
    """Calls of somebody who was invited."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def accept_provider(self, provider_id: str, provider_user_id: str, token: Secret) -> None:
        """Accept an invitation to a provider. Raises BadRequest."""
        places = {"provider_id": provider_id, "provider_user_id": provider_user_id}
        read_nothing(
            await self._caller.request(Call("POST", _ACCEPT_PROVIDER, places, body={"token": token}))
        )

    async def accept_organization(
        self, organization_id: str, member_id: str, token: Secret, *, recovery_key: str | None = None
    ) -> None:
        """Accept an invitation to an organization. `recovery_key` (EncString type 4) is the account's user
        key sealed to the organization, where that enrols everybody in account recovery. Raises BadRequest."""
        body: dict[str, object] = {"token": token}
        if recovery_key is not None:
            body["resetPasswordKey"] = recovery_key
        places = {"organization_id": organization_id, "member_id": member_id}
        read_nothing(await self._caller.request(Call("POST", _ACCEPT_ORGANIZATION, places, body=body)))

    async def policies(
        self, organization_id: str, member_id: str, *, email: str, token: Secret
    ) -> Rows[InviteePolicy]:
        """The policies that are on, as an invitation lets its holder see them. Raises ResponseError."""
        query: dict[str, str | Secret] = {"email": email, "token": token, "organizationUserId": member_id}
        call = Call(
            "GET",
            "organizations/{organization_id}/policies/token",
            {"organization_id": organization_id},
            query,
        )
        return read_rows(InviteePolicy, await self._caller.request(call))

    async def organization_key(self, organization_id: str) -> OrganizationPublicKey:
        """The public key that account recovery seals to; any signed-in account may ask."""
        place = {"organization_id": organization_id}
        call = Call("GET", "organizations/{organization_id}/public-key", place)
        return read_model(OrganizationPublicKey, await self._caller.request(call))

    async def memberships(self) -> Rows[ProfileOrganization]:
        """The account's organizations, those that wait to be confirmed too where the server tells. Quiet."""
        call = Call("GET", "accounts/profile", any_account=True)
        members = read_object(await self._caller.request(call))
        entries = members.get("organizationsNew") or members.get("organizations") or []
        return sift(ProfileOrganization, entries if isinstance(entries, list) else [])
