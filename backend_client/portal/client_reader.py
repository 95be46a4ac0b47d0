"""Reading providers and client lists: what the home screen shows, quiet and also without keys."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from time import monotonic

from backend_client.api.accounts import ProfileAnswer, ProfileOrganization
from backend_client.api.api import Api
from backend_client.api.billing import SubscriptionAnswer, WarningsAnswer
from backend_client.api.clients import ClientRow
from backend_client.api.rows import Rows
from backend_client.errors import (
    BadAnswer,
    ClientNotFound,
    NoProvider,
    ResponseError,
    SeatwardenError,
    TransportError,
)
from backend_client.portal import clock
from backend_client.portal.account import SessionState
from backend_client.portal.billing_notices import is_healthy, notices_of
from backend_client.portal.clients import (
    Client,
    ClientList,
    ClientPeople,
    ListProblem,
    client_of,
    client_of_membership,
    pools_of,
    tiers_by_plan_name,
    with_half_made,
)
from backend_client.portal.fresh_roles import FreshRoles
from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.own_organizations import administered, own_organizations
from backend_client.portal.providers import KeyState, Provider, ProviderKind, provider_of
from backend_client.portal.seats import Seats
from backend_client.portal.session import Session
from backend_client.portal.together import all_of, together
from backend_client.portal.tolerant import or_none

PRACTICE_SERVER = "Seatwarden practice"
"""How the practice backend calls itself, also where it is reached over https."""

_OWN_READS_AT_ONCE = 4
_PROFILE_FRESH_SECONDS = 5.0


class ClientReader:
    """Reads the account's providers and their clients. Opens keys on the way when the session holds some."""

    def __init__(self, api: Api, session: Session) -> None:
        self._api = api
        self._session = session
        self._profile: ProfileAnswer | None = None
        self._profile_read = 0.0
        self._roles = FreshRoles(api.auth)
        self._warnings: dict[str, WarningsAnswer] = {}
        self._asked_server = False
        self._vaultwarden: bool | None = False if api.server.practice else None
        self.server_name = PRACTICE_SERVER if api.server.practice else ""

    def forget(self) -> None:
        """Drop what was read."""
        self._profile = None
        self._warnings.clear()

    async def renew_roles(self) -> None:
        """The account's own place in a provider changed: renew the token, which carries it, and read the
        profile anew. A failure shows at the next call; a passing one is made good by the next profile."""
        self.forget()
        with suppress(SeatwardenError):
            await self._roles.renew()

    async def providers(self) -> tuple[Provider, ...]:
        """The places the account manages clients from, by name.

        Raises NoProvider when there is none, BadAnswer when there are some and none could be read.
        """
        profile, self.server_name = await together(self.profile(), self._ask_server_name())
        if profile.providers.unreadable and not profile.providers.rows:
            self._profile = None  # the next try must ask again
            problem = "no provider entry could be read"
            raise BadAnswer(host=self._api.server.host, endpoint="GET accounts/profile", problem=problem)
        providers = [provider_of(row, self._open_provider(row.id, row.key)) for row in profile.providers.rows]
        if not providers and administered(profile):
            return (own_organizations(),)
        if not providers:
            self._profile = None
            raise NoProvider
        return tuple(sorted(providers, key=lambda provider: (provider.name.casefold(), provider.id)))

    async def places(self) -> tuple[Provider, ...]:
        """The providers, then the account's own organizations, where there are some. Raises NoProvider."""
        found = await self.providers()
        own = own_organizations()
        return (*found, own) if own not in found and administered(await self.profile()) else found

    async def _ask_server_name(self) -> str:
        """What a server on this machine calls itself; asked once, and worth no failure.

        Only there: practice is served nowhere else, and no other server may pass for it.
        """
        if self.server_name or self._asked_server or not self._api.server.loopback:
            return self.server_name
        self._asked_server = True
        try:
            return (await self._api.config()).server_name
        except (ResponseError, TransportError):
            return ""

    async def is_vaultwarden(self) -> bool:
        """Whether the server is Vaultwarden, which keeps other rules and no limits of speed; asked once.

        Raises TransportError, ResponseError: a write by the wrong rules is worse than none.
        """
        if self._vaultwarden is None:
            self._vaultwarden = (await self._api.config()).is_vaultwarden
            if self._vaultwarden:
                self._api.transport.pace.lift()
        return self._vaultwarden

    async def client_list(self, provider: Provider) -> ClientList:
        """Clients, seats and pools. Quiet: writes no audit event. Works locked (keys NOT_TRIED)."""
        if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
            return await self._own_list(provider)
        profile_read, rows, plans = await together(
            self.profile(), self._api.clients.list(provider.id), self._subscription(provider)
        )
        provider = next(
            (
                provider_of(row, self._open_provider(row.id, row.key))
                for row in profile_read.providers.rows
                if row.id == provider.id
            ),
            provider,
        )
        enabled = {row.id: row.enabled for row in profile_read.provider_organizations.rows}
        warnings = await self._warnings_of(provider, plans)
        suspension = warnings.suspension
        keys = self._open_clients(provider.id, rows)
        tiers = tiers_by_plan_name(plans.plans if plans else ())
        clients = tuple(
            client_of(
                row,
                enabled=enabled.get(row.organization_id),
                key=keys.get(row.organization_id, KeyState.NOT_TRIED),
                tiers=tiers,
            )
            for row in rows.rows
        )
        pools = pools_of(plans)
        return ClientList(
            provider=provider,
            clients=with_half_made(clients, pools),
            pools=pools,
            read_at=clock.now(),
            unreadable=rows.unreadable,
            problems=_problems(provider, plans),
            subscription_status=plans.status if plans else "",
            cancels_at=(plans.cancel_at if plans else None)
            or (suspension.subscription_cancels_at if suspension else None),
            warnings=notices_of(warnings),
        )

    async def client_people(self, client: Client) -> ClientPeople:
        """How many people of a client are invited, accepted, confirmed. Quiet."""
        members = await self._api.members.mini_details(client.organization_id)
        counts = Counter(member.status for member in members.rows)
        return ClientPeople(
            organization_id=client.organization_id,
            invited=counts[MemberStatus.INVITED],
            accepted=counts[MemberStatus.ACCEPTED],
            confirmed=counts[MemberStatus.CONFIRMED],
            revoked=counts[MemberStatus.REVOKED],
            read_at=clock.now(),
        )

    async def has_confirmed_owner(self, client: Client) -> bool:
        """Whether somebody of the client's own owns it and is confirmed. Quiet."""
        members = await self._api.members.mini_details(client.organization_id)
        return any(
            member.type == MemberRole.OWNER and member.status == MemberStatus.CONFIRMED
            for member in members.rows
        )

    async def _own_list(self, provider: Provider) -> ClientList:
        profile = await self.profile()
        gate = asyncio.Semaphore(_OWN_READS_AT_ONCE)
        limited = not await self._is_surely_vaultwarden()

        async def read(row: ProfileOrganization) -> Client:
            async with gate:
                seats = await self._own_seats(row, row.seats if limited else None)
                return client_of_membership(row, seats, self._open_own(row))

        rows = list(administered(profile))
        return ClientList(
            provider=provider,
            clients=await all_of(read(row) for row in rows),
            pools=(),
            read_at=clock.now(),
            unreadable=profile.organizations.unreadable,
        )

    async def _is_surely_vaultwarden(self) -> bool:
        """Its figure of seats is a hint for screens and no limit."""
        try:
            return await self.is_vaultwarden()
        except (ResponseError, TransportError):
            return False

    async def _own_seats(self, row: ProfileOrganization, assigned: int | None) -> Seats:
        try:
            members = await self._api.members.mini_details(row.id)
        except (ResponseError, BadAnswer):
            return Seats(assigned=assigned, used=None, unlimited=assigned is None)
        counts = Counter(member.status for member in members.rows)
        used = counts[MemberStatus.INVITED] + counts[MemberStatus.ACCEPTED] + counts[MemberStatus.CONFIRMED]
        return Seats(
            assigned=assigned,
            used=used,
            confirmed=counts[MemberStatus.CONFIRMED],
            unlimited=assigned is None,
        )

    async def profile(self, *, at_most: float = _PROFILE_FRESH_SECONDS) -> ProfileAnswer:
        """The profile, `at_most` so many seconds old; one act that needs it twice downloads it once.

        The token is renewed where the profile shows a role that it does not know.
        """
        if self._profile is None or monotonic() - self._profile_read >= at_most:
            profile = await self._api.accounts.profile()
            await self._roles.follow(profile)
            self._profile, self._profile_read = profile, monotonic()
        return self._profile

    async def _subscription(self, provider: Provider) -> SubscriptionAnswer | None:
        """Pools are worth less than the table: a refusal or a broken answer leaves them out."""
        if not provider.billable:
            return None
        return await or_none(lambda: self._api.billing.subscription(provider.id))

    async def _warnings_of(self, provider: Provider, plans: SubscriptionAnswer | None) -> WarningsAnswer:
        """Once per session while all is well, with every list while it is not; a refusal says nothing."""
        if not provider.billable:
            return WarningsAnswer()
        known = self._warnings.get(provider.id)
        if known is None or not provider.enabled or (plans is not None and not is_healthy(plans)):
            try:
                known = await self._api.billing.warnings(provider.id)
            except (ResponseError, BadAnswer):
                known = known or WarningsAnswer()
            self._warnings[provider.id] = known
        return known

    async def open_client_key(self, provider: Provider, client: Client) -> Client:
        """See that the session's key ring has tried the client's key.

        Returns the client with what was read of it on the way: its key's state, and of a provider's client
        also name, seats and whether it is enabled. Raises Locked, ClientNotFound.
        """
        profile, keys = await self.profile(), self._session.keys
        if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
            own = {row.id: row.key for row in profile.organizations.rows}
            key = keys.open_membership(client.organization_id, own.get(client.organization_id))
            return replace(client, key=key)
        sealed = next((row.key for row in profile.providers.rows if row.id == provider.id), None)
        keys.open_provider(provider.id, sealed)
        rows = await self._api.clients.list(provider.id)
        row = next((row for row in rows.rows if row.organization_id == client.organization_id), None)
        if row is None:
            raise ClientNotFound(client.name)
        states = self._open_clients(provider.id, rows)
        enabled = {row.id: row.enabled for row in profile.provider_organizations.rows}
        now = client_of(
            row,
            enabled=enabled.get(row.organization_id),
            key=states.get(row.organization_id, KeyState.NOT_TRIED),
            tiers={row.plan: client.tier},
        )
        return replace(now, half_made=client.half_made)

    def _unlocked(self) -> bool:
        return self._session.state is SessionState.UNLOCKED

    def _open_provider(self, provider_id: str, sealed: str | None) -> KeyState:
        if not self._unlocked():
            return KeyState.NOT_TRIED
        return self._session.keys.open_provider(provider_id, sealed)

    def _open_own(self, row: ProfileOrganization) -> KeyState:
        return self._session.keys.open_membership(row.id, row.key) if self._unlocked() else KeyState.NOT_TRIED

    def _open_clients(self, provider_id: str, rows: Rows[ClientRow]) -> dict[str, KeyState]:
        if not self._unlocked():
            return {}
        return self._session.keys.open_clients(
            provider_id, {row.organization_id: row.key for row in rows.rows}
        )


def _problems(provider: Provider, plans: SubscriptionAnswer | None) -> frozenset[ListProblem]:
    found = {
        ListProblem.NOT_BILLABLE: not provider.billable,
        ListProblem.POOLS_UNAVAILABLE: provider.billable and plans is None,
        ListProblem.PROVIDER_SUSPENDED: not provider.enabled,
        ListProblem.PROVIDER_KEY_MISSING: provider.key is KeyState.MISSING,
        ListProblem.PROVIDER_KEY_BROKEN: provider.key is KeyState.BROKEN,
        ListProblem.PROVIDER_KEY_CHANGED: provider.key is KeyState.CHANGED,
    }
    return frozenset(problem for problem, present in found.items() if present)
