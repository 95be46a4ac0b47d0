"""A server that says more than it was asked: what nobody asked for is never the next answer."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from backend_client.api.call import Call
from backend_client.api.servers import parse_server
from backend_client.api.transport import Transport
from backend_client.api.unasked import hang_up_on_unasked
from tests.unit.api.certificates import Certificates, make_certificates
from tests.unit.api.fake_server import DEVICE

CONFIG = Call("GET", "config")
CHUNK = 64 * 1024  # what the HTTP library takes at a time


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


TRUE, UNASKED = answer(b'"true"'), answer(b'"unasked"')


class Talker:
    """Answers each request with `records`, each a TLS record of its own, in one piece of TCP. Counts the
    connections it got and the requests of each."""

    def __init__(self, records: list[bytes], context: ssl.SSLContext | None) -> None:
        self.requests: list[int] = []
        self._records = records
        self._context = context

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = len(self.requests)
        self.requests.append(0)
        try:
            if self._context is None:
                while await reader.read(CHUNK):
                    self.requests[number] += 1
                    writer.write(b"".join(self._records))
            else:
                await self._over_tls(reader, writer, number)
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _over_tls(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        assert self._context is not None
        inward, outward = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self._context.wrap_bio(inward, outward, server_side=True)
        shaken = False
        while True:
            try:
                if not shaken:
                    tls.do_handshake()
                    shaken = True
                elif not tls.read(CHUNK):
                    return
                else:
                    self.requests[number] += 1
                    for record in self._records:
                        tls.write(record)
            except ssl.SSLWantReadError:
                writer.write(outward.read())
                arrived = await reader.read(CHUNK)
                if not arrived:
                    return
                inward.write(arrived)
            else:
                writer.write(outward.read())


@asynccontextmanager
async def talking(
    records: list[bytes], certificates: Certificates | None
) -> AsyncIterator[tuple[Talker, Transport]]:
    context = certificates.server_context() if certificates else None
    talker = Talker(records, context)
    server = await asyncio.start_server(talker.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    where = parse_server(f"{'https' if context else 'http'}://127.0.0.1:{port}", allow_loopback_http=True)
    transport = Transport(where, device=DEVICE, ca_bundle=certificates.authority if certificates else None)
    try:
        yield talker, transport
    finally:
        await transport.aclose()
        server.close()


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("records", [[TRUE, UNASKED], [TRUE + UNASKED], [TRUE, b"\r\n"]])
async def test_what_was_not_asked_for_answers_nothing(
    certificates: Certificates, records: list[bytes], encrypted: bool
) -> None:
    async with talking(records, certificates if encrypted else None) as (talker, transport):
        for _ in range(3):
            assert (await transport.send(CONFIG)).body == b'"true"'
    assert talker.requests == [1, 1, 1]


@pytest.mark.parametrize("encrypted", [False, True])
async def test_neither_does_what_the_socket_s_reader_holds(
    certificates: Certificates, encrypted: bool
) -> None:
    long = answer(b" " * (CHUNK - len(answer(b"")) - 4))
    assert len(long) == CHUNK
    async with talking([long, UNASKED], certificates if encrypted else None) as (talker, transport):
        for _ in range(3):
            assert not (await transport.send(CONFIG)).body.strip()
    assert talker.requests == [1, 1, 1]


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_connection_that_said_what_it_was_asked_is_used_again(
    certificates: Certificates, encrypted: bool
) -> None:
    async with talking([TRUE], certificates if encrypted else None) as (talker, transport):
        for _ in range(3):
            await transport.send(CONFIG)
    assert talker.requests == [3]


@pytest.mark.parametrize("layer", [None, object(), SimpleNamespace(transport_stream=object())])
async def test_layers_nobody_knows_are_not_used_again(layer: object) -> None:
    closed: list[bool] = []

    async def aclose() -> None:
        closed.append(True)

    parser = SimpleNamespace(_h11_state=SimpleNamespace(trailing_data=(b"", False)))
    stream: Any = SimpleNamespace(_connection=parser)
    for name in ("_stream", "_httpcore_stream", "_stream", "stream"):
        stream = SimpleNamespace(**{name: stream})
    stream.extensions = {"network_stream": SimpleNamespace(_stream=layer, aclose=aclose)}
    await hang_up_on_unasked(stream)
    assert closed


async def test_an_application_in_this_process_has_no_connection() -> None:
    await hang_up_on_unasked(SimpleNamespace(extensions={}))
