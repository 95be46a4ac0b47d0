"""The members of an organization."""

from __future__ import annotations

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
    reset_password_enrolled: Flag = False
    creation_date: datetime | None = None


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


def _word(value: bool) -> str:
    return "true" if value else "false"
