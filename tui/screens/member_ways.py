"""The part of the members' screen that leads elsewhere, saves the table and takes copies."""

from __future__ import annotations

import os
from abc import abstractmethod
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual import work

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.members import Member, MemberBoard, MemberStatus
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.presenters.member_mail import mail_text
from tui.presenters.member_report import saved_members
from tui.presenters.members import MemberRow
from tui.safe_text import safe_text
from tui.screens.base import Place
from tui.screens.copy_menu import Copy, CopyMenu
from tui.screens.late import screen_of
from tui.screens.reader import BoardScreen
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class MemberWays(BoardScreen[None, MemberBoard]):
    """Ways on from the people of one client.

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

    def chosen_members(self) -> tuple[Member, ...]:
        """Those marked, else the person under the cursor."""
        at_cursor = self.member_at_cursor()
        return self.marked_members() or ((at_cursor,) if at_cursor is not None else ())

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
