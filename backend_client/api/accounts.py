"""The signed-in account: its profile with providers, provider clients and memberships."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, TypeAdapter, ValidationError

from backend_client.api.call import Answer, Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, sift
from backend_client.api.wire import (
    Flag,
    Id,
    Number,
    Text,
    WireModel,
    body_of,
    read_model,
    read_object,
    read_value,
)


class ProfileProvider(WireModel):
    """A provider the account is a confirmed user of. `type` is the role: 0 admin, 1 service user.

    `key` is the provider key sealed to the account (EncString type 4), null until it is confirmed.
    `provider_type`: 0 MSP, 1 reseller, 2 business unit. `provider_status`: 1 created, 2 billable.
    """

    id: Id
    name: str | None = None
    key: str | None = Field(default=None, repr=False)
    status: int | None = None
    type: Number = 1
    enabled: Flag = True
    use_events: Flag = False
    user_id: str | None = None
    provider_status: Number = 0
    provider_type: Number = 0


class ProfileOrganization(WireModel):
    """An organization of the profile: a membership, or a client reached through a provider.

    `id` is the organization's own id, never the provider's link id. `key` is sealed to the account for
    a membership and wrapped by the provider key for a client. In client rows `status` and `type` are
    constants. `status`: -1 revoked, 0 invited, 1 accepted, 2 confirmed. `type`: 0 owner, 1 admin.
    """

    id: Id
    name: str | None = None
    key: str | None = Field(default=None, repr=False)
    enabled: Flag = True
    status: Number = 0
    type: Number = 2
    seats: int | None = None
    product_tier_type: Number = 0
    provider_id: str | None = None
    identifier: str | None = None
    organization_user_id: str | None = None
    use_events: Flag = False
    use_groups: Flag = False
    use_policies: Flag = False
    use_sso: Flag = False
    use_scim: Flag = False
    use_directory: Flag = False
    use_reset_password: Flag = False
    use_custom_permissions: Flag = False
    use_key_connector: Flag = False
    use_my_items: Flag = False
    use_organization_domains: Flag = False
    use_automatic_user_confirmation: Flag = False
    use_api: Flag = False
    sso_enabled: Flag = False
    allow_admin_access_to_all_collection_items: Flag = False


@dataclass(frozen=True, slots=True)
class ProfileAnswer:
    """The profile. Malformed entries of the three lists are counted and left out.

    `key` and `private_key` are the account's wrapped keys (EncStrings), where the server still sends
    them here.
    """

    id: str
    email: str
    name: str
    key: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)
    providers: Rows[ProfileProvider] = field(default_factory=lambda: Rows(()))
    provider_organizations: Rows[ProfileOrganization] = field(default_factory=lambda: Rows(()))
    organizations: Rows[ProfileOrganization] = field(default_factory=lambda: Rows(()))


class _Profile(WireModel):
    id: Id
    email: Text = ""
    name: Text = ""
    key: str | None = Field(default=None, repr=False)
    private_key: str | None = Field(default=None, repr=False)


class _WholeProfile(_Profile):
    providers: list[ProfileProvider] | None = None
    provider_organizations: list[ProfileOrganization] | None = None
    organizations: list[ProfileOrganization] | None = None


_REVISION: TypeAdapter[int] = TypeAdapter(int, config={"defer_build": True})


class AccountsApi:
    """Calls about the signed-in account."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def profile(self) -> ProfileAnswer:
        """Who is signed in, with wrapped keys, providers, their clients and own memberships. Quiet."""
        return read_profile(await self._caller.request(Call("GET", "accounts/profile", any_account=True)))

    async def revision_date(self) -> int:
        """When the account's data last changed, in epoch milliseconds: "anything new?" for one number."""
        call = Call("GET", "accounts/revision-date", any_account=True)
        revision: int = read_value(_REVISION, await self._caller.request(call))
        return revision


def read_profile(answer: Answer) -> ProfileAnswer:
    """The profile in one pass; entry by entry when some entry does not fit. Raises BadAnswer."""
    whole = _all_good(answer)
    if whole is None:
        return _read_sifted(answer)
    return ProfileAnswer(
        id=whole.id,
        email=whole.email,
        name=whole.name,
        key=whole.key,
        private_key=whole.private_key,
        providers=Rows(tuple(whole.providers or ())),
        provider_organizations=Rows(tuple(whole.provider_organizations or ())),
        organizations=Rows(tuple(whole.organizations or ())),
    )


def _all_good(answer: Answer) -> _WholeProfile | None:
    try:
        return _WholeProfile.model_validate_json(body_of(answer))
    except ValidationError:
        return None


def _read_sifted(answer: Answer) -> ProfileAnswer:
    profile = read_model(_Profile, answer)
    members = read_object(answer)
    return ProfileAnswer(
        id=profile.id,
        email=profile.email,
        name=profile.name,
        key=profile.key,
        private_key=profile.private_key,
        providers=sift(ProfileProvider, _entries(members, "providers")),
        provider_organizations=sift(ProfileOrganization, _entries(members, "providerOrganizations")),
        organizations=sift(ProfileOrganization, _entries(members, "organizations")),
    )


def _entries(members: dict[str, Any], name: str) -> list[Any]:
    """A list of the profile; null is empty, and something else counts as one entry that does not fit."""
    entries = members.get(name)
    if entries is None:
        return []
    return entries if isinstance(entries, list) else [None]
