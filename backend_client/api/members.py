"""The members of an organization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.selection import Selection
from backend_client.api.wire import Flag, Id, Listed, Number, Text, WireModel

_TEMPLATE = "organizations/{organization_id}/users"


class MemberMiniRow(WireModel):
    """One member in short. `id` is the organization-user id, `user_id` the account's (None until the
    invitation is accepted). `status`: -1 revoked, 0 invited, 1 accepted, 2 confirmed, 3 staged. `type`: 0
    owner, 1 admin, 2 user, 4 custom. Name and e-mail are foreign text."""

    id: Id
    user_id: str | None = None
    status: int
    type: Number = 2
    name: str | None = None
    email: Text = ""


class MemberRow(MemberMiniRow):
    """One member with what it reaches: `groups` are group ids, both lists empty unless asked for."""

    external_id: str | None = None
    collections: Listed[Selection] = ()
    groups: Listed[Id] = ()
    two_factor_enabled: Flag = False
    has_master_password: Flag = True
    reset_password_enrolled: Flag = False
    claimed_by_organization: Flag = False
    revocation_reason: int | None = None
    creation_date: datetime | None = None


class PublicKeyRow(WireModel):
    """The public key of one member. `key` is base64 SPKI, None where the account has none yet."""

    id: Id
    user_id: str | None = None
    key: str | None = None


class BulkRow(WireModel):
    """What became of one member of a call about several: `error` is empty for success, else foreign text."""

    id: Id
    error: Text = ""


class MembersApi:
    """Calls about an organization's members."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(
        self, organization_id: str, *, groups: bool = False, collections: bool = False
    ) -> Rows[MemberRow]:
        """All members; `groups` and `collections` ask for what each one reaches. Quiet."""
        query = {"includeGroups": _word(groups), "includeCollections": _word(collections)}
        call = Call("GET", _TEMPLATE, {"organization_id": organization_id}, query)
        return read_rows(MemberRow, await self._caller.request(call))

    async def mini_details(self, organization_id: str) -> Rows[MemberMiniRow]:
        """All members in short, the cheapest way to count them by status. Quiet."""
        call = Call("GET", f"{_TEMPLATE}/mini-details", {"organization_id": organization_id})
        return read_rows(MemberMiniRow, await self._caller.request(call))

    async def invite(
        self,
        organization_id: str,
        emails: Sequence[str],
        *,
        role: int,
        groups: Sequence[str] = (),
        permissions: Sequence[str] = (),
    ) -> None:
        """Invite at most 20 addresses as `role` (a member type) into `groups` (ids). `permissions` names
        those of a custom role. Addresses the organization knows already are left out without a word."""
        body: dict[str, object] = {
            "emails": list(emails),
            "type": role,
            "accessSecretsManager": False,
            "permissions": dict.fromkeys(permissions, True),
            "collections": [],
            "groups": list(groups),
        }
        call = Call("POST", f"{_TEMPLATE}/invite", {"organization_id": organization_id}, body=body)
        await self._caller.request(call)

    async def public_keys(self, organization_id: str, ids: Sequence[str]) -> Rows[PublicKeyRow]:
        """The public keys of members who wait to be confirmed; some servers send others too. Quiet."""
        call = Call("POST", f"{_TEMPLATE}/public-keys", {"organization_id": organization_id}, body=_ids(ids))
        return read_rows(PublicKeyRow, await self._caller.request(call))

    async def confirm(
        self, organization_id: str, keys: Mapping[str, str], *, default_collection_name: str | None = None
    ) -> Rows[BulkRow]:
        """Confirm members: `keys` holds, by member id, the organization key sealed to each (EncString type
        4). `default_collection_name` is an EncString. Those who do not wait are missing in the answer."""
        body: dict[str, object] = {"keys": [{"id": each, "key": key} for each, key in keys.items()]}
        if default_collection_name is not None:
            body["defaultUserCollectionName"] = default_collection_name
        call = Call("POST", f"{_TEMPLATE}/confirm", {"organization_id": organization_id}, body=body)
        return read_rows(BulkRow, await self._caller.request(call))

    async def reinvite(self, organization_id: str, ids: Sequence[str]) -> Rows[BulkRow]:
        """Mail the invitation again to members who have not accepted."""
        call = Call("POST", f"{_TEMPLATE}/reinvite", {"organization_id": organization_id}, body=_ids(ids))
        return read_rows(BulkRow, await self._caller.request(call))

    async def revoke(self, organization_id: str, ids: Sequence[str]) -> Rows[BulkRow]:
        """Suspend members; their seats are free at once."""
        call = Call("PUT", f"{_TEMPLATE}/revoke", {"organization_id": organization_id}, body=_ids(ids))
        return read_rows(BulkRow, await self._caller.request(call))

    async def restore(
        self, organization_id: str, ids: Sequence[str], *, default_collection_name: str | None = None
    ) -> Rows[BulkRow]:
        """Take suspended members back as what they were. Wants seats for all of `ids`, else BadRequest."""
        body = _ids(ids)
        if default_collection_name is not None:
            body["defaultUserCollectionName"] = default_collection_name
        call = Call("PUT", f"{_TEMPLATE}/restore", {"organization_id": organization_id}, body=body)
        return read_rows(BulkRow, await self._caller.request(call))

    async def remove(self, organization_id: str, ids: Sequence[str]) -> Rows[BulkRow]:
        """Take members out of the organization; their accounts stay."""
        call = Call("DELETE", _TEMPLATE, {"organization_id": organization_id}, body=_ids(ids))
        return read_rows(BulkRow, await self._caller.request(call))


def _ids(ids: Sequence[str]) -> dict[str, object]:
    return {"ids": list(ids)}


def _word(value: bool) -> str:
    return "true" if value else "false"
