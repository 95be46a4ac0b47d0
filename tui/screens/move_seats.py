"""`M`: seats from one client to another of the same plan, in one act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from backend_client.portal.clients import Client, ClientList
from tui.presenters.client_changes import move_readout
from tui.presenters.client_forms import (
    Problem,
    move_targets,
    moved_sentence,
    problem_of_move,
    seats_now,
    target_columns,
    target_rows,
)
from tui.presenters.table import PlainRow
from tui.safe_text import safe_text
from tui.screens.form import FormEnd, FormScreen
from tui.terms import none_on_plan
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.number_input import NumberInput

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class MoveSeatsScreen(FormScreen):
    """Moves seats of `source` to the client under the cursor of a table, at first `target`."""

    FIRST_FIELD = "targets"
    LAST_FIELD = "seats"
    HELP = N_(
        "Seats are taken from the first client and then given to the second. Both are read again before: if "
        "one differs from what you saw, nothing is sent. Should the second step fail, the seats are "
        "unassigned, and s on either client gives them out. Among many clients, mark both in the list and "
        "press M there. F1 opens this help."
    )

    def __init__(
        self, portal: Portal, listed: ClientList, source: Client, target: Client | None = None
    ) -> None:
        super().__init__(portal, listed, title=_("Move seats"))
        self._source = source
        self._targets = {each.id: each for each in move_targets(listed, source)}
        self._wanted = target.id if target is not None else ""

    def compose_fields(self) -> Iterator[Widget]:
        yield Horizontal(
            Static(_("From"), classes="label", markup=False),
            Static(safe_text(self._source.name, limit=50), id="from", markup=False),
            classes="fact",
        )
        yield Horizontal(
            Static(_("Seats now"), classes="label", markup=False),
            Static(seats_now(self._source), id="now", markup=False),
            classes="fact",
        )
        yield LineTable[PlainRow](
            target_columns(self.listed.provider.kind),
            empty=none_on_plan(self.listed.provider.kind),
            id="targets",
        )
        yield Horizontal(
            Static(_("Seats to move"), classes="label", markup=False),
            NumberInput(1, id="seats"),
            classes="field",
        )

    def on_mount(self) -> None:
        """Fill the table; the first digit replaces the number."""
        self._show_targets()
        self.query_one("#targets", LineTable).move_to(self._wanted)
        self.query_one("#seats", NumberInput).action_select_all()

    def notes(self) -> Sequence[str]:
        return (_("Choose who gets them, Enter, then the number. Enter shows what it does first."),)

    @on(LineTable.Highlighted, "#targets")
    def _moved_on(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self.show_readout()

    @on(LineTable.Chosen, "#targets")
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self.query_one("#seats").focus()

    def readout(self) -> Sequence[str]:
        target = self._target
        if target is None:
            return ()
        return move_readout(self.listed, self._source, target, self._number)

    def problem(self) -> Problem | None:
        return problem_of_move(self.listed, self._source, self._target, self._number)

    def review(self) -> Sequence[str]:
        return self.readout()

    def careful(self) -> bool:
        """Nothing is bought, and it is moved back as easily."""
        return False

    def commit_label(self) -> str:
        return _("Yes, move them")

    async def send(self) -> FormEnd:
        target, number = self._target, self._number or 0
        assert target is not None  # noqa: S101 - there is no review without a target
        lowered, raised = await self.portal.changes.move_seats(
            self.listed.provider, self._source, target, number
        )
        return FormEnd(moved_sentence(lowered, raised, number), raised)

    def take(self, listed: ClientList) -> None:
        super().take(listed)
        self._source = next((each for each in listed.clients if each.id == self._source.id), self._source)
        self._targets = {each.id: each for each in move_targets(listed, self._source)}
        self.query_one("#from", Static).update(safe_text(self._source.name, limit=50))
        self.query_one("#now", Static).update(seats_now(self._source))
        self._show_targets()

    def _show_targets(self) -> None:
        self.query_one("#targets", LineTable).set_rows(target_rows(tuple(self._targets.values())))

    @property
    def _target(self) -> Client | None:
        row = self.query_one("#targets", LineTable).cursor_row
        return None if row is None else self._targets.get(row.id)

    @property
    def _number(self) -> int | None:
        return self.query_one("#seats", NumberInput).number
