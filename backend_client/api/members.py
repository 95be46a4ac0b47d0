"""The members of an organization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.selection import Selection
from backend_client.api.wire import Flag, Id, Listed, Moment, Number, Text, WireModel, read_model

_TEMPLATE = "organizations/{organization_id}/users"
_ONE = "organizations/{organization_id}/users/{member_id}"

CUSTOM = 4
"""The member type that has permissions of its own."""


def _granted(value: object) -> object:
    """The names of the switches that are on, also of those this program does not know."""
    if isinstance(value, Mapping):
        return tuple(name for name, on in value.items() if on is True and isinstance(name, str))
    return () if value is None else value


Granted = Annotated[frozenset[str], BeforeValidator(_granted)]
"""An object of switches on the wire; here the names of those that are on."""


class MemberMiniRow(WireModel):
    """One member in short. `id` is the organization-user id, `user_id` the account's (None until the
    invitation is accepted). `status`: -1 revoked, 0 invited, 1 accepted, 2 confirmed, 3 staged. `type`: 0
    owner, 1 admin, 2 user, 4 custom. Name and e-mail are foreign text."""

    id: Id
    user_id: Id | None = None
    status: int
    type: Number = 2
    name: str | None = None
    email: Text = ""


class MemberRow(MemberMiniRow):
    """One member with what it reaches: `groups` are group ids, both lists empty unless asked for.

    `permissions` names what a custom member may do. The two `access_` flags are of products this program
    does not manage; they are read to be sent back.
    """

    external_id: str | None = None
    permissions: Granted = frozenset()
    access_secrets_manager: Flag = False
    access_pam: Flag = False
    collections: Listed[Selection] = ()
    groups: Listed[Id] = ()
    two_factor_enabled: Flag = False
    has_master_password: Flag = True
    reset_password_enrolled: Flag = False
    claimed_by_organization: Flag = False
    revocation_reason: int | None = None
    creation_date: Moment | None = None


class PublicKeyRow(WireModel):
    """The public key of one member. `key` is base64 SPKI, None where the account has none yet."""

    id: Id
    user_id: Id | None = None
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

    async def read(self, organization_id: str, member_id: str) -> MemberRow:
        """One member with groups and collections; some servers tell no name and e-mail here. Quiet."""
        query = {"includeGroups": "true"}  # collections come with them
        call = Call("GET", _ONE, _place(organization_id, member_id), query)
        return read_model(MemberRow, await self._caller.request(call))

    async def update(
        self,
        organization_id: str,
        member_id: str,
        *,
        role: int,
        permissions: frozenset[str],
        collections: Sequence[Selection],
        groups: Sequence[str] | None,
        secrets_manager: bool,
        pam: bool,
        default_collection_name: str | None = None,
    ) -> None:
        """Put these in the place of what the member has: whatever is left out is lost.

        `groups` (ids) of None stay as they are; Vaultwarden would clear them. Collections that the caller
        may not change are kept by the server. `default_collection_name` is an EncString, for owners and
        admins who become members that keep own items.
        """
        body: dict[str, object] = {
            "type": role,
            "collections": [each.body() for each in collections],
            "accessSecretsManager": secrets_manager,
            "accessPam": pam,
        }
        if role == CUSTOM:
            body["permissions"] = dict.fromkeys(sorted(permissions), True)
        if groups is not None:
            body["groups"] = list(groups)
        if default_collection_name is not None:
            body["defaultUserCollectionName"] = default_collection_name
        await self._caller.request(Call("PUT", _ONE, _place(organization_id, member_id), body=body))

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
        collections: Sequence[Selection] = (),
    ) -> None:
        """Invite at most 20 addresses as `role` (a member type) into `groups` (ids), with direct access to
        `collections`. `permissions` names those of a custom role. Addresses the organization knows
        already are left out without a word."""
        body: dict[str, object] = {
            "emails": list(emails),
            "type": role,
            "accessSecretsManager": False,
            "permissions": dict.fromkeys(permissions, True),
            "collections": [each.body() for each in collections],
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

    async def delete_accounts(self, organization_id: str, ids: Sequence[str]) -> Rows[BulkRow]:
        """Delete the whole accounts of members whose address is in a claimed domain, with all they hold."""
        place = {"organization_id": organization_id}
        call = Call("DELETE", f"{_TEMPLATE}/delete-account", place, body=_ids(ids))
        return read_rows(BulkRow, await self._caller.request(call))


def _place(organization_id: str, member_id: str) -> dict[str, str]:
    return {"organization_id": organization_id, "member_id": member_id}


def _ids(ids: Sequence[str]) -> dict[str, object]:
    return {"ids": list(ids)}


def _word(value: bool) -> str:
    return "true" if value else "false"
