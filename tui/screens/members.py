"""The people of one client: Invited, Accepted, Confirmed, Revoked, and what can be done with each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType

from backend_client.errors import Locked, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.members import Member, MemberAct, MemberBoard, MemberStatus
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.explain import explanation_of
from tui.presenters.command_words import Command, Verb
from tui.presenters.member_acts import (
    BATCH,
    act_title,
    is_agreed,
    nobody_words,
    plan_rows,
    plan_words,
    settled_sentences,
    word_to_type,
)
from tui.presenters.member_mail import mail_text
from tui.presenters.members import (
    MemberRow,
    MemberSort,
    banner,
    chosen_members,
    counts_line,
    detail_sentences,
    empty_words,
    left_out_words,
    member_columns,
    member_rows,
    waiting_members,
)
from tui.row_run import Result
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, Place, RuleLine
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.copy_menu import Copy, CopyMenu
from tui.screens.members_keys import MEMBER_KEYS
from tui.screens.plan import PlanScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_ORDERS = tuple(MemberSort)
_CHANGES = ("confirm", "act")


class MembersScreen(FrameScreen[None]):
    """Reads the board through `portal` when shown, on `R`, after every act and when the keys come back."""

    CSS_PATH = "members.tcss"
    AUTO_FOCUS = "#members"
    HELP = N_(
        "Invite, accept, confirm: whoever accepted an invitation waits here until somebody compares their "
        "fingerprint phrase and confirms them; only then they receive the client's key. An age says when "
        "the invitation was made; a server without that date gets none. Reminders are known from this "
        "machine's journal. Enter does what comes next for the person under the cursor."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*MEMBER_KEYS]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (_("Clients"), safe_text(client.name, limit=30), _("Members"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._board: MemberBoard | None = None
        self._wanted = ""
        self._sort = MemberSort.TO_DO
        self._descending = False
        self._after = ""

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(id="members-banner")
        yield TextLines([plain("")], id="members-counts")
        yield RuleLine()
        yield LineTable[MemberRow](member_columns(), empty=_("Reading the members ..."), id="members")
        yield RuleLine()
        yield FilterLine(on_typed=self._filter_now, id="members-filter")
        yield Sentences(id="members-detail")

    def on_mount(self) -> None:
        """Start reading; the table says so meanwhile."""
        self._show()
        self._load()

    def on_locked(self) -> None:
        """Forget who is here, and clear it from the screen."""
        self.workers.cancel_group(self, "members-load")
        self._board = None
        if self.is_attached:
            self._table.set_empty(_("Locked. Unlock to read it again."))
            self.set_data_time(None)
            self._show()

    def on_unlocked(self) -> None:
        """Read again."""
        if self.is_attached:
            self._table.set_empty(_("Reading the members ..."))
            self._load()

    def why_not(self, action: str) -> str:
        if action.partition("(")[0] in _CHANGES and self.front.read_only:
            return _("This run is read-only: nothing is changed. Start without --read-only.")
        return super().why_not(action)

    # Reading

    def action_refresh(self) -> None:
        """Read everybody again; cursor and marks stay."""
        self._load()

    @work(exclusive=True, group="members-load", exit_on_error=False, description="read the members")
    async def _load(self) -> None:
        try:
            board = await self._portal.members.board(self._provider, self._client)
        except Locked:
            self.on_locked()
        except SeatwardenError as error:
            self._failed(error)
        except OSError:
            self.say(_("The journal cannot be read: whether acts were interrupted is not known."), "bad")
        else:
            self._board = board
            self.set_data_time(board.read_at)
            self._table.set_marks(self._table.marks & {member.id for member in board.members})
            self._show()
            self._say_after(board)

    def _say_after(self, board: MemberBoard) -> None:
        """What an act came to, else what became of interrupted ones, else what could not be read.

        After an act the cursor goes to what needs doing next, not after the person it was done with.
        """
        if self._after:
            self._table.action_first()
        interrupted = " ".join(settled_sentences(board.settled))
        if self._after or not interrupted:
            self.say(self._after or left_out_words(board))
        else:
            self.say(interrupted, "warning")
        self._after = ""

    def _failed(self, error: SeatwardenError) -> None:
        if self._board is None:
            self._table.set_empty(explanation_of(error).sentence)
            self.explain(error, _("Nothing is shown."))
        else:
            self.set_data_time(self._board.read_at, stale=True)
            self.explain(error, _("The older state is shown."))

    # Order, filter, marks

    def action_sort(self, by: int) -> None:
        """By the column at the right or left of the present one."""
        self._sort = _ORDERS[(_ORDERS.index(self._sort) + by) % len(_ORDERS)]
        self._show()

    def action_sort_to_do(self) -> None:
        """What needs doing first."""
        self._sort = MemberSort.TO_DO
        self._show()

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterLine).open(self._wanted)

    def _filter_now(self, wanted: str) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._show()

    @on(FilterLine.Left)
    def _filter_left(self, event: FilterLine.Left) -> None:
        self._table.focus()
        if event.cleared:
            self._filter_now("")

    def action_mark(self) -> None:
        """Mark or unmark the person under the cursor."""
        self._table.toggle_mark()

    def action_mark_range(self) -> None:
        """Start or end a range of marks."""
        self.say(_("Range started here: move, then V again.") if self._table.mark_range() else "")

    def action_back(self) -> None:
        """Out of the filter, or out of the members."""
        if self._wanted:
            self._filter_now("")
        else:
            self.dismiss(None)

    def obey(self, command: Command) -> bool:
        """Filter and refresh can be typed."""
        if command.verb is Verb.FILTER:
            self._filter_now(command.argument)
        elif command.verb is Verb.REFRESH:
            self.action_refresh()
        else:
            return super().obey(command)
        return True

    # Other places

    def action_invite(self) -> None:
        """Invite more people."""
        self.front.open_client(Place.INVITATIONS, self._provider, self._client)

    def action_groups(self) -> None:
        """The client's groups."""
        self.front.open_client(Place.GROUPS, self._provider, self._client)

    def action_policies(self) -> None:
        """The client's policies."""
        self.front.open_client(Place.POLICIES, self._provider, self._client)

    # Copying

    def action_yank(self) -> None:
        """Copy the mail text for somebody invited, or something of the person."""
        row = self._table.cursor_row
        if row is None:
            return
        email = Copy(_("E-mail"), safe_text(row.member.email, limit=256))
        copies = [email, Copy(_("Name"), safe_text(row.member.name))] if row.member.name else [email]
        if row.member.status == MemberStatus.INVITED:
            copies.insert(0, Copy(_("Mail text"), self._mail(row.member)))
        self.app.push_screen(CopyMenu(copies), self._copied)

    def _mail(self, member: Member) -> str:
        account = self._portal.session.account
        who = account.email if account is not None else ""
        return mail_text(member, self._client, self._provider, who=who, server=self._portal.server)

    def _copied(self, text: str | None) -> None:
        if text is not None:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(" ".join(text.split()), os.environ))

    # Acts

    def _chosen(self) -> tuple[Member, ...]:
        """Those marked, else the person under the cursor."""
        row = self._table.cursor_row
        if self._board is None:
            return ()
        marked = chosen_members(self._board, self._table.marks)
        return marked or ((row.member,) if row is not None else ())

    @work(exclusive=True, group="members-act", exit_on_error=False, description="act on members")
    async def action_act(self, name: str) -> None:
        """Plan an act for those chosen, ask, send, and read again."""
        act, board, chosen = MemberAct(name), self._board, self._chosen()
        if board is None or not chosen:
            self.say(nobody_words(act))
            return
        rows = plan_rows(act, chosen, board)
        sendable = [row.change for row in rows if row.change is not None]
        if not sendable and len(rows) == 1:
            self.say(f"{rows[0].what}: {rows[0].why}", "warning")
            return
        words = plan_words(act, rows, board)
        if act is MemberAct.REMOVE and sendable:
            asking = TypedYesScreen(
                (*self._path, act_title(act)),
                (*words.review, *(f"  {row.what}" for row in rows[:8] if row.sendable)),
                word_to_type(act, sendable),
                lambda typed: is_agreed(act, sendable, typed),
            )
            if not await self.app.push_screen_wait(asking):
                self.say(_("Nobody was removed."))
                return
        careful = act is MemberAct.REVOKE  # a removal was agreed to by a typed word
        plan = PlanScreen(self._path, words, rows, self._sender(act), batch=BATCH, careful=careful)
        end = await self.app.push_screen_wait(plan)
        if end is not None:
            self._done(end.sentence)

    def _sender(self, act: MemberAct) -> Any:
        members = self._portal.members
        method = {
            MemberAct.RESEND: members.resend,
            MemberAct.REVOKE: members.revoke,
            MemberAct.RESTORE: members.restore,
            MemberAct.REMOVE: members.remove,
        }[act]

        async def send(chosen: Sequence[Member]) -> Sequence[Result]:
            results = await method(self._provider, self._client, [one.id for one in chosen])
            return [results[one.id] for one in chosen]

        return send

    @work(exclusive=True, group="members-act", exit_on_error=False, description="confirm members")
    async def action_confirm(self) -> None:
        """Confirm those marked, else everybody who accepted, the person under the cursor first."""
        board, row = self._board, self._table.cursor_row
        if board is None:
            return
        chosen = list(chosen_members(board, self._table.marks) or waiting_members(board))
        if row is not None:
            chosen.sort(key=lambda member: member.id != row.id)
        if not chosen:
            self.say(nobody_words(MemberAct.CONFIRM))
            return
        self.say(_("Fetching the keys ..."))
        try:
            found = await self._portal.members.candidates(
                self._provider, self._client, [member.id for member in chosen]
            )
        except SeatwardenError as error:
            self.explain(error, _("Nobody was confirmed."))
            return
        if not found.ready:
            rows = plan_rows(MemberAct.CONFIRM, chosen, board)
            self.say(rows[0].why or nobody_words(MemberAct.CONFIRM), "warning")
            return
        self.say("")
        members = {member.id: member for member in board.members}
        screen = ConfirmPeopleScreen(self._portal, self._provider, self._client, found, members)
        sentence = await self.app.push_screen_wait(screen)
        if sentence is not None:
            self._done(sentence)

    def _done(self, sentence: str) -> None:
        self._after = sentence
        self._table.set_marks(())
        self._load()

    # Drawing

    @property
    def _table(self) -> LineTable[MemberRow]:
        return self.query_one("#members", LineTable)

    @on(LineTable.Highlighted, "#members")
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self._show_detail()

    @on(LineTable.Chosen, "#members")
    def _enter(self, event: LineTable.Chosen) -> None:
        """Enter does what somebody's status asks for."""
        event.stop()
        row = self._table.cursor_row
        if row is not None and row.member.status == MemberStatus.ACCEPTED:
            self.action_confirm()
        elif row is not None and row.member.status == MemberStatus.INVITED:
            self.action_act(MemberAct.RESEND.value)

    def _show(self) -> None:
        board = self._board
        rows: tuple[MemberRow, ...] = ()
        if board is not None:
            rows = member_rows(board, wanted=self._wanted, sort=self._sort, descending=self._descending)
            self._table.set_empty(empty_words(board, self._wanted))
        self._table.set_rows(rows)
        self._table.set_sort(None if self._sort is MemberSort.TO_DO else self._sort.value)
        self.query_one("#members-banner", Sentences).set_sentences(
            (banner(self._provider, self._client, board),)
        )
        self.query_one("#members-counts", TextLines).set_text(counts_line(board) if board else "", "strong")
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._table.cursor_row
        sentences = detail_sentences(row) if row is not None else ()
        self.query_one("#members-detail", Sentences).set_sentences(sentences)
