"""A new master password for a member of a client, step by step.

what --one chosen--> how --generated--> shown masked --> agree --> password asked --> sending --> over
                      '---typed--> twice ---------------^              Esc: one step back
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from backend_client.errors import OutcomeUnknown, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from backend_client.portal.recovery import RecoveryCase, strength_of
from backend_client.secret import Secret
from tui.clipboard import secret_sentence
from tui.held_password import HeldPassword
from tui.presenters.account_recovery import (
    Wish,
    demands_sentence,
    done_sentence,
    intro_sentences,
    strength_sentence,
    unknown_sentences,
    unmet_sentence,
    who_line,
    wish_label,
    wishes_of,
)
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.form import AnswerList
from tui.screens.recover_account_keys import RECOVER_KEYS
from tui.screens.recovery_consent import has_consent
from tui.terms import typed_unsent
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.secret_input import SecretInput
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_GENERATE, _TYPE, _USE, _ANOTHER, _LEAVE = "generate", "type", "use", "another", "leave"


class Part(Enum):
    """What is asked for."""

    WHAT = "what"
    HOW = "how"
    MADE = "made"
    TYPED = "typed"
    SENDING = "sending"
    OVER = "over"


_BEFORE = {Part.HOW: Part.WHAT, Part.MADE: Part.HOW, Part.TYPED: Part.HOW}


class RecoverAccountScreen(FrameScreen["str | None"]):
    """Dismisses with a sentence where something was sent, with None where nothing was.

    The new password stands masked; it is drawn while `v` asks for it, and forgotten when the screen is
    left or the session locks.
    """

    CSS_PATH = "recover_account.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "Account recovery: who enrolled left their key with the organization. It is opened here and wrapped "
        "with a new master password, so that they keep everything they have. The password is temporary and "
        "never written down by this program: v shows it, y copies it to your terminal's clipboard for half "
        "a minute. If no answer comes, let them try it; doing it again is safe."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*RECOVER_KEYS]

    def __init__(self, portal: Portal, provider: Provider, client: Client, case: RecoveryCase) -> None:
        self._path = (_("Clients"), safe_text(client.name, limit=30), _("Members"), _("Account recovery"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._case = case
        self._part = Part.WHAT
        self._wish = Wish.PASSWORD
        self._held = HeldPassword()
        self._said: str | None = None

    # The screen

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(id="recover-body", can_focus=False):
            yield TextLines([plain(" " + who_line(self._case), "strong")], id="recover-who")
            yield Sentences(intro_sentences(self._case), id="recover-words")
            yield RuleLine()
            wishes = [Choice(wish, wish_label(wish)) for wish in wishes_of(self._case)]
            yield AnswerList(wishes, id="recover-what", alone=True)
            hows = [Choice(_GENERATE, _("Generate one")), Choice(_TYPE, _("Type one"))]
            yield AnswerList(hows, id="recover-how", alone=True)
            yield TextLines([plain("")], id="recover-secret")
            made = [Choice(_USE, _("Use it")), Choice(_ANOTHER, _("Generate another"))]
            yield AnswerList([*made, Choice(_TYPE, _("Type one instead"))], id="recover-made", alone=True)
            for name, label in (("one", _("New password")), ("two", _("Once more"))):
                with Horizontal(classes="field", id=f"recover-field-{name}"):
                    yield Static(label, classes="label", markup=False)
                    yield SecretInput(id=f"recover-{name}")
            yield AnswerList([Choice(_LEAVE, _("Back to the members"))], id="recover-over", alone=True)

    def on_mount(self) -> None:
        """The first question."""
        self.set_data_time(self._case.read_at)
        self._show(Part.WHAT)

    def on_unmount(self) -> None:
        """Nothing of it stays."""
        self._forget()

    def on_locked(self) -> None:
        """Passwords do not wait for whoever unlocks. What was sent goes on."""
        self._forget()
        if self.is_attached and self._part not in (Part.SENDING, Part.OVER):
            self._show(Part.WHAT)
        elif self.is_attached:
            self._show_secret()

    def why_not(self, action: str) -> str:
        if self._part is Part.SENDING:
            return _("It is being sent. Wait for the answer.")
        if action in ("reveal", "copy") and self._held.made is None:
            return _("There is no generated password here.")
        return super().why_not(action)

    def action_back(self) -> None:
        """One step back; from the first one, out."""
        if self._part is Part.WHAT or (self._part is Part.OVER and self.may_leave()):
            self.dismiss(self._said)
        elif self._part in _BEFORE:
            self._forget()
            self._show(_BEFORE[self._part])

    def unsent(self) -> str:
        if self._part is Part.OVER:
            unseen = _("The new password was neither shown nor copied. Once more leaves and forgets it.")
            return unseen if self._held.unseen else ""
        typed = any(field.filled for field in self.query(SecretInput))
        return typed_unsent() if typed or not self._held.empty else ""

    # What, and how

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.say("")
        if self._part is Part.WHAT:
            self._wish = Wish(event.id)
            if self._wish.password:
                self._show(Part.HOW)
            else:
                self._agree()
        elif event.id in (_GENERATE, _ANOTHER):
            self._held.make(self._case.demands)
            self._show(Part.MADE)
        elif event.id == _TYPE:
            self._forget()
            self._show(Part.TYPED)
        elif event.id == _USE:
            self._agree()
        elif event.id == _LEAVE:
            self.action_back()

    @on(SecretInput.Entered, "#recover-one")
    def _typed_once(self, event: SecretInput.Entered) -> None:
        event.stop()
        typed = event.field.take()
        unmet = self._case.demands.unmet(typed)
        if unmet:
            typed.drop()
            self.say(unmet_sentence(unmet, self._case.demands), "warning")
            return
        self.say(strength_sentence(strength_of(typed)))
        self._held.type(typed)
        self.query_one("#recover-two", SecretInput).focus()

    @on(SecretInput.Entered, "#recover-two")
    def _typed_twice(self, event: SecretInput.Entered) -> None:
        event.stop()
        if self._held.repeats(event.field.take()):
            self._agree()
            return
        self.say(_("The two differ. Type it twice again."), "warning")
        self.query_one("#recover-one", SecretInput).focus()

    # Showing a generated one

    def action_reveal(self) -> None:
        """Show or hide it."""
        self._held.toggle()
        self._show_secret()

    def action_copy(self) -> None:
        """Onto the terminal's clipboard."""
        if self._held.made is not None:
            self.front.copy_secret(self._held.made)
            self._held.unseen = False
            self.say(secret_sentence(_("new password"), os.environ))

    def action_clear(self) -> None:
        """Off the clipboard."""
        self.front.clear_clipboard()
        self.say(_("The clipboard was cleared, as far as the terminal obeys."))

    # Agreeing and sending

    @work(exclusive=True, group="recover", exit_on_error=False, description="agree to a recovery")
    async def _agree(self) -> None:
        """Consequences, the address typed, the operator's own password; only then it is sent."""
        if not await has_consent(self.app, self._portal, self._path, self._case, self._wish):
            self._show(self._part)
            self.say(_("Nothing was sent."))
            return
        password = self._held.copy() if self._wish.password else None
        if self._wish.password and password is None:
            self._show(Part.HOW)
            self.say(_("The password was forgotten when the session locked. Choose again."), "warning")
            return
        self._show(Part.SENDING)
        self.say(_("Sending ..."))
        self._send(password)

    @work(exclusive=True, group="commit", exit_on_error=False, description="recover an account")
    async def _send(self, password: Secret | None) -> None:
        case, wish = self._case, self._wish
        try:
            await self._portal.account_recovery.apply(
                self._provider, self._client, case, password=password, two_step=wish.two_step
            )
        except OutcomeUnknown as error:
            self._said = _("Not known whether it happened: {who}.").format(
                who=safe_text(case.email, limit=80)
            )
            self._end(unknown_sentences(error, wish))
        except SeatwardenError as error:
            self._forget()
            self._show(Part.WHAT)
            self.explain(error, _("Nothing was changed."))
        else:
            self._said = done_sentence(case, wish)
            if self._held.made is None:
                self._leave()
            else:
                note = _("v shows the password, y copies it. It is forgotten when you leave this screen.")
                self._end((self._said, note))

    def _end(self, sentences: tuple[str, ...]) -> None:
        self.query_one("#recover-words", Sentences).set_sentences(sentences)
        self.say("")
        self._show(Part.OVER)

    def _leave(self) -> None:
        if self.app.screen is self:
            self.dismiss(self._said)
        else:
            self._end((self._said or "",))

    def _forget(self) -> None:
        self._held.drop()
        if self.is_attached:
            for field in self.query(SecretInput):
                field.clear()

    # Drawing

    def _show(self, part: Part) -> None:
        self._part = part
        shown = {
            "#recover-what": part is Part.WHAT,
            "#recover-how": part is Part.HOW,
            "#recover-made": part is Part.MADE,
            "#recover-field-one": part is Part.TYPED,
            "#recover-field-two": part is Part.TYPED,
            "#recover-over": part is Part.OVER,
        }
        for name, display in shown.items():
            self.query_one(name).display = display
        if part is Part.WHAT:
            self.query_one("#recover-words", Sentences).set_sentences(intro_sentences(self._case))
        elif part in (Part.HOW, Part.TYPED):
            self.query_one("#recover-words", Sentences).set_sentences((demands_sentence(self._case.demands),))
        self._show_secret()
        focused = {
            Part.WHAT: "#recover-what",
            Part.HOW: "#recover-how",
            Part.MADE: "#recover-made",
            Part.TYPED: "#recover-one",
            Part.OVER: "#recover-over",
        }.get(part)
        if focused is not None:
            self.query_one(focused).focus()
        self.refresh_bindings()
        self.refresh_keys()

    def _show_secret(self) -> None:
        field, text = self.query_one("#recover-secret", TextLines), self._held.shown()
        field.display = bool(text)
        hint = "  " + _("v shows it") if self._held.masked else ""
        field.set_lines([plain(f"  {text}{hint}", "strong")] if text else [])
