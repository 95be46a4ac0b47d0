"""What the tables of people share, of a client and of the provider: order, filter, marks, what was done."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, ClassVar

from textual import on

from backend_client.portal.interruptions import SettledAct
from tui.presenters.command_words import Command, Verb, orders_sentence, typed_order
from tui.presenters.people_words import next_view
from tui.screens.reader import BoardRead, BoardScreen
from tui.translate import _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable


class PeopleTable(BoardScreen[None, BoardRead]):
    """The table has the id `TABLE`; `ORDERS` are words that can be typed: first what needs doing, then its
    columns. Subclasses draw by `wanted`, `order` and `descending`."""

    TABLE: ClassVar[str]
    ORDERS: ClassVar[Sequence[str]]

    view: StrEnum
    wanted = ""
    order = ""
    descending = False

    @property
    def table(self) -> LineTable[Any]:
        """The table."""
        return self.query_one(f"#{self.TABLE}", LineTable)

    @property
    def sorted_column(self) -> str | None:
        """The column the rows are sorted by; None while what needs doing comes first."""
        return None if self._order == self.ORDERS[0] else self._order

    @property
    def _order(self) -> str:
        return self.order or self.ORDERS[0]

    @abstractmethod
    def ids_in_view(self) -> frozenset[str]:
        """Those whom the present view shows; none before they were read."""

    @abstractmethod
    def _show_detail(self) -> None:
        """Draw what is said about the person under the cursor."""

    def on_mount(self) -> None:
        """Start reading; the table says so meanwhile."""
        self._show()
        self._load()

    @on(LineTable.Highlighted)
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self._show_detail()

    def act_done(self, sentence: str) -> None:
        """Something was sent: read again, and say `sentence`."""
        self.table.set_marks(())
        self._load(sentence)

    def say_after_reading(self, said: str, settled: Sequence[SettledAct], left_out: str) -> None:
        """After an act the cursor goes to what needs doing next; where nothing does, it stays."""
        if said and any(row.to_do for row in self.table.rows[:1]):
            self.table.action_first()
        self.say_what_became(said, settled, left_out)

    # Views, order, filter, marks

    def action_next_view(self) -> None:
        """Show the next kind of people; marks of those that leave are dropped."""
        self.view = next_view(self.view)
        self.table.set_marks(self.table.marks & self.ids_in_view())
        self._show()

    def action_sort(self, by: int) -> None:
        """By the column at the right or left of the present one."""
        orders = tuple(self.ORDERS)
        self.order, self.descending = orders[(orders.index(self._order) + by) % len(orders)], False
        self._show()

    def action_sort_to_do(self) -> None:
        """What needs doing first."""
        self.order = ""
        self._show()

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterLine).open(self.wanted)

    def filter_now(self, wanted: str) -> None:
        """Show what holds `wanted`."""
        if wanted != self.wanted:
            self.wanted = wanted
            self._show()

    @on(FilterLine.Left)
    def _filter_left(self, event: FilterLine.Left) -> None:
        self.table.focus()
        if event.cleared:
            self.filter_now("")

    def action_mark(self) -> None:
        """Mark or unmark the person under the cursor."""
        self.table.toggle_mark()

    def action_mark_range(self) -> None:
        """Start or end a range of marks."""
        self.say(_("Range started here: move, then V again.") if self.table.mark_range() else "")

    def action_back(self) -> None:
        """Out of the filter, or out of the screen."""
        if self.wanted:
            self.filter_now("")
        else:
            self.dismiss(None)

    def obey(self, command: Command) -> bool:
        """Filter and order can be typed, besides refresh."""
        if command.verb is Verb.FILTER:
            self.filter_now(command.argument)
        elif command.verb is Verb.SORT:
            self._sort_by_name(command.argument)
        else:
            return super().obey(command)
        return True

    def command_names(self) -> dict[Verb, tuple[str, ...]]:
        """The orders, for `:sort`."""
        return {Verb.SORT: tuple(self.ORDERS)}

    def _sort_by_name(self, typed: str) -> None:
        order = typed_order(typed, self.ORDERS)
        if order is None:
            self.say(orders_sentence(self.ORDERS))
            return
        self.order, self.descending = order
        self._show()
