"""The part of the people's screen that changes people, copies of them, and leads elsewhere."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual import work

from backend_client.errors import SeatwardenError
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.job_rest import rest_of_people
from backend_client.portal.people import PeopleBoard, Person, PersonAct, PersonRole, PersonStatus
from backend_client.portal.people_acts import ROLE_WORDS, role_name
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.job import JobWish, wish_of_provider
from tui.presenters.confirm_people import left_out_people
from tui.presenters.member_acts import BATCH
from tui.presenters.people import PersonRow, waiting_people
from tui.presenters.people_acts import (
    act_title,
    is_agreed,
    nobody_words,
    other_role,
    plan_rows,
    plan_words,
    role_rows,
    role_words,
    staff_becomes,
    staff_confirm_words,
    word_to_type,
)
from tui.presenters.people_mail import staff_mail_text
from tui.presenters.people_report import saved_people
from tui.presenters.people_words import person_name
from tui.presenters.plan import PlanRow, PlanWords, names_of
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.screens.base import ProviderPlace
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.confirming import Confirming
from tui.screens.copy_menu import Copy, CopyMenu
from tui.screens.late import screen_of
from tui.screens.plan import PlanEnd, PlanScreen, Send
from tui.screens.provider_places import ProviderPlaces
from tui.screens.reader import BoardScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class PeopleActs(BoardScreen[None, PeopleBoard], ProviderPlaces[None]):
    """Actions over the people of a provider. `board` is what was last read, None before and while locked."""

    HERE = ProviderPlace.PEOPLE

    def __init__(self, portal: Portal, provider: Provider) -> None:
        self.path = (safe_text(provider.name, limit=40), _("People"))
        super().__init__(heading=(" > ".join(self.path),))
        self.portal = portal
        self._provider = provider

    @property
    def provider(self) -> Provider:
        return self._provider

    @abstractmethod
    def row_at_cursor(self) -> PersonRow | None:
        """The person under the cursor."""

    @abstractmethod
    def marked_people(self) -> tuple[Person, ...]:
        """Those marked."""

    @abstractmethod
    def shown_rows(self) -> tuple[PersonRow, ...]:
        """Those the filter and the view let through, in order."""

    @abstractmethod
    def mark(self, ids: frozenset[str]) -> None:
        """Mark these people and nobody else."""

    @abstractmethod
    def act_done(self, sentence: str) -> None:
        """Something was sent: read again, and say `sentence`."""

    def _chosen(self) -> tuple[Person, ...]:
        row = self.row_at_cursor()
        return self.marked_people() or ((row.person,) if row is not None else ())

    # Elsewhere

    @work(exclusive=True, group="people-act", exit_on_error=False, description="invite people")
    async def action_invite(self) -> None:
        """Invite more people."""
        if reason := self.why_not("invite"):
            self.say(reason)
            return
        screen = screen_of("invite_staff", "InviteStaffScreen", self.portal, self.provider, self.board)
        sentence = await self.app.push_screen_wait(screen)
        if sentence is not None:
            self.act_done(sentence)

    def action_log(self) -> None:
        """What the person under the cursor did."""
        row = self.row_at_cursor()
        if row is None:
            self.say(nobody_words(PersonAct.ROLE))
        elif row.person.status != PersonStatus.CONFIRMED:
            self.say(_("The server keeps a log of people once they are confirmed."))
        else:
            screen = screen_of(
                "events",
                "ProviderEventsScreen",
                self.portal,
                self.provider,
                person_id=row.id,
                person_name=person_name(row.person),
            )
            self.app.push_screen(screen)

    # Files and copies

    def action_save(self) -> None:
        """Write the rows, as they are shown, to a file."""
        rows = self.shown_rows()
        if not rows:
            self.say(_("There is nothing to save."))
            return
        saved = saved_people(rows, datetime.now(UTC))
        self.app.push_screen(screen_of("save_view", "SaveViewScreen", saved), self._saved)

    def _saved(self, sentence: str | None) -> None:
        self.say(sentence or "")

    def action_yank(self) -> None:
        """Copy the mail text for somebody invited, or something of the person."""
        row = self.row_at_cursor()
        if row is None:
            return
        person = row.person
        copies = [Copy(_("E-mail"), safe_text(person.email, limit=256))]
        if person.name:
            copies.append(Copy(_("Name"), safe_text(person.name)))
        if person.status == PersonStatus.INVITED:
            account = self.portal.session.account
            who = account.email if account is not None else ""
            text = staff_mail_text(person, self.provider, who=who, server=self.portal.server)
            copies.insert(0, Copy(_("Mail text"), text))
        self.app.push_screen(CopyMenu(copies), self._copied)

    def _copied(self, text: str | None) -> None:
        if text is not None:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(" ".join(text.split()), os.environ))

    # Acts

    @work(exclusive=True, group="people-act", exit_on_error=False, description="act on people")
    async def action_act(self, name: str) -> None:
        """Plan RESEND or REMOVE for those chosen, ask, send, and read again."""
        act, board, chosen = PersonAct(name), self.board, self._chosen()
        if board is None or not chosen:
            self.say(nobody_words(act))
            return
        rows = plan_rows(act, chosen, board)
        words = plan_words(act, rows)
        if self._said_instead(rows):
            return
        sendable = [row.change for row in rows if row.change is not None]
        if act is PersonAct.REMOVE and sendable and not await self._agreed(words, rows, sendable):
            self.say(_("Nobody was removed."))
            return
        people = self.portal.people
        method = people.resend if act is PersonAct.RESEND else people.remove

        async def send(batch: Sequence[Person]) -> Sequence[Result]:
            results = await method(self.provider, [one.id for one in batch])
            return [results[one.id] for one in batch]

        wish = self._wish(JobKind(act.value), names_of(rows, lambda person: person.email))
        plan = PlanScreen(self.path, words, rows, send, batch=BATCH, wish=wish)
        end: PlanEnd[Person] | None = await self.app.push_screen_wait(plan)
        if end is not None:
            self.act_done(end.sentence)

    def _wish(
        self, kind: JobKind, names: Mapping[str, str], asked: Mapping[str, str] | None = None
    ) -> JobWish:
        return wish_of_provider(kind, self.provider, names, asked=asked, instead_of=self.left_of(kind))

    def rest_of(self, left: LeftJob) -> frozenset[str]:
        return rest_of_people(left, self.board.people if self.board is not None else ())

    def plan_left(self, left: LeftJob) -> None:
        """Mark those a job left and begin the act anew: what it wants typed or compared is asked again."""
        wanted = self.rest_of(left)
        people = self.board.people if self.board is not None else ()
        self.mark(frozenset(person.id for person in people if person.email in wanted))
        if left.line.kind is JobKind.STAFF_CONFIRM:
            self.action_confirm()
        elif left.line.kind is JobKind.STAFF_ROLE:
            self._give(ROLE_WORDS.get(str(left.line.asked.get("role"))))
        else:
            self.action_act(left.line.kind.value)

    def _said_instead(self, rows: Sequence[PlanRow[Person]]) -> bool:
        """For one person with whom it cannot be done, the reason takes the place of a plan."""
        alone = len(rows) == 1 and not rows[0].sendable
        if alone:
            self.say(f"{rows[0].what}: {rows[0].why}", "warning")
        return alone

    async def _agreed(
        self, words: PlanWords, rows: Sequence[PlanRow[Person]], sendable: Sequence[Person]
    ) -> bool:
        asking = TypedYesScreen(
            (*self.path, act_title(PersonAct.REMOVE)),
            (*words.review, *(f"  {row.what}" for row in rows[:8] if row.sendable)),
            word_to_type(sendable),
            lambda typed: is_agreed(sendable, typed),
        )
        agreed = await self.app.push_screen_wait(asking)
        return agreed is True

    @work(exclusive=True, group="people-act", exit_on_error=False, description="change roles")
    async def action_role(self) -> None:
        """Give those chosen the role that the first of them does not have."""
        chosen = self._chosen()
        await self._plan_role(other_role(chosen[0]) if chosen else None)

    @work(exclusive=True, group="people-act", exit_on_error=False, description="change roles")
    async def _give(self, role: PersonRole | None) -> None:
        await self._plan_role(role)

    async def _plan_role(self, role: PersonRole | None) -> None:
        """None: nobody is chosen, or it is not known which role was wished."""
        board, chosen = self.board, self._chosen()
        if board is None or not chosen or role is None:
            self.say(nobody_words(PersonAct.ROLE))
            return
        rows = role_rows(chosen, role, board)
        if self._said_instead(rows):
            return
        words, asked = role_words(rows, role, board), {"role": role_name(role)}
        wish = self._wish(JobKind.STAFF_ROLE, names_of(rows, lambda person: person.email), asked)
        plan = PlanScreen(self.path, words, rows, self._role_sender(role), careful=True, wish=wish)
        end: PlanEnd[Person] | None = await self.app.push_screen_wait(plan)
        if end is None:
            return
        if role is PersonRole.SERVICE_USER and any(board.is_me(person) for person in end.done):
            self.front.choose_provider(self.provider.id)  # home, as what one is now
        else:
            self.act_done(end.sentence)

    def _role_sender(self, role: PersonRole) -> Send[Person]:
        async def send(batch: Sequence[Person]) -> Sequence[Result]:
            return await one_by_one(
                batch, lambda person: self.portal.people.set_role(self.provider, person.id, role)
            )

        return send

    @work(exclusive=True, group="people-act", exit_on_error=False, description="confirm people")
    async def action_confirm(self) -> None:
        """Confirm those marked, else everybody shown who accepted, the person under the cursor first."""
        board, row = self.board, self.row_at_cursor()
        if board is None:
            return
        chosen = list(self.marked_people() or waiting_people(one.person for one in self.shown_rows()))
        if row is not None:
            chosen.sort(key=lambda person: person.id != row.id)
        if not chosen:
            self.say(nobody_words(PersonAct.CONFIRM))
            return
        if not await self.front.unlocked():
            return
        self.say(_("Fetching the keys ..."))
        try:
            found = await self.portal.people.candidates(self.provider, [person.id for person in chosen])
        except SeatwardenError as error:
            self.explain(error, _("Nobody was confirmed."))
            return
        people = {person.id: person for person in board.people}
        refused = left_out_people(found, people)
        if not found.ready:
            self.say(refused[0].why if refused else nobody_words(PersonAct.CONFIRM), "warning")
            return
        self.say("")
        job = Confirming(
            self.path,
            found,
            refused,
            {each: staff_becomes(person) for each, person in people.items()},
            staff_confirm_words(self.provider),
            lambda batch: self.portal.people.confirm(self.provider, batch),
            lambda names: self._wish(JobKind.STAFF_CONFIRM, names),
        )
        sentence = await self.app.push_screen_wait(ConfirmPeopleScreen(self.portal, job))
        if sentence is not None:
            self.act_done(sentence)
