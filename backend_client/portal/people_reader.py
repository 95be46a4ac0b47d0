"""Reading the people of a provider, with what the journal knows of them. Quiet, and without keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from backend_client.errors import Rule, RuleBroken
from backend_client.portal import clock
from backend_client.portal.interruptions import SettledAct, settle_of_provider
from backend_client.portal.people import PeopleBoard, Person, PersonRole, PersonStatus
from backend_client.portal.people_acts import decide_by, mails_sent
from backend_client.portal.providers import Provider, ProviderRole

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.provider_users import ProviderUserRow
    from backend_client.api.rows import Rows
    from backend_client.portal.journal import Journal
    from backend_client.portal.session import Session


class PeopleReader:
    """Reads the people of providers, for their admins. Raises RuleBroken (ADMINS_ONLY) for others."""

    def __init__(self, api: Api, *, session: Session, journal: Journal | None) -> None:
        self._api = api
        self._session = session
        self._journal = journal
        self._admins: dict[tuple[str, str], int] = {}

    async def board(self, provider: Provider) -> PeopleBoard:
        """Everybody, and what became of interrupted acts. May raise OSError."""
        rows = await self.rows(provider)
        settled: tuple[SettledAct, ...] = ()
        sent: tuple[Mapping[str, datetime], Mapping[str, datetime]] = ({}, {})
        if self._journal is not None:
            server = self._api.server.host
            settled = settle_of_provider(self._journal, server, provider.id, decide_by(rows), "person")
            sent = mails_sent(self._journal.entries(), server, provider.id)
        return self._board(rows, settled, *sent)

    async def figures(self, provider: Provider) -> PeopleBoard:
        """The same without the journal: what rules ask for."""
        return self._board(await self.rows(provider), (), {}, {})

    def known_admins(self, provider: Provider) -> int | None:
        """How many confirmed admins the list last showed; None where it was not read."""
        return self._admins.get((self.me, provider.id))

    async def rows(self, provider: Provider) -> Rows[ProviderUserRow]:
        """Everybody as the server lists them."""
        if provider.role is not ProviderRole.ADMIN:
            raise RuleBroken(Rule.ADMINS_ONLY)
        rows = await self._api.provider_users.list(provider.id)
        admins = sum(row.type == PersonRole.ADMIN and row.status == PersonStatus.CONFIRMED for row in rows)
        self._admins[self.me, provider.id] = admins
        return rows

    def _board(
        self,
        rows: Rows[ProviderUserRow],
        settled: tuple[SettledAct, ...],
        invited: Mapping[str, datetime],
        reminded: Mapping[str, datetime],
    ) -> PeopleBoard:
        people = tuple(
            Person(
                id=row.id,
                user_id=row.user_id,
                email=row.email,
                name=row.name or "",
                status=row.status,
                role=row.type,
                since=invited.get(row.email.casefold()),
                resent=reminded.get(row.id),
            )
            for row in rows
        )
        return PeopleBoard(people, clock.now(), self.me, rows.unreadable, settled)

    @property
    def me(self) -> str:
        """The user id of whoever is signed in."""
        account = self._session.account
        return account.user_id if account is not None else ""
