"""Role, groups and collections of one member, or of all marked ones: a list to change, then the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType

from backend_client.portal.clients import Client
from backend_client.portal.collections import Permission
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.member_access import AccessBoard, MemberEdit, plan_edits, takes_owner
from backend_client.portal.members import MemberRole
from backend_client.portal.providers import Provider
from tui.job import JobWish, wish_inside
from tui.presenters.group_edits import next_permission
from tui.presenters.job_edits import again_asked, wish_again, wish_asked
from tui.presenters.member_access import (
    AS_IT_IS,
    AccessRow,
    Section,
    access_columns,
    access_rows,
    gone_words,
    legend_words,
    note_words,
    state_words,
    whose_words,
)
from tui.presenters.member_drafts import AccessDraft
from tui.presenters.member_edit_plans import (
    again_agreed,
    again_consequences,
    again_rows,
    again_to_type,
    again_words,
    edit_rows,
    edit_words,
)
from tui.presenters.organization import nothing_matches
from tui.safe_text import safe_text
from tui.screens.base import RuleLine
from tui.screens.member_edit_keys import ACCESS_KEYS
from tui.screens.member_edit_sending import EditSending
from tui.screens.plan import PlanScreen
from tui.screens.reader import BoardScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class MemberEditScreen(BoardScreen["str | None", AccessBoard]):
    """Edits the members of `ids`. Dismisses with a sentence where something was sent.

    What is wished is kept by ids: a refresh or a lock loses none of it.
    """

    CSS_PATH = "member_edit.tcss"
    READ_GROUP = "member-access-load"
    READING = N_("Reading roles and access ...")
    AUTO_FOCUS = "#access"
    CHANGES = frozenset({"switch", "set", "write"})
    HELP = N_(
        "Space chooses the role and switches permissions and groups; on a collection it takes the next "
        "access, and the letters of the legend set one. [-] and ? mean that the marked people differ: each "
        "keeps what they have unless something is chosen. Only direct access is listed; what somebody "
        "reaches through a group is changed there. Own items (My Items) are never touched. A star marks what "
        "was not sent yet; Enter shows exactly what would be."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*ACCESS_KEYS]

    def __init__(self, portal: Portal, provider: Provider, client: Client, ids: Sequence[str]) -> None:
        self.path = (_("Clients"), safe_text(client.name, limit=30), _("Members"))
        super().__init__(heading=(" > ".join((*self.path[1:], _("Role and access"))),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._draft = AccessDraft(ids)
        self._search = ""

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(id="access-who")
        yield TextLines([plain("")], id="access-state")
        yield RuleLine()
        yield LineTable[AccessRow](access_columns(), empty=_(self.READING), id="access")
        yield RuleLine()
        yield FilterLine(on_typed=self._filter_now, id="access-filter")
        yield TextLines([plain("")], id="access-note")
        yield TextLines([plain(legend_words(), "muted")], id="access-legend")

    def on_mount(self) -> None:
        """Start reading; the list says so meanwhile."""
        self._load()

    # Reading

    def _forget(self) -> None:
        super()._forget()
        self._draft.forget()

    async def _read(self) -> AccessBoard:
        return await self._portal.member_edits.board(self._provider, self._client)

    def _took(self, board: AccessBoard, said: str) -> None:
        self._draft.take(board)
        self._table.set_empty(gone_words(self._draft))
        super()._took(board, said)

    # Wishing

    def action_switch(self) -> None:
        """What Space does depends on the row."""
        row = self._row
        if row is None or not row.key:
            return
        if row.section is Section.ROLE:
            self._draft.set_role(None if row.key == AS_IT_IS else MemberRole[row.key])
        elif row.section is Section.PERMISSION:
            self._draft.switch_permission(row.key)
        elif row.section is Section.GROUP:
            self._draft.switch_group(row.key)
        else:
            held = self._draft.reach(row.key)
            self._reach(row.key, Permission.VIEW if held is None else next_permission(held))
        self._changed()

    def action_set(self, permission: int) -> None:
        """Wish this access to the collection under the cursor."""
        row = self._row
        if row is None or row.section is not Section.COLLECTION or not row.key:
            self.say(_("The letters give access to a collection: put the cursor on one."))
            return
        self._reach(row.key, Permission(permission))
        self._changed()

    def _reach(self, collection_id: str, permission: Permission) -> None:
        board = self._draft.board
        if board is not None and collection_id not in board.changeable:
            self.say(_("You do not manage that collection, so you cannot give or take access to it."))
        else:
            self.say("")
            self._draft.set_reach(collection_id, permission)

    def action_take_back(self) -> None:
        """Drop every wish."""
        if self._draft.take_back():
            self.say("")
            self._changed()
        else:
            self.say(_("There is nothing to take back: everything is as the server has it."))

    def _changed(self) -> None:
        self._warned = False
        self._show()

    # Moving

    def action_section(self, by: int) -> None:
        """To the first row of the part after, or before."""
        rows = self._table.rows
        starts = [place + 1 for place, row in enumerate(rows[:-1]) if not row.key and rows[place + 1].key]
        here = self._table.cursor_index
        after = [start for start in starts if start > here] or starts[:1]
        before = [start for start in starts if start < here][-1:] or starts[-1:]
        chosen = after if by > 0 else before
        if chosen:
            self._table.move_to(rows[chosen[0]].id)

    def action_filter(self) -> None:
        """Open the filter line; what it holds stays."""
        self.query_one(FilterLine).open(self._search)

    @on(FilterLine.Left)
    def _filter_left(self, event: FilterLine.Left) -> None:
        self._table.focus()
        if event.cleared:
            self._filter_now("")

    def _filter_now(self, wanted: str) -> None:
        if wanted != self._search:
            self._search = wanted
            self._table.set_empty(nothing_matches(wanted) if wanted else gone_words(self._draft))
            self._show()

    # Writing and leaving

    @on(LineTable.Chosen)
    def _row_chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        if reason := self.why_not("write"):
            self.say(reason)
        else:
            self.action_write()

    def action_write(self) -> None:
        """Show exactly what would be sent."""
        board, edits = self._draft.board, self._draft.edits
        if board is None or not edits:
            self.say(_("Nothing was changed yet. Space switches what is under the cursor."))
        else:
            self._run_plan(board, edits)

    def rest_of(self, left: LeftJob) -> frozenset[str]:
        board = self._draft.board
        edits = plan_edits(board, self._draft.ids, wish_again(left)) if board is not None else ()
        return frozenset(edit.member.email for edit in edits if not edit.empty)

    def plan_left(self, left: LeftJob) -> None:
        """Wish what the job was asked, and show the plan of it."""
        self._draft.wish_all(wish_again(left))
        self._changed()
        self.action_write()

    @work(exclusive=True, group="member-access-plan", exit_on_error=False, description="change members")
    async def _run_plan(self, board: AccessBoard, edits: Sequence[MemberEdit]) -> None:
        sending = EditSending(self._portal, self._provider, self._client, board)
        owners = any(takes_owner(edit) for edit in edits)
        words, rows = edit_words(board, edits, sending.otherwise), edit_rows(board, edits)
        wish = self._wish(JobKind.EDIT, edits, wish_asked(self._draft.wish))
        plan = PlanScreen(self.path, words, rows, sending.send, careful=owners, wish=wish)
        end = await self.app.push_screen_wait(plan)
        if end is None:
            return
        if sending.role_left and not end.going:  # while it is sent, not all are known
            self.dismiss(await self._offer_again(sending, sending.role_left))
        else:
            self.dismiss(end.sentence)

    def _wish(self, kind: JobKind, edits: Sequence[MemberEdit], asked: Mapping[str, Any]) -> JobWish:
        """It may take up what was left of the other kind: the one leads to the other."""
        names, left = {edit.member.id: edit.member.email for edit in edits}, self.takes_up
        return wish_inside(kind, self._provider, self._client, names, asked=asked, instead_of=left)

    async def _offer_again(self, sending: EditSending, edits: Sequence[MemberEdit]) -> str:
        """Ask whether those whose role could not be changed are removed and invited again."""
        words, board = again_words(edits), sending.board
        asking = TypedYesScreen(
            (*self.path, words.title),
            (
                *again_consequences(edits),
                *(f"  {row.what}: {row.effect}" for row in again_rows(board, edits)[:6]),
            ),
            again_to_type(edits),
            lambda typed: again_agreed(edits, typed),
        )
        if not await self.app.push_screen_wait(asking):
            return _("The role is as it was; nobody was removed.")
        wish = self._wish(JobKind.AGAIN, edits, again_asked(board, self._draft.wish, edits))
        plan = PlanScreen(self.path, words, again_rows(board, edits), sending.again, careful=True, wish=wish)
        end = await self.app.push_screen_wait(plan)
        return _("The role is as it was; nobody was removed.") if end is None else end.sentence

    def action_back(self) -> None:
        """Out of the filter, or out; with wishes that were not sent only at the second time."""
        if self._search:
            self._filter_now("")
        elif self.may_leave():
            self.dismiss(None)

    def unsent(self) -> str:
        if not self._draft.edits:
            return ""
        return _("Nothing was sent. Once more leaves and drops what you chose.")

    # Drawing

    @property
    def _table(self) -> LineTable[AccessRow]:
        return self.query_one("#access", LineTable)

    @property
    def _row(self) -> AccessRow | None:
        return self._table.cursor_row

    def _show(self) -> None:
        draft = self._draft
        known = bool(draft.members)
        self._table.set_rows(access_rows(draft, self._search))
        self.query_one("#access-who", Sentences).set_sentences((whose_words(draft) if known else "",))
        style = "low" if known and draft.edits else "muted"
        self.query_one("#access-state", TextLines).set_text(state_words(draft) if known else "", style)
        self.query_one("#access-note", TextLines).set_text(note_words(draft) if known else "", "muted")
        if known and self._table.cursor_index == 0:
            self.action_section(1)
