"""The part of the members' screen that changes people, copies of them, and leads elsewhere."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.members import Member, MemberAct, MemberBoard, MemberStatus
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.presenters.member_acts import (
    BATCH,
    act_title,
    is_agreed,
    nobody_words,
    plan_rows,
    plan_words,
    word_to_type,
)
from tui.presenters.member_mail import mail_text
from tui.presenters.members import waiting_members
from tui.row_run import Result
from tui.safe_text import safe_text
from tui.screens.base import Place
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.copy_menu import Copy, CopyMenu
from tui.screens.plan import PlanScreen, Send
from tui.screens.reader import ReaderScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class MemberActs(ReaderScreen[None]):
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
        self.board: MemberBoard | None = None
        self.away = False

    @abstractmethod
    def member_at_cursor(self) -> Member | None:
        """The person under the cursor."""

    @abstractmethod
    def marked_members(self) -> tuple[Member, ...]:
        """Those marked."""

    @abstractmethod
    def shown_members(self) -> tuple[Member, ...]:
        """Those the filter lets through, in order."""

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

    def _go_to(self, place: Place) -> None:
        self.away = True
        self.front.open_client(place, self.provider, self.client)

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
        at_cursor = self.member_at_cursor()
        chosen = self.marked_members() or ((at_cursor,) if at_cursor is not None else ())
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
                (*self.path, act_title(act)),
                (*words.review, *(f"  {row.what}" for row in rows[:8] if row.sendable)),
                word_to_type(act, sendable),
                lambda typed: is_agreed(act, sendable, typed),
            )
            if not await self.app.push_screen_wait(asking):
                self.say(_("Nobody was removed."))
                return
        careful = act is MemberAct.REVOKE  # a removal was agreed to by a typed word
        plan = PlanScreen(self.path, words, rows, self._sender(act), batch=BATCH, careful=careful)
        end = await self.app.push_screen_wait(plan)
        if end is not None:
            self.act_done(end.sentence)

    def _sender(self, act: MemberAct) -> Send[Member]:
        members = self.portal.members
        method = {
            MemberAct.RESEND: members.resend,
            MemberAct.REVOKE: members.revoke,
            MemberAct.RESTORE: members.restore,
            MemberAct.REMOVE: members.remove,
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
        chosen = list(self.marked_members() or waiting_members(self.shown_members()))
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
        screen = ConfirmPeopleScreen(self.portal, self.provider, self.client, found, members)
        sentence = await self.app.push_screen_wait(screen)
        if sentence is not None:
            self.act_done(sentence)
