"""Reading the members of a client: the board, with what the journal knows of them. Quiet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from backend_client.errors import BadAnswer, ResponseError
from backend_client.portal import clock
from backend_client.portal.interruptions import SettledAct, settle_inside
from backend_client.portal.member_reminders import last_reminders
from backend_client.portal.members import Member, MemberBoard, MemberStatus
from backend_client.portal.providers import ProviderKind
from backend_client.portal.seats import Seats
from backend_client.portal.shown_acts import Shown
from backend_client.portal.shown_members import shown_members
from backend_client.portal.together import together
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.groups import GroupRow
    from backend_client.api.members import MemberRow
    from backend_client.api.rows import Rows
    from backend_client.portal.clients import Client
    from backend_client.portal.journal import Journal
    from backend_client.portal.providers import Provider

_TAKES_SEAT = (MemberStatus.INVITED, MemberStatus.ACCEPTED, MemberStatus.CONFIRMED)


class MemberReader:
    """Reads members of clients whose key was opened. `me` tells the user id of whoever is signed in."""

    def __init__(self, api: Api, *, journal: Journal | None, me: Callable[[], str]) -> None:
        self._api = api
        self._journal = journal
        self._me = me

    async def board(self, provider: Provider, client: Client) -> MemberBoard:
        """Everybody, with groups, last reminders, and what became of interrupted acts. May raise OSError."""
        rows, groups, seats = await together(
            self.rows(client), self._groups(client), self._seat_limit(client)
        )
        settled: tuple[SettledAct, ...] = ()
        reminded: Mapping[str, datetime] = {}
        if self._journal is not None:
            server, organization = self._api.server.host, client.organization_id
            shown = Shown(members=None if rows.unreadable else shown_members(rows))
            settled = settle_inside(self._journal, server, organization, shown.decide, "member")
            reminded = last_reminders(self._journal.entries(), server, organization)
        names = {group.id: group.name for group in groups or ()}
        members = tuple(_member(row, names, reminded) for row in rows)
        return self._board(provider, rows, members, seats, settled)

    async def figures(self, provider: Provider, client: Client) -> MemberBoard:
        """The same without groups and journal: what rules ask for."""
        rows, seats = await together(self.rows(client), self._seat_limit(client))
        return self._board(provider, rows, tuple(_member(row, {}, {}) for row in rows), seats, ())

    async def rows(self, client: Client) -> Rows[MemberRow]:
        """Everybody as the server lists them, with what they reach."""
        return await self._api.members.list(client.organization_id, groups=True, collections=True)

    async def _groups(self, client: Client) -> Rows[GroupRow] | None:
        """None where the client has no groups, or we may not read them: people still show."""
        return await or_none(lambda: self._api.groups.details(client.organization_id))

    async def _seat_limit(self, client: Client) -> Seats:
        """Seats assigned, as the organization's own record says; what was listed where it is not told."""
        try:
            seats = (await self._api.organizations.read(client.organization_id)).seats
        except (ResponseError, BadAnswer):
            return client.seats
        return Seats(seats, None, unlimited=seats is None)

    def _board(
        self,
        provider: Provider,
        rows: Rows[MemberRow],
        members: tuple[Member, ...],
        limit: Seats,
        settled: tuple[SettledAct, ...],
    ) -> MemberBoard:
        used = sum(row.status in _TAKES_SEAT for row in rows)
        confirmed = sum(row.status == MemberStatus.CONFIRMED for row in rows)
        return MemberBoard(
            members=members,
            read_at=clock.now(),
            me=self._me(),
            staff=provider.kind is not ProviderKind.OWN_ORGANIZATIONS,
            seats=Seats(limit.assigned, used, confirmed, unlimited=limit.unlimited),
            unreadable=rows.unreadable,
            settled=settled,
        )


def _member(row: MemberRow, groups: Mapping[str, str], reminded: Mapping[str, datetime]) -> Member:
    return Member(
        id=row.id,
        user_id=row.user_id,
        email=row.email,
        name=row.name or "",
        status=row.status,
        role=row.type,
        groups=tuple(sorted(groups[each] for each in row.groups if each in groups)),
        since=row.creation_date,
        resent=reminded.get(row.id),
        two_step=row.two_factor_enabled,
        claimed=row.claimed_by_organization,
        revocation_reason=row.revocation_reason,
        recovery=row.reset_password_enrolled,
        permissions=row.permissions,
    )
