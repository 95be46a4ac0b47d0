"""The home screen's table: clients as rows, their order, the filter. Pure.

What stands around the table (trouble, totals, pools, sentences) is in `client_summary`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import itemgetter

from backend_client.portal.clients import Client, ClientList, ClientPeople, ClientSetup
from backend_client.portal.providers import KeyState, ProviderKind
from backend_client.portal.seats import DEFAULT_LOW_RULE, LowRule, UsageLevel
from tui.presenters.filter_text import filtered_by
from tui.presenters.numbers import PENDING, UNKNOWN, figure, usage_bar
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.terms import client_heading, tier_abbreviation, tier_word
from tui.translate import _

KEY_TROUBLE = frozenset({KeyState.MISSING, KeyState.BROKEN})

_LEVEL_STYLES = {
    UsageLevel.OVER: "over",
    UsageLevel.FULL: "full",
    UsageLevel.LOW: "low",
    UsageLevel.OK: "",
    UsageLevel.UNKNOWN: "",
}
_WORST_FIRST = tuple(UsageLevel)


class SortKey(StrEnum):
    """What the table can be sorted by: its columns, and trouble."""

    CLIENT = "client"
    ASSIGNED = "assigned"
    USED = "used"
    REMAINING = "remaining"
    PLAN = "plan"
    USAGE = "usage"
    WAIT = "wait"
    SETUP = "setup"
    TROUBLE = "trouble"


COLUMN_KEYS = tuple(key for key in SortKey if key is not SortKey.TROUBLE)
_DESCENDING = frozenset({SortKey.ASSIGNED, SortKey.USED, SortKey.WAIT})


@dataclass(frozen=True, slots=True)
class Sort:
    """An order. `backwards` turns the natural one around: most first for assigned, used and wait."""

    key: SortKey = SortKey.CLIENT
    backwards: bool = False

    @property
    def descending(self) -> bool:
        """Whether values fall from top to bottom."""
        return (self.key in _DESCENDING) != self.backwards


@dataclass(frozen=True, slots=True)
class ClientTableRow:
    """One client. `id` is the provider's link id; `level` says how close it is to its last seat; `waiting`
    counts members not yet confirmed, None until anything said so; `name` is safe, `folded` is what a filter
    searches. `setup` is how far its onboarding was when it was last read, `setup_refused` that it could not
    be."""

    id: str
    client: Client
    people: ClientPeople | None
    level: UsageLevel
    waiting: int | None
    name: str
    folded: str = field(repr=False)
    setup: ClientSetup | None = None
    setup_refused: bool = False

    @property
    def accepted(self) -> int:
        """Members who wait for a confirmation, as far as it was read."""
        return 0 if self.people is None else self.people.accepted

    @property
    def suspended(self) -> bool:
        """Whether the organization is switched off."""
        return self.client.enabled is False

    @property
    def key_trouble(self) -> bool:
        """Whether the client's key does not open."""
        return self.client.key in KEY_TROUBLE

    @property
    def key_changed(self) -> bool:
        """Whether the client's key opens and is not the known one."""
        return self.client.key is KeyState.CHANGED

    @property
    def setup_readable(self) -> bool:
        """Whether its onboarding can be read: that takes its key."""
        return self.client.key in (KeyState.OPEN, KeyState.CHANGED) and not (
            self.suspended or self.client.half_made
        )

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `client_columns`."""
        seats, level = self.client.seats, self.level
        word = level_word(level)
        bar = f"{usage_bar(seats.used, seats.assigned)} {word}"
        plan = safe_text(self.client.plan, limit=24)
        return (
            Cell(self.name),
            Cell(figure(seats.assigned)),
            Cell(figure(seats.used)),
            Cell(figure(seats.remaining)),
            Cell(tier_word(self.client.tier, plan), "", tier_abbreviation(self.client.tier, plan)),
            Cell(bar, _LEVEL_STYLES[level], word),
            Cell(*_wait(self)),
            Cell(*_setup(self)),
        )


def level_word(level: UsageLevel) -> str:
    """The word of a usage level, at most four cells in English."""
    return {
        UsageLevel.OVER: _("OVER"),
        UsageLevel.FULL: _("FULL"),
        UsageLevel.LOW: _("LOW"),
        UsageLevel.OK: _("OK"),
        UsageLevel.UNKNOWN: UNKNOWN,
    }[level]


def _wait(row: ClientTableRow) -> tuple[str, str]:
    if row.waiting is None:
        return PENDING, ""
    if row.waiting == 0:
        return UNKNOWN, ""
    return (f"{row.waiting}*", "strong") if row.accepted else (str(row.waiting), "")


def _setup(row: ClientTableRow) -> tuple[str, str]:
    if row.client.half_made:
        return _("half"), "bad"
    if row.suspended:
        return _("susp"), "warning"
    if row.key_trouble:
        return _("key!"), "bad"
    if row.key_changed:
        return _("key?"), "bad"
    if not row.setup_readable or row.setup_refused:
        return UNKNOWN, ""
    if row.setup is None:
        return PENDING, ""
    return setup_figure(row.setup), "ok" if row.setup.done == row.setup.needed else ""


def setup_figure(setup: ClientSetup) -> str:
    """`3/5`: steps done of those that are needed."""
    return f"{setup.done}/{setup.needed}"


def client_columns(kind: ProviderKind) -> tuple[Column, ...]:
    """The columns, left to right. Client, Assigned, Used and Remaining never drop."""
    return (
        Column("client", client_heading(kind), 26, narrow=18, flexible=True),
        Column("assigned", _("Assigned"), 8, narrow=5, right=True),
        Column("used", _("Used"), 4, right=True),
        Column("remaining", _("Remaining"), 9, narrow=5, right=True),
        Column("plan", _("Plan"), 5, wide=10, drop=2),
        Column("usage", _("Usage"), 10, narrow=4, drop=1),
        Column("wait", _("Wait"), 4, wide=5, right=True, drop=3),
        Column("setup", _("Setup"), 5, right=True, drop=4),
    )


def table_rows(
    listed: ClientList,
    people: Mapping[str, ClientPeople],
    rule: LowRule = DEFAULT_LOW_RULE,
    *,
    setups: Mapping[str, ClientSetup] | None = None,
) -> tuple[ClientTableRow, ...]:
    """A row for every client, in the server's order. `people` and `setups` are by organization id."""
    setups = setups or {}
    return tuple(
        ClientTableRow(
            client.id,
            client,
            people.get(client.organization_id),
            client.seats.level(rule),
            _waiting(client, people.get(client.organization_id)),
            safe_text(client.name) or _("(no name)"),
            client.name.casefold(),
            setups.get(client.organization_id),
        )
        for client in listed.clients
    )


