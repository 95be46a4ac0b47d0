"""The application object, kept thin: keys that work everywhere, looks, crash policy.

What screens may ask of it is in `front`, the way to a list of clients in `arrival`, when keys are dropped in
`locking`, and every way out in `leaving`.

How the screens fit together (each is imported when it is first needed):

    ClientsScreen()                                home; painted before any backend exists
    FirstRunScreen()                               dismisses with a FirstChoice, a word
    SignInScreen(connect, server=, email=)         dismisses with a signed-in Portal, or None
    UnlockScreen(portal)                           dismisses with True when unlocked, else False
    ProviderChoiceScreen(providers)                dismisses with a Provider, WISH_TO_JOIN, or None
    JoinScreen(portal)                             dismisses with a JoinEnd, or None
    TerminalCheckScreen()                          dismisses with None
    CLIENT_SCREENS (in `front`)                    each made with (portal, provider, client)
    HelpScreen(screen)                             dismisses with None

`connect(where)` is `ArrivalApp.connect`: it makes a portal inside the app's own event loop through the
factory given to the constructor. `where` is what a person may type as a server: "practice", "us", "eu" or
an address.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.scrollbar import ScrollBar

from backend_client.secret import Secret
from tui.app_keys import APP_KEYS
from tui.clipboard import SecretClipboard
from tui.entrance import PRACTICE, Entrance
from tui.front import Start as Start
from tui.keymap import checked_keymap
from tui.leaving import LeavingApp
from tui.palette import palette_commands
from tui.plain_letters import WholeCells, letter_filters, terminal_encoding
from tui.presenters.command_words import Command, History, Verb
from tui.screens.base import FrameScreen, reason_against
from tui.screens.bound_keys import bound_keys
from tui.screens.clients import ClientsScreen
from tui.screens.late import screen_of
from tui.settings import Settings, change_remembered, read_remembered
from tui.themes import DARK, LIGHT, THEME_NAMES
from tui.translate import N_, _

if TYPE_CHECKING:  # the portal brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal


class SeatwardenApp(LeavingApp):
    """Seatwarden's screens."""

    TITLE = "Seatwarden"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/clients.tcss"]
    """With the home screen's rules: for rules that a screen brings later, all are parsed again."""
    BINDING_GROUP_TITLE = N_("Everywhere")
    BINDINGS: ClassVar[list[BindingType]] = [*APP_KEYS]

    def __init__(
        self,
        open_portal: Callable[[str], Awaitable[Portal]],
        *,
        start: Start | None = None,
        settings: Settings | None = None,
        practice_password: Callable[[], str] = str,
        practice_phrase: Callable[[str], str] = lambda _email: "",
        practice_mails: Callable[[str], Sequence[tuple[str, Secret]]] = lambda _email: (),
        remember: Callable[[Mapping[str, str]], None] = change_remembered,
    ) -> None:
        """`open_portal(where)` makes a portal in the running loop; it may come signed in already.
        `practice_password()` is what the unlock screen prints in practice mode, `practice_phrase(email)` what
        a practice person reads out, `practice_mails(email)` subject and text of their mails with links; both
        are called in a thread."""
        super().__init__()
        self.animation_level = "none"
        self._filters.extend(letter_filters(terminal_encoding()))
        ScrollBar.renderer = WholeCells
        self.settings = settings or Settings()
        self.portal: Portal | None = None
        self.history = History()
        self._open_portal = open_portal
        self._practice_password = practice_password
        self._practice_phrase = practice_phrase
        self._practice_mails = practice_mails
        self._start = start or Start()
        self._remember = remember
        self._entrance: Entrance | None = None
        self._connected_to = ""
        self._home = ClientsScreen()
        self._started = datetime.now(UTC)
        self._secrets = SecretClipboard(self._to_terminal, self.set_timer, os.environ)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        # Known before the style sheets are parsed: a theme set later has all of them parsed again.
        self.set_reactive(SeatwardenApp.theme, DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())

    def obey(self, command: Command) -> None:
        """Do what was typed after the colon and concerns no single screen."""
        if self.covering is not None and command.verb not in (Verb.HELP, Verb.LOCK, Verb.QUIT):
            self.refuse_covered()
        elif command.verb is Verb.CLIENTS:
            self.go_home()
        elif command.verb is Verb.THEME:
            self.change_theme(command.argument)
        elif command.verb is Verb.PROVIDER:
            self.choose_provider(command.argument)
        elif command.verb is Verb.JOIN:
            self.action_join()
        elif not self.go_typed(command):
            actions = {
                Verb.HELP: self.action_help,
                Verb.JOBS: self.action_jobs,
                Verb.LOCK: self.action_lock,
                Verb.QUIT: self.leave,
            }
            actions.get(command.verb, self._does_not_obey)()

    def _does_not_obey(self) -> None:
        self._say(_("That cannot be typed on this screen; :clients goes to the one where it can."))

    # Keys

    def action_help(self) -> None:
        """Show every key of this screen."""
        self.push_screen(screen_of("help", "HelpScreen", self.screen))

    async def run_action(
        self, action: Any, default_namespace: DOMNode | None = None, namespaces: Any = None
    ) -> bool:
        """Run an action, unless the screen says why it may not be done: then show the reason. What leads back
        ends a wait first."""
        if default_namespace is self.screen and (reason := reason_against(self.screen, str(action))):
            self._say(reason)
            return True
        if isinstance(self.screen, FrameScreen) and self.screen.stops_waiting(str(action)):
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What Ctrl+P offers; no screenshot of an open vault."""
        return palette_commands(self, screen, self.change_theme)

    # Life

    def on_mount(self) -> None:
        word = self.settings.theme or read_remembered(self._state_file).theme
        self.theme = THEME_NAMES.get(word, DARK.name)
        keymap = checked_keymap(self.settings.keys, bound_keys(type(self), ClientsScreen))
        self.set_keymap(dict(keymap.keys))
        self._keep_limits()
        if not self.is_headless:
            self._heed_signals()
        self.push_screen(self._home)
        problems = (*self.settings.problems, *keymap.problems)
        if problems:
            self.call_after_refresh(self._say, problems[0])
        if self._start.where == PRACTICE:
            self.call_after_refresh(self._begin)  # the home screen is painted before anything is imported
        else:
            self._begin()

    async def on_unmount(self) -> None:
        self._secrets.clear()
        if self.portal is not None:
            await self.portal.aclose()

    def _fatal_error(self) -> None:
        """Exit after an unhandled exception. Textual's own version prints local variables, which may
        hold a password or a key; this one prints none, and clears the clipboard."""
        from tui.crash_report import crash_report  # noqa: PLC0415 - a syntax highlighter that only a crash needs

        self._secrets.clear()
        self.bell()
        self._exit_renderables.append(crash_report(self.console))
        self._close_messages_no_wait()
