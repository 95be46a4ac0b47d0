"""What cannot be undone: emptying a client's vault, and deleting the client organization entirely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.errors import ChangedMeanwhile, NotApplied, Rule, RuleBroken, SeatsGone, SeatwardenError
from backend_client.portal import clock
from backend_client.portal.item_counts import ItemCount, ItemCounts
from backend_client.portal.organization_keys import OrganizationKeys
from backend_client.portal.providers import ProviderKind
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.ciphers import CipherRow
    from backend_client.api.rows import Rows
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener
    from backend_client.portal.providers import Provider
    from backend_client.secret import Secret


class OrganizationEnd(OrganizationKeys):
    """Both acts want a proof of `Session.proof`, and drop it. The client's own key need not open.

    Either may raise Locked, ClientNotFound, ReadOnlyMode, RuleBroken, ChangedMeanwhile, NotApplied,
    OutcomeUnknown, TransportError and ResponseError.
    """

    def __init__(
        self, api: Api, *, opener: ClientOpener, reader: ClientReader, acts: Acts, counts: ItemCounts
    ) -> None:
        super().__init__(api, opener=opener, acts=acts)
        self._reader = reader
        self._counts = counts

    async def count_items(self, client: Client) -> int:
        """How many items a purge would delete, those in the trash too. Downloads the vault."""
        rows = await self._items(client)
        return len(rows) + rows.unreadable

    async def _items(self, client: Client) -> Rows[CipherRow]:
        return await self._api.ciphers.list(client.organization_id)

    async def purge(self, provider: Provider, client: Client, proof: Secret) -> int:
        """Delete every item of the vault, also those in the trash; collections stay. Returns how many.

        The answer is empty: only an item that is gone shows that the server gave it.
        """
        try:
            now = await self._unchanged(provider, client)
            there = await self._items(now)
            before, ids = len(there) + there.unreadable, frozenset(row.id for row in there)
            act = self._begin(
                "organization.purge", provider, now, before={"items": before}, after={"items": 0}
            )
            await act.send(self._api.ciphers.purge(now.organization_id, proof))
        finally:
            proof.drop()
        try:
            rows = await self._items(now)
        except SeatwardenError as error:
            act.unreadable(error)
        left = len(rows) + rows.unreadable
        if any(row.id in ids for row in rows) or (left and not ids and act.failure is not None):
            act.not_seen()
        act.done()  # what is there now was put in since
        self._counts.note(now.organization_id, ItemCount(left, clock.now()))
        return before

    async def delete(self, provider: Provider, client: Client, proof: Secret) -> None:
        """Delete the client entirely: members, items, everything.

        A provider's client gives its seats back first. Raises SeatsGone where that happened, and the
        deletion was then refused.
        """
        try:
            now = await self._unchanged(provider, client)
            assigned = await self._assigned(provider, now)
            act = self._begin(
                "client.delete", provider, now, before={"seats": now.seats.assigned, "plan": now.plan}
            )
            await act.send(self._api.organizations.delete(now.organization_id, proof))
        finally:
            proof.drop()
        if not await self._is_there(provider, now, act):
            act.done()
            self._reader.forget()
            return
        if act.failure is not None and not act.may_still_arrive:
            left = await self._assigned_after(provider, now)
            if assigned is not None and left is not None and left < assigned:
                act.half_done()
                raise SeatsGone(assigned - left, act.failure)
        act.not_seen()

    async def _unchanged(self, provider: Provider, shown: Client) -> Client:
        """The client as it is now, where it still has the name that was typed."""
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        now = await self._opener.read(provider, shown)
        name = now.name
        if provider.kind is ProviderKind.OWN_ORGANIZATIONS:  # its row is as old as what was shown
            profile = await self._reader.profile(at_most=0)
            rows = {row.id: row.name or "" for row in profile.organizations.rows}
            if now.organization_id not in rows:
                raise ChangedMeanwhile("gone")
            name = rows[now.organization_id]
        if name != shown.name:
            raise ChangedMeanwhile("name")
        return now

    async def _is_there(self, provider: Provider, client: Client, act: Act) -> bool:
        try:
            if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
                profile = await self._reader.profile(at_most=0)
                rows, unreadable = profile.organizations.rows, profile.organizations.unreadable
                known = {row.id for row in rows}
            else:
                listed = await self._api.clients.list(provider.id)
                known, unreadable = {row.organization_id for row in listed.rows}, listed.unreadable
        except SeatwardenError as error:
            act.unreadable(error)
        if unreadable and client.organization_id not in known:
            act.unreadable(act.failure or NotApplied(SeatwardenError("a row of the list was malformed")))
        return client.organization_id in known

    async def _assigned_after(self, provider: Provider, client: Client) -> int | None:
        try:
            return await self._assigned(provider, client)
        except SeatwardenError:
            return None

    async def _assigned(self, provider: Provider, client: Client) -> int | None:
        """What the provider's plan of this client counts as assigned; None where there is no such figure."""
        if not provider.billable:
            return None
        plans = await or_none(lambda: self._api.billing.subscription(provider.id))
        found = (
            (plan.assigned_seats for plan in plans.plans if plan.plan_name == client.plan) if plans else ()
        )
        return next(iter(found), None)
