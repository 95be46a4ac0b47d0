"""The domains a client claims: list, add, verify, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.errors import (
    BadAnswer,
    ChangedMeanwhile,
    ResponseError,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal import clock
from backend_client.portal.claimed_domains import (
    Checked,
    ClaimEffect,
    Domain,
    DomainBoard,
    domain_name,
    domain_of,
    effect_of,
)
from backend_client.portal.interruptions import SettledAct, settle_inside
from backend_client.portal.members import MemberStatus
from backend_client.portal.policy_types import PolicyType
from backend_client.portal.shown_acts import Shown
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.domains import DomainRow
    from backend_client.api.rows import Rows
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.journal import Journal
    from backend_client.portal.opened_client import ClientOpener
    from backend_client.portal.providers import Provider


class ClaimedDomains:
    """Reads and changes them. The client's own key need not open for that.

    Every method may raise Locked, ClientNotFound, TransportError and ResponseError; every change also
    ReadOnlyMode, RuleBroken, ChangedMeanwhile ("domain"), NotApplied and OutcomeUnknown.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts, journal: Journal | None) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts
        self._journal = journal

    async def board(self, provider: Provider, client: Client) -> DomainBoard:
        """Every domain, and what became of acts here that were interrupted. Quiet."""
        now = await self._opener.read(provider, client)
        obstacle = await self._obstacle(now)
        if obstacle is Rule.DOMAINS_NOT_SERVED:
            return DomainBoard(clock.now(), obstacle=obstacle)
        listed = await self._api.domains.list(now.organization_id)
        domains = sorted(map(domain_of, listed.rows), key=lambda each: each.name)
        return DomainBoard(
            clock.now(),
            tuple(domains),
            listed.unreadable,
            obstacle,
            await self._policy_on(now),
            self._settled(now, listed),
        )

    async def effect(self, client: Client, domain: Domain, board: DomainBoard) -> ClaimEffect:
        """What verifying `domain` would do to members. Quiet."""
        try:
            members = await self._api.members.list(client.organization_id)
        except (ResponseError, BadAnswer):
            return ClaimEffect(known=False)
        on = board.single_organization
        return effect_of(domain.name, members.rows, policy_on=on, me=self._opener.user_id)

    async def add(self, provider: Provider, client: Client, typed: str) -> Domain:
        """Add one; returns it with the record to publish."""
        name = domain_name(typed)
        now, before = await self._open_to_change(provider, client)
        if any(row.domain_name == name for row in before):
            raise RuleBroken(Rule.DOMAIN_EXISTS)
        act = self._begin("domain.add", provider, now, after={"domain": name})
        await act.send(self._api.domains.create(now.organization_id, name))
        rows = await self._rows_after(now, act)
        made = next((row for row in rows if row.domain_name == name), None)
        if made is None:
            act.not_seen()
        act.done()
        return domain_of(made)

    async def verify(self, provider: Provider, client: Client, domain: Domain) -> Checked:
        """Have the server look for the record now. One that is there claims the domain, and switches the
        single organization policy on; one that is not changes nothing, and is looked for again later.
        """
        now, before = await self._open_to_change(provider, client)
        if _row(before, domain).verified_date is not None:
            raise RuleBroken(Rule.DOMAIN_VERIFIED)
        was_on, revoked = await self._policy_on(now), await self._revoked(now)
        act = self._begin(
            "domain.verify",
            provider,
            now,
            before={"domain": domain.name, "verified": False},
            after={"domain": domain.name, "verified": True},
        )
        await act.send(self._api.domains.verify(now.organization_id, domain.id))
        found = next((row for row in await self._rows_after(now, act) if row.id == domain.id), None)
        if found is None or (found.verified_date is None and act.failure is not None):
            act.not_seen()
        if found.verified_date is None:
            act.dropped()
            return Checked(domain_of(found), was_on, was_on, 0)
        act.done()
        revoked_now = await self._revoked_after(now)
        gone = None if revoked is None or revoked_now is None else max(0, revoked_now - revoked)
        return Checked(domain_of(found), was_on, await self._policy_after(now), gone)

    async def remove(self, provider: Provider, client: Client, domain: Domain) -> None:
        """Forget one. Accounts that a verified one claimed are claimed no more; the policy stays."""
        now, before = await self._open_to_change(provider, client)
        row = _row(before, domain)
        verified = row.verified_date is not None
        act = self._begin(
            "domain.remove", provider, now, before={"domain": row.domain_name, "verified": verified}
        )
        await act.send(self._api.domains.remove(now.organization_id, row.id))
        if any(each.id == row.id for each in await self._rows_after(now, act)):
            act.not_seen()
        act.done()

    async def _open_to_change(
        self, provider: Provider, client: Client
    ) -> tuple[Client, tuple[DomainRow, ...]]:
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        now = await self._opener.read(provider, client)
        obstacle = await self._obstacle(now)
        if obstacle is not None:
            raise RuleBroken(obstacle)
        return now, (await self._api.domains.list(now.organization_id)).rows

    async def _obstacle(self, client: Client) -> Rule | None:
        if await self._opener.is_vaultwarden():
            return Rule.DOMAINS_NOT_SERVED
        return None if (await self._opener.abilities(client)).domains else Rule.DOMAINS_WITHOUT_FLAG

    def _begin(
        self,
        what: str,
        provider: Provider,
        client: Client,
        *,
        before: dict[str, object] | None = None,
        after: dict[str, object] | None = None,
    ) -> Act:
        return self._acts.begin(
            what,
            client=client.name,
            provider_id=provider.id,
            organization_id=client.organization_id,
            before=before,
            after=after,
        )

    async def _rows_after(self, client: Client, act: Act) -> tuple[DomainRow, ...]:
        try:
            return (await self._api.domains.list(client.organization_id)).rows
        except SeatwardenError as error:
            act.unreadable(error)

    async def _policy_on(self, client: Client) -> bool | None:
        rows = await or_none(lambda: self._api.policies.list(client.organization_id))
        if rows is None:
            return None
        return any(row.type == PolicyType.SINGLE_ORGANIZATION and row.enabled for row in rows.rows)

    async def _policy_after(self, client: Client) -> bool | None:
        try:
            return await self._policy_on(client)
        except SeatwardenError:
            return None

    async def _revoked(self, client: Client) -> int | None:
        rows = await or_none(lambda: self._api.members.mini_details(client.organization_id))
        return None if rows is None else sum(row.status == MemberStatus.REVOKED for row in rows.rows)

    async def _revoked_after(self, client: Client) -> int | None:
        try:
            return await self._revoked(client)
        except SeatwardenError:
            return None

    def _settled(self, client: Client, listed: Rows[DomainRow]) -> tuple[SettledAct, ...]:
        domains = {row.domain_name: row.verified_date is not None for row in listed.rows}
        shown = Shown(domains=None if listed.unreadable else domains)
        try:
            host, place = self._api.server.host, client.organization_id
            return settle_inside(self._journal, host, place, shown.decide, "domain")
        except OSError:
            return ()  # the next board asks again


def _row(rows: tuple[DomainRow, ...], domain: Domain) -> DomainRow:
    found = next((row for row in rows if row.id == domain.id), None)
    if found is None:
        raise ChangedMeanwhile("domain")
    return found
