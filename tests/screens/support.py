"""A portal that is all in memory, and an application on it: for what the practice backend cannot show
(errors, slow answers, thousands of clients, a refresh that changes exactly one row)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from backend_client.errors import SeatwardenError
from backend_client.portal.account import Account, SessionState
from backend_client.portal.clients import Client, ClientList, ClientPeople, ClientSetup, Tier
from backend_client.portal.journal import Journal
from backend_client.portal.providers import KeyState, Provider, ProviderKind, ProviderRole
from backend_client.portal.reconcile import Settled
from backend_client.portal.seats import SeatPool, Seats
from backend_client.portal.waiting import Waiting
from tui.app import SeatwardenApp, Start
from tui.settings import Settings

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

READ_AT = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)

NORTHWIND = Provider("p-1", "Northwind MSP", ProviderKind.MSP, ProviderRole.ADMIN, key=KeyState.OPEN)
POOLS = (SeatPool("Enterprise", 150, 180, 30), SeatPool("Teams", 75, 64, 0))


def client(
    name: str,
    assigned: int | None,
    used: int | None,
    confirmed: int | None = None,
    *,
    tier: Tier = Tier.ENTERPRISE,
    enabled: bool | None = True,
    key: KeyState = KeyState.OPEN,
) -> Client:
    """A client whose ids follow from its name. Without `confirmed`, everybody is confirmed."""
    return Client(
        id=f"link-{name}",
        organization_id=f"org-{name}",
        name=name,
        plan=f"{tier.value.title()} (Monthly)",
        tier=tier,
        seats=Seats(assigned, used, used if confirmed is None else confirmed),
        enabled=enabled,
        key=key,
    )


PICTURE = (
    client("Alder Dental Group", 12, 12, tier=Tier.TEAMS),
    client("Birch & Sons Logistics", 40, 37, 29),
    client("Delta Fisheries", 25, 26),
    client("Elm Street Clinic", 6, 2, 1, tier=Tier.TEAMS),
    client("Granite Legal LLP", 30, 22, enabled=False),
    client("Harbour Hotels", 18, 9, tier=Tier.TEAMS, key=KeyState.BROKEN),
    client("My Client's Organization", 15, 1, 0),
    client("Second Client's Organization", 20, 1, 0, tier=Tier.TEAMS),
    client("Third Client's Organization", 10, 1, 0),
)
"""The clients of the home screen's picture in the design."""

SETUPS = {
    "Alder Dental Group": (4, 4),
    "Birch & Sons Logistics": (3, 5),
    "Delta Fisheries": (6, 6),
    "Elm Street Clinic": (1, 4),
    "Second Client's Organization": (0, 4),
}
ACCEPTED = {"Birch & Sons Logistics": 3, "Elm Street Clinic": 1}


def many(count: int) -> tuple[Client, ...]:
    """`count` clients in name order, a few of them in trouble."""
    return tuple(client(f"Client {number:05}", 20, number % 23, number % 19) for number in range(count))


@dataclass
class StandInSession:
    """A session that only changes its state."""

    state: SessionState = SessionState.UNLOCKED
    account: Account | None = field(
        default_factory=lambda: Account("u-1", "ada@northwind.example", "Ada", "practice", practice=True)
    )
    refused: bool = False
    over: bool = False
    has_password: bool = True
    listeners: list[Callable[[SessionState], None]] = field(default_factory=list)

    def subscribe(self, listener: Callable[[SessionState], None]) -> None:
        self.listeners.append(listener)

    def refuse_unlock(self) -> None:
        self.refused = True

    def lock(self) -> None:
        self.state = SessionState.LOCKED
        for listener in self.listeners:
            listener(self.state)


class StandInStaff:
    """Enough provider admins, known already."""

    def known_admins(self, provider: Provider) -> int:
        return 2


@dataclass
class StandInPortal:
    """Answers from its fields. `failure`, where set, is raised by `client_list`."""

    clients: Sequence[Client] = PICTURE
    pools: tuple[SeatPool, ...] = POOLS
    all_providers: tuple[Provider, ...] = (NORTHWIND,)
    read_at: datetime = READ_AT
    failure: SeatwardenError | None = None
    people_failure: SeatwardenError | None = None
    setup_failure: SeatwardenError | None = None
    unreadable: int = 0
    practice: bool = True
    read_only: bool = False
    server: str = "practice"
    session: StandInSession = field(default_factory=StandInSession)
    asked_people: list[str] = field(default_factory=list)
    asked_setups: list[str] = field(default_factory=list)
    lists_read: int = 0
    settled: list[tuple[Settled, ...]] = field(default_factory=list)
    closed: bool = False
    journal: Journal | None = None

    @property
    def says_practice(self) -> bool:
        return self.practice

    async def providers(self) -> tuple[Provider, ...]:
        return self.all_providers

    async def places(self) -> tuple[Provider, ...]:
        return self.all_providers

    def forget_opened(self) -> None:
        """It opens nothing."""

    def settle_interrupted(self, listed: ClientList) -> tuple[Settled, ...]:
        return self.settled.pop(0) if self.settled else ()

    async def client_list(self, provider: Provider) -> ClientList:
        await asyncio.sleep(0)
        self.lists_read += 1
        if self.failure is not None:
            raise self.failure
        return ClientList(provider, tuple(self.clients), self.pools, self.read_at, self.unreadable)

    @property
    def staff(self) -> StandInStaff:
        return StandInStaff()

    async def client_people(self, client: Client) -> ClientPeople:
        await asyncio.sleep(0)
        self.asked_people.append(client.name)
        if self.people_failure is not None:
            raise self.people_failure
        waiting = client.seats.waiting or 0
        accepted = ACCEPTED.get(client.name, 0)
        confirmed = client.seats.confirmed or 0
        return ClientPeople(client.organization_id, waiting - accepted, accepted, confirmed, 0, self.read_at)

    def on_waiting(self, listener: Callable[[Waiting | None], None]) -> None:
        self.waiting = listener

    def background(self) -> AbstractContextManager[None]:
        return nullcontext()

    async def room_for_setup(self) -> None:
        await asyncio.sleep(0)

    async def client_setup(self, provider: Provider, client: Client) -> ClientSetup:
        await asyncio.sleep(0)
        self.asked_setups.append(client.name)
        if self.setup_failure is not None:
            raise self.setup_failure
        return ClientSetup(client.organization_id, *SETUPS.get(client.name, (1, 6)), self.read_at)

    async def aclose(self) -> None:
        self.closed = True

    def change(self, name: str, **values: int) -> None:
        """Give the client of that name other seats."""
        self.clients = tuple(
            replace(each, seats=_changed(each.seats, values)) if each.name == name else each
            for each in self.clients
        )


def app_on(
    portal: StandInPortal, *, start: Start | None = None, settings: Settings | None = None
) -> SeatwardenApp:
    """The application, which gets `portal` whatever server it asks for."""

    async def open_portal(_where: str) -> Portal:
        return cast("Portal", portal)

    def forget(_changes: Mapping[str, str]) -> None:
        """Nothing is written by tests."""

    return SeatwardenApp(open_portal, start=start or Start("practice"), settings=settings, remember=forget)


def screen_lines(app: SeatwardenApp) -> list[str]:
    """What the terminal shows, line by line, without trailing spaces."""
    return [
        "".join(segment.text for segment in line).rstrip() for line in app.screen._compositor.render_strips()
    ]


def _changed(seats: Seats, values: Mapping[str, int]) -> Seats:
    return Seats(
        values.get("assigned", seats.assigned),
        values.get("used", seats.used),
        values.get("confirmed", seats.confirmed),
    )
