"""`P`: the people of a provider: invited, accepted, confirmed, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType

from backend_client.portal.people import PeopleBoard, Person, PersonAct, PersonStatus
from backend_client.portal.providers import Provider
from tui.presenters.people import (
    PersonRow,
    PersonSort,
    PersonView,
    advice_words,
    callout,
    chosen_people,
    counts_line,
    detail_sentences,
    empty_words,
    in_view,
    left_out_words,
    person_columns,
    person_rows,
    scope_words,
)
from tui.screens.base import RuleLine
from tui.screens.people_acts import PeopleActs
from tui.screens.people_keys import PEOPLE_KEYS
from tui.screens.people_table import PeopleTable
from tui.screens.provider_places import PROVIDER_KEYS
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class PeopleScreen(PeopleTable[PeopleBoard], PeopleActs):
    """Reads the board through `portal` when shown, on `R`, after every act and when the keys come back."""

    CSS_PATH = "people.tcss"
    TABLE = "people"
    ORDERS = tuple(PersonSort)
    READ_GROUP = "people-load"
    READING = N_("Reading the people ...")
    AUTO_FOCUS = "#people"
    CHANGES = frozenset({"confirm", "act", "role", "invite"})
    HELP = N_(
        "Invite, accept, confirm: whoever accepted an invitation waits here until somebody compares their "
        "fingerprint phrase and confirms them; only then they receive the provider's key, which opens every "
        "client. Provider admins also manage people, clients, log and bills; service users do not. Mailed "
        "tells of mails sent from this machine: the server keeps no dates. Enter does what comes next for "
        "the person under the cursor."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*PEOPLE_KEYS, *PROVIDER_KEYS]

    def __init__(self, portal: Portal, provider: Provider) -> None:
        super().__init__(portal, provider)
        self.view: PersonView = PersonView.ALL

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((scope_words(self.provider),), id="people-scope")
        yield Sentences(style="warning", id="people-callout")
        yield Sentences(style="warning", id="people-advice")
        yield TextLines([plain("")], id="people-counts")
        yield RuleLine()
        yield LineTable[PersonRow](person_columns(), empty=_(self.READING), id="people")
        yield RuleLine()
        yield FilterLine(on_typed=self.filter_now, id="people-filter")
        yield Sentences(id="people-detail")

    # Reading

    async def _read(self) -> PeopleBoard:
        return await self.portal.people.board(self.provider)

    def _took(self, board: PeopleBoard, said: str) -> None:
        self.table.set_marks(self.table.marks & {person.id for person in board.people})
        self._show()
        self.say_after_reading(said, board.settled, left_out_words(board))

    # What the acts work on

    def ids_in_view(self) -> frozenset[str]:
        people = self.board.people if self.board is not None else ()
        return frozenset(one.id for one in people if in_view(one, self.view))

    def row_at_cursor(self) -> PersonRow | None:
        return self.table.cursor_row

    def marked_people(self) -> tuple[Person, ...]:
        return chosen_people(self.board, self.table.marks) if self.board is not None else ()

    def mark(self, ids: frozenset[str]) -> None:
        self.table.set_marks(ids)

    def shown_rows(self) -> tuple[PersonRow, ...]:
        return tuple(self.table.rows)

    # Drawing

    @on(LineTable.Chosen, "#people")
    def _enter(self, event: LineTable.Chosen) -> None:
        """Enter does what somebody's status asks for."""
        event.stop()
        row = self.table.cursor_row
        if row is None:
            return
        if row.person.status == PersonStatus.ACCEPTED:
            self._by_enter("confirm", self.action_confirm)
        elif row.person.status == PersonStatus.INVITED:
            self._by_enter("act", lambda: self.action_act(PersonAct.RESEND.value))
        else:
            self.action_log()

    def _by_enter(self, action: str, do: Callable[[], object]) -> None:
        """Keys are asked about before they act; Enter has to ask itself."""
        if reason := self.why_not(action):
            self.say(reason)
        else:
            do()

    def _show(self) -> None:
        board = self.board
        rows: tuple[PersonRow, ...] = ()
        if board is not None:
            rows = person_rows(
                board,
                wanted=self.wanted,
                sort=PersonSort(self.order or PersonSort.TO_DO),
                descending=self.descending,
                view=self.view,
            )
            self.table.set_empty(empty_words(board, self.wanted, self.view))
        self.table.set_rows(rows)
        self.table.set_sort(self.sorted_column, descending=self.descending)
        waiting, advice = (callout(board), advice_words(board)) if board else ("", "")
        self.query_one("#people-callout", Sentences).set_sentences((waiting,) if waiting else ())
        self.query_one("#people-advice", Sentences).set_sentences((advice,) if advice else ())
        counts = counts_line(board, self.view) if board else ""
        self.query_one("#people-counts", TextLines).set_text(f" {counts}", "strong")
        self._show_detail()

    def _show_detail(self) -> None:
        row = self.table.cursor_row
        sentences = detail_sentences(row) if row is not None else ()
        self.query_one("#people-detail", Sentences).set_sentences(sentences)
