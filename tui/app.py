"""The application object, kept thin: which screen when, keys that work everywhere, looks, crash policy.

How the screens fit together (each is imported when it is first needed):

    ClientsScreen()                                home; painted before any backend exists
    FirstRunScreen()                               dismisses with a FirstChoice, a word
    SignInScreen(connect, server=, email=)         dismisses with a signed-in Portal, or None
    UnlockScreen(portal)                           dismisses with True when unlocked, else False
    ProviderChoiceScreen(providers)                dismisses with a Provider, or None
    TerminalCheckScreen()                          dismisses with None
    CLIENT_SCREENS                                 each made with (portal, provider, client)
    HelpScreen(screen)                             dismisses with None

`connect(where)` is `SeatwardenApp.connect`: it makes a portal inside the app's own event loop through the
factory given to the constructor. `where` is what a person may type as a server: "practice", "us", "eu" or
an address.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePath
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment, Segments
from textual import constants, events, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from backend_client.errors import SeatwardenError
from backend_client.portal.account import SessionState
from backend_client.portal.clients import Client
from backend_client.portal.processes import this_process
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from tui.clipboard import SecretClipboard, through_tmux
from tui.entrance import PRACTICE, Entrance
from tui.idle import IdleLock
from tui.keymap import checked_keymap
from tui.messages import SessionChanged
from tui.palette import palette_commands
from tui.presenters.command_words import Command, History, Verb
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, Place, bound_keys, reason_against
from tui.screens.clients import ClientsScreen
from tui.screens.late import screen_of
from tui.settings import Remembered, Settings, read_remembered, write_remembered
from tui.themes import DARK, LIGHT, THEME_NAMES
from tui.translate import N_, _
from tui.type_ahead import TypeAhead

if TYPE_CHECKING:  # the portal brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal


CLIENT_SCREENS: Mapping[Place, tuple[str, str]] = {
    Place.VAULT: ("organization_vault", "OrganizationVaultScreen"),
    Place.ONBOARDING: ("onboarding", "OnboardingScreen"),
    Place.INVITATIONS: ("invite", "InviteScreen"),
    Place.COLLECTIONS: ("new_collections", "NewCollectionsScreen"),
    Place.POLICIES: ("policies", "PoliciesScreen"),
    Place.IMPORT: ("import_data", "ImportDataScreen"),
    Place.SSO: ("sso", "SsoScreen"),
    Place.DIRECTORY: ("directory", "DirectoryScreen"),
    Place.MEMBERS: ("members", "MembersScreen"),
    Place.GROUPS: ("groups", "GroupsScreen"),
}
"""Module and class of the screens inside a client."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the program was started. `where` is a server or "practice", empty when not said."""

    where: str = ""
    provider: str = ""
    watch: bool = False


