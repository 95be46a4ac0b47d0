"""The part of the members' screen that changes people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import work

from backend_client.errors import SeatwardenError
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.job_rest import rest_of_members
from backend_client.portal.members import ENDING, Member, MemberAct
from tui.job import JobWish, wish_inside
from tui.presenters.confirm_people import becomes_word, left_out_people, member_confirm_words
from tui.presenters.job_edits import to_invite
from tui.presenters.member_acts import (
    BATCH,
    TYPED_FOR,
    act_title,
    after_words,
    is_agreed,
    nobody_words,
    plan_rows,
    plan_words,
    word_to_type,
)
from tui.presenters.members import waiting_members
from tui.presenters.plan import names_of
from tui.row_run import Result
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import FrameScreen
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.confirming import Confirming
from tui.screens.late import screen_of
from tui.screens.member_ways import MemberWays
from tui.screens.plan import PlanScreen, Send
from tui.screens.recover_account import RecoverAccountScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.translate import _, ngettext


class MemberActs(MemberWays):
    """Actions that change the people of one client."""

    # Role and access

    @work(exclusive=True, group="members-act", exit_on_error=False, description="change roles and access")
    async def action_edit(self) -> None:
        """Role, groups and collections of those marked, else of the person under the cursor."""
        await self._open_edit(self.chosen_members())

    @work(exclusive=True, group="members-act", exit_on_error=False, description="change roles and access")
    async def _edit(self, chosen: Sequence[Member], left: LeftJob) -> None:
        await self._open_edit(chosen, left)

    async def _open_edit(self, chosen: Sequence[Member], left: LeftJob | None = None) -> None:
        if not chosen:
            self.say(_("There is nobody under the cursor."))
            return
        ids = [member.id for member in chosen]
        screen = screen_of("member_edit", "MemberEditScreen", self.portal, self.provider, self.client, ids)
        if isinstance(screen, FrameScreen):
            screen.takes_up = left
        said = await self.app.push_screen_wait(screen)
        if said is not None:
            self.act_done(said)

    # Acts

    @work(exclusive=True, group="members-act", exit_on_error=False, description="act on members")
    async def action_act(self, name: str) -> None:
        """Plan an act for those chosen, ask, send, and read again."""
        act, board = MemberAct(name), self.board
        chosen = self.chosen_members()
        if board is None or not chosen:
            self.say(nobody_words(act))
            return
        rows = plan_rows(act, chosen, board)
        sendable = [row.change for row in rows if row.change is not None]
        if not sendable and len(rows) == 1:
            self.say(f"{rows[0].what}: {rows[0].why}", "warning")
            return
        words = plan_words(act, rows, board)
        if act in TYPED_FOR and sendable:
            asking = TypedYesScreen(
                (*self.path, act_title(act)),
                (*words.review, *(f"  {row.what}" for row in rows[:8] if row.sendable)),
                word_to_type(act, sendable),
                lambda typed: is_agreed(act, sendable, typed),
            )
            if not await self.app.push_screen_wait(asking):
                self.say(_("Nobody was removed."))
                return
        if act is MemberAct.DELETE_ACCOUNT and sendable and not await self._proven(len(sendable)):
            return
        careful = act is not MemberAct.REMOVE and act in ENDING  # a removal was agreed to by a typed word
        wish = self._wish(JobKind(act.value), names_of(rows, lambda member: member.email))
        plan = PlanScreen(self.path, words, rows, self._sender(act), batch=BATCH, careful=careful, wish=wish)
        end = await self.app.push_screen_wait(plan)
        if end is not None:
            self.act_done(" ".join(part for part in (end.sentence, after_words(act)) if part))

    def _wish(self, kind: JobKind, names: Mapping[str, str]) -> JobWish:
        return wish_inside(kind, self.provider, self.client, names, instead_of=self.left_of(kind))

    def rest_of(self, left: LeftJob) -> frozenset[str]:
        return rest_of_members(left, self.board.members if self.board is not None else ())

    def plan_left(self, left: LeftJob) -> None:
        """Mark those a job left and begin the act anew: what it wants typed or compared is asked again."""
        wanted, kind = self.rest_of(left), left.line.kind
        people = self.board.members if self.board is not None else ()
        here = [member for member in people if member.email in wanted]
        gone = wanted - {member.email for member in here}
        self.mark(frozenset(member.id for member in here))
        if gone:
            self.front.go_on(to_invite(left, gone))
        elif kind in (JobKind.EDIT, JobKind.AGAIN):
            self._edit(here, left)
        elif kind is JobKind.CONFIRM:
            self.action_confirm()
        else:
            self.action_act(kind.value)

    async def _proven(self, count: int) -> bool:
        """Whether whoever sits here knows the account's password: what follows destroys accounts."""
        why = ngettext(
            "Deleting {count} account for good needs your master password once more.",
            "Deleting {count} accounts for good needs your master password once more.",
            count,
        ).format(count=count)
        path = (*self.path, act_title(MemberAct.DELETE_ACCOUNT))
        proof = await self.app.push_screen_wait(AskPasswordScreen(self.portal, path, why))
        if proof is None:
            self.say(_("Nothing was sent."))
        return proof is not None

    def _sender(self, act: MemberAct) -> Send[Member]:
        members = self.portal.members
        method = {
            MemberAct.RESEND: members.resend,
            MemberAct.REVOKE: members.revoke,
            MemberAct.RESTORE: members.restore,
            MemberAct.REMOVE: members.remove,
            MemberAct.DELETE_ACCOUNT: members.delete_accounts,
        }[act]

        async def send(chosen: Sequence[Member]) -> Sequence[Result]:
            results = await method(self.provider, self.client, [one.id for one in chosen])
            return [results[one.id] for one in chosen]

        return send

    @work(exclusive=True, group="members-act", exit_on_error=False, description="confirm members")
    async def action_confirm(self) -> None:
        """Confirm those marked, else everybody shown who accepted, the person under the cursor first."""
        board, at_cursor = self.board, self.member_at_cursor()
        if board is None:
            return
        chosen = list(self.marked_members() or waiting_members(row.member for row in self.shown_rows()))
        if at_cursor is not None:
            chosen.sort(key=lambda member: member.id != at_cursor.id)
        if not chosen:
            self.say(nobody_words(MemberAct.CONFIRM))
            return
        self.say(_("Fetching the keys ..."))
        try:
            found = await self.portal.members.candidates(
                self.provider, self.client, [member.id for member in chosen]
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
        job = Confirming(
            self.path,
            found,
            left_out_people(found, members),
            {each: becomes_word(member) for each, member in members.items()},
            member_confirm_words(),
            lambda batch: self.portal.members.confirm(self.provider, self.client, batch),
            lambda names: self._wish(JobKind.CONFIRM, names),
        )
        sentence = await self.app.push_screen_wait(ConfirmPeopleScreen(self.portal, job))
        if sentence is not None:
            self.act_done(sentence)

    @work(exclusive=True, group="members-act", exit_on_error=False, description="recover an account")
    async def action_recover(self) -> None:
        """Give the person under the cursor a new master password."""
        member = self.member_at_cursor()
        if member is None:
            self.say(_("Nobody is under the cursor."))
            return
        self.say(_("Reading what they left for account recovery ..."))
        try:
            case = await self.portal.account_recovery.inspect(self.provider, self.client, member.id)
        except SeatwardenError as error:
            self.explain(error)
            return
        self.say("")
        screen = RecoverAccountScreen(self.portal, self.provider, self.client, case)
        sentence = await self.app.push_screen_wait(screen)
        if sentence is not None:
            self.act_done(sentence)
