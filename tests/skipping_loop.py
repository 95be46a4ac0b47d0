"""An event loop whose clock runs on by itself where nothing but a timer is waited for.

Real sockets and threads work in it. Whoever waits for one says so with `occupied()`; threads that the loop
itself started say it by themselves. While anything is under way, time passes as it does for everybody.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")


class SkippingLoop(asyncio.SelectorEventLoop):
    """`time()` is in seconds, as always; `skipped` are those that nobody waited for."""

    def __init__(self) -> None:
        self.skipped = 0.0
        self._under_way = 0
        super().__init__(_Skipping(self))

    def time(self) -> float:
        """Seconds, with what was skipped."""
        return super().time() + self.skipped

    def skip(self, seconds: float) -> None:
        """Let time pass at once."""
        self.skipped += seconds

    @property
    def is_occupied(self) -> bool:
        """Whether something real is waited for."""
        return self._under_way > 0

    @contextmanager
    def occupied(self) -> Iterator[None]:
        """Wait for something real: skip nothing meanwhile."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., ResultT], *args: Any
    ) -> asyncio.Future[ResultT]:
        """As always; a thread at work is something real."""
        future: asyncio.Future[ResultT] = super().run_in_executor(executor, func, *args)
        self._under_way += 1
        future.add_done_callback(self._thread_is_done)
        return future

    def _thread_is_done(self, _future: asyncio.Future[Any]) -> None:
        self._under_way -= 1


class _Skipping(selectors.DefaultSelector):
    def __init__(self, loop: SkippingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if found or (timeout is not None and timeout <= 0):
            return found
        if timeout is None or self._loop.is_occupied:
            return super().select(timeout)
        self._loop.skip(timeout)
        return super().select(0)


def run_skipping(main: Callable[[SkippingLoop], Coroutine[Any, Any, ResultT]]) -> ResultT:
    """Run `main(loop)` to its end in a loop of its own."""
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, SkippingLoop)
        return runner.run(main(loop))
