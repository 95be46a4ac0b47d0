"""The jobs of a session: who may send when, what is told of them, and what the journal keeps.

A job waits behind an older one that changes the same thing, while two are at work, and while there are no
keys. What was asked stands in the journal before the first request, so that a later start can tell what was
not sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Final

from backend_client.errors import Locked
from backend_client.portal.job_lines import JobLines, LeftJob
from backend_client.portal.journal import Outcome
from tui.job import Job
from tui.presenters.jobs import JobState, JobView, compact, ended_sentence, left_sentence

MOST_AT_ONCE: Final = 2
"""Jobs that send at the same time: the server's limits are shared by all of them."""


@dataclass
class Jobs:
    """The jobs of a session. `may_send`: whether keys are at hand. `changed` and `ended` tell the front;
    inside `quietly` calls leave room for those of a person; `expected` are the seconds that the limits of the
    server make what is left of a job wait."""

    may_send: Callable[[], bool] = lambda: True
    changed: Callable[[], None] = lambda: None
    ended: Callable[[Job[Any]], None] = lambda _job: None
    lines: Callable[[], JobLines | None] = lambda: None
    quietly: Callable[[], AbstractContextManager[object]] = nullcontext
    expected: Callable[[Job[Any]], float] = lambda _job: 0.0
    all: list[Job[Any]] = field(default_factory=list)
    left: tuple[LeftJob, ...] = ()
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _locks: int = 0

    @property
    def active(self) -> tuple[Job[Any], ...]:
        """Those that are not over."""
        return tuple(job for job in self.all if not job.is_over)

    def add(self, job: Job[Any]) -> None:
        """Take in a job that is about to be sent; a plan whose rest is sent is the same job again."""
        if job not in self.all:
            self.all.append(job)
        job.state, job.seen, job.halt, job.entered = JobState.WAITING, False, "", False

    async def only(self, job: Job[Any]) -> None:
        """Take it in and send it: for a plan that ends with its screen."""
        self.add(job)
        await self.send(job)

    async def send(self, job: Job[Any]) -> None:
        """Send it when its turn comes, and tell how it ended."""
        try:
            with self.quietly() if job.may_be_left else nullcontext():
                await self._send(job)
        finally:
            job.state = JobState.OVER
            self._settle(job)
            job.tell()
            self.news()
            self.ended(job)

    async def _send(self, job: Job[Any]) -> None:
        def progress(position: int, of: int) -> None:
            job.progress(position, of)
            if job.finish is None:
                job.expect(self.expected(job))
            self.changed()

        while True:
            locks = self._locks
            job.halt = await job.run.run(progress, lambda: self._turn(job))
            gone = (
                locks != self._locks or not self.may_send()
            )  # the request may hear of it before the jobs do
            locked = isinstance(job.run.halted, Locked) and gone
            if not locked or job.state is JobState.STOPPING:
                return
            job.halt = ""

    async def _turn(self, job: Job[Any]) -> None:
        """Wait until the next request of `job` may be sent, or it was stopped."""
        while job.state is not JobState.STOPPING:
            job.behind = None if job.begun else self._ahead_of(job)
            if job.behind is None and (job.begun or self._room()):
                if self.may_send():
                    if not job.entered:
                        self._begin(job)
                    job.state = JobState.SENDING
                    return
                job.state = JobState.LOCKED
            if not job.entered:
                self._note_waiting(job)
            job.pause()
            job.tell()
            self.changed()
            await self._news.wait()
        job.run.stop()

    def _ahead_of(self, job: Job[Any]) -> Job[Any] | None:
        """The older job that changes the same."""
        touches = job.wish.touches if job.wish is not None else frozenset()
        for other in self.all[: self.all.index(job)]:
            if not other.is_over and other.wish is not None and touches & other.wish.touches:
                return other
        return None

    def _room(self) -> bool:
        return sum(job.begun for job in self.all) < MOST_AT_ONCE

    def news(self) -> None:
        """Something changed that a job may wait for."""
        waiting, self._news = self._news, asyncio.Event()
        waiting.set()
        self.changed()

    def locked(self) -> None:
        """The keys went: what is sent next waits until they are back."""
        self._locks += 1
        self.news()

    # What is said

    def title(self, width: int) -> str:
        """For the title of every screen of that width; empty while there is nothing to say."""
        views = [job.view(job.wish) for job in self.active if job.wish is not None]
        ended = sum(job.is_over and not job.seen for job in self.all)
        return compact(views, ended, width)

    @staticmethod
    def ended_words(view: JobView) -> str:
        """What is said when one ended elsewhere."""
        return ended_sentence(view)

    def left_words(self) -> str:
        """What the start says of what an earlier run left."""
        return left_sentence(self.left)

    @staticmethod
    def rest(jobs: Iterable[Job[Any]]) -> tuple[int, int]:
        """What was not begun of those of them that a later start offers, and how much they are in all."""
        kept = [job for job in jobs if job.number and job.rest]
        return sum(job.rest for job in kept), sum(job.count for job in kept)

    # The end

    def stop(self, job: Job[Any]) -> None:
        """Send nothing more of `job`; it waits to be looked at."""
        job.stop()
        job.tell()
        self.news()

    def stop_all(self) -> None:
        """The program or the session ends: the rest is remembered."""
        for job in self.active:
            job.stop()
        self.news()

    def close(self, job: Job[Any]) -> None:
        """A person saw how it ended, and is not reminded of the rest."""
        self._forget(job, "its end was seen")
        if job in self.all:
            self.all.remove(job)
        self.changed()

    def put_away(self, left: LeftJob, note: str = "") -> None:
        """Nobody is reminded of what an earlier run, or a job of this one, left."""
        lines = self.lines()
        known = {*(each.number for each in self.left), *(each.number for each in self.all)}
        if lines is not None and left.number in known:
            lines.end(left.line, left.number, Outcome.HALF_DONE, note or "put away")
        self.left = tuple(each for each in self.left if each.number != left.number)
        self.all = [job for job in self.all if not job.is_over or job.started != left.at]
        self.changed()

    def _begin(self, job: Job[Any]) -> None:
        """Write what is asked, and that it takes the place of what it takes up."""
        job.entered = True
        lines, wish = self.lines(), job.wish
        if wish is None or lines is None:
            return
        replaced, waited = wish.replaces, job.number if job.waits else 0
        if (job.may_be_left or replaced is not None) and (job.waits or not job.number):
            job.number, job.waits = lines.begin(wish.line), False
            lines.end(wish.line, waited, Outcome.NOT_SENT, "its turn came")
        if replaced is not None:
            self.put_away(replaced, "taken up again")

    def _note_waiting(self, job: Job[Any]) -> None:
        """Whoever agreed to it counts on it: the end of the program does not lose it before its turn."""
        lines = self.lines()
        if lines is not None and job.wish is not None and job.may_be_left and not job.number:
            job.number, job.waits = lines.begin(job.wish.line, waits=True), True

    def _settle(self, job: Job[Any]) -> None:
        """Nothing is left of a job whose rows were all sent."""
        if not job.run.waiting:
            self._forget(job, "")

    def _forget(self, job: Job[Any], note: str) -> None:
        lines = self.lines()
        if lines is None or job.wish is None or not job.number:
            return
        lines.end(job.wish.line, job.number, Outcome.DONE if job.is_whole else Outcome.HALF_DONE, note)
        job.number, job.waits = 0, False
