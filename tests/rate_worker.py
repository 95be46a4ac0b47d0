"""Reads as fast as its pace lets it, in a process and on a fast clock of its own.

Run as `python -m tests.rate_worker BUDGET_FILE PORT SPEED SECONDS [background]`.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import nullcontext
from pathlib import Path

from backend_client.api.boot_clock import boot_clock
from backend_client.api.budget_file import BudgetFile
from backend_client.api.call import Call
from backend_client.api.device import this_device
from backend_client.api.pace import Pace
from backend_client.api.priority import background
from backend_client.api.servers import parse_server
from backend_client.api.transport import Transport


async def read_on(file: Path, port: int, speed: float, seconds: float) -> None:
    """Send one read after the other."""

    def clock() -> float:
        return boot_clock() * speed

    async def sleep(wanted: float) -> None:
        await asyncio.sleep(wanted / speed)

    server = parse_server(f"http://127.0.0.1:{port}", allow_loopback_http=True)
    pace = Pace(file=BudgetFile(file, clock=clock), clock=clock, sleep=sleep)
    transport = Transport(server, device=this_device("c6a6a0a4-6f5c-4a3e-9f0d-0e2f5f4b9a11"), pace=pace)
    end = clock() + seconds
    try:
        async with asyncio.timeout(seconds / speed):
            while clock() < end:
                await transport.send(Call("GET", "things"))
    except TimeoutError:
        pass
    finally:
        await transport.aclose()


if __name__ == "__main__":
    file, port, speed, seconds, *words = sys.argv[1:]
    with background() if words else nullcontext():
        asyncio.run(read_on(Path(file), int(port), float(speed), float(seconds)))