def _waiting(client: Client, people: ClientPeople | None) -> int | None:
    if client.seats.waiting is None and people is not None:
        return people.invited + people.accepted
    return client.seats.waiting


def with_people(row: ClientTableRow, people: ClientPeople) -> ClientTableRow:
    """The same client, with who waits there."""
    return replace(row, people=people, waiting=_waiting(row.client, people))


def with_setup(row: ClientTableRow, setup: ClientSetup) -> ClientTableRow:
    """The same client, with how far its onboarding is."""
    return replace(row, setup=setup, setup_refused=False)


def filtered(rows: Iterable[ClientTableRow], wanted: str) -> tuple[ClientTableRow, ...]:
    """Rows whose name holds `wanted`, ignoring case; with a leading `!` those that do not hold it."""
    return filtered_by(rows, wanted, lambda row: row.folded)


def ordered(rows: Iterable[ClientTableRow], sort: Sort) -> tuple[ClientTableRow, ...]:
    """Rows in the order of `sort`; equal ones by name; figures that are not known last."""
    by_name = sorted(rows, key=lambda row: (row.folded, row.id))
    if sort.key is SortKey.CLIENT:
        return tuple(reversed(by_name) if sort.descending else by_name)
    values = [(_VALUES[sort.key](row), row) for row in by_name]
    known = [(value, row) for value, row in values if value is not None]
    known.sort(key=itemgetter(0), reverse=sort.descending)
    return (*(row for _value, row in known), *(row for value, row in values if value is None))


def trouble_rank(row: ClientTableRow) -> int:
    """How much a client needs somebody, worst first."""
    if row.level is UsageLevel.OVER:
        return 0
    if row.key_trouble or row.key_changed or row.client.half_made:
        return 1
    if row.suspended:
        return 2
    if row.level is UsageLevel.FULL:
        return 3
    if row.accepted:
        return 4
    if row.level in (UsageLevel.LOW, UsageLevel.UNKNOWN):
        return 5 if row.level is UsageLevel.LOW else 6
    return 7 if row.waiting else 8


def _setup_rank(row: ClientTableRow) -> int | None:
    """Suspended, then without the known key, then by the part that is done, least first; unknown is none."""
    if row.suspended:
        return -2
    if row.key_trouble or row.key_changed or row.client.half_made:
        return -1
    if row.setup is None or not row.setup_readable:
        return None
    return 1000 * row.setup.done // row.setup.needed if row.setup.needed else 1000


def _plan_rank(row: ClientTableRow) -> int:
    return tuple(type(row.client.tier)).index(row.client.tier)


_VALUES: dict[SortKey, Callable[[ClientTableRow], int | None]] = {
    SortKey.ASSIGNED: lambda row: row.client.seats.assigned,
    SortKey.USED: lambda row: row.client.seats.used,
    SortKey.REMAINING: lambda row: row.client.seats.remaining,
    SortKey.PLAN: _plan_rank,
    SortKey.USAGE: lambda row: _WORST_FIRST.index(row.level),
    SortKey.WAIT: lambda row: row.waiting,
    SortKey.SETUP: _setup_rank,
    SortKey.TROUBLE: trouble_rank,
}