class SeatwardenApp(App[None]):
    """Seatwarden's screens."""

    TITLE = "Seatwarden"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/clients.tcss"]
    """With the home screen's rules: for rules that a screen brings later, all are parsed again."""
    BINDING_GROUP_TITLE = N_("Everywhere")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "question_mark,f1", "help", N_("Help"), id="app.help", tooltip=N_("Every key of this screen.")
        ),
        Binding(
            "ctrl+p",
            "command_palette",
            N_("Palette"),
            show=False,
            id="app.palette",
            tooltip=N_("Find any action by its name."),
        ),
        Binding(
            "ctrl+l",
            "lock",
            N_("Lock"),
            show=False,
            id="app.lock",
            tooltip=N_("Drop every key and cover the screen."),
        ),
        Binding("q", "quit", N_("Quit"), id="app.quit", tooltip=N_("Drop every key and leave.")),
    ]

    def __init__(
        self,
        open_portal: Callable[[str], Awaitable[Portal]],
        *,
        start: Start | None = None,
        settings: Settings | None = None,
        practice_password: Callable[[], str] = str,
        practice_phrase: Callable[[str], str] = lambda _email: "",
        remember: Callable[[Remembered], None] = write_remembered,
    ) -> None:
        """`open_portal(where)` makes a portal in the running loop; it may come signed in already.
        `practice_password()` is what the unlock screen prints in practice mode, `practice_phrase(email)` what
        a practice person reads out; it is called in a thread."""
        super().__init__()
        self.animation_level = "none"
        self.settings = settings or Settings()
        self.portal: Portal | None = None
        self.history = History()
        self._open_portal = open_portal
        self._practice_password = practice_password
        self._practice_phrase = practice_phrase
        self._start = start or Start()
        self._remember = remember
        self._entrance: Entrance | None = None
        self._connected_to = ""
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

    # What screens may ask (tui.screens.base.Front)

    @property
    def practice(self) -> bool:
        """Whether the practice backend is in use, or about to be."""
        return self._start.where == PRACTICE if self.portal is None else self.portal.says_practice

    @property
    def watching(self) -> bool:
        """Whether this is the read-only home screen that holds no keys."""
        return self._start.watch

    @property
    def read_only(self) -> bool:
        """Whether this run refuses every write."""
        return self.portal is not None and self.portal.read_only

    async def practice_phrase(self, email: str) -> str:
        """What a practice person reads out of their own device when asked; empty outside practice."""
        if self.portal is None or not self.portal.practice:
            return ""
        return await asyncio.to_thread(self._practice_phrase, email)

    async def unlocked(self) -> bool:
        """Whether keys are at hand; asks for the master password first when locked. Call it in a worker."""
        if self.portal is None or self.watching:
            return False
        if self.portal.session.state is SessionState.LOCKED:
            return bool(await self.push_screen_wait(self._unlock_screen(self.portal)))
        return self.portal.session.state is SessionState.UNLOCKED

    async def connect(self, where: str) -> Portal:
        """A portal for `where`. Raises BadServerAddress and the errors of the factory."""
        portal = await self._open_portal(where)
        self._connected_to = where
        if not portal.practice and ("devtools" in self.features or constants.LOG_FILE):
            portal.session.refuse_unlock()
        return portal

    def open_client(self, place: Place, provider: Provider, client: Client) -> None:
        """Open a screen inside `client`; asks for the master password first when locked."""
        if self.watching:
            self._say(_("Watching holds no keys. Start without --watch to open a client."))
        elif self.portal is not None:
            self._open_client(self.portal, provider, client, place)

    def obey(self, command: Command) -> None:
        """Do what was typed after the colon and concerns no single screen."""
        if command.verb is Verb.CLIENTS:
            self._go_home()
        elif command.verb is Verb.THEME:
            self.change_theme(command.argument)
        elif command.verb is Verb.PROVIDER:
            self.choose_provider(command.argument)
        else:
            actions = {
                Verb.HELP: self.action_help,
                Verb.LOCK: self.action_lock,
                Verb.QUIT: self.leave,
            }
            actions.get(command.verb, self._does_not_obey)()

    def _does_not_obey(self) -> None:
        self._say(_("That cannot be typed on this screen; :clients goes to the one where it can."))

    def copy_to_clipboard(self, text: str) -> None:
        """Send `text` (safe) to the terminal's clipboard, through tmux too."""
        super().copy_to_clipboard(text)
        wrapped = through_tmux(text, os.environ)
        if wrapped and self._driver is not None:
            self._driver.write(wrapped)

    @property
    def practice_password(self) -> str:
        """The account's password where practice prints it; empty on every real server."""
        return self._practice_password() if self.portal is not None and self.portal.practice else ""

    def copy_secret(self, secret: Secret) -> None:
        """Send a secret to the terminal's clipboard, for a while, and keep none of it."""
        self._secrets.put(secret)

    def clear_clipboard(self) -> None:
        """Take a secret off the terminal's clipboard."""
        self._secrets.clear()

    def _to_terminal(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)

    def change_theme(self, word: str) -> None:
        """Use the dark, light or ansi look and remember it."""
        name = THEME_NAMES.get(word.lower())
        if name is None:
            self._say(_("Themes are: {names}.").format(names=", ".join(THEME_NAMES)))
            return
        self.theme = name
        self._save(replace(read_remembered(), theme=word.lower()))

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
        """Drop keys and exit with one line about what was done."""
        self._secrets.clear()
        self.exit(message=self._farewell())

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

    @work(exclusive=True, group="begin", exit_on_error=False, description="begin")
    async def _begin(self) -> None:
        """From nothing to a list of clients."""
        remembered = read_remembered()
        self._entrance = Entrance(
            self.push_screen_wait,
            self.connect,
            where=self._start.where,
            server=remembered.server,
            email=remembered.email,
        )
        try:
            portal = await self._entrance.portal()
            if portal is None:
                return
            self.portal = portal
            portal.session.subscribe(self._session_changed)
            self._remember_sign_in(portal)
            reading = await self._enter(portal, self._start.provider)
        except SeatwardenError as error:
            self._home.show_failure(error)
        else:
            if portal.practice and not self.watching and portal.session.state is SessionState.LOCKED:
                self._open_practice_keys(portal, reading)

    @work(exclusive=True, group="practice-keys", exit_on_error=False, description="open practice keys")
    async def _open_practice_keys(self, portal: Portal, reading: Worker[None] | None) -> None:
        """Practice asks for no password. Clients need no keys: they are shown before any is derived."""
        with suppress(WorkerCancelled, WorkerFailed):
            if reading is not None:
                await reading.wait()
        try:
            await portal.session.unlock(Secret(self._practice_password()))
        except SeatwardenError as error:
            self._explain(error)

    def begin_again(self) -> None:
        """Try once more what did not lead to a list of clients."""
        if any(worker.group == "begin" and not worker.is_finished for worker in self.workers):
            self._say(_("Not connected yet."))
        elif self.portal is None or self.portal.session.state is SessionState.SIGNED_OUT:
            self._begin()
        else:
            self._enter_again(self.portal)

    @work(exclusive=True, group="begin", exit_on_error=False, description="begin again")
    async def _enter_again(self, portal: Portal) -> None:
        try:
            await self._enter(portal, self._start.provider)
        except SeatwardenError as error:
            self._home.show_failure(error)

    async def _enter(self, portal: Portal, wanted: str, *, ask: bool = False) -> Worker[None] | None:
        """Choose a provider and start reading its clients. None when no provider was chosen."""
        if self._entrance is None:
            return None
        provider = await self._entrance.provider(portal, wanted, ask=ask)
        return self._home.attach(portal, provider) if provider is not None else None

    @work(exclusive=True, group="begin", exit_on_error=False, description="choose provider")
    async def choose_provider(self, wanted: str = "") -> None:
        """Ask for another provider, or take the named one."""
        if self.portal is None:
            return
        try:
            await self._enter(self.portal, wanted, ask=True)
        except SeatwardenError as error:
            self._explain(error)

    @work(exclusive=True, group="open-client", exit_on_error=False, description="open client")
    async def _open_client(self, portal: Portal, provider: Provider, client: Client, place: Place) -> None:
        if portal.session.state is SessionState.LOCKED and not await self.push_screen_wait(
            self._unlock_screen(portal)
        ):
            return
        found = CLIENT_SCREENS.get(place)
        if found is None:
            self._say(_("There is no screen for this yet."))
        else:
            self.push_screen(screen_of(*found, portal, provider, client))

    def _cover(self) -> None:
        """Put the unlock screen over everything, once."""
        if self.portal is not None and not any(
            isinstance(screen, FrameScreen) and screen.COVERS for screen in self.screen_stack
        ):
            self.push_screen(self._unlock_screen(self.portal))

    def _lock_idle(self) -> None:
        if self.portal is not None and self.portal.session.state is SessionState.UNLOCKED:
            self.portal.session.lock()

    def _unlock_screen(self, portal: Portal) -> Screen[Any]:
        password = self._practice_password() if portal.practice else ""
        return screen_of("unlock", "UnlockScreen", portal, practice_password=password)

    def _session_changed(self, state: SessionState) -> None:
        self.post_message(SessionChanged(state))

    def _go_home(self) -> None:
        while len(self.screen_stack) > 2:
            self.pop_screen()

    def _remember_sign_in(self, portal: Portal) -> None:
        account = portal.session.account
        if self._entrance is not None and account is not None and not portal.practice:
            self._save(replace(read_remembered(), server=self._connected_to, email=account.email))

    def _explain(self, error: SeatwardenError) -> None:
        if isinstance(self.screen, FrameScreen):
            self.screen.explain(error)

    def _say(self, text: str) -> None:
        if isinstance(self.screen, FrameScreen):
            self.screen.say(text)

    def _save(self, state: Remembered) -> None:
        try:
            self._remember(state)
        except OSError:
            self._say(_("Could not write the state file; this will not be remembered."))

    def _fatal_error(self) -> None:
        """Exit after an unhandled exception. Textual's own version prints local variables, which may
        hold a password or a key; this one prints none."""
        from rich.traceback import Traceback  # noqa: PLC0415 - a syntax highlighter that only a crash needs

        self.bell()
        traceback = Traceback(show_locals=False, width=None)
        rendered = self.console.render(traceback, self.console.options)
        self._exit_renderables.append(Segments([_harmless(segment) for segment in rendered]))
        self._close_messages_no_wait()


def _harmless(segment: Segment) -> Segment:
    """The segment without controls: the message of an exception may quote foreign text."""
    lines = segment.text.split("\n")
    return Segment("\n".join(safe_text(line, limit=len(line)) for line in lines), segment.style)
