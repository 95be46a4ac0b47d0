"""The part of the onboarding screen that leads on: to the screen of each step, to seats, to a mail's text."""

from __future__ import annotations

import os
from abc import abstractmethod
from typing import TYPE_CHECKING, Final

from textual import on, work

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.members import MemberStatus
from backend_client.portal.onboarding.steps import Checklist, NextAct, Step, StepReport, StepState
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.presenters.client_forms import refusal
from tui.presenters.member_mail import mail_text
from tui.presenters.onboarding import evidence_of, title_of
from tui.presenters.onboarding_people import waiting_people
from tui.safe_text import safe_text
from tui.screens.base import Place
from tui.screens.copy_menu import Copy, CopyMenu
from tui.screens.late import screen_of
from tui.screens.reader import BoardScreen
from tui.translate import _
from tui.widgets.line_table import LineTable

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal
    from tui.screens.form import FormEnd

_PLACES: Final = {
    Step.COLLECTIONS: Place.COLLECTIONS,
    Step.IMPORT: Place.IMPORT,
    Step.POLICIES: Place.POLICIES,
    Step.SSO: Place.SSO,
    Step.GROUPS: Place.GROUPS,
    Step.INVITATIONS: Place.MEMBERS,
}
_STEPS_OF_KEYS: Final = {"open_policies": Step.POLICIES, "open_groups": Step.GROUPS}
_MOST_MAILS = 12


class OnboardingWays(BoardScreen[None, Checklist]):
    """Goes where a step is done. Whoever comes back finds everything read again (`_away`)."""

    _portal: Portal
    _provider: Provider
    _client: Client
    _away: bool

    @property
    @abstractmethod
    def step_report(self) -> StepReport | None:
        """The step under the cursor."""

    @abstractmethod
    def read_again(self, sentence: str) -> None:
        """Read the checklist, then say `sentence`."""

    # Who may

    def why_not(self, action: str) -> str:
        if action == "seats":
            front = self.front
            return refusal(
                self._provider, admins_only=False, read_only=front.read_only, watching=front.watching
            )
        if self.board is None:
            return ""
        if action == "open_confirm" and not self._count(MemberStatus.ACCEPTED):
            return _("Nobody waits for a confirmation. i invites, m shows who is invited.")
        if action == "yank" and not self._count(MemberStatus.INVITED):
            return _("Nobody is invited, so there is nobody to write to. i invites.")
        step = _STEPS_OF_KEYS.get(action)
        return _not_applicable(self.board.report(step)) if step is not None else ""

    def _count(self, status: MemberStatus) -> int:
        people = self.board.people if self.board is not None else ()
        return sum(person.status == status for person in people)

    # Keys

    @on(LineTable.Chosen, "#steps")
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        report = self.step_report
        if report is not None:
            reason = _not_applicable(report)
            if reason:
                self.say(reason)
            else:
                self._open(_place_of(report))

    def action_open_vault(self) -> None:
        """Open the client's organization vault."""
        self._open(Place.VAULT)

    def action_open_members(self) -> None:
        """Open the members."""
        self._open(Place.MEMBERS)

    def action_open_confirm(self) -> None:
        """Confirm those who accepted."""
        self._open(Place.CONFIRM)

    def action_open_invite(self) -> None:
        """Open the invitation form."""
        self._open(Place.INVITATIONS)

    def action_open_groups(self) -> None:
        """Open the groups."""
        self._open(Place.GROUPS)

    def action_open_policies(self) -> None:
        """Open the policies."""
        self._open(Place.POLICIES)

    def action_open_directory(self) -> None:
        """Open the directory settings."""
        self._open(Place.DIRECTORY)

    def went_elsewhere(self) -> None:
        self._away = True

    def _open(self, place: Place) -> None:
        self.front.open_client(place, self._provider, self._client)

    @work(exclusive=True, group="client-form", exit_on_error=False, description="change seats")
    async def action_seats(self) -> None:
        """Change how many seats the client has, in the form of the clients screen."""
        try:
            listed = await self._portal.client_list(self._provider)
        except SeatwardenError as error:
            self.explain(error, _("No seats were changed."))
            return
        client = next((one for one in listed.clients if one.id == self._client.id), None)
        if client is None:
            self.say(
                _("{name} is no longer in the list.").format(name=safe_text(self._client.name, limit=40))
            )
            return
        form = screen_of("client_seats", "ClientSeatsScreen", self._portal, listed, client)
        end: FormEnd | None = await self.app.push_screen_wait(form)
        if end is not None:
            self.read_again(end.sentence)

    # Copying

    def action_yank(self) -> None:
        """Copy what to write to somebody who is invited, the owner first."""
        people = self.board.people if self.board is not None else ()
        invited = [person for person in waiting_people(people) if person.status == MemberStatus.INVITED]
        account = self._portal.session.account
        who = account.email if account is not None else ""
        copies = tuple(
            Copy(
                _("Mail to {email}").format(email=safe_text(person.email, limit=40)),
                mail_text(person, self._client, self._provider, who=who, server=self._portal.server),
            )
            for person in invited[:_MOST_MAILS]
        )
        self.app.push_screen(CopyMenu(copies), self._copied)

    def _copied(self, text: str | None) -> None:
        if text is not None:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(" ".join(text.split()), os.environ))


def _place_of(report: StepReport) -> Place:
    """Where a step is done. Managers are assigned to collections that are there: in the vault."""
    if report.step is Step.COLLECTIONS and report.next_act is NextAct.ASSIGN_MANAGERS:
        return Place.VAULT
    return _PLACES[report.step]


def _not_applicable(report: StepReport) -> str:
    if report.state is not StepState.NOT_APPLICABLE:
        return ""
    return _("{step} is not applicable here: {why}.").format(
        step=title_of(report.step), why=evidence_of(report)
    )
