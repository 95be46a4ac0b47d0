"""Changing clients: create, seats, move, rename, add, unlink. Each act is re-read and journalled.

Every act goes the same way: rules, a fresh list compared with what was shown, an intent in the
journal, one request, the list again, an outcome in the journal. Nothing is ever sent twice: when no
usable answer comes, the list decides whether the request arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from html import unescape
from typing import TYPE_CHECKING

from backend_client.errors import (
    ChangedMeanwhile,
    HalfMade,
    MoveHalfDone,
    OutcomeUnknown,
    ResponseError,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal.acts import GATEWAY_GAVE_UP, Act, Acts
from backend_client.portal.client_rules import (
    check_move,
    check_name,
    check_new_seats,
    check_owner_email,
    check_provider,
    check_seats,
    pool_of,
)
from backend_client.portal.clients import Client, ClientList, client_of
from backend_client.portal.pins import PinKind
from backend_client.portal.providers import KeyState, Provider

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.clients import ClientRow
    from backend_client.crypto.keys import SymmetricKey
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.key_ring import KeyRing
    from backend_client.portal.new_client_keys import NewClientKeys

DEFAULT_COLLECTION = "Default collection"


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client to create. `plan` is the display name of one of the provider's plans."""

    name: str
    owner_email: str
    plan: str
    seats: int


@dataclass(frozen=True, slots=True)
class AddableOrganization:
    """An organization the account owns and the provider may add. `name` is foreign text."""

    id: str
    name: str
    plan: str
    seats: int
    needs_purchase: bool


