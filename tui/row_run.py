"""Sending rows one batch after the other, for screens and commands alike. Nothing is sent twice.

A row that failed alone does not stop the rest; a failure that the next row would meet too does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from backend_client.errors import SeatwardenError
from tui.explain import explanation_of
from tui.presenters.row_states import RowState, ending

Result = SeatwardenError | None
"""How one row of a batch ended; None: it was done."""


class SendableRow(Protocol):
    """A row of a job."""

    @property
    def id(self) -> str: ...

    @property
    def state(self) -> RowState: ...

    @property
    def sendable(self) -> bool:
        """Whether there is anything to send for it."""

    def with_state(self: RowT, state: RowState, why: str = "") -> RowT:
        """The row in another state."""


RowT = TypeVar("RowT", bound=SendableRow)
ItemT = TypeVar("ItemT")


class RowRun(Generic[RowT]):
    """One job over `rows`.

    `send` takes a batch and gives one result per row, or raises for all of them. Rows travel in batches of
    at most `batch`, and only as far as each may travel with the first (`together`). `changed(index)` is
    told after every row that took another state.
    """

    def __init__(
        self,
        rows: Sequence[RowT],
        send: Callable[[Sequence[RowT]], Awaitable[Sequence[Result]]],
        *,
        batch: int = 1,
        together: Callable[[RowT, RowT], bool] = lambda _one, _other: True,
        changed: Callable[[int], None] = lambda _index: None,
    ) -> None:
        self.rows = list(rows)
        self._send = send
        self._batch = batch
        self._together = together
        self._changed = changed
        self._stopping = False
        self.halted: SeatwardenError | None = None
        """What the last run ended at before its last row."""

    @property
    def waiting(self) -> tuple[int, ...]:
        """The places of the rows that are still to be sent."""
        return tuple(
            index
            for index, row in enumerate(self.rows)
            if row.sendable and row.state in (RowState.READY, RowState.NOT_SENT)
        )

    @property
    def states(self) -> tuple[RowState, ...]:
        """The states of all rows."""
        return tuple(row.state for row in self.rows)

    @property
    def requests(self) -> int:
        """How many batches are still to be sent."""
        return sum(1 for _batch in self._batches(self.waiting))

    def stop(self) -> None:
        """Send no further batch."""
        self._stopping = True

    async def run(
        self,
        progress: Callable[[int, int], None] = lambda _done, _of: None,
        turn: Callable[[], Awaitable[None]] | None = None,
    ) -> str:
        """Send what waits. `progress(n, of)` is told when a batch begins, `turn` awaited before it. Returns
        the reason for an early end in finished words, or an empty text."""
        self._stopping, self.halted = False, None
        waiting, halt, sent = self.waiting, "", 0
        for batch in self._batches(waiting):
            if turn is not None and not (self._stopping or halt):
                await turn()
            if self._stopping or halt:
                self._all(batch, RowState.NOT_SENT)
                continue
            self._all(batch, RowState.SENDING)
            sent += len(batch)
            progress(sent, len(waiting))
            try:
                results = await self._send([self.rows[index] for index in batch])
            except SeatwardenError as error:
                results = [error] * len(batch)
            halt = self._take(batch, results)
        return halt

    def _batches(self, waiting: Sequence[int]) -> Iterator[Sequence[int]]:
        batch: list[int] = []
        for index in waiting:
            fits = batch and self._together(self.rows[batch[0]], self.rows[index])
            if batch and (len(batch) == self._batch or not fits):
                yield batch
                batch = []
            batch.append(index)
        if batch:
            yield batch

    def _take(self, batch: Sequence[int], results: Sequence[Result]) -> str:
        halt = ""
        for index, error in zip(batch, results, strict=True):
            if error is None:
                self._set(index, RowState.DONE)
                continue
            state, halts = ending(error)
            words = explanation_of(error)
            self._set(index, state, words.sentence)
            if halts and not halt:
                halt, self.halted = words.line(), error
        return halt

    def _all(self, batch: Sequence[int], state: RowState) -> None:
        for index in batch:
            self._set(index, state)

    def _set(self, index: int, state: RowState, why: str = "") -> None:
        self.rows[index] = self.rows[index].with_state(state, why)
        self._changed(index)


async def one_by_one(changes: Sequence[ItemT], apply: Callable[[ItemT], Awaitable[object]]) -> list[Result]:
    """The results of applying `changes` one after the other: for a portal method that takes one."""
    results: list[Result] = []
    for change in changes:
        try:
            await apply(change)
        except SeatwardenError as error:
            results.append(error)
        else:
            results.append(None)
    return results
