"""The event logs of providers and organizations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from backend_client.api.call import Answer, Call
from backend_client.api.caller import Caller
from backend_client.api.large_rows import read_large_rows
from backend_client.api.rows import Rows
from backend_client.api.wire import Moment, Text, WireModel, read_object

_PROVIDER = "providers/{provider_id}"
_ORGANIZATION = "organizations/{organization_id}"
_MILLISECONDS = "milliseconds"


class EventRow(WireModel):
    """One event. It has no id of its own. `type` is the server's EventType, `date` UTC.

    `acting_user_id` is the account that did it, None where a system did (`system_user`: 1 SCIM, 2 domain
    verification, 3 public API, 4 two-step login disabled, 5 the vendor's portal). The other ids say whom or
    what it was done to; any of them may be gone meanwhile. `domain_name` and `ip_address` are foreign text.
    """

    type: int
    date: Moment
    user_id: str | None = None
    organization_id: str | None = None
    provider_id: str | None = None
    cipher_id: str | None = None
    collection_id: str | None = None
    group_id: str | None = None
    policy_id: str | None = None
    organization_user_id: str | None = None
    provider_user_id: str | None = None
    provider_organization_id: str | None = None
    acting_user_id: str | None = None
    installation_id: str | None = None
    device_type: int | None = None
    ip_address: Text = ""
    system_user: int | None = None
    domain_name: Text = ""
    secret_id: str | None = None
    project_id: str | None = None
    service_account_id: str | None = None
    granted_service_account_id: str | None = None
    send_id: str | None = None


@dataclass(frozen=True, slots=True)
class EventsAnswer:
    """One page, newest first. `token` asks for the next one; None: this was the last."""

    rows: Rows[EventRow]
    token: str | None = field(default=None, repr=False)


class EventsApi:
    """Calls about event logs. Quiet: reading a log writes no event.

    `start` and `end` (aware) are always sent both: servers replace both where one is missing. A page has up
    to 50 rows, 30 on Vaultwarden. Repeat a call with the same bounds and the token of the page before.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def of_provider(
        self, provider_id: str, start: datetime, end: datetime, token: str | None = None
    ) -> EventsAnswer:
        """A provider's own log. NotFound for everybody but its admins."""
        query = _query(start, end, token)
        return await self._page(Call("GET", f"{_PROVIDER}/events", {"provider_id": provider_id}, query))

    async def of_provider_user(
        self,
        provider_id: str,
        provider_user_id: str,
        start: datetime,
        end: datetime,
        token: str | None = None,
    ) -> EventsAnswer:
        """What one person of a provider did. NotFound also for somebody who has not accepted."""
        values = {"provider_id": provider_id, "provider_user_id": provider_user_id}
        query = _query(start, end, token)
        return await self._page(Call("GET", f"{_PROVIDER}/users/{{provider_user_id}}/events", values, query))

    async def of_organization(
        self, organization_id: str, start: datetime, end: datetime, token: str | None = None
    ) -> EventsAnswer:
        """The log of one organization. NotFound for whoever may not read it."""
        values, query = {"organization_id": organization_id}, _query(start, end, token)
        return await self._page(Call("GET", f"{_ORGANIZATION}/events", values, query))

    async def of_member(
        self,
        organization_id: str,
        member_id: str,
        start: datetime,
        end: datetime,
        token: str | None = None,
    ) -> EventsAnswer:
        """What one member did; on Vaultwarden also what was done to them. NotFound, or nothing there, for
        somebody who has not accepted."""
        values = {"organization_id": organization_id, "member_id": member_id}
        query = _query(start, end, token)
        return await self._page(Call("GET", f"{_ORGANIZATION}/users/{{member_id}}/events", values, query))

    async def _page(self, call: Call) -> EventsAnswer:
        answer = await self._caller.request(call)
        return EventsAnswer(await read_large_rows(EventRow, answer), _token(answer))


def _query(start: datetime, end: datetime, token: str | None) -> dict[str, str]:
    query = {"start": _utc(start), "end": _utc(end)}
    return {**query, "continuationToken": token} if token else query


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec=_MILLISECONDS).replace("+00:00", "Z")


def _token(answer: Answer) -> str | None:
    token = read_object(answer).get("continuationToken")
    return token if isinstance(token, str) and token else None
