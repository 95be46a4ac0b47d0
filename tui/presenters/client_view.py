"""The state of the home screen: what was read, in which order and through which filter it is shown. Pure.

A new list changes figures only; order, filter and what is known of people stay.
"""

from __future__ import annotations

from collections.abc import Iterable

from backend_client.errors import RateLimited, SeatwardenError, ServerFault, TransportError
from backend_client.portal.clients import ClientList, ClientPeople
from backend_client.portal.seats import LowRule
from tui.presenters.client_summary import Tally, sums_of, tally_of
from tui.presenters.clients import (
    COLUMN_KEYS,
    ClientTableRow,
    Sort,
    SortKey,
    filtered,
    ordered,
    table_rows,
    with_people,
)

RETRY_MINUTES = 2
"""Minutes until a failed refresh is tried again, unless the refresh interval is shorter."""


class ClientView:
    """Rows for the table, from the last list that was read.

    `everything` are all rows, `rows` those the filter lets through, in order. `wanted` is the filter.
    `tally` counts trouble over all rows, `sums` adds up those the filter lets through.
    """

    def __init__(self, rule: LowRule) -> None:
        self._rule = rule
        self._people: dict[str, ClientPeople] = {}
        self._asked: set[str] = set()
        self._in_order: tuple[ClientTableRow, ...] = ()
        self._sort_before = Sort()
        self.listed: ClientList | None = None
        self.everything: tuple[ClientTableRow, ...] = ()
        self.rows: tuple[ClientTableRow, ...] = ()
        self.sort = Sort()
        self.wanted = ""
        self.tally = Tally()
        self.sums = sums_of(())

    def clear(self) -> None:
        """Forget what was read: another provider follows. Order and filter stay."""
        self.listed = None
        self._people.clear()
        self._asked.clear()
        self._show(())

    def take(self, listed: ClientList) -> None:
        """Show a list that was just read. People are to be read again, and stay as they were until then."""
        self.listed = listed
        self._asked.clear()
        self._show(table_rows(listed, self._people, self._rule))

    def take_people(self, people: ClientPeople) -> None:
        """Show who of one client waits. Costs little, however many clients there are."""
        self._people[people.organization_id] = people
        old = next(
            (row for row in self.everything if row.client.organization_id == people.organization_id), None
        )
        if old is None:
            return
        new = with_people(old, people)
        self.tally.add(old, -1)
        self.tally.add(new)
        self.everything = _exchanged(self.everything, old, new)
        if self.sort.key in (SortKey.WAIT, SortKey.TROUBLE):
            self._in_order = ordered(self.everything, self.sort)
            self.rows = filtered(self._in_order, self.wanted)
        else:
            self._in_order = _exchanged(self._in_order, old, new)
            self.rows = _exchanged(self.rows, old, new)
        if old.waiting != new.waiting:
            self.sums = sums_of(self.rows)

    def next_unread(self, visible: Iterable[ClientTableRow]) -> ClientTableRow | None:
        """The first of `visible` with somebody waiting that nobody asked about since the last list. It
        counts as asked from now on."""
        for row in visible:
            if row.waiting != 0 and row.client.organization_id not in self._asked:
                self._asked.add(row.client.organization_id)
                return row
        return None

    def filter_by(self, wanted: str) -> None:
        """Let names through that hold `wanted`."""
        self.wanted = wanted
        self.rows = filtered(self._in_order, wanted)
        self.sums = sums_of(self.rows)

    def sort_by(self, sort: Sort) -> None:
        """Put the rows into another order."""
        self.sort = sort
        self._in_order = ordered(self.everything, sort)
        self.rows = filtered(self._in_order, self.wanted)

    def step_sort(self, by: int) -> None:
        """Sort by the column `by` places to the right."""
        key = self.sort.key if self.sort.key in COLUMN_KEYS else self._sort_before.key
        self.sort_by(Sort(COLUMN_KEYS[(COLUMN_KEYS.index(key) + by) % len(COLUMN_KEYS)]))

    def toggle_trouble(self) -> bool:
        """Sort by trouble, or go back to the order before. True when sorted by trouble now."""
        if self.sort.key is SortKey.TROUBLE:
            self.sort_by(self._sort_before)
            return False
        self._sort_before = self.sort
        self.sort_by(Sort(SortKey.TROUBLE))
        return True

    def named(self, name: str) -> tuple[ClientTableRow, ...]:
        """Clients of exactly that name, as it is or as it is shown, ignoring case."""
        wanted = name.casefold()
        return tuple(row for row in self.everything if wanted in (row.folded, row.name.casefold()))

    def _show(self, everything: tuple[ClientTableRow, ...]) -> None:
        self.everything = everything
        self._in_order = ordered(everything, self.sort)
        self.rows = filtered(self._in_order, self.wanted)
        self.tally = tally_of(everything)
        self.sums = sums_of(self.rows)


def _exchanged(
    rows: tuple[ClientTableRow, ...], old: ClientTableRow, new: ClientTableRow
) -> tuple[ClientTableRow, ...]:
    return tuple(new if row is old else row for row in rows)


def retry_minutes(error: SeatwardenError, interval: int) -> float:
    """Minutes until a failed refresh is tried again by itself; 0 where that would be no use.

    `interval` is the usual number of minutes between refreshes, 0 when they are switched off.
    """
    if not interval or not isinstance(error, (TransportError, ServerFault, RateLimited)):
        return 0
    least = (error.retry_after or 0) / 60 if isinstance(error, RateLimited) else 0
    return max(min(interval, RETRY_MINUTES), least)
