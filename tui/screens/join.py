"""Accepting an invitation by the link that was mailed.

paste --read--> what the link says --accept--> sending --> over, with the own fingerprint phrase
  ^-------- Esc, or another link --------'                   |
                      a setup link --> SetupProviderScreen --'--> dismissed with a JoinEnd
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backend_client.errors import OutcomeUnknown, Rule, RuleBroken, SeatwardenError
from backend_client.portal.join_link import JoinLink, LinkKind, read_link
from backend_client.portal.joined import Invitation, Joined, JoinState
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from tui.explain import explanation_of
from tui.presenters.command_words import Command, Verb
from tui.presenters.joining import (
    joined_line,
    other_server,
    unknown_sentence,
)
from tui.screens.base import FrameScreen
from tui.screens.join_paste import JoinPaste
from tui.screens.join_view import ACCEPT, DONE, ENROL, OPEN, SETUP, JoinView
from tui.screens.late import screen_of
from tui.terms import typed_unsent
from tui.translate import N_, _
from tui.widgets.choice_list import ChoiceList
from tui.widgets.link_input import LinkInput

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_NOT_YET = frozenset({Rule.JOIN_NO_LINK, Rule.JOIN_LINK_BROKEN})


@dataclass(frozen=True, slots=True)
class JoinEnd:
    """Something was joined. `sentence` says what; `provider_id` names the provider to open, where one
    can be; `changed` says that providers or organizations are others than before."""

    sentence: str
    provider_id: str = ""
    changed: bool = False


class Part(Enum):
    """What is shown."""

    PASTE = "paste"
    READING = "reading"
    READ = "read"
    SENDING = "sending"
    OVER = "over"


class JoinScreen(FrameScreen["JoinEnd | None"]):
    """Dismisses with a JoinEnd when something was joined, with None when nothing was."""

    CSS_PATH = "join.tcss"
    AUTO_FOCUS = "LinkInput"
    HELP = N_(
        "Paste the link from the mail, or the whole mail: broken lines and escaped characters are put right. "
        "The link lets whoever has it in, so the field is emptied as soon as it was read, and nothing keeps "
        "it. Accepting is the second of three steps: you are invited, you accept, somebody confirms you."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("Back"), id="join.back", tooltip=N_("Back; nothing is sent.")),
        Binding("pageup,ctrl+b", "page(-1)", N_("Page up"), show=False, id="join.page_up"),
        Binding("pagedown,ctrl+f", "page(1)", N_("Page down"), show=False, id="join.page_down"),
    ]

    def __init__(self, portal: Portal) -> None:
        super().__init__(heading=(_("Join by a link"),))
        self._portal = portal
        self._part = Part.PASTE
        self._invitation: Invitation | None = None
        self._found: Provider | None = None
        self._joined: Joined | None = None
        self._end: tuple[JoinEnd | None] | None = None

    def compose_body(self) -> Iterator[Any]:
        yield JoinPaste(id="join-paste")
        yield JoinView(id="join-read")

    def on_mount(self) -> None:
        """Begin with the field; practice shows the mails that have links."""
        self._show(Part.PASTE)
        self._look_for_mails()

    def on_unmount(self) -> None:
        """Nothing keeps a link."""
        self._drop_link()

    # Keys and typed commands

    def why_not(self, action: str) -> str:
        if self._part is Part.SENDING:
            return _("It is being sent. Wait for the answer.")
        return super().why_not(action)

    def obey(self, command: Command) -> bool:
        """This is where :join leads."""
        return command.verb is Verb.JOIN or super().obey(command)

    def action_page(self, by: int) -> None:
        """What does not fit is scrolled, while the choices keep the keys."""
        self._view.page(by)

    def action_back(self) -> None:
        """From what was read to the field; from the field, and from the end, away."""
        if self._part in (Part.READING, Part.READ):
            self._drop_link()
            self._show(Part.PASTE)
            self.say("")
        elif self.may_leave():
            self._leave()

    def unsent(self) -> str:
        if self._part is Part.OVER:
            return ""
        return typed_unsent() if self._invitation is not None or self._paste.field.text.strip() else ""

    def on_locked(self) -> None:
        """Nobody who finds the terminal accepts what somebody else pasted."""
        if self.is_attached and self._part is not Part.SENDING:
            self._drop_link()
            self._paste.field.forget()
            self._show(Part.PASTE)

    def _leave(self) -> None:
        end = None
        if self._joined is not None:
            link, confirmed = self._joined.link, self._joined.state is JoinState.CONFIRMED
            provider_id = link.subject_id if confirmed and link.kind is LinkKind.PROVIDER else ""
            end = JoinEnd(joined_line(self._joined), provider_id, changed=confirmed)
        self._finish(end)

    def _finish(self, end: JoinEnd | None) -> None:
        if self._end is None:
            self._end = (end,)
        self._leave_now()

    def on_screen_resume(self) -> None:
        """What ended while the unlock screen lay above leaves now."""
        self._leave_now()

    def _leave_now(self) -> None:
        if self._end is not None and self.app.screen is self:
            self.dismiss(*self._end)

    def _drop_link(self) -> None:
        if self._invitation is not None:
            self._invitation.link.drop()
            self._invitation = None

    # The mails of the practice

    @work(exclusive=True, group="join-mails", exit_on_error=False, description="look for practice mails")
    async def _look_for_mails(self) -> None:
        """What this account finds in its mail program; nothing outside practice."""
        if not self._portal.practice:
            return
        account = self._portal.session.account
        email = account.email if account is not None else ""
        await self._paste.offer_mails(email, await self.front.practice_mails(email))

    # Reading

    @on(LinkInput.Given)
    def _given(self, event: LinkInput.Given) -> None:
        event.stop()
        if self._part is not Part.PASTE:
            return
        if event.text:
            self._read(event.text, pasted=event.pasted)
        else:
            self.say(_("Paste the link first."))

    @work(exclusive=True, group="join-read", exit_on_error=False, description="read a link")
    async def _read(self, text: Secret, *, pasted: bool) -> None:
        self._part = Part.READING
        self.say(_("Reading the link ..."))
        field = self._paste.field
        try:
            invitation = await self._portal.joining.read(text.reveal())
            found = await self._already(invitation)
        except RuleBroken as refused:
            self._part = Part.PASTE
            if refused.rule in _NOT_YET and not pasted:
                field.new_line()
            elif refused.rule not in _NOT_YET:
                field.forget()
            self._say_refused(refused, text)
        except SeatwardenError as error:
            self._part = Part.PASTE
            self.explain(error)
        else:
            field.forget()
            self._invitation, self._found = invitation, found
            self.say("")
            self._view.show_invitation(invitation, found)
            self._show(Part.READ)

    async def _already(self, invitation: Invitation) -> Provider | None:
        """The provider of a setup link that is set up already."""
        if invitation.link.kind is LinkKind.SETUP and invitation.for_me:
            return await self._portal.provider_setup.find(invitation.link)
        return None

    def _say_refused(self, refused: RuleBroken, text: Secret) -> None:
        if refused.rule is Rule.JOIN_OTHER_SERVER:
            link = read_link(text.reveal())
            self.say(other_server(link.host, self._portal.server), "warning")
            link.drop()
        else:
            self.say(explanation_of(refused).line(), "warning")

    # Accepting

    @on(ChoiceList.Taken, "#join-answer")
    def _answered(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if event.id == DONE:
            self._leave()
        elif self._part is not Part.READ or self._invitation is None:
            return
        elif event.id == ENROL:
            self._view.show_enrolment(self._invitation)
        elif event.id == ACCEPT:
            self._accept(self._invitation)
        elif event.id == SETUP:
            self._set_up(self._invitation.link)
        elif event.id == OPEN and self._found is not None:
            self._open(self._found)
        else:
            self.action_back()

    @work(exclusive=True, group="join-ask", exit_on_error=False, description="have the keys, then accept")
    async def _accept(self, invitation: Invitation) -> None:
        """The own phrase is shown afterwards, and account recovery seals a key: both need the keys."""
        if self.front.read_only:
            self.say(_("This run is read-only: nothing is changed. Start without --read-only."), "warning")
        elif await self.front.unlocked() and self._invitation is invitation:
            self._show(Part.SENDING)
            self.say(_("Accepting ..."))
            self._send(invitation)

    @work(exclusive=True, group="commit", exit_on_error=False, description="accept an invitation")
    async def _send(self, invitation: Invitation) -> None:
        try:
            joined = await self._portal.joining.accept(invitation)
        except SeatwardenError as error:
            self._drop_link()
            self._show(Part.PASTE)
            if isinstance(error, OutcomeUnknown):
                self.say(unknown_sentence(), "bad")
            else:
                self.explain(error)
            return
        self._drop_link()
        self._joined = joined
        self._view.show_joined(joined, practice=self._portal.practice)
        self.say("")
        self._show(Part.OVER)

    # Setting up a provider

    @work(exclusive=True, group="join-setup", exit_on_error=False, description="set up a provider")
    async def _set_up(self, link: JoinLink) -> None:
        if self._portal.provider_setup.here and not await self.front.unlocked():
            return
        if self._invitation is None or self._invitation.link is not link:
            return
        screen = screen_of("setup_provider", "SetupProviderScreen", self._portal, link)
        made: Provider | None = await self.app.push_screen_wait(screen)
        if made is not None:
            self._open(made)

    def _open(self, provider: Provider) -> None:
        self._drop_link()
        self._finish(JoinEnd("", provider.id, changed=True))

    # Drawing

    @property
    def _paste(self) -> JoinPaste:
        return self.query_one("#join-paste", JoinPaste)

    @property
    def _view(self) -> JoinView:
        return self.query_one("#join-read", JoinView)

    def _show(self, part: Part) -> None:
        self._part = part
        pasting = part in (Part.PASTE, Part.READING)
        self._paste.display = pasting
        self._view.display = not pasting
        answer = self._view.answer
        answer.display = part is not Part.SENDING
        self.set_focus(self._paste.field if pasting else answer)
        self.refresh_bindings()
        self.refresh_keys()
