"""Processes of one person on one server: together they take no more than one of them would."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from backend_client.api.boot_clock import boot_clock
from backend_client.api.budget import new_budget
from backend_client.api.budget_file import BudgetFile
from backend_client.api.lanes import Lane

SPEED = 12.0
SECONDS = 75.0


def fast_clock() -> float:
    return boot_clock() * SPEED


@asynccontextmanager
async def counting() -> AsyncIterator[tuple[int, list[float]]]:
    """A server that answers everything and notes when it was asked, on the fast clock."""
    arrivals: list[float] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                arrivals.append(fast_clock())
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], arrivals
    finally:
        server.close()


def note(file: BudgetFile, moments: set[float]) -> None:
    """Keep what the processes were promised: each moment stands in the file for a minute."""
    budget = new_budget()
    with suppress(BlockingIOError):
        file.change(budget, lambda _budget: None)
    moments.update(budget[Lane.READ].starts)


@contextmanager
def watched(file: BudgetFile) -> Iterator[set[float]]:
    """Every moment that is promised meanwhile. A thread looks: the loop is busy answering."""
    moments: set[float] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            note(file, moments)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield moments
    finally:
        over.set()
        thread.join()
        note(file, moments)


async def test_three_processes_stay_within_one_budget_and_use_it(tmp_path: Path) -> None:
    path = tmp_path / "rates" / "server"
    file = BudgetFile(path, clock=fast_clock)
    async with counting() as (port, arrivals):
        words = (str(path), str(port), str(SPEED), str(SECONDS))
        with watched(file) as moments:
            workers = [
                await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.rate_worker", *words, *more)
                for more in ((), (), ("background",))
            ]
            assert [await worker.wait() for worker in workers] == [0, 0, 0]
    file.close()
    assert max(sum(start <= later < start + 60 for later in moments) for start in moments) <= 100
    assert len(arrivals) <= len(moments)
    for arrived, promised in zip(sorted(arrivals), sorted(moments), strict=False):
        assert arrived >= promised, "sent before its turn"
    assert len(arrivals) > 90
