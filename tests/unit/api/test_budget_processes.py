"""Processes of one person on one server: together they take no more than one of them would."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from backend_client.api.boot_clock import boot_clock
from backend_client.api.budget import new_budget
from backend_client.api.budget_file import BudgetFile
from backend_client.api.lanes import Lane

SPEED = 25.0
SECONDS = 150.0


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


async def watch(file: BudgetFile, moments: set[float]) -> None:
    while True:
        await asyncio.sleep(0.25)
        note(file, moments)


async def test_three_processes_stay_within_one_budget_and_use_it(tmp_path: Path) -> None:
    path = tmp_path / "rates" / "server"
    file = BudgetFile(path, clock=fast_clock)
    moments: set[float] = set()
    async with counting() as (port, arrivals):
        watching = asyncio.create_task(watch(file, moments))
        words = (str(path), str(port), str(SPEED), str(SECONDS))
        workers = [
            await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.rate_worker", *words, *more)
            for more in ((), (), ("background",))
        ]
        assert [await worker.wait() for worker in workers] == [0, 0, 0]
        watching.cancel()
        note(file, moments)
    file.close()
    assert max(sum(start <= later < start + 60 for later in moments) for start in moments) <= 100
    assert len(arrivals) <= len(moments)
    assert len(arrivals) > 1.5 * 100
