"""Choosing a member or a group of a client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from backend_client.portal.collection_overview import Assignee, CollectionOverview
from tui.presenters.collection_managers import assignee_columns, assignee_rows
from tui.presenters.organization import nothing_matches
from tui.presenters.table import PlainRow
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable


class AssigneeTable(LineTable[PlainRow]):
    """Members and groups; Enter chooses one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Choose"), id="assignee.choose", tooltip=N_("This one.")),
    ]


class AssigneeChoiceScreen(FrameScreen[Assignee | None]):
    """Shows everybody of `overview`; dismisses with one of them, or with None."""

    AUTO_FOCUS = "AssigneeTable"
    HELP = N_(
        "Members and groups of the client that can be given access, the owner first. Revoked members are "
        "left out. Somebody who is only invited can be chosen: the access is there when they come."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search"), id="assignee.search", tooltip=N_("By name.")),
        Binding("escape,h,backspace", "back", N_("Back"), id="assignee.back", tooltip=N_("Choose nobody.")),
    ]

    def __init__(self, path: tuple[str, ...], overview: CollectionOverview) -> None:
        super().__init__(heading=(" > ".join(path),))
        self._overview = overview
        self._search = ""
        self.stopped = False

    def compose_body(self) -> Iterator[Any]:
        empty = _("Nobody is here yet: invite the owner or a member first.")
        yield AssigneeTable(assignee_columns(), empty=empty, id="assignees")
        yield FilterLine(id="assignee-search")

    def on_mount(self) -> None:
        """Show everybody."""
        self._show()

    def on_locked(self) -> None:
        """Leave as soon as this screen is seen again: what it shows may be old."""
        self.stopped = True
        if self.is_attached:
            self._table.set_rows(())

    def on_screen_resume(self) -> None:
        """Leave, when locked meanwhile."""
        if self.stopped:
            self.dismiss(None)

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self.dismiss(next(each for each in self._overview.assignees if each.id == event.row.id))

    def action_search(self) -> None:
        """Open the search line; what it holds stays."""
        self.query_one(FilterLine).open(self._search)

    @on(Input.Changed)
    def _search_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search_now(event.value)

    @on(FilterLine.Left)
    def _search_left(self, event: FilterLine.Left) -> None:
        self._table.focus()
        if event.cleared:
            self._search_now("")

    def action_back(self) -> None:
        """Out of the search, or leave."""
        if self._search:
            self._search_now("")
        else:
            self.dismiss(None)

    def _search_now(self, wanted: str) -> None:
        self._search = wanted
        self._show()

    def _show(self) -> None:
        rows = assignee_rows(self._overview, self._search)
        if self._search:
            self._table.set_empty(nothing_matches(self._search))
        self._table.set_rows(rows)

    @property
    def _table(self) -> AssigneeTable:
        return self.query_one(AssigneeTable)
