"""One change of seats over several clients: what each row would become, what it means for the pools. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.client_rules import check_seats, pool_of
from backend_client.portal.clients import Client, ClientList
from backend_client.portal.providers import ProviderKind
from backend_client.portal.seats import SeatPool, preview
from tui.explain import explanation_of
from tui.presenters.client_changes import pool_lines
from tui.presenters.numbers import figure
from tui.presenters.row_states import RowState, counted_states, state_cell
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.terms import client_heading, clients_counted
from tui.translate import _, ngettext


class BulkMode(StrEnum):
    """What a number means for every client."""

    SET = "set"
    ADD = "add"
    USED = "used"


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One client. `after` is None while no number is typed; `why` is a finished sentence or empty."""

    client: Client
    after: int | None
    state: RowState = RowState.READY
    why: str = ""

    @property
    def id(self) -> str:
        """The provider's link id of the client."""
        return self.client.id

    @property
    def sendable(self) -> bool:
        """Whether a number was typed for it."""
        return self.after is not None

    def with_state(self, state: RowState, why: str = "") -> BulkRow:
        """The row in another state."""
        return replace(self, state=state, why=why)

    @property
    def delta(self) -> int:
        """Seats more than now."""
        return (self.after or 0) - (self.client.seats.assigned or 0)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `bulk_columns`."""
        seats = self.client.seats
        return (
            Cell(safe_text(self.client.name)),
            Cell(figure(seats.assigned)),
            Cell(figure(self.after), "strong" if self.state is RowState.DONE else ""),
            Cell(figure(seats.used)),
            _what(self),
        )


def _what(row: BulkRow) -> Cell:
    if row.state is RowState.READY:
        return Cell(f"{row.delta:+d}" if row.after is not None else "")
    return state_cell(row.state, row.why)


def bulk_columns(kind: ProviderKind) -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("client", client_heading(kind), 24, narrow=14, wide=40),
        Column("now", _("Now"), 5, right=True),
        Column("after", _("After"), 5, right=True),
        Column("used", _("Used"), 5, right=True),
        Column("what", _("Change"), 24, narrow=10, flexible=True),
    )


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What would be done. `rows` are in the order of sending: seats are given back before others are taken.

    `pools` are the pools that change, as they are now, with the sum of their changes.
    """

    rows: tuple[BulkRow, ...]
    pools: tuple[tuple[SeatPool, int], ...]

    @property
    def ready(self) -> int:
        """Rows that would be sent."""
        return sum(row.state is RowState.READY and row.after is not None for row in self.rows)


def plan_bulk(listed: ClientList, clients: Iterable[Client], mode: BulkMode, number: int | None) -> BulkPlan:
    """Check every row against the pool as the rows before it would leave it."""
    return _planned(listed, [(client, _wanted(client, mode, number)) for client in clients], number)


def plan_again(listed: ClientList, clients: Iterable[Client], seats: Mapping[str, int]) -> BulkPlan:
    """The same for what each client (by its organization's id) was to have; who has it needs no change."""
    wanted = [(client, seats.get(client.organization_id)) for client in clients]
    return _planned(listed, [each for each in wanted if each[1] not in (None, each[0].seats.assigned)], 0)


def _planned(listed: ClientList, wanted: list[tuple[Client, int | None]], number: int | None) -> BulkPlan:
    wanted.sort(key=lambda each: (_gives_back(*each) is False, each[0].name.casefold(), each[0].id))
    changed: dict[str, SeatPool] = {}
    rows = tuple(_checked(listed, client, after, changed, number) for client, after in wanted)
    before = {pool.plan: pool for pool in listed.pools}
    sums = [(before[plan], pool.assigned - before[plan].assigned) for plan, pool in sorted(changed.items())]
    return BulkPlan(rows, tuple(sums))


def _wanted(client: Client, mode: BulkMode, number: int | None) -> int | None:
    if number is None or mode is BulkMode.SET:
        return number
    start = client.seats.assigned if mode is BulkMode.ADD else client.seats.used
    return None if start is None else start + number


def _gives_back(client: Client, after: int | None) -> bool:
    return after is not None and client.seats.assigned is not None and after < client.seats.assigned


def _checked(
    listed: ClientList, client: Client, after: int | None, changed: dict[str, SeatPool], number: int | None
) -> BulkRow:
    if number is None:
        return BulkRow(client, None)
    try:
        if after is None:
            raise RuleBroken(Rule.SEATS_UNKNOWN)
        pool = changed.get(client.plan) or pool_of(listed, client.plan)
        change = check_seats(listed.provider, pool, client, after)
    except RuleBroken as broken:
        return BulkRow(client, after, RowState.LEFT_OUT, explanation_of(broken).sentence)
    purchased = max(0, change.assigned - pool.minimum)
    changed[client.plan] = replace(pool, assigned=change.assigned, purchased=purchased)
    return BulkRow(client, after)


def effect_lines(plan: BulkPlan) -> tuple[str, ...]:
    """What all rows together do to each pool, and what that costs."""
    return tuple(
        _("{plan}: {effect}").format(
            plan=safe_text(pool.plan, limit=24), effect="; ".join(pool_lines(pool, preview(pool, delta)))
        )
        for pool, delta in plan.pools
    )


def bulk_review(plan: BulkPlan, kind: ProviderKind) -> str:
    """How many are sent and how many are not."""
    left_out = len(plan.rows) - plan.ready
    words = _("To be sent: {clients}.").format(clients=clients_counted(kind, plan.ready))
    if left_out:
        words += " " + _("Left out by a rule: {clients}.").format(clients=clients_counted(kind, left_out))
    return words


def bulk_outcome(rows: Sequence[BulkRow]) -> str:
    """How the rows ended, counted."""
    return counted_states(
        [row.state for row in rows],
        lambda done: ngettext("{count} seat change done", "{count} seat changes done", done),
    )


def mode_words() -> tuple[tuple[BulkMode, str], ...]:
    """The modes to choose from."""
    return (
        (BulkMode.SET, _("Set every one to the number")),
        (BulkMode.ADD, _("Add the number to what it has")),
        (BulkMode.USED, _("Seats in use plus the number")),
    )
