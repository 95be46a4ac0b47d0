"""The application object, kept thin: keys that work everywhere, looks, locking, crash policy.

What screens may ask of it is in `front`, the way to a list of clients in `arrival`.

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
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePath
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from backend_client.portal.account import SessionState
from backend_client.portal.processes import this_process
from backend_client.secret import Secret
from tui.app_keys import APP_KEYS
from tui.clipboard import SecretClipboard
from tui.entrance import PRACTICE, Entrance
from tui.front import Start as Start
from tui.idle import IdleLock
from tui.keymap import checked_keymap
from tui.messages import SessionChanged
from tui.palette import palette_commands
from tui.presenters.command_words import Command, History, Verb
from tui.screens.base import WRITING_GROUPS, FrameScreen, bound_keys, reason_against
from tui.screens.clients import ClientsScreen
from tui.screens.late import screen_of
from tui.settings import Remembered, Settings, read_remembered, write_remembered
from tui.themes import DARK, LIGHT, THEME_NAMES
from tui.translate import N_, _
from tui.type_ahead import TypeAhead
from tui.typed_ways import TypedWays

if TYPE_CHECKING:  # the portal brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal


class SeatwardenApp(TypedWays):
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
        remember: Callable[[Remembered], None] = write_remembered,
    ) -> None:
        """`open_portal(where)` makes a portal in the running loop; it may come signed in already.
        `practice_password()` is what the unlock screen prints in practice mode, `practice_phrase(email)` what
        a practice person reads out, `practice_mails(email)` subject and text of their mails with links; both
        are called in a thread."""
        super().__init__()
        self.animation_level = "none"
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
        self._leaving = False
        self._idle: IdleLock | None = None
        self._home = ClientsScreen()
        self._started = datetime.now(UTC)
        self._secrets = SecretClipboard(self._to_terminal, self.set_timer, os.environ)
        self._type_ahead = TypeAhead(self, super().on_event)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        # Known before the style sheets are parsed: a theme set later has all of them parsed again.
        self.set_reactive(SeatwardenApp.theme, DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())

    def obey(self, command: Command) -> None:
        """Do what was typed after the colon and concerns no single screen."""
        if command.verb is Verb.CLIENTS:
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

    def action_lock(self) -> None:
        """Drop every key and cover the screen."""
        if self.portal is None or self.portal.session.state is SessionState.SIGNED_OUT:
            self._say(_("Nobody is signed in: there is nothing to lock."))
        elif self.watching:
            self._say(_("Watching holds no keys: there is nothing to lock."))
        else:
            self.workers.cancel_group(self, "practice-keys")
            self.portal.session.lock()
            self._cover()  # a session that held no keys did not change, and is covered all the same

    async def action_quit(self) -> None:
        """Leave."""
        self.leave()

    def leave(self) -> None:
        """Drop keys and exit with one line about what was done. A change under way is waited for first;
        whoever asks again leaves at once."""
        writers = self._writers()
        if writers and not self._leaving:
            self._leaving = True
            for screen in writers:
                screen.stop_writing()
            self._say(_("A change is being sent: leaving after its answer. q again leaves at once."))
            self._leave_when_written([one for one in self.workers if one.group in WRITING_GROUPS])
            return
        self._secrets.clear()
        self.exit(message=self._farewell())

    @work(exclusive=True, group="leave", exit_on_error=False, description="leave after the answer")
    async def _leave_when_written(self, writing: Sequence[Worker[Any]]) -> None:
        for worker in writing:
            with suppress(WorkerCancelled, WorkerFailed):
                await worker.wait()
        self.leave()

    def _farewell(self) -> str:
        from tui.presenters.farewell import farewell  # noqa: PLC0415 - it brings the journal

        journal = None if self.portal is None else self.portal.journal
        try:
            return farewell(journal.entries() if journal is not None else (), this_process(), self._started)
        except OSError:
            return _("The journal cannot be read, so changes were not counted. Keys dropped.")

    async def run_action(
        self, action: Any, default_namespace: DOMNode | None = None, namespaces: Any = None
    ) -> bool:
        """Run an action, unless the screen says why it may not be done: then show the reason."""
        if default_namespace is self.screen and (reason := reason_against(self.screen, str(action))):
            self._say(reason)
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What Ctrl+P offers; no screenshot of an open vault."""
        return palette_commands(self, screen, self.change_theme)

    async def on_event(self, event: events.Event) -> None:
        """Every key, click and paste puts the idle lock off; keys are directed one at a time."""
        if isinstance(event, (events.Key, events.MouseDown, events.Paste)) and self._idle is not None:
            self._idle.touch()
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self._type_ahead.take(event)
        else:
            await super().on_event(event)

    # Life

    def on_mount(self) -> None:
        word = self.settings.theme or read_remembered().theme
        self.theme = THEME_NAMES.get(word, DARK.name)
        keymap = checked_keymap(self.settings.keys, bound_keys(type(self), ClientsScreen))
        self.set_keymap(dict(keymap.keys))
        self._idle = IdleLock(
            self.settings.lock_minutes * 60, self._lock_idle, clock=monotonic, set_timer=self.set_timer
        )
        self.push_screen(self._home)
        problems = (*self.settings.problems, *keymap.problems)
        if problems:
            self.call_after_refresh(self._say, problems[0])
        if self._start.where == PRACTICE:
            self.call_after_refresh(self._begin)  # the home screen is painted before anything is imported
        else:
            self._begin()

    async def on_unmount(self) -> None:
        if self.portal is not None:
            await self.portal.aclose()

    def on_session_changed(self, event: SessionChanged) -> None:
        """Cover or uncover what keys had opened."""
        frames = [screen for screen in self.screen_stack if isinstance(screen, FrameScreen)]
        for screen in frames:
            if event.state is SessionState.UNLOCKED:
                screen.on_unlocked()
            else:
                screen.on_locked()
        if event.state is SessionState.LOCKED and not self.watching:
            self._cover()
        elif event.state is SessionState.SIGNED_OUT:
            self._go_home()
            self._begin()

    def _lock_idle(self) -> None:
        if self.portal is not None and self.portal.session.state is SessionState.UNLOCKED:
            self.portal.session.lock()

    def _fatal_error(self) -> None:
        """Exit after an unhandled exception. Textual's own version prints local variables, which may
        hold a password or a key; this one prints none."""
        from tui.crash_report import crash_report  # noqa: PLC0415 - a syntax highlighter that only a crash needs

        self.bell()
        self._exit_renderables.append(crash_report(self.console))
        self._close_messages_no_wait()
