"""Signing in: which server, who, and with what. Codes are asked for by the code prompt."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from backend_client.errors import CodeRequired, DerivationChanged, SeatwardenError
from backend_client.portal.account import SessionState
from backend_client.secret import Secret
from tui.presenters.device_login import given_up
from tui.presenters.form_errors import form_sentence
from tui.presenters.sign_in import (
    Method,
    Missing,
    ServerChoice,
    address_of,
    choice_of,
    first_missing,
    form_note,
    given_by,
    missing_sentence,
)
from tui.remembered_key import KeyOfProfile
from tui.screens.code_prompt import CodePrompt
from tui.screens.device_login import DeviceLoginScreen
from tui.screens.late import late
from tui.screens.sign_in_remember import RememberingForm
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.plain_input import PlainInput
from tui.widgets.remember_choice import RememberChoice
from tui.widgets.secret_input import SecretInput

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

Connect = Callable[[str], "Awaitable[Portal]"]
"""Server text ("us", "eu", "practice", an address) to a portal on it. Raises BadServerAddress.

The portal on "practice" may come signed in as the practice provider's admin.
"""


class SignInScreen(RememberingForm):
    """Dismisses with a signed-in portal (unlocked, or locked after an API key), or with None.

    What was typed stays after a failure, except the secrets. A portal that did not lead to a sign-in is
    closed here.
    """

    CSS_PATH = "sign_in.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "Passwords and keys stay in this process and are never written to disk; an API key goes into this "
        "computer's keyring if you choose so, and nothing else ever does. With an API key no code is "
        "asked for; the master password is asked for when something has to be opened. Login with device asks "
        "another device of yours instead. "
        "Ctrl+Q leaves the program."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,ctrl+g", "back", N_("Back"), id="sign_in.back", tooltip=N_("Stop signing in, or go back.")
        ),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="sign_in.up"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="sign_in.down"),
    ]

    def __init__(
        self,
        connect: Connect,
        *,
        server: str = "",
        email: str = "",
        environment: Mapping[str, str] | None = None,
        key: KeyOfProfile | None = None,
        notice: str = "",
    ) -> None:
        """`server` and `email` are what the last sign-in used; `environment` stands for os.environ; `key` is
        where an API key may be remembered; `notice` (finished) says why the form asks."""
        super().__init__(key, notice)
        self._connect = connect
        self._server_known = bool(server)
        self._server = choice_of(server)
        self._address = server if self._server is ServerChoice.OWN else ""
        self._given = given_by(os.environ if environment is None else environment)
        self._method = Method.API_KEY if self._given.has_api_key else Method.PASSWORD
        self._names = {Method.PASSWORD: email, Method.API_KEY: "", Method.DEVICE: email}
        self._busy = False

    # The form

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(can_focus=False):
            with Horizontal(classes="choices"):
                yield Static(_("Server"), classes="label", markup=False)
                yield ChoiceList(_servers(), current=self._server, id="server")
            with Horizontal(classes="field", id="address-field"):
                yield Static(_("Address"), classes="label", markup=False)
                yield PlainInput(self._address, placeholder="https://", id="address")
            with Horizontal(classes="choices"):
                yield Static(_("Method"), classes="label", markup=False)
                yield ChoiceList(_methods(), current=self._method, id="method")
            with Horizontal(classes="field"):
                yield Static(classes="label", id="name-label", markup=False)
                yield PlainInput(self._names[self._method], id="name")
            yield RememberChoice()
            with Horizontal(classes="field", id="secret-field"):
                yield Static(classes="label", id="secret-label", markup=False)
                yield SecretInput(id="secret")
            yield Static(id="note", markup=False)

    def on_mount(self) -> None:
        """Start where the first thing is missing."""
        self.show_form()
        known = bool(self._names[self._method]) or self._given.has_api_key
        first = "#secret" if known else "#name" if self._server_known else "#server"
        self.query_one(first).focus()
        self.say(self._notice, "warning")

    @on(ChoiceList.Moved)
    def _moved(self, event: ChoiceList.Moved) -> None:
        event.stop()
        if event.choices.id == "server":
            self._server = ServerChoice(event.id)
        else:
            self._change_method(Method(event.id))
        self.show_form()

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if event.id == ServerChoice.PRACTICE and not self._busy:
            self._sign_in(Secret(""), as_admin=True)
        else:
            self.focus_next()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "name" and self._method is Method.DEVICE:
            self._enter(None)
        else:
            self.focus_next()

    @on(SecretInput.Entered)
    def _entered(self, event: SecretInput.Entered) -> None:
        event.stop()
        self._enter(event.field)

    def _enter(self, field: SecretInput | None) -> None:
        """The last field was left by Enter; None: one that is not secret."""
        if self._busy:
            return
        missing = first_missing(
            self._server,
            self._method,
            address=self._typed("address"),
            name=self._typed("name"),
            secret=field is not None and field.filled,
            given=self._given,
        )
        if missing is not None:
            self.say(missing_sentence(missing, self._method))
            self.query_one(_FIELD[missing]).focus()
            return
        self._sign_in(Secret("") if field is None else self._take_secret(field))

    def action_back(self) -> None:
        """Stop an attempt that is under way; otherwise leave."""
        if self._busy:
            self.workers.cancel_group(self, "sign-in")
        else:
            self.query_one(SecretInput).clear()
            self.dismiss(None)

    def on_locked(self) -> None:
        """What was typed does not wait for whoever comes by."""
        if self.is_attached and not self._busy:
            self.query_one(SecretInput).clear()

    # Signing in

    @work(exclusive=True, group="sign-in", exit_on_error=False, description="sign in")
    async def _sign_in(self, secret: Secret, *, as_admin: bool = False) -> None:
        self._busy = True
        self.say(_("Signing in ... Esc stops it."))
        portal: Portal | None = None
        kept = False
        sentence = _("Stopped. Nothing was signed in.")
        try:
            portal = await self._connect(address_of(self._server, self._typed("address")))
            kept = as_admin and portal.session.state is not SessionState.SIGNED_OUT
            kept = kept or await self._present(portal, secret)
            if not kept and self._method is Method.DEVICE:
                sentence = given_up()
        except DerivationChanged as error:
            sentence = await self._decide(portal, error)
        except SeatwardenError as error:
            sentence = form_sentence(error, _("Nobody is signed in."))
        finally:
            secret.drop()
            self._busy = False
            if not kept and portal is not None:
                await portal.aclose()
            if not kept:
                self.say(sentence)
        if kept:
            self.dismiss(portal)

    async def _decide(self, portal: Portal | None, error: DerivationChanged) -> str:
        """Whether the password may be derived in another way than last time; what is said afterwards."""
        if portal is None:
            return form_sentence(error, _("Nobody is signed in."))
        decide = late("known_key", "decide_on_derivation")
        return str(await decide(self.app, portal.session, error, self._typed("name").strip()))

    async def _present(self, portal: Portal, secret: Secret) -> bool:
        """Sign in to `portal`; False when the code prompt was left."""
        name = self._typed("name").strip()
        if portal.session.state is not SessionState.SIGNED_OUT:
            await portal.session.sign_out()
        if self._method is Method.API_KEY:
            client_id, typed = name or self._given.client_id, Secret(secret.reveal())
            await portal.session.sign_in_with_api_key(client_id, secret)
            await self._remember(portal, client_id, typed)
            return True
        if self._method is Method.DEVICE:
            login = await portal.session.begin_device_login(name)
            return await self.app.push_screen_wait(DeviceLoginScreen(portal, login))
        try:
            await portal.session.sign_in(name, secret)
        except CodeRequired as required:
            if not required.methods:
                raise
            return await self.app.push_screen_wait(CodePrompt(portal.session, required))
        return True

    def _take_secret(self, field: SecretInput) -> Secret:
        """What was typed, else what the environment gave. The field is empty afterwards."""
        typed = field.take()
        if typed:
            return typed
        return self._given.client_secret() if self._method is Method.API_KEY else self._given.password()

    # Drawing

    def _change_method(self, method: Method) -> None:
        if method is not self._method:
            name = self.query_one("#name", PlainInput)
            asking = (Method.API_KEY,) if self._method is Method.API_KEY else (Method.PASSWORD, Method.DEVICE)
            self._names.update(dict.fromkeys(asking, name.value))  # passwords and devices ask for the e-mail
            self._method = method
            name.value = self._names[method]
            self.query_one(SecretInput).clear()

    def show_form(self) -> None:
        api_key = self._method is Method.API_KEY
        self.query_one("#address-field").display = self._server is ServerChoice.OWN
        self.query_one("#secret-field").display = self._method is not Method.DEVICE
        self.query_one("#name-label", Static).update(_("Client ID") if api_key else _("E-mail"))
        self.query_one("#secret-label", Static).update(
            _("Client secret") if api_key else _("Master password")
        )
        real_key = api_key and self._server is not ServerChoice.PRACTICE
        notes = form_note(self._server, self._method, self._given), self.offer_to_remember(api_key=real_key)
        self.query_one("#note", Static).update("\n".join(filter(None, notes)))

    def _typed(self, field: str) -> str:
        return self.query_one(f"#{field}", PlainInput).value


_FIELD: Mapping[Missing, str] = {
    Missing.ADDRESS: "#address",
    Missing.NAME: "#name",
    Missing.SECRET: "#secret",
}


def _servers() -> list[Choice]:
    return [
        Choice(ServerChoice.US, _("bitwarden.com (US)")),
        Choice(ServerChoice.EU, _("bitwarden.eu (EU)")),
        Choice(ServerChoice.OWN, _("Self-hosted, at an address")),
        Choice(ServerChoice.PRACTICE, _("Practice (no account, no network)")),
    ]


def _methods() -> list[Choice]:
    return [
        Choice(Method.PASSWORD, _("E-mail and master password")),
        Choice(Method.API_KEY, _("Personal API key")),
        Choice(Method.DEVICE, _("Login with device (nothing secret is typed here)")),
    ]
