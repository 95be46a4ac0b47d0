"""The clients of a provider with their seats, and how they are made from wire rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from backend_client.errors import ClientNotFound
from backend_client.portal.billing_notices import BillingNotice
from backend_client.portal.providers import KeyState, Provider
from backend_client.portal.seats import SeatPool, Seats

if TYPE_CHECKING:  # screens import these values before the first paint; the wire models are heavy
    from backend_client.api.accounts import ProfileOrganization
    from backend_client.api.billing import SubscriptionAnswer, SubscriptionPlan
    from backend_client.api.clients import ClientRow


class Tier(StrEnum):
    """The product tier of a plan, as far as its name or number tells."""

    TEAMS = "teams"
    ENTERPRISE = "enterprise"
    OTHER = "other"


class ListProblem(StrEnum):
    """Something about a client list that is worth a line on the screen."""

    POOLS_UNAVAILABLE = "pools_unavailable"
    NOT_BILLABLE = "not_billable"
    PROVIDER_SUSPENDED = "provider_suspended"
    PROVIDER_KEY_MISSING = "provider_key_missing"
    PROVIDER_KEY_BROKEN = "provider_key_broken"
    PROVIDER_KEY_CHANGED = "provider_key_changed"


@dataclass(frozen=True, slots=True)
class Client:
    """One client organization.

    `id` is the provider's link id, `organization_id` the organization's own. `name` and `plan` are
    foreign text. `enabled` is None where the profile does not mention the client. `half_made` is set
    where the server seems not to have finished it, see `with_half_made`. `since` is when the provider
    took it over or made it; None where that is not told.
    """

    id: str
    organization_id: str
    name: str
    plan: str
    tier: Tier
    seats: Seats
    enabled: bool | None = True
    key: KeyState = KeyState.NOT_TRIED
    half_made: bool = False
    since: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ClientPeople:
    """Who of a client is on the way in; `read_at` is when it was counted (UTC)."""

    organization_id: str
    invited: int
    accepted: int
    confirmed: int
    revoked: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class ClientSetup:
    """How far the onboarding of a client is: `done` of the steps that are needed, at `read_at` (UTC)."""

    organization_id: str
    done: int
    needed: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class ClientList:
    """What one refresh of the home screen knows. `read_at` is UTC; `unreadable` rows were malformed.

    `subscription_status` is the payment processor's word (active, past_due, ...), empty where it was not
    said; `cancels_at` when the subscription will end by itself.
    """

    provider: Provider
    clients: tuple[Client, ...]
    pools: tuple[SeatPool, ...]
    read_at: datetime
    unreadable: int = 0
    problems: frozenset[ListProblem] = frozenset()
    subscription_status: str = ""
    cancels_at: datetime | None = None
    warnings: frozenset[BillingNotice] = frozenset()


# The server's enum ProductTierType: 2 Teams, 3 Enterprise, 4 Teams Starter.
_TIERS = {2: Tier.TEAMS, 4: Tier.TEAMS, 3: Tier.ENTERPRISE}


def client_of(row: ClientRow, *, enabled: bool | None, key: KeyState, tiers: Mapping[str, Tier]) -> Client:
    """One row of the provider's client list."""
    return Client(
        id=row.id,
        organization_id=row.organization_id,
        name=row.organization_name or "",
        plan=row.plan,
        tier=tiers.get(row.plan) or tier_of_name(row.plan),
        seats=Seats(_count(row.seats), _count(row.occupied_seats), _count(row.user_count)),
        enabled=enabled,
        key=key,
        since=row.creation_date,
    )


def _count(number: int | None) -> int | None:
    """A number of seats; a negative one is no answer, and unknown figures never show as 0."""
    return None if number is None or number < 0 else number


def client_of_membership(row: ProfileOrganization, seats: Seats, key: KeyState) -> Client:
    """An organization the account administers itself, shown as a client."""
    tier = _TIERS.get(row.product_tier_type, Tier.OTHER)
    return Client(
        id=row.id,
        organization_id=row.id,
        name=row.name or "",
        plan="" if tier is Tier.OTHER else tier.value.capitalize(),
        tier=tier,
        seats=seats,
        enabled=row.enabled,
        key=key,
    )


def tier_of_name(plan: str) -> Tier:
    """The tier a plan's display name starts with; the client list carries no plan number."""
    first = plan.strip().casefold()
    if first.startswith("teams"):
        return Tier.TEAMS
    return Tier.ENTERPRISE if first.startswith("enterprise") else Tier.OTHER


def tiers_by_plan_name(plans: Iterable[SubscriptionPlan]) -> dict[str, Tier]:
    """Plan display name → tier, from the subscription's own numbers."""
    return {plan.plan_name: _TIERS.get(plan.product_tier, Tier.OTHER) for plan in plans}


def pools_of(subscription: SubscriptionAnswer | None) -> tuple[SeatPool, ...]:
    """The seat pools worth showing: the portal hides a plan without minimum and purchased seats."""
    if subscription is None:
        return ()
    discount = subscription.discount_percentage or 0.0
    return tuple(
        SeatPool(
            plan=plan.plan_name,
            minimum=plan.seat_minimum,
            assigned=plan.assigned_seats,
            purchased=plan.purchased_seats,
            plan_type=plan.type,
            seat_price=_seat_price(plan, discount),
            cadence=plan.cadence,
            discount=discount,
        )
        for plan in sorted(subscription.plans, key=lambda plan: plan.plan_name.casefold())
        if plan.seat_minimum or plan.purchased_seats or plan.assigned_seats
    )


def with_half_made(clients: tuple[Client, ...], pools: Iterable[SeatPool]) -> tuple[Client, ...]:
    """Mark the client that its plan's sum leaves out: the server counts only clients it has finished.

    Client lists do not say it. Where the clients of a plan hold more seats than the plan counts, and one
    client holds exactly the difference, that one is it; where several do, none is accused.
    """
    left_out: set[str] = set()
    for pool in pools:
        of_plan = [client for client in clients if client.plan == pool.plan]
        excess = sum(client.seats.assigned or 0 for client in of_plan) - pool.assigned
        fitting = [client for client in of_plan if excess > 0 and client.seats.assigned == excess]
        if len(fitting) == 1:
            left_out.add(fitting[0].id)
    if not left_out:
        return clients
    return tuple(replace(client, half_made=True) if client.id in left_out else client for client in clients)


def _seat_price(plan: SubscriptionPlan, discount: float) -> float | None:
    """A plan's cost is its paid seats times the seat price, before discount (in percent)."""
    paid = plan.seat_minimum + plan.purchased_seats
    if plan.cost is None or paid <= 0:
        return None
    return plan.cost / paid * (100.0 - discount) / 100.0


def find_client(listed: ClientList, wanted: str) -> Client:
    """The one client of that name (in any case) or id.

    Raises ClientNotFound, also for a name that several clients bear.
    """
    found = [
        client
        for client in listed.clients
        if wanted in (client.id, client.organization_id) or wanted.casefold() == client.name.casefold()
    ]
    if len(found) != 1:
        raise ClientNotFound(wanted)
    return found[0]
