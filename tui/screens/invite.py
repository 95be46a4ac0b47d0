"""Step 6 of the onboarding, its sending half: people typed, pasted or read from a file, then invited.

write --F5--> (seats too few: raise them, or only the first) --> review (PlanScreen) --> back here
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType

from backend_client.errors import ImportProblem, Locked, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.collections import Permission
from backend_client.portal.importers.text import text_of
from backend_client.portal.invitation_plan import (
    LARGEST_BATCH,
    Invitee,
    InvitePlan,
    InviteRoom,
    same_request,
)
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.providers import Provider
from tui.explain import explanation_of
from tui.export_file import read_file
from tui.job import wish_inside
from tui.presenters.client_forms import refusal
from tui.presenters.interrupted_inside import inside_sentences, told_line
from tui.presenters.invitation_plans import (
    invite_rows,
    invite_words,
)
from tui.presenters.invitations import (
    nobody_words,
    seats_missing,
)
from tui.presenters.job_invites import asked_of, collections_again, permissions_again, text_again
from tui.presenters.organization import access_banner
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen
from tui.screens.invite_form import InviteForm
from tui.screens.invite_keys import INVITE_KEYS
from tui.screens.invite_seats import SeatAnswer, SeatQuestion
from tui.screens.late import screen_of
from tui.screens.left_job import is_all_there
from tui.screens.plan import PlanEnd, PlanScreen
from tui.terms import typed_unsent
from tui.translate import N_, _
from tui.widgets.file_picker import FilePicker
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class InviteScreen(FrameScreen[None]):
    """Invites into `client`. What was typed stays until everybody in it is invited, or it is left."""

    CSS_PATH = "invite.tcss"
    AUTO_FOCUS = "#people"
    HELP = N_(
        "One address per line, or pasted as they come: with names, commas, semicolons. Rows of a spreadsheet "
        "work too: email, role, groups (several groups with ; between them); a header may name the columns "
        "in another order. Role and groups below are for everybody whose row names none. The table shows "
        "what would happen, problems first; nothing is sent before the review. The server takes 20 people "
        "in a request and few requests a minute, so many people take some minutes. F2 gives everybody direct "
        "access to collections. Links to invite by are made in the web vault only: the server keeps them "
        "sealed in a form of its own that is not published."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*INVITE_KEYS]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (_("Clients"), safe_text(client.name, limit=30), _("Invite users"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._room: InviteRoom | None = None
        self._led = False

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((access_banner(self._provider, self._client),), id="invite-banner")
        yield InviteForm(id="invite-form")
        yield SeatQuestion(id="invite-short")
        yield FilePicker(_start_directory(), id="invite-file")

    def on_mount(self) -> None:
        """Read what there is room for; people can be typed meanwhile. Those a job left come with it."""
        self._show_part("#invite-form")
        self._load()

    def on_locked(self) -> None:
        """Forget what was read; what was typed stays, covered."""
        self.workers.cancel_group(self, "invite-load")
        self._room = None
        if self.is_attached:
            self.set_data_time(None)
            self._form.take(None)

    def on_unlocked(self) -> None:
        """Read again."""
        if self.is_attached:
            self._load()

    def why_not(self, action: str) -> str:
        """Seats may be more than an account's role allows."""
        if action == "review" and self.front.read_only:
            return refusal(self._provider, admins_only=False, read_only=True, watching=False)
        if action == "seats":
            return self._refused_seats()
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Beside the people, only the way back is open."""
        if action in ("review", "seats", "refresh", "access") or (action == "file" and self._asking):
            return not self.is_mounted or bool(self.query_one("#invite-form").display)
        return super().check_action(action, parameters)

    @property
    def _asking(self) -> bool:
        return self.is_mounted and bool(self.query_one("#invite-short").display)

    # Reading

    def action_refresh(self) -> None:
        """Read seats, members and groups again; what was typed stays."""
        self._load()

    @work(exclusive=True, group="invite-load", exit_on_error=False, description="read who may be invited")
    async def _load(self, said: str = "", *, then_review: bool = False) -> None:
        """`said` is a finished sentence that stays, before what is found out about interrupted acts."""
        try:
            settled = await self._portal.invitations.settle(self._provider, self._client)
            self._take(await self._portal.invitations.room(self._provider, self._client))
        except Locked:
            self.on_locked()
        except OSError:
            self.say(_("The journal cannot be read, and nothing is changed without it."), "bad")
        except SeatwardenError as error:
            older = self._room is not None
            self.set_data_time(self._room.read_at if self._room else None, stale=older)
            self.read_failed(error, self._load, _("What you typed is still here. Ctrl+R reads again."))
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
        members = self._room.members if self._room is not None else {}
        rest = [email for email in left.left if email.casefold() not in members]
        if not is_all_there(self, left, rest) and left.line.rows:
            self._form.put_in(text_again(left))
            self._form.give(collections_again(left))
            self._form.permit(permissions_again(left))

    def _take(self, room: InviteRoom) -> None:
        self._room, self._client = room, room.client
        self.set_data_time(room.read_at)
        banner = access_banner(self._provider, room.client, room.seats)
        self.query_one("#invite-banner", Sentences).set_sentences((banner,))
        self._form.take(room)

    @on(InviteForm.Edited)
    def _edited(self, event: InviteForm.Edited) -> None:
        event.stop()
        self._warned = False
        self.say("")

    # Files

    def action_file(self) -> None:
        """Choose a file, or go back to the people."""
        picking = self.query_one("#invite-file").display
        self._show_part("#invite-form" if picking else "#invite-file")

    @on(FilePicker.Picked)
    def _picked(self, event: FilePicker.Picked) -> None:
        event.stop()
        try:
            text = text_of(read_file(event.path))
        except ImportProblem as problem:
            self.say(explanation_of(problem).line(_("What you typed is still here.")), "bad")
            return
        before = self._form.text.rstrip()
        self._form.put_in(f"{before}\n{text}" if before else text)
        self._show_part("#invite-form")
        name = safe_text(event.path.name, limit=40)
        self.say(_("{file} was read. Look at the table below; F5 goes on.").format(file=name))

    @on(FilePicker.Nothing)
    def _no_file(self, event: FilePicker.Nothing) -> None:
        event.stop()
        self.say(_("There is no such file: {name}").format(name=safe_text(event.text, limit=60)), "warning")

    # Collections

    def action_access(self) -> None:
        """Choose which collections everybody reaches directly."""
        screen = screen_of(
            "invite_access",
            "InviteAccessScreen",
            self._portal,
            self._provider,
            self._client,
            self._form.collections,
        )
        self.app.push_screen(screen, self._given)

    def _given(self, collections: Mapping[str, Permission] | None) -> None:
        if collections is not None:
            self._form.give(collections)

    # Seats

    def action_seats(self) -> None:
        """Raise the seats, then come back."""
        self._raise_seats()

    def _refused_seats(self) -> str:
        if self._room is not None and self._room.seats.unlimited:
            return _("There is no seat limit here.")
        return refusal(
            self._provider, admins_only=False, read_only=self.front.read_only, watching=self.front.watching
        )

    @work(exclusive=True, group="invite-seats", exit_on_error=False, description="raise seats")
    async def _raise_seats(self, *, then_review: bool = False) -> None:
        self.say(_("Reading the seats ..."))
        try:
            listed = await self._portal.client_list(self._provider)
        except SeatwardenError as error:
            self.explain(error, _("What you typed is still here."))
            return
        organization_id = self._client.organization_id
        client = next((one for one in listed.clients if one.organization_id == organization_id), None)
        if client is None:
            self.say(_("This client is no longer in the list. What you typed is still here."), "bad")
            return
        missing = 0 if self._room is None else seats_missing(self._room, len(self._form.plan().people))
        wanted = (client.seats.assigned or 0) + missing
        self.say("")
        form = screen_of("client_seats", "ClientSeatsScreen", self._portal, listed, client, wanted)
        end = await self.app.push_screen_wait(form)
        self._load(end.sentence if end else "", then_review=then_review and end is not None)

    @on(SeatQuestion.Answered)
    def _seats_answered(self, event: SeatQuestion.Answered) -> None:
        event.stop()
        self._show_part("#invite-form")
        if event.answer is SeatAnswer.RAISE:
            self._raise_seats(then_review=True)
        elif event.answer is SeatAnswer.FIRST and self._room is not None:
            self._send(self._form.plan(self._room.left), self._room)

    # Review and sending

    def action_review(self) -> None:
        """Show who would be invited, unless there is nobody, or there are too few seats."""
        self._show_part("#invite-form")
        self._form.read()
        if self._room is None:
            self.say(_("Seats and members are not read yet. Ctrl+R reads them."), "warning")
            return
        plan = self._form.plan()
        if not plan.people:
            parsed = self._form.parsed
            self.say(_("Nobody in the list can be invited.") if parsed.people else nobody_words(), "warning")
        elif seats_missing(self._room, len(plan.people)):
            self.say("")
            self.query_one(SeatQuestion).ask(plan, self._room, self._refused_seats())
            self._show_part("#invite-short")
        else:
            self._send(plan, self._room)

    @work(exclusive=True, group="invite-review", exit_on_error=False, description="review invitations")
    async def _send(self, plan: InvitePlan, room: InviteRoom) -> None:
        names = {one.email: one.email for one in plan.people}
        asked, left = asked_of(plan.people), self.takes_up
        wish = wish_inside(JobKind.INVITE, self._provider, room.client, names, asked=asked, instead_of=left)
        end: PlanEnd[Invitee] | None = await self.app.push_screen_wait(
            PlanScreen(
                self._path,
                invite_words(plan, room, _now),
                invite_rows(plan, room),
                lambda people: self._portal.invitations.send(self._provider, self._client, people),
                batch=LARGEST_BATCH,
                together=same_request,
                wish=wish,
            )
        )
        if end is None:
            self.say(_("Nothing was sent. What you typed is still here."))
            return
        invited = {one.email for one in (*end.done, *end.going)}
        parsed = self._form.parsed
        if not parsed.bad and all(one.email in invited for one in parsed.people):
            self._form.put_in("")
        self._load(end.sentence)

    # Leaving

    def action_back(self) -> None:
        """To the people, or out; what was typed is not dropped by one key."""
        if not self.query_one("#invite-form").display:
            self._show_part("#invite-form")
        elif self.may_leave():
            self.dismiss(None)

    def unsent(self) -> str:
        return typed_unsent() if self._form.text.strip() else ""

    # Drawing

    @property
    def _form(self) -> InviteForm:
        return self.query_one("#invite-form", InviteForm)

    def _show_part(self, shown: str) -> None:
        focus = {"#invite-form": "#people", "#invite-short": "#short-answer", "#invite-file": "PathField"}
        changed = not self.query_one(shown).display
        for part in focus:
            self.query_one(part).display = part == shown
        if changed or self.focused is None:
            self.query_one(focus[shown]).focus()
        self.refresh_bindings()
        self.refresh_keys()


def _now() -> datetime:
    return datetime.now(UTC)


def _start_directory() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was removed meanwhile
        return Path("/")
