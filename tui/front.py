"""What screens may ask of the application (`tui.screens.base.Front`), and how it answers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from backend_client.errors import SeatwardenError
from backend_client.portal.account import SessionState
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from tui.clipboard import SecretClipboard, through_tmux
from tui.cover import CoverApp
from tui.entrance import PRACTICE
from tui.explain import explanation_of
from tui.paths import state_file
from tui.presenters.command_words import History
from tui.screens.base import FrameScreen, Place, ProviderPlace
from tui.screens.late import screen_of
from tui.screens.places import Spot
from tui.settings import Settings
from tui.themes import THEME_NAMES
from tui.translate import _

if TYPE_CHECKING:  # the portal brings HTTP and cryptography: after the first paint
    from backend_client.portal.job_lines import LeftJob
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
    Place.CONFIRM: ("members", "ConfirmingScreen"),
    Place.GROUPS: ("groups", "GroupsScreen"),
    Place.EVENTS: ("events", "ClientEventsScreen"),
    Place.DETAILS: ("organization", "OrganizationScreen"),
    Place.DOMAINS: ("domains", "DomainsScreen"),
    Place.APPROVALS: ("device_approvals", "DeviceApprovalsScreen"),
}
"""Module and class of the screens inside a client."""

PROVIDER_SCREENS: Mapping[ProviderPlace, tuple[str, str]] = {
    ProviderPlace.PEOPLE: ("people", "PeopleScreen"),
    ProviderPlace.EVENTS: ("events", "ProviderEventsScreen"),
    ProviderPlace.BILLING: ("billing", "BillingScreen"),
    ProviderPlace.SETTINGS: ("provider_settings", "ProviderSettingsScreen"),
}
"""Module and class of the screens of a provider itself."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the program was started. `where` is a server or "practice", empty when not said; `profile` is empty
    for the unnamed one, and new until somebody signed in; `email` is what its settings say."""

    where: str = ""
    provider: str = ""
    watch: bool = False
    profile: str = ""
    new_profile: bool = False
    email: str = ""


class FrontApp(CoverApp):
    """The application as screens know it."""

    settings: Settings
    history: History
    portal: Portal | None
    _start: Start
    _secrets: SecretClipboard
    _practice_password: Callable[[], str]
    _practice_phrase: Callable[[str], str]
    _practice_mails: Callable[[str], Sequence[tuple[str, Secret]]]
    _remember: Callable[[Mapping[str, str]], None]

    @property
    def practice(self) -> bool:
        """Whether the practice backend is in use, or about to be."""
        return self._start.where == PRACTICE if self.portal is None else self.portal.says_practice

    @property
    def profile(self) -> str:
        """The name of the profile, empty for the unnamed one and in practice."""
        practising = self._start.where == PRACTICE if self.portal is None else self.portal.practice
        return "" if practising else self._start.profile

    @property
    def new_profile(self) -> bool:
        """Whether nobody has signed in with this profile yet."""
        return self._start.new_profile and self.portal is None

    @property
    def _state_file(self) -> Path:
        return state_file(self._start.profile)

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

    async def practice_mails(self, email: str) -> Sequence[tuple[str, Secret]]:
        """Subject and text of the mails with links that a practice person has; none outside practice."""
        if self.portal is None or not self.portal.practice:
            return ()
        return await asyncio.to_thread(self._practice_mails, email)

    async def unlocked(self) -> bool:
        """Whether keys are at hand; asks for the master password first when locked. Call it in a worker."""
        if self.portal is None or self.watching:
            return False
        if self.portal.session.state is SessionState.LOCKED:
            return bool(await self.push_screen_wait(self._unlock_screen(self.portal)))
        return self.portal.session.state is SessionState.UNLOCKED

    def open_client(
        self, place: Place, provider: Provider, client: Client, *, takes_up: LeftJob | None = None
    ) -> None:
        """Open a screen inside `client`; asks for the master password first when locked. `takes_up`: what
        is left of a job, to be planned anew there."""
        if self.watching:
            self._say(_("Watching holds no keys. Start without --watch to open a client."))
        elif self.portal is not None:
            self._open_client(self.portal, provider, client, place, takes_up)

    def open_provider(
        self, place: ProviderPlace, provider: Provider, *, takes_up: LeftJob | None = None
    ) -> None:
        """Open a screen of `provider` itself; what it lists is plain on the wire and needs no key."""
        if self.portal is not None:
            screen = screen_of(*PROVIDER_SCREENS[place], self.portal, provider)
            self._open_place(screen, Spot(place, provider), takes_up)

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

    def copy_secret(self, secret: Secret) -> bool:
        """Send a secret to the terminal's clipboard, for a while, and keep none of it. False for one that
        came when the keys were gone: it is not sent."""
        if self.portal is None or self.portal.session.state is not SessionState.UNLOCKED:
            return False
        self._secrets.put(secret)
        return True

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
        self._save(theme=word.lower())

    # Inside a client, and the way back

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker of the application ended in an error that it did not expect: say so on the screen."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._tell(explanation_of(event.worker.error).line())

    @work(exclusive=True, group="open-client", exit_on_error=False, description="open client")
    async def _open_client(
        self, portal: Portal, provider: Provider, client: Client, place: Place, takes_up: LeftJob | None
    ) -> None:
        if portal.session.state is SessionState.LOCKED and not await self.push_screen_wait(
            self._unlock_screen(portal)
        ):
            return
        screen = screen_of(*CLIENT_SCREENS[place], portal, provider, client)
        self._open_place(screen, Spot(place, provider, client), takes_up)

    def _open_place(self, screen: Screen[Any], spot: Spot, takes_up: LeftJob | None = None) -> None:
        if isinstance(self.screen, FrameScreen):
            self.screen.went_elsewhere()
        if isinstance(screen, FrameScreen):
            screen.spot, screen.takes_up = spot, takes_up
        self.push_screen(screen)

    def _cover(self) -> None:
        """Put the unlock screen over everything, once, and on top."""
        cover = self.covering
        if cover is not None:
            self.put_on_top(cover)
        elif self.portal is not None:
            self.push_screen(self._unlock_screen(self.portal))

    def _unlock_screen(self, portal: Portal) -> Screen[Any]:
        password = self._practice_password() if portal.practice else ""
        return screen_of("unlock", "UnlockScreen", portal, practice_password=password)

    def _writers(self) -> list[FrameScreen[Any]]:
        """Screens with a change under way."""
        return [one for one in self.screen_stack if isinstance(one, FrameScreen) and one.writing]

    def _go_home(self) -> None:
        """Close what lies over the home screen: below a cover, what is there leaves once it is uncovered."""
        cover = self.covering
        if cover is None:
            while len(self.screen_stack) > 2:
                if isinstance(self.screen, FrameScreen) and self.screen.COVERS:
                    self.screen.dismiss(False)  # somebody may wait for its answer
                else:
                    self.pop_screen()
            return
        for screen in self.screen_stack[2 : self.screen_stack.index(cover)]:
            if isinstance(screen, FrameScreen):
                screen.dismiss(None)

    def _explain(self, error: SeatwardenError) -> None:
        """Say what `error` means where work goes on: not on a screen that covers it."""
        if (screen := self._at_work) is not None:
            screen.explain(error)

    def _tell(self, text: str) -> None:
        """Say how something ended where work goes on: not on a screen that covers it."""
        if (screen := self._at_work) is not None:
            screen.say(text)

    @property
    def _at_work(self) -> FrameScreen[Any] | None:
        """The screen on top, or right below the cover."""
        cover, stack = self.covering, self.screen_stack
        top = stack[-1] if cover is None else stack[stack.index(cover) - 1]
        return top if isinstance(top, FrameScreen) else None

    def _say(self, text: str) -> None:
        """Answer a key, on the screen on top."""
        if isinstance(self.screen, FrameScreen):
            self.screen.say(text)

    def _save(self, **changes: str) -> None:
        try:
            self._remember(changes)
        except OSError:
            self._say(_("Could not write the state file; this will not be remembered."))
