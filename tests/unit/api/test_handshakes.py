"""A handshake that nobody waits for any more leaves no connection behind."""

from __future__ import annotations

import asyncio

import pytest

from backend_client.api.call import Call
from backend_client.api.pace import Pace
from backend_client.api.retry import RetryPolicy
from backend_client.api.servers import parse_server
from backend_client.api.transport import Transport
from tests.unit.api.fake_server import DEVICE

SECONDS = 20


@pytest.mark.parametrize("after", ["the greeting", "half an answer"])
async def test_a_cancelled_handshake_closes_its_connection_at_once(after: str) -> None:
    greeted, hung_up = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(5)
        if after == "half an answer":
            writer.write(b"\x16\x03\x03\x00\x7a\x02")
            await writer.drain()
        greeted.set()
        while await reader.read(4096):
            continue
        hung_up.set()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    transport = Transport(
        parse_server(address), device=DEVICE, pace=Pace.off(), retries=RetryPolicy(attempts=1)
    )
    try:
        async with asyncio.timeout(SECONDS):
            asked = asyncio.create_task(transport.send(Call("GET", "things")))
            await greeted.wait()
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked
            await hung_up.wait()
    finally:
        await transport.aclose()
        server.close()
