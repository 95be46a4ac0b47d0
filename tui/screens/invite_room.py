"""The part of the invite screen that reads what a client has room for, and raises its seats."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import work

from backend_client.errors import Locked, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.invitation_plan import InviteRoom
from backend_client.portal.job_lines import LeftJob
from backend_client.portal.providers import Provider
from tui.presenters.client_forms import refusal
from tui.presenters.interrupted_inside import inside_sentences, told_line
from tui.presenters.invitations import seats_missing
from tui.presenters.job_invites import collections_again, permissions_again, text_again
from tui.presenters.organization import access_banner
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen
from tui.screens.invite_form import InviteForm
from tui.screens.late import screen_of
from tui.screens.left_job import is_all_there
from tui.translate import _
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class InviteRoomScreen(FrameScreen[None]):
    """`room` is what was last read, None before and while locked."""

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self.path = (_("Clients"), safe_text(client.name, limit=30), _("Invite users"))
        super().__init__(heading=(" > ".join(self.path),))
        self.portal = portal
        self.provider = provider
        self.client = client
        self.room: InviteRoom | None = None
        self._led = False

    @property
    @abstractmethod
    def form(self) -> InviteForm:
        """Where people are written down."""

    @abstractmethod
    def action_review(self) -> None:
        """Show who would be invited."""

    def on_locked(self) -> None:
        """Forget what was read; what was typed stays, covered."""
        self.workers.cancel_group(self, "invite-load")
        self.room = None
        if self.is_attached:
            self.set_data_time(None)
            self.form.take(None)

    def on_unlocked(self) -> None:
        """Read again."""
        if self.is_attached:
            self.load()

    # Reading

    def action_refresh(self) -> None:
        """Read seats, members and groups again; what was typed stays."""
        self.load()

    @work(exclusive=True, group="invite-load", exit_on_error=False, description="read who may be invited")
    async def load(self, said: str = "", *, then_review: bool = False) -> None:
        """`said` is a finished sentence that stays, before what is found out about interrupted acts."""
        try:
            settled = await self.portal.invitations.settle(self.provider, self.client)
            self._take(await self.portal.invitations.room(self.provider, self.client))
        except Locked:
            self.on_locked()
        except OSError:
            self.say(_("The journal cannot be read, and nothing is changed without it."), "bad")
        except SeatwardenError as error:
            older = self.room is not None
            self.set_data_time(self.room.read_at if self.room else None, stale=older)
            self.read_failed(error, self.load, _("What you typed is still here. Ctrl+R reads again."))
        else:
            self.was_read()
            told = (said, told_line(inside_sentences(settled)))
            self.say(" ".join(part for part in told if part))
            left, self._led = None if self._led else self.takes_up, True
            if left is not None:
                self._take_up(left)
            if then_review:
                self.action_review()

    def _take_up(self, left: LeftJob) -> None:
        """Put in whom a job left, unless all of them are in."""
        members = self.room.members if self.room is not None else {}
        rest = [email for email in left.left if email.casefold() not in members]
        if not is_all_there(self, left, rest) and left.line.rows:
            self.form.put_in(text_again(left))
            self.form.give(collections_again(left))
            self.form.permit(permissions_again(left))

    def _take(self, room: InviteRoom) -> None:
        self.room, self.client = room, room.client
        self.set_data_time(room.read_at)
        banner = access_banner(self.provider, room.client, room.seats)
        self.query_one("#invite-banner", Sentences).set_sentences((banner,))
        self.form.take(room)

    # Seats

    def action_seats(self) -> None:
        """Raise the seats, then come back."""
        self.raise_seats()

    def refused_seats(self) -> str:
        """Why they cannot be raised; empty where they can."""
        if self.room is not None and self.room.seats.unlimited:
            return _("There is no seat limit here.")
        return refusal(
            self.provider, admins_only=False, read_only=self.front.read_only, watching=self.front.watching
        )

    @work(exclusive=True, group="invite-seats", exit_on_error=False, description="raise seats")
    async def raise_seats(self, *, then_review: bool = False) -> None:
        """By the form for that, as many as are missing."""
        self.say(_("Reading the seats ..."))
        try:
            listed = await self.portal.client_list(self.provider)
        except SeatwardenError as error:
            self.explain(error, _("What you typed is still here."))
            return
        organization_id = self.client.organization_id
        client = next((one for one in listed.clients if one.organization_id == organization_id), None)
        if client is None:
            self.say(_("This client is no longer in the list. What you typed is still here."), "bad")
            return
        missing = 0 if self.room is None else seats_missing(self.room, len(self.form.plan().people))
        wanted = (client.seats.assigned or 0) + missing
        self.say("")
        form = screen_of("client_seats", "ClientSeatsScreen", self.portal, listed, client, wanted)
        end = await self.app.push_screen_wait(form)
        self.load(end.sentence if end else "", then_review=then_review and end is not None)
