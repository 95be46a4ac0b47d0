"""The one prompt for every sign-in code: authenticator, e-mail, YubiKey, new device."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from backend_client.errors import CodeMethod, CodeRequired, SeatwardenError
from backend_client.secret import Secret
from tui.presenters.code_prompt import mailed, other_ways, where_from
from tui.presenters.form_errors import form_sentence
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.secret_input import SecretInput

if TYPE_CHECKING:
    from backend_client.portal.session import Session


class CodePrompt(FrameScreen[bool]):
    """Finishes the sign-in that raised CodeRequired. Dismisses True when signed in, False when left."""

    CSS_PATH = "code_prompt.tcss"
    over_cover = True
    AUTO_FOCUS = "SecretInput"
    HELP = N_("The code proves that you hold your second device or mailbox. It is used once and not kept.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("Cancel"), id="code.cancel", tooltip=N_("Forget this sign-in.")),
        Binding(
            "ctrl+t",
            "other_method",
            N_("Other method"),
            id="code.method",
            tooltip=N_("Use another kind of code."),
        ),
        Binding("ctrl+r", "send", N_("Send again"), id="code.send", tooltip=N_("Have a new code mailed.")),
    ]

    def __init__(self, session: Session, required: CodeRequired) -> None:
        super().__init__(heading=(_("Sign in"), _("Code")))
        self._session = session
        self._required = required
        self._methods = required.methods or (CodeMethod.AUTHENTICATOR,)
        self._method = self._methods[0]
        self._busy = False

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(can_focus=False):
            yield Static(id="code-source", markup=False)
            with Horizontal(classes="field"):
                yield Static(_("Code"), classes="label", markup=False)
                yield SecretInput(id="code")
            yield Static(other_ways(self._required.unsupported), id="code-others", markup=False)

    def on_mount(self) -> None:
        """Explain the first method; a mailed code of a two-step method has to be asked for."""
        self._use(self._method)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this account has."""
        if action == "other_method":
            return len(self._methods) > 1
        if action == "send":
            return mailed(self._method)
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Leave, and forget the pending sign-in with what it held."""
        self.workers.cancel_group(self, "code")
        self._session.cancel_sign_in()
        self.dismiss(False)

    def on_locked(self) -> None:
        """What a password had derived does not wait for a code for ever."""
        self.action_back()

    def action_other_method(self) -> None:
        """The next kind of code this account has."""
        if not self._busy:
            at = self._methods.index(self._method)
            self._use(self._methods[(at + 1) % len(self._methods)])

    def action_send(self) -> None:
        """Have the server mail a code."""
        if not self._busy:
            self._send(self._method)

    @on(SecretInput.Entered)
    def _entered(self, event: SecretInput.Entered) -> None:
        event.stop()
        if self._busy:
            return
        if not event.field.filled:
            self.say(_("Type the code, then Enter."))
            return
        self._submit(self._method, event.field.take())

    def _use(self, method: CodeMethod) -> None:
        self._method = method
        self.query_one("#code-source", Static).update(where_from(method, self._required.email_hint))
        self.query_one(SecretInput).clear()
        self.say("")
        self.refresh_bindings()
        self.refresh_keys()
        if method is CodeMethod.EMAIL:
            self._send(method)

    @work(exclusive=True, group="code", exit_on_error=False, description="send a code")
    async def _send(self, method: CodeMethod) -> None:
        self._start(_("Asking the server to mail a code ..."))
        try:
            await self._session.send_code(method)
            self.say(_("A code is on its way. Ctrl+R sends another."))
        except SeatwardenError as error:
            self.say(form_sentence(error, _("Nobody is signed in yet.")), "bad")
        finally:
            self._busy = False

    @work(exclusive=True, group="code", exit_on_error=False, description="submit the code")
    async def _submit(self, method: CodeMethod, code: Secret) -> None:
        self._start(_("Checking the code ..."))
        try:
            await self._session.submit_code(method, code)
        except SeatwardenError as error:
            self.say(form_sentence(error, _("Nobody is signed in yet.")), "bad")
        else:
            self.dismiss(True)
        finally:
            code.drop()
            self._busy = False

    def _start(self, sentence: str) -> None:
        self._busy = True
        self.say(sentence)
