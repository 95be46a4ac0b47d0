"""Step 6 of the onboarding, its sending half: people typed, pasted or read from a file, then invited.

write --F5--> (seats too few: raise them, or only the first) --> review (PlanScreen) --> back here
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType

from backend_client.errors import ImportProblem
from backend_client.portal.collections import Permission
from backend_client.portal.importers.text import text_of
from backend_client.portal.invitation_plan import (
    LARGEST_BATCH,
    Invitee,
    InvitePlan,
    InviteRoom,
    same_request,
)
from backend_client.portal.job_lines import JobKind
from tui.explain import explanation_of
from tui.export_file import read_file
from tui.job import wish_inside
from tui.presenters.client_forms import refusal
from tui.presenters.invitation_plans import (
    invite_rows,
    invite_words,
)
from tui.presenters.invitations import (
    nobody_words,
    seats_missing,
)
from tui.presenters.job_invites import asked_of
from tui.presenters.organization import access_banner
from tui.safe_text import safe_text
from tui.screens.invite_form import InviteForm
from tui.screens.invite_keys import INVITE_KEYS
from tui.screens.invite_room import InviteRoomScreen
from tui.screens.invite_seats import SeatAnswer, SeatQuestion
from tui.screens.late import screen_of
from tui.screens.plan import PlanEnd, PlanScreen
from tui.terms import typed_unsent
from tui.translate import N_, _
from tui.widgets.file_picker import FilePicker
from tui.widgets.sentences import Sentences


class InviteScreen(InviteRoomScreen):
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

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((access_banner(self.provider, self.client),), id="invite-banner")
        yield InviteForm(id="invite-form")
        yield SeatQuestion(id="invite-short")
        yield FilePicker(_start_directory(), id="invite-file")

    def on_mount(self) -> None:
        """Read what there is room for; people can be typed meanwhile. Those a job left come with it."""
        self._show_part("#invite-form")
        self.load()

    def why_not(self, action: str) -> str:
        """Seats may be more than an account's role allows."""
        if action == "review" and self.front.read_only:
            return refusal(self.provider, admins_only=False, read_only=True, watching=False)
        if action == "seats":
            return self.refused_seats()
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Beside the people, only the way back is open."""
        if action in ("review", "seats", "refresh", "access") or (action == "file" and self._asking):
            return not self.is_mounted or bool(self.query_one("#invite-form").display)
        return super().check_action(action, parameters)

    @property
    def _asking(self) -> bool:
        return self.is_mounted and bool(self.query_one("#invite-short").display)

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
        before = self.form.text.rstrip()
        self.form.put_in(f"{before}\n{text}" if before else text)
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
            self.portal,
            self.provider,
            self.client,
            self.form.collections,
        )
        self.app.push_screen(screen, self._given)

    def _given(self, collections: Mapping[str, Permission] | None) -> None:
        if collections is not None:
            self.form.give(collections)

    @on(SeatQuestion.Answered)
    def _seats_answered(self, event: SeatQuestion.Answered) -> None:
        event.stop()
        self._show_part("#invite-form")
        if event.answer is SeatAnswer.RAISE:
            self.raise_seats(then_review=True)
        elif event.answer is SeatAnswer.FIRST and self.room is not None:
            self._send(self.form.plan(self.room.left), self.room)

    # Review and sending

    def action_review(self) -> None:
        """Show who would be invited, unless there is nobody, or there are too few seats."""
        self._show_part("#invite-form")
        self.form.read()
        if self.room is None:
            self.say(_("Seats and members are not read yet. Ctrl+R reads them."), "warning")
            return
        plan = self.form.plan()
        if not plan.people:
            parsed = self.form.parsed
            self.say(_("Nobody in the list can be invited.") if parsed.people else nobody_words(), "warning")
        elif seats_missing(self.room, len(plan.people)):
            self.say("")
            self.query_one(SeatQuestion).ask(plan, self.room, self.refused_seats())
            self._show_part("#invite-short")
        else:
            self._send(plan, self.room)

    @work(exclusive=True, group="invite-review", exit_on_error=False, description="review invitations")
    async def _send(self, plan: InvitePlan, room: InviteRoom) -> None:
        names = {one.email: one.email for one in plan.people}
        asked, left = asked_of(plan.people), self.takes_up
        wish = wish_inside(JobKind.INVITE, self.provider, room.client, names, asked=asked, instead_of=left)
        end: PlanEnd[Invitee] | None = await self.app.push_screen_wait(
            PlanScreen(
                self.path,
                invite_words(plan, room, _now),
                invite_rows(plan, room),
                lambda people: self.portal.invitations.send(self.provider, self.client, people),
                batch=LARGEST_BATCH,
                together=same_request,
                wish=wish,
            )
        )
        if end is None:
            self.say(_("Nothing was sent. What you typed is still here."))
            return
        invited = {one.email for one in (*end.done, *end.going)}
        parsed = self.form.parsed
        if not parsed.bad and all(one.email in invited for one in parsed.people):
            self.form.put_in("")
        self.load(end.sentence)

    # Leaving

    def action_back(self) -> None:
        """To the people, or out; what was typed is not dropped by one key."""
        if not self.query_one("#invite-form").display:
            self._show_part("#invite-form")
        elif self.may_leave():
            self.dismiss(None)

    def unsent(self) -> str:
        return typed_unsent() if self.form.text.strip() else ""

    # Drawing

    @property
    def form(self) -> InviteForm:
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
