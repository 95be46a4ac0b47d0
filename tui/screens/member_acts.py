"""The part of the members' screen that changes people, copies of them, and leads elsewhere."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual import work

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.job_rest import rest_of_members
from backend_client.portal.members import ENDING, Member, MemberAct, MemberBoard, MemberStatus
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
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
from tui.presenters.member_mail import mail_text
from tui.presenters.member_report import saved_members
from tui.presenters.members import MemberRow, waiting_members
from tui.presenters.plan import names_of
from tui.row_run import Result
from tui.safe_text import safe_text
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import FrameScreen, Place
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.confirming import Confirming
from tui.screens.copy_menu import Copy, CopyMenu
from tui.screens.late import screen_of
from tui.screens.plan import PlanScreen, Send
from tui.screens.reader import BoardScreen
from tui.screens.recover_account import RecoverAccountScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.translate import _, ngettext

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class MemberActs(BoardScreen[None, MemberBoard]):
    """Actions over the people of one client.

    `board` is what was last read, None before and while locked. `away`: another screen of the client was
    opened, after which the board is read again.
    """

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self.path = (_("Clients"), safe_text(client.name, limit=30), _("Members"))
        super().__init__(heading=(" > ".join(self.path),))
        self.portal = portal
        self.provider = provider
        self.client = client
        self.away = False

    @abstractmethod
    def member_at_cursor(self) -> Member | None:
        """The person under the cursor."""

    @abstractmethod
    def marked_members(self) -> tuple[Member, ...]:
        """Those marked."""

    @abstractmethod
    def shown_rows(self) -> tuple[MemberRow, ...]:
        """Those the filter and the view let through, in order."""

    @abstractmethod
    def mark(self, ids: frozenset[str]) -> None:
        """Mark these people and nobody else."""

    @abstractmethod
    def act_done(self, sentence: str) -> None:
        """Something was sent: read again, and say `sentence`."""

    # Other places

    def action_invite(self) -> None:
        """Invite more people."""
        self._go_to(Place.INVITATIONS)

    def action_groups(self) -> None:
        """The client's groups."""
        self._go_to(Place.GROUPS)

    def action_policies(self) -> None:
        """The client's policies."""
        self._go_to(Place.POLICIES)

    def action_log(self) -> None:
        """The event log of the client."""
        self._go_to(Place.EVENTS)

    def action_person_log(self) -> None:
        """What the person under the cursor did, by the client's event log."""
        member = self.member_at_cursor()
        if member is None:
            self.say(_("There is nobody under the cursor."))
        elif member.user_id is None:
            self.say(_("They have not accepted, so they have done nothing yet. L shows the client's log."))
        else:
            who = {"member_id": member.id, "member_name": member.name or member.email}
            self.app.push_screen(
                screen_of("events", "ClientEventsScreen", self.portal, self.provider, self.client, **who)
            )

    def went_elsewhere(self) -> None:
        self.away = True

    def _go_to(self, place: Place) -> None:
        self.front.open_client(place, self.provider, self.client)

    # Role and access

    @work(exclusive=True, group="members-act", exit_on_error=False, description="change roles and access")
    async def action_edit(self) -> None:
        """Role, groups and collections of those marked, else of the person under the cursor."""
        await self._open_edit(self._chosen())

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

    def _chosen(self) -> tuple[Member, ...]:
        at_cursor = self.member_at_cursor()
        return self.marked_members() or ((at_cursor,) if at_cursor is not None else ())

    # Files

    @work(exclusive=True, group="members-save", exit_on_error=False, description="save the members")
    async def action_save(self) -> None:
        """Write the rows, as they are shown, to a file; who reaches which collection is read for it."""
        rows = self.shown_rows()
        if not rows:
            self.say(_("There is nothing to save."))
            return
        self.say(_("Reading who reaches what ..."))
        try:
            access = await self.portal.member_edits.board(self.provider, self.client)
        except SeatwardenError as error:
            self.explain(error, _("Nothing was written."))
            return
        self.say("")
        saved = saved_members(rows, access, datetime.now(UTC))
        self.app.push_screen(screen_of("save_view", "SaveViewScreen", saved), self._saved)

    def _saved(self, sentence: str | None) -> None:
        self.say(sentence or "")

    # Copying

    def action_yank(self) -> None:
        """Copy the mail text for somebody invited, or something of the person."""
        member = self.member_at_cursor()
        if member is None:
            return
        email = Copy(_("E-mail"), safe_text(member.email, limit=256))
        copies = [email, Copy(_("Name"), safe_text(member.name))] if member.name else [email]
        if member.status == MemberStatus.INVITED:
            copies.insert(0, Copy(_("Mail text"), self._mail(member)))
        self.app.push_screen(CopyMenu(copies), self._copied)

    def _mail(self, member: Member) -> str:
        account = self.portal.session.account
        who = account.email if account is not None else ""
        return mail_text(member, self.client, self.provider, who=who, server=self.portal.server)

    def _copied(self, text: str | None) -> None:
        if text is not None:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(" ".join(text.split()), os.environ))

    # Acts

    @work(exclusive=True, group="members-act", exit_on_error=False, description="act on members")
    async def action_act(self, name: str) -> None:
        """Plan an act for those chosen, ask, send, and read again."""
        act, board = MemberAct(name), self.board
        chosen = self._chosen()
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
