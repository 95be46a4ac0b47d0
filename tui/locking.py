"""When keys are dropped and screens covered: on Ctrl+L, after a while without a key, after a session's age.

Watching holds no keys and goes on.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final

from textual import events, work
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from backend_client.portal.account import SessionState
from tui.idle import Limit, Lookout, since_boot
from tui.messages import SessionChanged
from tui.presenters.sign_in import forget_given
from tui.screens.base import WRITING_GROUPS, FrameScreen
from tui.scrubbing import scrub_memory
from tui.translate import N_, _
from tui.type_ahead import TypeAhead
from tui.typed_ways import TypedWays

WRITE_SECONDS: Final = 3.0
"""How long a change under way is waited for where leaving cannot wait: its outcome comes into the journal."""

SCRUB_SECONDS: Final = 0.3
"""After locking, until what was shown is painted over and let go of."""

TELL_SECONDS: Final = 1.0
"""After signing out, until the screen that asks for another sign-in is there to say why."""

TOO_OLD = N_("Signed out: this session was as old as a session may get. Nothing is lost on the server.")


class LockingApp(TypedWays):
    """The application as far as it locks."""

    _lookout: Lookout | None = None
    _idle: Limit
    _age: Limit

    def __init__(self) -> None:
        super().__init__()
        self._type_ahead = TypeAhead(self, super().on_event)

    def _keep_limits(self) -> None:
        """Count from now on, and look at the limits every few seconds."""
        self._idle = Limit(self.settings.lock_minutes * 60, self._lock_idle, clock=since_boot)
        self._age = Limit(self.settings.session_hours * 3600, self._end_session, clock=since_boot)
        self._lookout = Lookout(
            (self._age, self._idle), set_timer=self.set_timer, always=self._look_at_terminal
        )
        self._idle.begin()

    def _look_at_terminal(self) -> None:
        """Called every few seconds."""

    def _session_began(self) -> None:
        self._age.begin()
        if self._holds_keys:
            self._forget_given()

    def _forget_given(self) -> None:
        """What the environment gives counts once, for whoever started the program: not for whoever finds it
        locked."""
        forget_given(os.environ)

    async def on_event(self, event: events.Event) -> None:
        """Every key, click and paste puts the idle lock off, unless it was due: then it does nothing else.
        Keys are directed one at a time."""
        if isinstance(event, (events.Key, events.MouseDown, events.Paste)) and self._lookout is not None:
            if self._lookout.look():
                return
            self._idle.begin()
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self._type_ahead.take(event)
        else:
            await super().on_event(event)

    def action_lock(self) -> None:
        """Drop every key and cover the screen."""
        if self.portal is None or self.portal.session.state is SessionState.SIGNED_OUT:
            self._say(_("Nobody is signed in: there is nothing to lock."))
        elif self.watching:
            self._say(_("Watching holds no keys: there is nothing to lock."))
        else:
            self._lock_now()

    def _lock_now(self) -> None:
        """Drop every key, and cover what a signed-in person sees."""
        self._secrets.clear()
        if self.portal is None or self.watching or self.portal.session.state is SessionState.SIGNED_OUT:
            return
        self.workers.cancel_group(self, "practice-keys")
        held = self._holds_keys
        self.portal.session.lock()
        self._forget_given()
        self._cover()
        if not held:  # the session did not change, and tells nobody
            self._tell_locked()

    def _lock_idle(self) -> bool:
        """Lock; where it is locked and covered already, what was begun to unlock it does not wait either."""
        if self.watching:
            return False
        if self.portal is None or self.portal.session.state is SessionState.SIGNED_OUT:
            self._tell_locked()  # what was typed to sign in
            return False
        covered = self.covering is not None
        self._lock_now()
        return not covered

    def _tell_locked(self) -> None:
        for screen in self._frames():
            if screen.is_mounted:  # one that is not yet has read nothing, and nothing was typed there
                screen.on_locked()

    def _frames(self) -> list[FrameScreen[Any]]:
        return [screen for screen in self.screen_stack if isinstance(screen, FrameScreen)]

    @property
    def _holds_keys(self) -> bool:
        return self.portal is not None and self.portal.session.state is SessionState.UNLOCKED

    def _end_session(self) -> bool:
        if self.portal is None or self.watching or self.portal.session.state is SessionState.SIGNED_OUT:
            return False
        self._sign_out_old()
        return True

    @work(exclusive=True, group="session-age", exit_on_error=False, description="end an old session")
    async def _sign_out_old(self) -> None:
        self._cover()
        await self._written(WRITE_SECONDS)
        self._secrets.clear()
        if self.portal is not None:
            await self.portal.session.sign_out()
        self.set_timer(TELL_SECONDS, partial(self._say, _(TOO_OLD)))

    async def _written(self, seconds: float | None) -> None:
        """Begin no further change, and wait until the present ones got their answers, at most so long."""
        for screen in self._writers():
            screen.stop_writing()
        self.stop_jobs()
        writing = [one for one in self.workers if one.group in WRITING_GROUPS]
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await _ends(writing)

    def on_session_changed(self, event: SessionChanged) -> None:
        """Cover or uncover what keys had opened; jobs wait for keys."""
        if event.state is SessionState.UNLOCKED and not self._holds_keys:
            return  # it was locked again before this was heard
        self.jobs_follow(event.state)
        if event.state is not SessionState.LOCKED and not self.watching:
            self._forget_given()
        if event.state is SessionState.UNLOCKED:
            for screen in self._frames():
                screen.on_unlocked()
            self._go_on_beginning()
        else:
            self._tell_locked()
            self._secrets.clear()
        if event.state is SessionState.LOCKED and not self.watching:
            self._cover()
        elif event.state is SessionState.SIGNED_OUT:
            for group in ("open-client", "join"):  # they would lead to what is no longer anybody's
                self.workers.cancel_group(self, group)
            self._go_home()
            self._home.detach(_("Signed out."))
            self._begin()
        if event.state is not SessionState.UNLOCKED:
            self.set_timer(SCRUB_SECONDS, scrub_memory)


async def _ends(writing: Sequence[Worker[Any]]) -> None:
    for worker in writing:
        with suppress(WorkerCancelled, WorkerFailed):
            await worker.wait()
