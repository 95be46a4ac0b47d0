"""The master password once more: for what the server hands out only against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from backend_client.errors import SeatwardenError, WrongCredentials
from backend_client.secret import Secret
from tui.presenters.form_errors import form_sentence
from tui.presenters.unlock import practice_note
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.secret_input import SecretInput
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class AskPasswordScreen(FrameScreen["Secret | None"]):
    """Dismisses with the account's authentication hash, never with the password; None when left."""

    CSS_PATH = "ask_password.tcss"
    AUTO_FOCUS = "SecretInput"
    HELP = N_(
        "The password of your own account, not of the client. It is checked here first; what goes to the "
        "server is a hash made from it. Neither is kept."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("Back"), id="ask_password.back", tooltip=N_("Back without it.")),
    ]

    def __init__(self, portal: Portal, path: Sequence[str], why: str) -> None:
        super().__init__(heading=(" > ".join((*path, _("Password"))),))
        self._portal = portal
        self._why = why
        self._busy = False

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((self._why,), id="ask-why")
        with Horizontal(classes="field"):
            yield Static(_("Master password"), classes="label", markup=False)
            yield SecretInput(id="password")
        password = self.front.practice_password
        yield Sentences((practice_note(password),) if password else (), style="muted", id="ask-note")

    def on_locked(self) -> None:
        """What was typed so far does not wait for whoever unlocks."""
        if self.is_attached:
            self.query_one(SecretInput).clear()

    def action_back(self) -> None:
        """Leave without it."""
        self.query_one(SecretInput).clear()
        self.dismiss(None)

    @on(SecretInput.Entered)
    def _entered(self, event: SecretInput.Entered) -> None:
        event.stop()
        if self._busy:
            return
        if event.field.filled:
            self._check(event.field.take())
        else:
            self.say(_("Type your master password."))

    @work(exclusive=True, group="ask-password", exit_on_error=False, description="check a password")
    async def _check(self, password: Secret) -> None:
        self._busy = True
        self.say(_("Checking ..."))
        try:
            proof = await self._portal.session.proof(password)
        except WrongCredentials:
            self.say(_("That is not the master password of your account. Nothing was sent."))
        except SeatwardenError as error:
            self.say(form_sentence(error))
        else:
            self.dismiss(proof)
        finally:
            self._busy = False
