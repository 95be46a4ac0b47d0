"""A long plan that goes on while a person is elsewhere: its rows, how far it is, and what was asked.

waiting  --its turn-->  sending  --the keys go-->  locked  --they are back-->  sending  -->  over
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Protocol

from backend_client.portal.clients import Client
from backend_client.portal.job_lines import JobKind, JobLine, LeftJob
from backend_client.portal.providers import Provider
from tui.presenters.jobs import JobState, JobView
from tui.presenters.row_states import RowState
from tui.presenters.table import Column
from tui.row_run import Result, RowRun, RowT

_UNSENT = frozenset({RowState.READY, RowState.NOT_SENT, RowState.LEFT_OUT})
_SETTLED = frozenset({RowState.DONE, RowState.REFUSED, RowState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class JobWish:
    """What makes a plan a job: `line` is what is remembered of it, `names` maps ids of rows to the words
    that `line` has for them. Jobs that touch one thing (an id) follow one another. `instead_of`: what it
    takes up again. `long`: a single request of it takes so long that it may be left too, and
    its rows count as sent once they were answered."""

    line: JobLine
    names: Mapping[str, str]
    touches: frozenset[str]
    instead_of: LeftJob | None = None
    long: bool = False

    @property
    def replaces(self) -> LeftJob | None:
        """What is forgotten when this begins: nothing where it shares no row with what it was made from."""
        left = self.instead_of
        if left is None or (left.line.rows and frozenset(left.left).isdisjoint(self.names.values())):
            return None
        return left


def wish_inside(
    kind: JobKind,
    provider: Provider,
    client: Client,
    names: Mapping[str, str],
    *,
    asked: Mapping[str, Any] | None = None,
    instead_of: LeftJob | None = None,
) -> JobWish:
    """The wish of a plan inside one client; `names` as in `JobWish`, `asked` as in `JobLine`."""
    rows, organization_id = tuple(names.values()), client.organization_id
    line = JobLine(kind, provider.id, client.name, organization_id, rows, len(rows), asked or {})
    return JobWish(line, names, frozenset({organization_id}), instead_of)


def wish_of_provider(
    kind: JobKind,
    provider: Provider,
    names: Mapping[str, str],
    *,
    asked: Mapping[str, Any] | None = None,
    instead_of: LeftJob | None = None,
) -> JobWish:
    """The wish of a plan about the provider itself; the same otherwise."""
    rows = tuple(names.values())
    line = JobLine(kind, provider.id, rows=rows, count=len(rows), asked=asked or {})
    return JobWish(line, names, frozenset({provider.id}), instead_of)


@dataclass(frozen=True, slots=True)
class JobWords:
    """The columns of its rows; `outcome` counts how they stand, `told` adds what is known afterwards only,
    `doing` what is to be known before."""

    columns: tuple[Column, ...]
    outcome: Callable[[Sequence[Any]], str]
    told: Callable[[], tuple[str, ...]] = tuple
    doing: Callable[[], tuple[str, ...]] = tuple


class JobWatcher(Protocol):
    """Whoever shows a job while it runs. A screen that is closed, or not drawn yet, is told nothing."""

    @property
    def is_attached(self) -> bool: ...

    @property
    def is_mounted(self) -> bool: ...

    def job_row_changed(self, job: Job[Any], index: int) -> None:
        """A row took another state."""

    def job_changed(self, job: Job[Any]) -> None:
        """It waits, goes on, makes progress or is over."""


class Job(Generic[RowT]):
    """One plan and what became of it. `wish` is None for what ends with its screen. `weight`: how many
    things a row stands for."""

    def __init__(
        self,
        words: JobWords,
        rows: Sequence[RowT],
        send: Callable[[Sequence[RowT]], Awaitable[Sequence[Result]]],
        *,
        wish: JobWish | None = None,
        batch: int = 1,
        together: Callable[[RowT, RowT], bool] = lambda _one, _other: True,
        weight: Callable[[RowT], int] = lambda _row: 1,
    ) -> None:
        self._weight = weight
        self.words = words
        self.wish = wish
        self.run: RowRun[RowT] = RowRun(rows, send, batch=batch, together=together, changed=self._row_changed)
        self.state = JobState.WAITING
        self.watcher: JobWatcher | None = None
        self.seen = False
        self.halt = ""
        self.step = (0, 0)
        """The last row of the present batch among all that are to be sent, and how many those are."""
        self.behind: Job[Any] | None = None
        self.number = 0
        """Its line in the journal; 0: it has none."""
        self.waits = False
        """Whether that line says that its turn has not come."""
        self.entered = False
        """Whether its turn came."""
        self.started = datetime.now(UTC)
        self.finish: datetime | None = None
        """When it will be over at the speed so far; None before anything is known of that."""
        self._first: tuple[datetime, int] | None = None

    @property
    def may_be_left(self) -> bool:
        """Whether it goes on by itself: only what takes several requests does, or a long one."""
        return self.wish is not None and self.run.requests > (0 if self.wish.long else 1)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is sent."""
        return self.state is JobState.OVER

    @property
    def is_whole(self) -> bool:
        """Whether every row that was to be sent was done."""
        return all(row.state is RowState.DONE for row in self._wanted)

    @property
    def stopping(self) -> bool:
        """Whether it ends after the request under way."""
        return self.state is JobState.STOPPING

    @property
    def begun(self) -> bool:
        """Whether it is at work: nothing that touches the same may begin."""
        return self.state in (JobState.SENDING, JobState.LOCKED, JobState.STOPPING)

    @property
    def outcome(self) -> str:
        """How its rows stand, counted."""
        return self.words.outcome(self.run.rows)

    @property
    def count(self) -> int:
        """Rows that are to be sent, each by its weight."""
        return sum(map(self._weight, self._wanted))

    @property
    def sent(self) -> int:
        """Rows that were sent, or are being sent, each by its weight."""
        unsent = {*_UNSENT, RowState.SENDING} if self.wish is not None and self.wish.long else _UNSENT
        return sum(self._weight(row) for row in self._wanted if row.state not in unsent)

    @property
    def rest(self) -> int:
        """Rows that no request was begun for, each by its weight."""
        return sum(self._weight(self.run.rows[index]) for index in self.run.waiting)

    @property
    def is_asking(self) -> bool:
        """Whether a request of it is under way."""
        return RowState.SENDING in self.run.states

    @property
    def _wanted(self) -> list[RowT]:
        return [row for row in self.run.rows if row.sendable and row.state is not RowState.LEFT_OUT]

    @property
    def said(self) -> tuple[str, ...]:
        """What is to be known of it beside its rows, in finished sentences."""
        told = self.words.told() if self.is_over else self.words.doing()
        return (self.halt, *told) if self.halt else told

    def view(self, wish: JobWish) -> JobView:
        """How it stands, as a value; `wish` is its own."""
        behind = self.behind.wish if self.behind is not None else None
        return JobView(
            wish.line,
            self.state,
            self.sent,
            self.count,
            self.outcome if self.is_over else "",
            behind.line if behind is not None else None,
            self.finish,
            not self.is_whole,
        )

    def stop(self) -> None:
        """Send nothing after the request under way."""
        self.run.stop()
        if not self.is_over:
            self.state = JobState.STOPPING

    def left(self) -> LeftJob | None:
        """What is not done of it, for a plan that takes it up again; None where it cannot be."""
        if self.wish is None:
            return None
        names = self.wish.names
        by_state = {
            state: frozenset(names[row.id] for row in self.run.rows if row.state is state and row.id in names)
            for state in (RowState.DONE, RowState.UNKNOWN)
        }
        return LeftJob(
            self.wish.line, self.number, self.started, by_state[RowState.DONE], by_state[RowState.UNKNOWN]
        )

    def is_shown_by(self, screen: object) -> bool:
        """Whether `screen` follows it."""
        return self.watcher is screen

    def tell(self) -> None:
        """Whoever shows it hears that it changed."""
        if self._follower is not None:
            self._follower.job_changed(self)

    def progress(self, position: int, of: int) -> None:
        """A batch begins that ends with that row of those still to be sent: reckon when all will be over."""
        wanted = len(self._wanted)
        self.step = (wanted - of + position, wanted)
        now = datetime.now(UTC)
        settled = (row for row in self.run.rows if row.sendable and row.state in _SETTLED)
        before = sum(self._weight(row) for row in settled)
        started, first = self._first or (now, before)
        self._first = (started, first)
        if before > first:
            self.finish = now + (now - started) / (before - first) * (self.count - before)
        self.tell()

    def expect(self, seconds: float) -> None:
        """So long the limits of the server make it wait: all that is known before it has a speed."""
        if seconds >= 1 and self.finish is None:
            self.finish = datetime.now(UTC) + timedelta(seconds=seconds)

    def pause(self) -> None:
        """It waits for something that has no speed."""
        self._first = self.finish = None

    def _row_changed(self, index: int) -> None:
        if self._follower is not None:
            self._follower.job_row_changed(self, index)

    @property
    def _follower(self) -> JobWatcher | None:
        shows = self.watcher is not None and self.watcher.is_attached and self.watcher.is_mounted
        return self.watcher if shows else None
