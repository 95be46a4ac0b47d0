"""The event logs of a provider and of its clients. Quiet: reading them writes nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_client.errors import SeatwardenError
from backend_client.portal import clock
from backend_client.portal.account import SessionState
from backend_client.portal.events import Event, EventsRead, Keeping, LogAbout, LogOf, Names, Subject, Window
from backend_client.portal.providers import ProviderKind, ProviderRole
from backend_client.portal.together import together
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.events import EventRow, EventsAnswer
    from backend_client.api.members import MemberMiniRow
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener
    from backend_client.portal.providers import Provider
    from backend_client.portal.session import Session

_IDLE_PAGES = 20
"""Pages without anything new, in a row, after which no more are asked for."""

_MOST = 250_000
"""Events of one reading: further back a window of its own is asked for."""


class EventLog:
    """Reads event logs page by page."""

    def __init__(self, api: Api, *, session: Session, reader: ClientReader, opener: ClientOpener) -> None:
        self._api = api
        self._session = session
        self._reader = reader
        self._opener = opener

    async def pages(
        self, log: LogOf, window: Window, *, after: EventsRead | None = None
    ) -> AsyncGenerator[EventsRead, None]:
        """Read on, one page at a time, until the window ends; stop it by asking no more.

        Each value holds everything so far; `after` is one to go on from. Raises NotFound for whoever may not
        read the log, and for somebody who has not accepted; what came before stays with the caller.
        """
        read = after or EventsRead(log, window)
        known, idle = set(read.events), 0
        while not (read.complete or read.stuck):
            answer = await self._page(log, window, read.token)
            fresh = [event for event in dict.fromkeys(map(_event, answer.rows)) if event not in known]
            known.update(fresh)
            idle = 0 if fresh else idle + 1
            same = answer.token == read.token and not fresh
            full = len(read.events) + len(fresh) >= _MOST
            read = replace(
                read,
                events=(*read.events, *fresh),
                token=answer.token,
                complete=answer.token is None,
                stuck=answer.token is not None and (same or full or idle >= _IDLE_PAGES),
                unreadable=read.unreadable + answer.rows.unreadable,
                read_at=clock.now(),
            )
            yield read

    async def _page(self, log: LogOf, window: Window, token: str | None) -> EventsAnswer:
        bounds, events = (window.start, window.end, token), self._api.events
        if log.client is None:
            if log.person:
                return await events.of_provider_user(log.provider.id, log.person, *bounds)
            return await events.of_provider(log.provider.id, *bounds)
        if log.person:
            return await events.of_member(log.client.organization_id, log.person, *bounds)
        return await events.of_organization(log.client.organization_id, *bounds)

    async def people(self, provider: Provider, client: Client | None) -> list[tuple[str, str]]:
        """Ids and addresses of those whose own log can be asked for. Raises NotPermitted, NotFound."""
        if client is None:
            staff = await self._api.provider_users.list(provider.id)
            return [(row.id, row.email) for row in staff.rows]
        members = await self._api.members.mini_details(client.organization_id)
        return [(row.id, row.email) for row in members.rows]

    async def about(self, log: LogOf) -> LogAbout:
        """Whether the log is kept, and the names of what its ids mean, as far as they can be read.

        What the server refuses is left out. Collection names need keys.
        """
        keeping = await self._keeping(log)
        if log.client is None:
            staff, links = await together(self._staff(log.provider), self._links(log.provider))
            return LogAbout(keeping, replace(staff, links=links))
        staff, inside = await together(self._staff(log.provider), self._inside(log.provider, log.client))
        return LogAbout(keeping, replace(inside, accounts={**staff.accounts, **inside.accounts}))

    async def _keeping(self, log: LogOf) -> Keeping:
        profile = await or_none(self._reader.profile)
        if profile is None:
            return Keeping.NOT_KNOWN
        if log.client is None:
            row = next((row for row in profile.providers.rows if row.id == log.provider.id), None)
            suspended = Keeping.PROVIDER_SUSPENDED
            if row is None:
                return Keeping.NOT_KNOWN
            enabled, kept = row.enabled, row.use_events
        else:
            rows = (*profile.provider_organizations.rows, *profile.organizations.rows)
            client = next((each for each in rows if each.id == log.client.organization_id), None)
            suspended = Keeping.CLIENT_SUSPENDED
            if client is None:
                return Keeping.NOT_KNOWN
            enabled, kept = client.enabled, client.use_events
        if not kept:
            return Keeping.NO_FEATURE
        return Keeping.KEPT if enabled else suspended

    async def _staff(self, provider: Provider) -> Names:
        """The people of the provider, whom the server shows to its admins; others know themselves."""
        account = self._session.account
        me = {account.user_id: account.name or account.email} if account is not None else {}
        if provider.role is not ProviderRole.ADMIN:
            return Names(accounts=me)
        rows = await or_none(lambda: self._api.provider_users.list(provider.id))
        people = () if rows is None else rows.rows
        return Names(
            accounts={**me, **{row.user_id: row.name or row.email for row in people if row.user_id}},
            staff={row.id: row.name or row.email for row in people},
        )

    async def _links(self, provider: Provider) -> Mapping[str, str]:
        if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
            return {}
        rows = await or_none(lambda: self._api.clients.list(provider.id))
        return {} if rows is None else {row.id: row.organization_name or "" for row in rows.rows}

    async def _inside(self, provider: Provider, client: Client) -> Names:
        place = client.organization_id
        members, groups, policies, collections = await together(
            or_none(lambda: self._api.members.mini_details(place)),
            or_none(lambda: self._api.groups.details(place)),
            or_none(lambda: self._api.policies.list(place)),
            self._collections(provider, client),
        )
        people: Iterable[MemberMiniRow] = () if members is None else members.rows
        return Names(
            accounts={row.user_id: row.name or row.email for row in people if row.user_id},
            members={row.id: row.name or row.email for row in people},
            groups={} if groups is None else {row.id: row.name for row in groups.rows},
            policies={} if policies is None else {row.id: row.type for row in policies.rows if row.id},
            collections=collections,
        )

    async def _collections(self, provider: Provider, client: Client) -> Mapping[str, str]:
        """Names that open; none while the session is locked or the client's key does not open."""
        if self._session.state is not SessionState.UNLOCKED:
            return {}
        try:
            opened = await self._opener.open(provider, client)
            rows = await self._api.collections.list(client.organization_id)
        except SeatwardenError:
            return {}
        names = opened.key.decrypt_many([row.name for row in rows.rows])
        return {
            row.id: name.decode(errors="replace")
            for row, name in zip(rows.rows, names, strict=True)
            if isinstance(name, bytes)
        }


def _event(row: EventRow) -> Event:
    ids = []
    for subject in Subject:
        text = getattr(row, _ATTRIBUTES[subject])
        if text:
            ids.append((subject, text))
    return Event(
        kind=row.type,
        at=row.date,
        ids=tuple(ids),
        device=row.device_type,
        address=row.ip_address,
        system=row.system_user,
        domain=row.domain_name,
    )


_ATTRIBUTES = {
    subject: "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in subject.value)
    for subject in Subject
}
