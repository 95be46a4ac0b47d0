"""No silent downgrade: what was asked over TLS is asked nowhere else, by no redirect and no address."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from backend_client.api.call import Call
from backend_client.api.pace import Pace
from backend_client.api.retry import RetryPolicy
from backend_client.api.servers import parse_server
from backend_client.api.transport import Transport
from backend_client.errors import AddressProblem, BadServerAddress, RedirectRefused, TransportError
from backend_client.secret import Secret
from tests.unit.api.certificates import Certificates, make_certificates
from tests.unit.api.fake_server import DEVICE

TOKEN = "bearer-that-must-not-travel"
TLS_HELLO = b"\x16\x03"
"""How a handshake of TLS begins."""


class Listener:
    """A socket on loopback that gives one answer and keeps what it was told."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.heard: list[bytes] = []
        self._serving: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        async with server:
            yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        with contextlib.suppress(ConnectionError):
            self.heard.append(await reader.read(65536))
            writer.write(self.answer)
            await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def redirect(location: str, status: int) -> bytes:
    head = (
        f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    return head.encode()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


async def asked(address: str, ca_bundle: Path | None, *, method: str = "GET") -> TransportError:
    server = parse_server(address, allow_loopback_http=True)
    transport = Transport(
        server, device=DEVICE, ca_bundle=ca_bundle, pace=Pace.off(), retries=RetryPolicy(attempts=1)
    )
    try:
        with pytest.raises(TransportError) as caught:
            await transport.send(
                Call(method, "things", body={} if method == "POST" else None), bearer=Secret(TOKEN)
            )
    finally:
        await transport.aclose()
    return caught.value


async def test_a_redirect_from_https_to_http_is_not_followed(certificates: Certificates) -> None:
    elsewhere, here = Listener(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), Listener(b"")
    async with elsewhere.open() as port, here.open(certificates.server_context()) as own:
        for status in (301, 302, 303, 307, 308):
            here.answer = redirect(f"http://127.0.0.1:{port}/api/things", status)
            for method in ("GET", "POST"):
                address = f"https://127.0.0.1:{own}"
                error = await asked(address, certificates.authority, method=method)
                assert isinstance(error, RedirectRefused)
    assert len(here.heard) == 10
    assert elsewhere.heard == []


async def test_a_redirect_to_another_host_or_scheme_is_not_followed_from_loopback_http() -> None:
    elsewhere, here = Listener(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), Listener(b"")
    async with elsewhere.open() as port:
        for location in (
            f"http://127.0.0.1:{port}/",
            f"https://localhost:{port}/",
            f"//localhost:{port}/",
            "/x",
        ):
            here.answer = redirect(location, 302)
            async with here.open() as own:
                assert isinstance(await asked(f"http://127.0.0.1:{own}", None), RedirectRefused)
    assert elsewhere.heard == []


async def test_a_server_of_https_that_speaks_http_is_told_nothing() -> None:
    plain = Listener(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    async with plain.open() as port:
        error = await asked(f"https://localhost:{port}", None)
    assert not isinstance(error, RedirectRefused)
    assert plain.heard, "it was asked"
    assert all(each.startswith(TLS_HELLO) for each in plain.heard)
    assert not any(TOKEN.encode() in each for each in plain.heard)


@pytest.mark.parametrize(
    "address",
    [
        "http://vault.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://[::2]",
        "http://0.0.0.0",
        "http://128.0.0.1",
        "http://2130706433",
        "http://127.1",
        "http://[::ffff:10.0.0.1]",
        "HTTP://10.0.0.1",
        "ws://127.0.0.1",
        "file:///etc/passwd",
    ],
)
def test_only_this_machine_may_be_asked_without_tls(address: str) -> None:
    with pytest.raises(BadServerAddress) as caught:
        parse_server(address, allow_loopback_http=True)
    assert caught.value.problem in (AddressProblem.NOT_HTTPS, AddressProblem.NO_HOST)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8080", "http://127.9.9.9", "http://[::1]:1", "http://localhost", "HTTP://LOCALHOST"],
)
def test_this_machine_is_asked_without_tls_only_where_that_was_allowed(address: str) -> None:
    server = parse_server(address, allow_loopback_http=True)
    assert server.loopback
    assert server.api_url.startswith("http://")
    with pytest.raises(BadServerAddress) as caught:
        parse_server(address)
    assert caught.value.problem is AddressProblem.LOOPBACK_NOT_HTTPS
