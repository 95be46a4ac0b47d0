"""The part of the home screen that marks, sorts and filters, by keys and by the `:` line."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from textual import on

from tui.presenters.client_view import ClientView
from tui.presenters.clients import ClientTableRow, Sort, SortKey
from tui.presenters.command_words import Command, Verb, orders_sentence, typed_order
from tui.screens.client_places import ClientPlaces
from tui.translate import _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable


class ClientOrder(ClientPlaces):
    """Which rows are shown, in which order, and which are marked."""

    _view: ClientView

    @property
    def table(self) -> LineTable[ClientTableRow]:
        """The table."""
        return self.query_one("#clients", LineTable)

    @abstractmethod
    def show_rows(self) -> None:
        """Show what the view holds."""

    @abstractmethod
    def empty_words(self, *, no_clients: bool) -> str:
        """What to say where no row is shown."""

    def action_mark(self) -> None:
        """Mark or unmark the row under the cursor."""
        self.table.toggle_mark()

    def action_mark_range(self) -> None:
        """Start or end a range of marks."""
        self.say(_("Range started here: move, then V again.") if self.table.mark_range() else "")

    def action_choose_provider(self) -> None:
        """Choose another provider."""
        self.front.choose_provider()

    def action_sort_by(self, by: int) -> None:
        """Sort by the column at the left or right of the present one."""
        self._view.step_sort(by)
        self.show_rows()

    def action_sort_trouble(self) -> None:
        """Worst first; the second time back to the order before."""
        worst_first = self._view.toggle_trouble()
        self.show_rows()
        self.say(_("Sorted by trouble, worst first. ! goes back.") if worst_first else "")

    # The filter

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterLine).open(self._view.wanted)

    def action_back(self) -> None:
        """Clear the filter: nothing lies behind this screen."""
        self.filter_by("")

    @on(FilterLine.Left)
    def _filter_left(self, event: FilterLine.Left) -> None:
        self.table.focus()
        if event.cleared:
            self.filter_by("")

    def filter_by(self, wanted: str) -> None:
        """Show the rows whose name fits."""
        if wanted != self._view.wanted:
            self._view.filter_by(wanted)
            self.table.set_empty(self.empty_words(no_clients=not self._view.everything))
            self.show_rows()

    # The `:` line

    def obey(self, command: Command) -> bool:
        """Filter, order and refresh can be typed."""
        if command.verb is Verb.FILTER:
            self.filter_by(command.argument)
        elif command.verb is Verb.REFRESH:
            self.action_reload()
        elif command.verb is Verb.SORT:
            self._sort_by_name(command.argument)
        else:
            return super().obey(command)
        return True

    def command_names(self) -> Mapping[Verb, Sequence[str]]:
        """Columns for `:sort`, besides the clients for what leads inside one."""
        return {**super().command_names(), Verb.SORT: tuple(key.value for key in SortKey)}

    @abstractmethod
    def action_reload(self) -> None:
        """Read the list now."""

    def _sort_by_name(self, typed: str) -> None:
        order = typed_order(typed, tuple(SortKey))
        if order is None:
            self.say(orders_sentence(tuple(SortKey)))
        else:
            self._view.sort_by(Sort(SortKey(order[0]), backwards=order[1]))
            self.show_rows()
