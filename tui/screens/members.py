"""The people of one client: Invited, Accepted, Confirmed, Revoked, and what can be done with each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType

from backend_client.portal.clients import Client
from backend_client.portal.members import Member, MemberAct, MemberBoard, MemberStatus
from backend_client.portal.providers import Provider
from tui.presenters.members import (
    MemberRow,
    MemberSort,
    MemberView,
    banner,
    chosen_members,
    counts_line,
    detail_sentences,
    empty_words,
    in_view,
    left_out_words,
    member_columns,
    member_rows,
    view_words,
)
from tui.screens.base import RuleLine
from tui.screens.member_acts import MemberActs
from tui.screens.members_keys import MEMBER_KEYS
from tui.screens.people_table import PeopleTable
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import Line, Part, TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class MembersScreen(PeopleTable[MemberBoard], MemberActs):
    """Reads the board through `portal` when shown, on `R`, after every act and when the keys come back."""

    CSS_PATH = "members.tcss"
    TABLE = "members"
    ORDERS = tuple(MemberSort)
    READ_GROUP = "members-load"
    READING = N_("Reading the members ...")
    AUTO_FOCUS = "#members"
    CHANGES = frozenset({"confirm", "act", "recover"})
    HELP = N_(
        "Invite, accept, confirm: whoever accepted an invitation waits here until somebody compares their "
        "fingerprint phrase and confirms them; only then they receive the client's key. An age says when "
        "the invitation was made; a server without that date gets none. Reminders are known from this "
        "machine's journal. Enter does what comes next for the person under the cursor. All leaves out the "
        "revoked; t shows them. 2-step and Recovery say whether two-step login is on, and whether somebody "
        "joined account recovery."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*MEMBER_KEYS]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        super().__init__(portal, provider, client)
        self.view: MemberView = MemberView.ALL

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(id="members-banner")
        yield TextLines([plain("")], id="members-counts")
        yield RuleLine()
        yield LineTable[MemberRow](member_columns(), empty=_(self.READING), id="members")
        yield RuleLine()
        yield FilterLine(on_typed=self.filter_now, id="members-filter")
        yield Sentences(id="members-detail")

    def on_screen_resume(self) -> None:
        """Back from another screen of the client, which may have changed who is here."""
        if self.away:
            self.away = False
            self._load()

    # Reading

    async def _read(self) -> MemberBoard:
        return await self.portal.members.board(self.provider, self.client)

    def _took(self, board: MemberBoard, said: str) -> None:
        self.table.set_marks(self.table.marks & {member.id for member in board.members})
        self._show()
        self.say_after_reading(said, board.settled, left_out_words(board))

    # What the acts work on

    def ids_in_view(self) -> frozenset[str]:
        people = self.board.members if self.board is not None else ()
        return frozenset(one.id for one in people if in_view(one, self.view))

    def member_at_cursor(self) -> Member | None:
        row = self.table.cursor_row
        return row.member if row is not None else None

    def marked_members(self) -> tuple[Member, ...]:
        return chosen_members(self.board, self.table.marks) if self.board is not None else ()

    def mark(self, ids: frozenset[str]) -> None:
        self.table.set_marks(ids)

    def shown_rows(self) -> tuple[MemberRow, ...]:
        return tuple(self.table.rows)

    # Drawing

    @on(LineTable.Chosen, "#members")
    def _enter(self, event: LineTable.Chosen) -> None:
        """Enter does what somebody's status asks for."""
        event.stop()
        row = self.table.cursor_row
        if row is not None and row.member.status == MemberStatus.ACCEPTED:
            self.action_confirm()
        elif row is not None and row.member.status == MemberStatus.INVITED:
            self.action_act(MemberAct.RESEND.value)

    def _show(self) -> None:
        board = self.board
        rows: tuple[MemberRow, ...] = ()
        if board is not None:
            rows = member_rows(
                board,
                wanted=self.wanted,
                sort=MemberSort(self.order or MemberSort.TO_DO),
                descending=self.descending,
                view=self.view,
            )
            self.table.set_empty(empty_words(board, self.wanted, self.view))
        self.table.set_rows(rows)
        self.table.set_sort(self.sorted_column, descending=self.descending)
        self.query_one("#members-banner", Sentences).set_sentences(
            (banner(self.provider, self.client, board),)
        )
        counts = plain("")
        if board is not None:
            shown = (Part(view_words(board, self.view), "muted"),)
            counts = Line((Part(counts_line(board), "strong"),), shown)
        self.query_one("#members-counts", TextLines).set_lines([counts])
        self._show_detail()

    def _show_detail(self) -> None:
        row = self.table.cursor_row
        sentences = detail_sentences(row) if row is not None else ()
        self.query_one("#members-detail", Sentences).set_sentences(sentences)


class ConfirmingScreen(MembersScreen):
    """The members, for somebody who came to confirm: that begins as soon as they are read."""

    _begun = False

    def _took(self, board: MemberBoard, said: str) -> None:
        super()._took(board, said)
        if not self._begun:
            self._begun = True
            reason = self.why_not("confirm")
            if reason:
                self.say(reason)
            else:
                self.action_confirm()
