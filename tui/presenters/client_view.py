"""The state of the home screen: what was read, in which order and through which filter it is shown. Pure.

A new list changes figures only; order, filter and what is known of people stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from backend_client.portal.clients import Client, ClientList, ClientPeople, ClientSetup
from backend_client.portal.seats import LowRule
from tui.presenters.client_summary import Sums, Tally, sums_of, tally_of
from tui.presenters.clients import (
    COLUMN_KEYS,
    ClientTableRow,
    Sort,
    SortKey,
    filtered,
    ordered,
    table_rows,
    with_people,
    with_setup,
)

SETUP_LASTS = timedelta(minutes=15)
"""How long it is good enough to know how far an onboarding is: reading it takes four requests."""


class ClientView:
    """Rows for the table, from the last list that was read.

    `everything` are all rows, `rows` those the filter lets through, in order. `wanted` is the filter.
    `tally` counts trouble over all rows, `sums` adds up those the filter lets through.
    """

    def __init__(self, rule: LowRule) -> None:
        self._rule = rule
        self._people: dict[str, ClientPeople] = {}
        self._asked: set[str] = set()
        self._setups: dict[str, ClientSetup] = {}
        self._setup_asked: set[str] = set()
        self._setup_old: set[str] = set()
        self._in_order: tuple[ClientTableRow, ...] = ()
        self._sort_before = Sort()
        self.listed: ClientList | None = None
        self.everything: tuple[ClientTableRow, ...] = ()
        self.rows: tuple[ClientTableRow, ...] = ()
        self.sort = Sort()
        self.wanted = ""
        self.tally = Tally()
        self.sums = sums_of(())
        self._all_sums: Sums | None = None

    def clear(self) -> None:
        """Forget what was read, and the filter: another provider follows. The order stays."""
        self.listed = None
        self.wanted = ""
        self._people.clear()
        self._asked.clear()
        self._setups.clear()
        self._setup_asked.clear()
        self._show(())

    def take(self, listed: ClientList) -> None:
        """Show a list that was just read. People are to be read again, and stay as they were until then;
        so is how far an onboarding is, where that was read long ago."""
        self.listed = listed
        self._asked.clear()
        self._setup_asked = {
            name for name, setup in self._setups.items() if listed.read_at - setup.read_at < SETUP_LASTS
        } - self._setup_old
        self._show(table_rows(listed, self._people, self._rule, setups=self._setups))

    def take_people(self, *answers: ClientPeople) -> None:
        """Show who of some clients waits. Costs one walk over the clients, however many answers there are."""
        by_organization = {people.organization_id: people for people in answers}
        self._people.update(by_organization)
        new_rows: dict[str, ClientTableRow] = {}
        waiting_changed = False
        for old in self.everything:
            people = by_organization.get(old.client.organization_id)
            if people is not None:
                new = new_rows[old.id] = with_people(old, people)
                self.tally.add(old, -1)
                self.tally.add(new)
                waiting_changed = waiting_changed or old.waiting != new.waiting
        self._exchange(new_rows, ordering=(SortKey.WAIT, SortKey.TROUBLE))
        if waiting_changed:
            self._all_sums = None
            self.sums = self._sums()

    def take_setups(self, *answers: ClientSetup) -> None:
        """Show how far the onboarding of some clients is."""
        by_organization = {setup.organization_id: setup for setup in answers}
        self._setups.update(by_organization)
        self._setup_old -= by_organization.keys()
        new_rows = {
            old.id: with_setup(old, setup)
            for old in self.everything
            if (setup := by_organization.get(old.client.organization_id)) is not None
        }
        self._exchange(new_rows, ordering=(SortKey.SETUP,))

    def refuse_setup(self, client: Client) -> None:
        """The onboarding of this client could not be read; what was known of it is dropped."""
        self._setups.pop(client.organization_id, None)
        new_rows = {
            row.id: replace(row, setup=None, setup_refused=True)
            for row in self.everything
            if row.id == client.id
        }
        self._exchange(new_rows, ordering=(SortKey.SETUP,))

    def _exchange(self, new_rows: Mapping[str, ClientTableRow], *, ordering: tuple[SortKey, ...]) -> None:
        """Put `new_rows` (by id) in the place of the old ones; `ordering` are the orders they may change."""
        if not new_rows:
            return
        self.everything = _exchanged(self.everything, new_rows)
        if self.sort.key in ordering:
            self._in_order = ordered(self.everything, self.sort)
            self.rows = filtered(self._in_order, self.wanted)
        else:
            self._in_order = _exchanged(self._in_order, new_rows)
            self.rows = _exchanged(self.rows, new_rows)

    def next_unread(self, visible: Iterable[ClientTableRow]) -> ClientTableRow | None:
        """The first of `visible` with somebody waiting that nobody asked about since the last list. It
        counts as asked from now on."""
        for row in visible:
            if row.waiting != 0 and row.client.organization_id not in self._asked:
                self._asked.add(row.client.organization_id)
                return row
        return None

    def next_without_setup(self, visible: Iterable[ClientTableRow]) -> ClientTableRow | None:
        """The first of `visible` whose onboarding is not known, or was read long ago, and can be read."""
        return next(
            (
                row
                for row in visible
                if row.setup_readable and row.client.organization_id not in self._setup_asked
            ),
            None,
        )

    def asks_setup(self, client: Client) -> None:
        """The onboarding of this client is being read: not again before the next list."""
        self._setup_asked.add(client.organization_id)

    def setup_is_old(self, client: Client | None = None) -> None:
        """Something may have changed the onboarding of this client, or of all: read it again."""
        old = set(self._setups) if client is None else {client.organization_id}
        self._setup_old |= old
        self._setup_asked -= old

    def filter_by(self, wanted: str) -> None:
        """Let names through that hold `wanted`."""
        self.wanted = wanted
        self.rows = filtered(self._in_order, wanted)
        self.sums = self._sums()

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
        self._all_sums = None
        self.sums = self._sums()

    def _sums(self) -> Sums:
        """The sums of the rows shown; those of all rows are added up once."""
        if len(self.rows) < len(self.everything):
            return sums_of(self.rows)
        if self._all_sums is None:
            self._all_sums = sums_of(self.rows)
        return self._all_sums


def _exchanged(
    rows: tuple[ClientTableRow, ...], new_rows: Mapping[str, ClientTableRow]
) -> tuple[ClientTableRow, ...]:
    return tuple(new_rows.get(row.id, row) for row in rows)
