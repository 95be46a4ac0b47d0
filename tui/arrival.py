"""How the application gets from nothing to a list of clients, and to that of another provider."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import constants, work
from textual.app import ScreenStackError
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from backend_client.errors import SeatwardenError
from backend_client.portal.account import SessionState
from backend_client.secret import Secret
from tui.entrance import Entrance
from tui.jobs_app import JobsApp
from tui.messages import SessionChanged
from tui.presenters.profiles import new_profile_sentence
from tui.presenters.sign_in import given_by
from tui.remembered_key import KeyOfProfile
from tui.remembering import signed_in_again
from tui.screens.base import FrameScreen
from tui.screens.clients import ClientsScreen
from tui.screens.late import screen_of
from tui.settings import account_changes, read_remembered
from tui.translate import _

if TYPE_CHECKING:  # the portal brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal
    from backend_client.portal.waiting import Waiting
    from tui.screens.join import JoinEnd


class ArrivalApp(JobsApp):
    """Connects, signs in, chooses a provider and hands its clients to the home screen."""

    _home: ClientsScreen
    _open_portal: Callable[[str], Awaitable[Portal]]
    _entrance: Entrance | None
    _connected_to: str
    _recalls = True
    """Whether a remembered key signs in: at the start, and never again after a sign-in."""

    async def connect(self, where: str) -> Portal:
        """A portal for `where`. Raises BadServerAddress and the errors of the factory."""
        portal = await self._open_portal(where)
        self._connected_to = where
        portal.on_waiting(self._show_waiting)
        watched = "devtools" in self.features or constants.LOG_FILE or constants.DEBUG
        if not portal.practice and watched:
            portal.session.refuse_unlock()
        return portal

    @work(exclusive=True, group="begin", exit_on_error=False, description="begin")
    async def _begin(self) -> None:
        """From nothing to a list of clients."""
        remembered = read_remembered(self._state_file)
        key = KeyOfProfile(self._start.profile)
        recall = self._recalls and key.kept and not given_by(os.environ).names_api_key
        self._entrance = Entrance(
            self.push_screen_wait,
            self.connect,
            where=self._start.where,
            server=remembered.server,
            email=self._start.email or remembered.email,
            key=key,
            recall=recall,
            notice=new_profile_sentence(self.profile) if self.new_profile else "",
        )
        if recall:
            self._say(_("Asking this computer's keyring for the API key ..."))
        try:
            portal = await self._entrance.portal()
            self._recalls = False
            if portal is None:
                return
            before, self.portal = self.portal, portal
            if before is not None and before is not portal:
                await before.aclose()
            portal.session.subscribe(partial(self._session_of, portal))
            self._session_began()
            self._remember_sign_in(portal)
            reading = await self._enter(portal, self._start.provider)
        except SeatwardenError as error:
            self._home.show_failure(error)
        else:
            if self._entrance.remark:
                await self._when_read(reading)
                self._tell(self._entrance.remark)
            if portal.practice and not self.watching and portal.session.state is SessionState.LOCKED:
                self._open_practice_keys(portal, reading)

    @work(exclusive=True, group="practice-keys", exit_on_error=False, description="open practice keys")
    async def _open_practice_keys(self, portal: Portal, reading: Worker[None] | None) -> None:
        """Practice asks for no password. Clients need no keys: they are shown before any is derived."""
        await self._when_read(reading)
        try:
            await portal.session.unlock(Secret(self._practice_password()))
        except SeatwardenError as error:
            self._explain(error)

    async def _when_read(self, reading: Worker[None] | None) -> None:
        """Wait for the list of clients, or for its failure."""
        with suppress(WorkerCancelled, WorkerFailed):
            if reading is not None:
                await reading.wait()

    def begin_again(self) -> None:
        """Try once more what did not lead to a list of clients."""
        if self._begins:
            self._say(_("Not connected yet."))
        elif self.portal is None or not self._goes_on(self.portal):
            self._begin()
        else:
            self._enter_again(self.portal)

    def _goes_on(self, portal: Portal) -> bool:
        """Whether somebody is signed in; or unlocking signs in again, which nobody does who watches."""
        over = self.watching and portal.session.over
        return not over and portal.session.state is not SessionState.SIGNED_OUT

    def watch_on(self) -> None:
        """Go on watching by the remembered key of the account, after the server ended the session; why not is
        said. Nothing is done where none is remembered: then only a person can sign in."""
        key = KeyOfProfile(self._start.profile)
        if self.portal is not None and key.kept:
            self._watch_on(self.portal, key)

    @work(exclusive=True, group="begin", exit_on_error=False, description="sign in again")
    async def _watch_on(self, portal: Portal, key: KeyOfProfile) -> None:
        try:
            why_not = await signed_in_again(key, portal)
        except SeatwardenError as error:
            self._home.show_failure(error)
            return
        if why_not:
            self._home.session_over(why_not)
        else:
            self._home.reload()

    def _go_on_beginning(self) -> None:
        """Ask again for a provider where a lock had put that question off."""
        if self._home.provider is None and not self._begins:
            self.begin_again()

    @property
    def _begins(self) -> bool:
        return any(worker.group == "begin" and not worker.is_finished for worker in self.workers)

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
        current = self._home.provider.id if self._home.provider is not None else ""
        provider = await self._entrance.provider(portal, wanted, ask=ask, current=current)
        if provider is None:
            return None
        self._go_home()
        return self._home.attach(portal, provider)

    @work(exclusive=True, group="begin", exit_on_error=False, description="choose provider")
    async def choose_provider(self, wanted: str = "") -> None:
        """Ask for another provider, or take the named one."""
        if self.portal is None:
            self._say(_("Not connected yet."))
            return
        if self._writers() or self.jobs_at_work:
            self._say(_("It is being sent. Wait for the answer."))
            return
        try:
            await self._enter(self.portal, wanted, ask=True)
        except SeatwardenError as error:
            self._explain(error)

    def action_join(self) -> None:
        """Take an invitation by its link."""
        if self.portal is None or self.portal.session.state is SessionState.SIGNED_OUT:
            self._say(_("Sign in first; :join takes the invitation then."))
        elif self.watching:
            self._say(_("Watching holds no keys. Start without --watch to accept an invitation."))
        else:
            self._join(self.portal)

    @work(exclusive=True, group="join", exit_on_error=False, description="join by a link")
    async def _join(self, portal: Portal) -> None:
        end: JoinEnd | None = await self.push_screen_wait(screen_of("join", "JoinScreen", portal))
        if end is None:
            return
        if end.changed:
            self._go_home()
            self.choose_provider(end.provider_id)
        else:
            self._tell(end.sentence)

    def leave_provider(self, said: str) -> None:
        """Go home from a provider that is gone, say so, and ask for another one."""
        self._go_home()
        self._home.detach(said)
        self.choose_provider()

    def _remember_sign_in(self, portal: Portal) -> None:
        account = portal.session.account
        if self._entrance is not None and account is not None and not portal.practice:
            signed_in = datetime.now(UTC).isoformat(timespec="seconds")
            self._save(server=self._connected_to, signed_in=signed_in, **account_changes(portal.session))

    def _session_began(self) -> None:
        """Somebody signed in: limits of a session count from here."""

    def _show_waiting(self, waiting: Waiting | None) -> None:
        with suppress(ScreenStackError):  # the program ends
            if isinstance(self.screen, FrameScreen):
                self.screen.show_waiting(waiting)

    def _session_of(self, portal: Portal, state: SessionState) -> None:
        if portal is self.portal:  # not one that was left, and ends
            self._session_changed(state)

    def _session_changed(self, state: SessionState) -> None:
        self.post_message(SessionChanged(state))
