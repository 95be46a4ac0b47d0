"""Every way out: `q`, signals, a terminal that is gone; and Ctrl+Z, which is a way out and back.

A signal drops the keys, takes a secret off the clipboard, gives the terminal back where there still is one,
and ends with code 128 plus its number. A change that is being sent is waited for a few seconds.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
import threading
import time
from datetime import datetime
from typing import Any, Final

from textual import work

from backend_client.portal.processes import this_process
from tui.locking import WRITE_SECONDS, LockingApp
from tui.translate import _

ENDING: Final = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
"""Signals that end the program. None of them leaves a core or a traceback."""

PATIENCE_SECONDS: Final = WRITE_SECONDS + 3.0
"""After which a program that was told to end is ended, whatever hangs."""

QUESTION_SECONDS: Final = 10.0
"""How long a question about leaving stands, and an answer to it counts."""


def terminal_gone() -> bool:
    """Whether nobody is left to read or to type: the terminal was closed."""
    try:
        termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ is not None else -1)
    except (termios.error, OSError, ValueError):
        return True
    return False


class LeavingApp(LockingApp):
    """The application as far as it ends."""

    _started: datetime
    _leaving = False
    _ended_by = 0
    _stopped = False
    _stops_when_answered = False
    _asked_until = 0.0

    async def action_quit(self) -> None:
        """Leave."""
        self.leave()

    def leave(self) -> None:
        """Drop keys and exit with one line about what was done. While a job has more to send, this asks
        first. A change under way is waited for; whoever asks again leaves at once."""
        if not self._leaving and time.monotonic() >= self._asked_until and self._rest_question:
            self._asked_until = time.monotonic() + QUESTION_SECONDS
            self._say(self._rest_question)
            return
        if (self._writers() or self.jobs_at_work) and not self._leaving:
            self._leaving = True
            self._say(_("A change is being sent: leaving after its answer. q again leaves at once."))
            self._leave_when_written()
            return
        self._secrets.clear()
        self.exit(message=self._farewell())

    @property
    def _rest_question(self) -> str:
        """Empty where jobs have nothing left that a later start would offer."""
        rest, count = self.jobs.rest(self.jobs.active) if self.jobs_at_work else (0, 0)
        said = _("{rest} of {count} are not sent; q again quits, the next start offers them.")
        return said.format(rest=rest, count=count) if rest else ""

    def _jobs_changed(self) -> None:
        """Progress does not hide what was asked; and a stop that waits for an answer may be due."""
        super()._jobs_changed()
        if self._shown is not None and not self._leaving and time.monotonic() < self._asked_until:
            self._say(self._rest_question)
        if self._stops_when_answered and (self._holds_keys or not self.job_is_asking):
            self._stops_when_answered = False
            if not self._holds_keys:
                self._say("")
                self.call_after_refresh(self._stop)

    @work(exclusive=True, group="leave", exit_on_error=False, description="leave after the answer")
    async def _leave_when_written(self) -> None:
        await self._written(None)
        self.leave()

    def _farewell(self) -> str:
        from tui.presenters.farewell import farewell  # noqa: PLC0415 - it brings the journal

        journal = None if self.portal is None else self.portal.journal
        practice = self.portal is not None and self.portal.practice
        try:
            entries = journal.entries() if journal is not None else ()
            return farewell(entries, this_process(), self._started, rest=self.jobs_rest(), practice=practice)
        except OSError:
            return _("The journal cannot be read, so changes were not counted. Keys dropped.")

    # Signals

    def _heed_signals(self) -> None:
        """From now on signals lock and end in good order. Call it in the loop of the application."""
        loop = asyncio.get_running_loop()
        for number in ENDING:
            loop.add_signal_handler(number, self.end_by, number)
        loop.add_signal_handler(signal.SIGTSTP, self.action_suspend_process)
        loop.add_signal_handler(signal.SIGCONT, self._continued)

    def end_by(self, number: int) -> None:
        """End as this signal asks; a second one ends at once, unless it is another hang-up: of the same
        one the kernel and the shell both tell, and continue who is stopped."""
        if self._ended_by:
            if number != signal.SIGHUP:
                _end_now(self._ended_by)
            return
        self._ended_by = number
        if not terminal_gone():
            self._secrets.clear()  # before any wait: a second signal does not come this far
        last = threading.Timer(PATIENCE_SECONDS, _end_now, (number,))
        last.daemon = True
        last.start()
        if self._writers() or self.jobs_at_work:
            self._cover()
            self._end_when_written()
        else:
            self._end()

    @work(exclusive=True, group="leave", exit_on_error=False, description="end after the answer")
    async def _end_when_written(self) -> None:
        await self._written(WRITE_SECONDS)
        self._end()

    def _end(self) -> None:
        if self.portal is not None:
            self.portal.session.lock()
        if terminal_gone():
            _end_now(self._ended_by)
        self._secrets.clear()
        self.exit(return_code=128 + self._ended_by, message=self._farewell())

    def _look_at_terminal(self) -> None:
        if not self.is_headless and not self._ended_by and terminal_gone():
            self.end_by(signal.SIGHUP)

    def panic(self, *renderables: Any) -> None:
        """A terminal that is gone is no crash: it ends like a hang-up, and nothing is printed."""
        if not self.is_headless and terminal_gone():
            self._look_at_terminal()
        else:
            super().panic(*renderables)

    # Ctrl+Z

    def action_suspend_process(self) -> None:
        """Lock, give the terminal back and stop until the shell continues this program. What a job has under
        way is answered first; unlocking before that calls the stop off."""
        if self._driver is None or not self._driver.can_suspend:
            return
        if self._writers():
            self._say(_("A change is being sent: Ctrl+Z works once it was answered."))
            return
        self._lock_now()
        if self.job_is_asking:
            self._stops_when_answered = True
            self.call_after_refresh(self._say, _("A change is being sent: this stops once it was answered."))
        else:
            self.call_after_refresh(self._stop)

    def _stop(self) -> None:
        loop = asyncio.get_running_loop()
        with self.suspend():
            self._stopped = True
            # The stop of the default action, for the whole job: where no shell could continue it (the program
            # is all that ssh runs), the kernel does not stop it.
            loop.remove_signal_handler(signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(0, signal.SIGTSTP)
            loop.add_signal_handler(signal.SIGTSTP, self.action_suspend_process)
            if terminal_gone():  # the shell ended meanwhile: what is written now would wait for ever
                _end_now(signal.SIGHUP)

    def _continued(self) -> None:
        """Somebody continued this program. Where it did not stop by itself, the terminal is set up anew."""
        if terminal_gone():
            self.end_by(signal.SIGHUP)
            return
        if self._lookout is not None:
            self._lookout.look()
        if self._stopped:
            self._stopped = False
            return
        with self.suspend():
            pass


def _end_now(number: int) -> None:
    """Without another word to a terminal that may be gone."""
    os._exit(128 + number)
