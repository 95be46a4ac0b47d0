"""Login with another device: the phrase to compare there, and the wait for its answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from backend_client.errors import CodeRequired, SeatwardenError
from backend_client.portal.account import SessionState
from tui.device_wait import ASK_EVERY, let_in
from tui.presenters.device_login import ended, no_code, what_to_do, whose_login
from tui.screens.base import FrameScreen
from tui.screens.code_prompt import CodePrompt
from tui.translate import N_, _
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.device_login import DeviceLogin
    from backend_client.portal.portal import Portal


class DeviceLoginScreen(FrameScreen[bool]):
    """Waits for the answer to `login` and finishes the sign-in. Dismisses True when signed in."""

    CSS_PATH = "device_login.tcss"
    over_cover = True
    AUTO_FOCUS = ""
    ASK_EVERY = ASK_EVERY
    HELP = N_(
        "Nothing secret is typed on this machine: the other device sends the account's key, sealed to a key "
        "made here for this one request. The phrase names that key. A request lives for 15 minutes and is "
        "good for one sign-in; a two-step code may still be asked for."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,ctrl+g",
            "back",
            N_("Cancel"),
            id="device_login.cancel",
            tooltip=N_("Stop waiting; the request on the other device runs out by itself."),
        ),
        Binding(
            "R",
            "again",
            N_("Ask again"),
            id="device_login.again",
            tooltip=N_("Make a new request with a new phrase."),
        ),
    ]

    def __init__(self, portal: Portal, login: DeviceLogin) -> None:
        locked = portal.session.state is not SessionState.SIGNED_OUT
        super().__init__(heading=(_("Locked") if locked else _("Sign in"), _("Login with device")))
        self._portal = portal
        self._session = portal.session
        self._login = login
        self._asked = True

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(can_focus=False):
            yield Sentences((whose_login(self._login.email, self._portal.server),), id="login-who")
            yield Sentences((_("Fingerprint phrase"),), style="muted", id="login-label")
            yield TextLines(id="login-phrase")
            yield Sentences(what_to_do(practice=self._portal.practice), id="login-how")

    def on_mount(self) -> None:
        """Wait at once."""
        self._begin_waiting()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A new request only once this one is over: two would look alike on the other device."""
        if action == "again":
            return not self._asked
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Stop waiting, and drop what belonged to the request."""
        self.workers.cancel_group(self, "device-login")
        self._session.cancel_sign_in()
        self.dismiss(False)

    def action_again(self) -> None:
        """Ask with a new key pair."""
        self._set_asked(True)
        self._ask_again()

    @work(exclusive=True, group="device-login", exit_on_error=False, description="ask the other device")
    async def _ask_again(self) -> None:
        self.say(_("Asking again ..."))
        try:
            self._login = await self._session.begin_device_login(self._login.email)
        except SeatwardenError as error:
            self._end(error)
        else:
            self._begin_waiting()

    def _begin_waiting(self) -> None:
        self.query_one("#login-phrase", TextLines).set_lines([plain(self._login.phrase, "strong")])
        for each in ("#login-label", "#login-how"):
            self.query_one(each).display = True
        self._set_asked(True)
        self._wait()

    @work(exclusive=True, group="device-login", exit_on_error=False, description="wait for the other device")
    async def _wait(self) -> None:
        """Until it approved and the sign-in is done, or it came to nothing."""
        try:
            await let_in(self._session, self._login.ends, self.say, every=self.ASK_EVERY)
        except CodeRequired as required:
            await self._ask_code(required)
        except SeatwardenError as error:
            self._end(error)
        else:
            self.dismiss(True)

    async def _ask_code(self, required: CodeRequired) -> None:
        """The second step, which a login with a device does not replace."""
        if await self.app.push_screen_wait(CodePrompt(self._session, required)):
            self.dismiss(True)
            return
        self._clear()
        self.say(no_code(locked=self._locked))

    def _end(self, error: SeatwardenError) -> None:
        """It came to nothing."""
        self._session.cancel_sign_in()
        self._clear()
        self.say(ended(error, locked=self._locked), "bad")

    @property
    def _locked(self) -> bool:
        """Whether a session is to be unlocked, where others sign in."""
        return self._session.state is not SessionState.SIGNED_OUT

    def _clear(self) -> None:
        """The phrase goes: nobody must compare one that is over."""
        self.query_one("#login-phrase", TextLines).set_lines([])
        for each in ("#login-label", "#login-how"):
            self.query_one(each).display = False
        self._set_asked(False)

    def _set_asked(self, asked: bool) -> None:
        self._asked = asked
        self.refresh_bindings()
        self.refresh_keys()