class ClientChanges:
    """The acts on clients. `reader` lists a provider's clients afresh; `keys` is the unlocked key ring.

    Every act may raise ReadOnlyMode, RuleBroken, ChangedMeanwhile, NotApplied, OutcomeUnknown,
    TransportError and ResponseError.
    """

    def __init__(
        self,
        api: Api,
        *,
        reader: ClientReader,
        keys: Callable[[], KeyRing],
        acts: Acts,
    ) -> None:
        self._api = api
        self._reader = reader
        self._keys = keys
        self._acts = acts

    async def set_seats(self, provider: Provider, client: Client, seats: int) -> Client:
        """Assign `seats` to `client`. Returns the client as the server then shows it."""
        listed = await self._fresh(provider, admins_only=False)
        now = _unchanged(listed, client)
        check_seats(listed.provider, pool_of(listed, now.plan), now, seats)
        return await self._update(provider, now, now.name, seats, "client.seats")

    async def rename(self, provider: Provider, client: Client, name: str) -> Client:
        """Rename `client`, keeping the seats it has at this moment."""
        check_name(name)
        now = _unchanged(await self._fresh(provider, admins_only=False), client)
        if now.seats.assigned is None:
            raise RuleBroken(Rule.SEATS_UNKNOWN)
        return await self._update(provider, now, name.strip(), now.seats.assigned, "client.rename")

    async def move_seats(
        self, provider: Provider, source: Client, target: Client, seats: int
    ) -> tuple[Client, Client]:
        """Take `seats` from `source`, then give them to `target`.

        Raises MoveHalfDone where they were taken and surely not given.
        """
        listed = await self._fresh(provider, admins_only=False)
        giving, taking = _unchanged(listed, source), _unchanged(listed, target)
        check_move(listed.provider, pool_of(listed, giving.plan), giving, taking, seats)
        less, more = _assigned(giving) - seats, _assigned(taking) + seats
        move = self._acts.begin(
            "client.move",
            client=giving.name,
            provider_id=provider.id,
            organization_id=giving.organization_id,
            before={"seats": less + seats, "target_seats": more - seats},
            after={
                "seats": less,
                "target_seats": more,
                "target": taking.name,
                "target_id": taking.organization_id,
            },
        )
        try:
            lowered = await self._update(provider, giving, giving.name, less, "client.move.take", move)
        except OutcomeUnknown:
            move.unknown()
            raise
        except SeatwardenError:
            move.dropped()
            raise
        try:
            now = _unchanged(await self._reader.client_list(provider), taking)
            raised = await self._update(provider, now, now.name, more, "client.move.give", move)
        except OutcomeUnknown:
            move.unknown()
            raise
        except SeatwardenError as error:
            move.half_done()
            raise MoveHalfDone(seats, error) from error
        move.done()
        return lowered, raised

    async def create(self, provider: Provider, new: NewClient) -> Client:
        """Create a client and have its owner invited. Returns its row. Needs keys.

        The server's create is neither transactional nor repeatable and returns no id: the new row is
        the one that was not there before and whose key is ours. Raises Locked, HalfMade.
        """
        check_name(new.name)
        check_owner_email(new.owner_email)
        listed = await self._fresh(provider, admins_only=True)
        pool = pool_of(listed, new.plan)
        check_new_seats(listed.provider, pool, new.seats)
        if pool.plan_type is None:
            raise RuleBroken(Rule.PLAN_UNKNOWN)
        ring = self._keys()  # held: a lock before the answer must not keep the new key from being known
        keys = await asyncio.to_thread(_new_keys, ring.sealing_provider_key(provider.id))
        before = frozenset(client.organization_id for client in listed.clients)
        act = self._acts.begin(
            "client.create",
            client=new.name,
            provider_id=provider.id,
            after={**asdict(new), "key_id": keys.key_id},
        )
        await act.send(
            self._api.clients.create(
                provider.id,
                name=new.name.strip(),
                owner_email=new.owner_email.strip().lower(),
                plan_type=pool.plan_type,
                seats=new.seats,
                key=keys.wrapped_key,
                public_key=keys.public_key,
                private_key=keys.wrapped_private_key,
                collection_name=keys.collection_name,
            )
        )
        try:
            rows = await self._api.clients.list(provider.id)
        except SeatwardenError as error:
            act.unreadable(error)
        fresh = (row for row in rows.rows if row.organization_id not in before)
        made = next((row for row in fresh if keys.is_key_of(row.key)), None)
        if made is None:
            act.not_seen()
        ring.made(PinKind.CLIENT, made.organization_id, keys.key_id)
        ring.made(PinKind.ORGANIZATION, made.organization_id, keys.pair_digest)
        if not isinstance(act.failure, ResponseError):
            act.done(organization_id=made.organization_id)
            return await self._row_of(provider, made)
        # What a gateway answered says nothing of the server behind it: then the sums of its plan decide.
        shown = await self._row_of(provider, made)
        half_made = shown.half_made or act.failure.status not in GATEWAY_GAVE_UP
        act.done(organization_id=made.organization_id, note="half-made" if half_made else "")
        if half_made:
            raise HalfMade(made.organization_id)
        return shown

    async def _row_of(self, provider: Provider, made: ClientRow) -> Client:
        """The new client as the list shows it; it was created all the same where that cannot be read."""
        try:
            return _found(await self._reader.client_list(provider), made.organization_id)
        except SeatwardenError:
            return client_of(made, enabled=None, key=KeyState.NOT_TRIED, tiers={})

    async def addable(self, provider: Provider) -> tuple[AddableOrganization, ...]:
        """Organizations this account owns and may add, by name."""
        rows = await self._api.clients.addable(provider.id)
        found = (
            AddableOrganization(row.id, row.plain_name, row.plan, row.seats, row.disabled)
            for row in rows.rows
        )
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))

    async def add_existing(self, provider: Provider, organization: AddableOrganization) -> Client:
        """Add an organization the account owns. Cannot be undone from here. Needs keys."""
        await self._fresh(provider, admins_only=True)
        profile, keys = await self._api.accounts.profile(), self._keys()
        sealed = next((row.key for row in profile.organizations.rows if row.id == organization.id), None)
        keys.open_membership(organization.id, sealed)
        wrapped = keys.rewrap_for_provider(organization.id, provider.id)
        act = self._acts.begin(
            "client.add",
            client=organization.name,
            provider_id=provider.id,
            organization_id=organization.id,
            after={"seats": organization.seats, "plan": organization.plan},
        )
        await act.send(self._api.clients.add_existing(provider.id, organization.id, key=wrapped))
        listed = await self._read_after(provider, act)
        if all(client.organization_id != organization.id for client in listed.clients):
            act.not_seen()
        act.done()
        return _found(listed, organization.id)

    async def unlink(self, provider: Provider, client: Client) -> None:
        """End the provider's access to `client`; refused while it has no confirmed owner of its own."""
        listed = await self._fresh(provider, admins_only=True, even_suspended=True)
        now = _unchanged(listed, client)
        if not await self._reader.has_confirmed_owner(client):
            raise RuleBroken(Rule.NO_CONFIRMED_OWNER)
        act = self._acts.begin(
            "client.unlink",
            client=now.name,
            provider_id=provider.id,
            organization_id=now.organization_id,
            before={"seats": now.seats.assigned, "plan": now.plan},
        )
        await act.send(self._api.clients.unlink(provider.id, now.id))
        listed = await self._read_after(provider, act)
        if any(each.id == now.id for each in listed.clients):
            act.not_seen()
        act.done()

    async def _update(
        self,
        provider: Provider,
        client: Client,
        name: str,
        seats: int,
        what: str,
        part_of: Act | None = None,
    ) -> Client:
        act = self._acts.begin(
            what,
            client=client.name,
            provider_id=provider.id,
            organization_id=client.organization_id,
            before={"seats": client.seats.assigned, "name": client.name},
            after={"seats": seats, "name": name},
            part_of=part_of,
        )
        await act.send(self._api.clients.update(provider.id, client.id, name=name, seats=seats))
        listed = await self._read_after(provider, act)
        found = next((each for each in listed.clients if each.id == client.id), None)
        # The client list shows entities of a stored name as what they stand for.
        if found is None or (found.seats.assigned, found.name) not in (
            (seats, name),
            (seats, unescape(name)),
        ):
            act.not_seen()
        act.done()
        return found

    async def _fresh(
        self, provider: Provider, *, admins_only: bool, even_suspended: bool = False
    ) -> ClientList:
        self._acts.check_allowed()
        check_provider(provider, admins_only=admins_only, even_suspended=even_suspended)
        listed = await self._reader.client_list(provider)
        check_provider(listed.provider, admins_only=admins_only, even_suspended=even_suspended)
        return listed

    async def _read_after(self, provider: Provider, act: Act) -> ClientList:
        try:
            return await self._reader.client_list(provider)
        except SeatwardenError as error:
            act.unreadable(error)


def _assigned(client: Client) -> int:
    if client.seats.assigned is None:
        raise RuleBroken(Rule.SEATS_UNKNOWN)
    return client.seats.assigned


def _unchanged(listed: ClientList, shown: Client) -> Client:
    """The client as it is now, if name and assigned seats are still what was shown."""
    now = next((client for client in listed.clients if client.id == shown.id), None)
    if now is None:
        raise ChangedMeanwhile("gone")
    if now.name != shown.name:
        raise ChangedMeanwhile("name")
    if now.seats.assigned != shown.seats.assigned:
        raise ChangedMeanwhile("seats")
    return now


def _found(listed: ClientList, organization_id: str) -> Client:
    for client in listed.clients:
        if client.organization_id == organization_id:
            return client
    raise ChangedMeanwhile("gone")


def _new_keys(provider_key: SymmetricKey) -> NewClientKeys:
    from backend_client.portal.new_client_keys import make_new_client_keys  # noqa: PLC0415

    return make_new_client_keys(provider_key, DEFAULT_COLLECTION)
