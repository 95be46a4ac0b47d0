"""Groups of one client by collections, edited as a matrix. Nothing is sent before a plan was looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType

from backend_client.errors import ChangedMeanwhile, RuleBroken
from backend_client.portal.groups import (
    Group,
    GroupAccessChange,
    GroupBoard,
    GroupChange,
    plan_access,
    plan_rename,
)
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.job_rest import rest_of_groups
from tui.job import JobWish, wish_inside
from tui.presenters.command_words import Command, Verb
from tui.presenters.group_plans import (
    access_rows,
    access_words,
    deletion_consequences,
    deletion_rows,
    deletion_words,
    kept_words,
    new_group_rows,
    new_group_words,
    rename_rows,
    rename_words,
)
from tui.presenters.groups import change_refusal, edit_words
from tui.presenters.job_groups import access_again, access_asked, group_word, kind_of_rows
from tui.presenters.plan import PlanRow, PlanWords, names_of
from tui.presenters.typed_name import is_typed, text_to_type
from tui.row_run import Result, one_by_one
from tui.screens.base import FrameScreen
from tui.screens.group_matrix import GroupMatrixScreen
from tui.screens.group_members import GroupMembersScreen
from tui.screens.groups_keys import GROUP_KEYS
from tui.screens.new_groups import NewGroupsScreen
from tui.screens.plan import PlanScreen
from tui.terms import closed_by_lock
from tui.translate import N_, _
from tui.widgets.matrix import Matrix
from tui.widgets.plain_input import printable_line
from tui.widgets.question import Question

_CHANGING = frozenset(
    {"write", "next", "undo", "new_groups", "propose", "fill", "rename", "delete", "mark", "set"}
)
"""Actions that change something, or lead to it."""


class GroupsScreen(GroupMatrixScreen):
    """The matrix with what writes: plans, and the acts on groups."""

    HELP = N_(
        "Groups go down, collections across; a letter says what members of the group may do there. A small "
        "letter hides passwords. Arrows or h j k l move, H and L by pages. Type the letter (or 0 to 5, from "
        "no access to manage), or Space for the next stronger one. f gives the row what this cell has, F "
        "the column. A star marks what was changed and not sent: Enter shows exactly what would be "
        "written, u takes the last edit back. Each group is read again just before it is written, and only "
        "your edits are laid over it. Managing always shows passwords: the server takes no other."
    )
    BINDINGS: ClassVar[list[BindingType]] = GROUP_KEYS

    _asked: Callable[[str], None] | None = None
    _outlasts_lock = False
    _kept = 0

    def _forget(self) -> None:
        """A name that is typed stays; what was to be deleted is looked at anew."""
        super()._forget()
        if self.is_attached and self.query_one(Question).display and not self._outlasts_lock:
            self.close_question()
            self._to_say = closed_by_lock()

    def why_not(self, action: str) -> str:
        if action.partition("(")[0] not in _CHANGING:
            return ""
        return change_refusal(self.provider, self.board, read_only=self.front.read_only)

    def obey(self, command: Command) -> bool:
        """Finding can be typed, besides refresh."""
        if command.verb is not Verb.FILTER:
            return super().obey(command)
        self.find_now(command.argument)
        return True

    # Writing

    @on(Matrix.Chosen)
    def _chosen(self, event: Matrix.Chosen) -> None:
        event.stop()
        if reason := self.why_not("write"):
            self.say(reason)
        else:
            self.action_write()

    def action_write(self) -> None:
        """Show exactly what would be written."""
        board = self.board
        if board is None:
            return
        changes = plan_access(board, self.edits.wished)
        if changes:
            self._run_plan(access_words(board, changes), access_rows(board, changes), False)
        else:
            self.say(_("Nothing was changed yet. A letter or Space changes the cell under the cursor."))

    @work(exclusive=True, group="groups-plan", exit_on_error=False, description="carry out a plan")
    async def _run_plan(self, words: PlanWords, rows: Sequence[PlanRow[GroupChange]], careful: bool) -> None:
        self._kept = 0
        wish = self._wish(rows)
        screen: PlanScreen[GroupChange] = PlanScreen(
            self.path, words, rows, self._send, careful=careful, wish=wish
        )
        end = await self.app.push_screen_wait(screen)
        if end is None:
            return
        self.edits.sent(change.group.id for change in end.going if isinstance(change, GroupAccessChange))
        if await self.read_now():
            self.matrix.set_marks(())
            self.say(" ".join(part for part in (end.sentence, kept_words(self._kept)) if part))

    def _wish(self, rows: Sequence[PlanRow[GroupChange]]) -> JobWish | None:
        kind = kind_of_rows(rows)
        if kind is None:
            return None
        names, left = names_of(rows, group_word), self.left_of(kind)
        asked = access_asked(rows)
        return wish_inside(kind, self.provider, self.client, names, asked=asked, instead_of=left)

    def rest_of(self, left: LeftJob) -> frozenset[str]:
        return rest_of_groups(left, self.board) if self.board is not None else frozenset(left.left)

    def plan_left(self, left: LeftJob) -> None:
        """Make of what a job left what a person would have: names, edits or marks; then show the plan."""
        board = self.board
        if board is None or self.why_not("write"):
            return
        if left.line.kind is JobKind.NEW_GROUPS:
            rows = new_group_rows(board, left.left)
            self._run_plan(new_group_words(sum(row.sendable for row in rows)), rows, False)
        elif left.line.kind is JobKind.GROUP_ACCESS:
            self.edits.set_each(access_again(left))
            self.action_write()
        else:
            self.matrix.set_marks(self.rest_of(left))
            self.action_delete()

    async def _send(self, changes: Sequence[GroupChange]) -> Sequence[Result]:
        return await one_by_one(changes, self._apply)

    async def _apply(self, change: GroupChange) -> None:
        written = await self.portal.groups.apply(self.provider, self.client, change)
        self._kept += written.differed

    # Groups

    def action_mark(self) -> None:
        """Mark or unmark the group under the cursor and step down."""
        row = self.matrix.row
        if row is not None:
            self.matrix.set_marks(self.matrix.marks ^ {row.id})
            self.matrix.action_move(1, 0)

    @work(exclusive=True, group="groups-plan", exit_on_error=False, description="new groups")
    async def action_new_groups(self) -> None:
        """Open the names of new groups."""
        await self._on_another_screen(lambda board: NewGroupsScreen(self.portal, board, self.path))

    @work(exclusive=True, group="groups-plan", exit_on_error=False, description="members of a group")
    async def action_members(self) -> None:
        """Open the members of the group under the cursor."""
        group = self.group
        if group is not None:
            await self._on_another_screen(
                lambda board: GroupMembersScreen(self.portal, board, group, self.path)
            )

    async def _on_another_screen(self, make: Callable[[GroupBoard], FrameScreen[str | None]]) -> None:
        if self.board is None:
            return
        said = await self.app.push_screen_wait(make(self.board))
        if said and await self.read_now():
            self.say(said)

    def action_rename(self) -> None:
        """Ask for another name."""
        group = self.group
        if group is not None:
            self._ask((), _("New name: "), printable_line(group.name), partial(self._rename, group.id))
            self._outlasts_lock = True

    def _rename(self, group_id: str, typed: str) -> None:
        board = self.board
        group = board.group(group_id) if board is not None else None
        if board is None:
            self.say(_("Not read yet. What you typed is still here."), "warning")
            return
        if group is None:
            self.explain(ChangedMeanwhile("group_gone"))
            return
        try:
            changes = plan_rename(board, group, typed)
        except RuleBroken as broken:
            self.explain(broken)
            return
        self.close_question()
        if changes:
            self._run_plan(rename_words(changes), rename_rows(changes), False)

    def action_delete(self) -> None:
        """Ask for the name of what is to be deleted."""
        board, groups = self.board, self.chosen_groups
        if board is not None and groups:
            question = (*deletion_consequences(board, groups), self._invitation(groups))
            self._ask(question, _("Name: "), "", self._delete)

    def _invitation(self, groups: Sequence[Group]) -> str:
        if len(groups) == 1:
            wanted = text_to_type(groups[0].name, groups[0].id)
            return _("To delete it, type its name: {name}").format(name=wanted)
        wanted = text_to_type(self.client.name, self.client.organization_id)
        return _("To delete them, type the client's name: {name}").format(name=wanted)

    def _delete(self, typed: str) -> None:
        board, groups = self.board, self.chosen_groups
        if board is None or not groups:
            return
        one = groups[0] if len(groups) == 1 else None
        name, otherwise = (one.name, one.id) if one else (self.client.name, self.client.organization_id)
        if not is_typed(name, typed, otherwise):
            self.say(_("That is not its name. Nothing was sent."), "warning")
            return
        self.close_question()
        self._run_plan(deletion_words(board, groups), deletion_rows(board, groups), True)

    def _ask(self, sentences: Sequence[str], label: str, value: str, then: Callable[[str], None]) -> None:
        self._asked, self._outlasts_lock = then, False
        self.say("")
        self.query_one("#groups-legend").display = False
        self.query_one(Question).ask(sentences, label, value)

    @on(Question.Answered)
    def _answered(self, event: Question.Answered) -> None:
        event.stop()
        if self._asked is not None:
            self._asked(event.text)

    # Leaving

    def action_back(self) -> None:
        """Out of a question, or out of the groups; with edits that were not sent only at the second time."""
        if self.query_one(Question).display:
            self.close_question()
            self.say("")
        elif self.may_leave():
            self.dismiss(None)

    def may_leave(self) -> bool:
        if not self.edits.wished or self.warned:
            return True
        self.warned = True
        self.say(f"{edit_words(self.edits)}. {_('Once more leaves and drops them.')}", "warning")
        return False
