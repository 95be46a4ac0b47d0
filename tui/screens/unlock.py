"""The unlock screen: covers everything with nothing but the account and one field."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from backend_client.errors import CodeRequired, DerivationChanged, SeatwardenError, WrongCredentials
from backend_client.portal.account import SessionState
from backend_client.secret import Secret
from tui.app_keys import REFUSED_WHEN_COVERED
from tui.presenters.form_errors import form_sentence
from tui.presenters.sign_in import PASSWORD, Given, given_by
from tui.presenters.unlock import account_line, over_note, practice_note
from tui.screens.base import FrameScreen
from tui.screens.late import late, screen_of
from tui.translate import N_, _
from tui.widgets.secret_input import SecretInput

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class UnlockScreen(FrameScreen[bool]):
    """Dismisses True when unlocked, False when the person signed out instead.

    There is no way around it: Esc does nothing. `practice_password` is printed, as practice guards nothing.
    """

    CSS_PATH = "unlock.tcss"
    COVERS = True
    AUTO_FOCUS = "SecretInput"
    HELP = N_(
        "Locking drops every key and every name that keys had opened. The master password unlocks without a "
        "network; another device of yours unlocks over it. Ctrl+Q leaves the program."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+o",
            "sign_out",
            N_("Sign out"),
            id="unlock.sign_out",
            tooltip=N_("Drop the sign-in as well; signing in again needs the network."),
        ),
        Binding(
            "ctrl+t",
            "by_device",
            N_("Login with device"),
            id="unlock.by_device",
            tooltip=N_("Another device of yours unlocks; nothing secret is typed here."),
        ),
    ]

    def __init__(
        self,
        portal: Portal,
        *,
        practice_password: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`environment` stands for os.environ, where BW_PASSWORD may hold the master password."""
        super().__init__(heading=(_("Locked"),))
        self._portal = portal
        self._practice_password = practice_password
        self._given = given_by(os.environ if environment is None else environment)
        self._busy = False

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(can_focus=False):
            yield Static(account_line(self._portal.session.account), id="unlock-account", markup=False)
            with Horizontal(classes="field"):
                yield Static(_("Master password"), classes="label", markup=False)
                yield SecretInput(id="password")
            yield Static(self._note(), id="note", markup=False)

    def dismiss(self, result: bool | None = None) -> AwaitComplete:
        """Leave, but not where it was locked again meanwhile."""
        if result and self._portal.session.state is not SessionState.UNLOCKED:
            self.say(_("It is still locked."))
            return AwaitComplete()
        return super().dismiss(result)

    def action_back(self) -> None:
        """Nothing lies behind this screen until it is unlocked."""

    def why_not(self, action: str) -> str:
        return _("Locked: unlock first.") if action in REFUSED_WHEN_COVERED else ""

    def on_locked(self) -> None:
        """What was typed, or given for the start, does not wait for whoever comes by."""
        self._given = Given()
        for field in self.query(SecretInput):
            field.clear()
        for note in self.query("#note").results(Static):
            note.update(self._note())

    def on_unlocked(self) -> None:
        """Something else opened the keys: nothing is left to ask."""
        if not self._busy:
            self.dismiss(True)

    @on(SecretInput.Entered)
    def _entered(self, event: SecretInput.Entered) -> None:
        event.stop()
        if self._busy:
            return
        password = event.field.take() or self._given.password()
        if not password:
            self.say(_("Type your master password."))
            return
        self._unlock(password)

    @work(exclusive=True, group="unlock", exit_on_error=False, description="unlock")
    async def _unlock(self, password: Secret) -> None:
        self._busy = True
        self.say(_("Unlocking ..."))
        try:
            await self._portal.session.unlock(password)
        except CodeRequired as required:
            prompt = screen_of("code_prompt", "CodePrompt", self._portal.session, required)
            if await self.app.push_screen_wait(prompt):
                self.dismiss(True)
            else:
                self.say(_("No code was given. It is still locked."))
        except WrongCredentials:
            self.say(_("That is not the master password of this account. Still locked: Enter tries again."))
        except DerivationChanged as error:
            decide = late("known_key", "decide_on_derivation")
            account = self._portal.session.account
            self.say(await decide(self.app, self._portal.session, error, account.email if account else ""))
        except SeatwardenError as error:
            self.say(form_sentence(error, _("It is still locked.")))
        else:
            self.dismiss(True)
        finally:
            password.drop()
            self._busy = False

    def action_by_device(self) -> None:
        """Have another device of the account open it."""
        account = self._portal.session.account
        if not self._busy and account is not None:
            self.query_one(SecretInput).clear()
            self._ask_device(account.email)

    @work(exclusive=True, group="unlock", exit_on_error=False, description="unlock by another device")
    async def _ask_device(self, email: str) -> None:
        self._busy = True
        self.say(_("Asking your other devices ..."))
        session = self._portal.session
        try:
            login = await session.begin_device_login(email)
            screen = screen_of("device_login", "DeviceLoginScreen", self._portal, login)
            opened = bool(await self.app.push_screen_wait(screen))
        except SeatwardenError as error:
            self.say(form_sentence(error, _("It is still locked.")))
        else:
            if opened or session.state is SessionState.SIGNED_OUT:
                self.dismiss(opened)
            else:
                self.say(_("It is still locked. A request that waits on another device runs out by itself."))
        finally:
            self._busy = False

    @work(exclusive=True, group="unlock", exit_on_error=False, description="sign out")
    async def action_sign_out(self) -> None:
        """Drop keys and tokens, and leave."""
        self.query_one(SecretInput).clear()
        await self._portal.session.sign_out()
        self.app.call_later(self.dismiss, False)  # after the screens below were closed, so that none is seen

    def _note(self) -> str:
        return " ".join(part for part in (over_note(over=self._portal.session.over), self._hint()) if part)

    def _hint(self) -> str:
        if not self._portal.session.has_password:
            return _("This account has no master password: Ctrl+T asks another device of yours to unlock it.")
        if self._portal.practice and self._practice_password:
            return practice_note(self._practice_password)
        if self._given.has_password:
            return _("{name} is set: Enter on the empty field uses it.").format(name=PASSWORD)
        return ""
