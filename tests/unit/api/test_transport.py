"""The wire itself: what goes wrong between here and a server. Real sockets on loopback where cheap."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from backend_client.api import transport as transport_module, waits as waits_module
from backend_client.api.call import Call
from backend_client.api.pace import Pace
from backend_client.api.patience import patience
from backend_client.api.priority import background
from backend_client.api.retry import RetryPolicy
from backend_client.api.servers import PRACTICE, Server, parse_server
from backend_client.api.timeouts import Timeouts
from backend_client.api.transport import Transport
from backend_client.api.waits import Waiting
from backend_client.errors import (
    BadAnswer,
    CertificateError,
    RateLimited,
    RedirectRefused,
    SeatwardenError,
    ServerTimeout,
    ServerUnreachable,
    TransportError,
    UnreachableReason,
)
from backend_client.reasons import WaitReason
from backend_client.secret import Secret
from tests.unit.api.certificates import Certificates, make_certificates
from tests.unit.api.fake_server import DEVICE, FakeServer, Reply

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
READ = Call("GET", "things")
WRITE = Call("POST", "things", body={})
ONCE = RetryPolicy(attempts=1)


@pytest.fixture
async def limited() -> AsyncIterator[Transport]:
    """On a server that lets nobody ask for five minutes."""
    server = FakeServer()
    server.on("GET", "/api/things", Reply(429, b"{}", {"Retry-After": "300"}))
    transport = Transport(PRACTICE, device=DEVICE, asgi_app=server.app, pace=Pace())
    try:
        yield transport
        assert [asked.path for asked in server.asked] == ["/api/things"]
    finally:
        await transport.aclose()


class Waits:
    """Stands in for sleeping."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


@asynccontextmanager
async def listening(serve: Serve, *, context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A socket on loopback that treats each connection with `serve`."""

    async def run(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(run, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    scheme = "https" if context else "http"
    try:
        yield parse_server(f"{scheme}://127.0.0.1:{port}", allow_loopback_http=True)
    finally:
        server.close()


@asynccontextmanager
async def sending(server: Server, waits: Waits | None = None, **options: Any) -> AsyncIterator[Transport]:
    sleep = (waits or Waits()).sleep
    transport = Transport(server, device=DEVICE, pace=Pace.off(), sleep=sleep, **options)
    try:
        yield transport
    finally:
        await transport.aclose()


async def failure(server: Server, call: Call = READ, **options: Any) -> SeatwardenError:
    """The error of one call, which carries nothing of the library along."""
    async with sending(server, **options) as transport:
        with pytest.raises(SeatwardenError) as caught:
            await transport.send(call, bearer=Secret("hunter2"))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


def saying(*chunks: bytes) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for chunk in chunks:
            writer.write(chunk)
        await writer.drain()

    return serve


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


async def test_an_answer_over_a_real_socket() -> None:
    async with listening(saying(OK)) as server, sending(server) as transport:
        answer = await transport.send(READ)
    assert (answer.status, answer.body) == (200, b"{}")


async def test_nobody_listens() -> None:
    async with listening(silent) as server:
        pass
    error = await failure(server)
    assert isinstance(error, ServerUnreachable)
    assert error.reason is UnreachableReason.REFUSED
    assert error.host == server.host


async def test_a_name_that_does_not_exist() -> None:
    error = await failure(parse_server("no-such-host.invalid"))
    assert isinstance(error, ServerUnreachable)
    assert error.reason is UnreachableReason.NAME


async def test_a_server_that_hangs_up_without_a_word() -> None:
    error: BaseException
    async with listening(saying()) as server:
        waits = Waits()
        async with sending(server, waits) as transport:
            with pytest.raises(ServerUnreachable) as caught:
                await transport.send(READ)
            assert len(waits.seconds) == 3
            error = caught.value
            with pytest.raises(ServerUnreachable):
                await transport.send(WRITE)
            assert len(waits.seconds) == 3
    assert isinstance(error, ServerUnreachable)
    assert error.reason is UnreachableReason.NETWORK


async def test_an_answer_that_is_cut_off() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
    async with listening(saying(head, b'{"data":')) as server:
        error = await failure(server, retries=ONCE)
    assert isinstance(error, BadAnswer)
    assert (error.problem, error.endpoint) == ("cut off", "GET things")


async def test_an_answer_that_never_comes() -> None:
    async with listening(silent) as server:
        error = await failure(server, timeouts=Timeouts(data=0.05), retries=ONCE)
    assert isinstance(error, ServerTimeout)
    assert error.seconds == 0.05


async def test_an_answer_that_drips() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with listening(drip) as server:
        error = await failure(server, timeouts=Timeouts(data=5.0, whole=0.1), retries=ONCE)
    assert isinstance(error, ServerTimeout)


SLOW = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
)


def slowly(whole: bytes, seconds: float) -> Serve:
    """Ten pieces, so many seconds apart."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        piece = -(-len(whole) // 10)
        for start in range(0, len(whole), piece):
            writer.write(whole[start : start + piece])
            await writer.drain()
            await asyncio.sleep(seconds)

    return serve


async def test_the_deadline_of_a_read_holds_over_its_last_byte() -> None:
    within: dict[str, Any] = {
        "timeouts": Timeouts(data=5.0, whole=60.0),
        "retries": RetryPolicy(deadline=0.2),
    }
    everything = Call("GET", "things", bulk=True)
    async with listening(slowly(SLOW, 0.03)) as server, sending(server, **within) as transport:
        with pytest.raises(ServerTimeout) as caught:
            await transport.send(READ)
        assert caught.value.seconds == 0.2
        assert (await transport.send(everything)).status == 200
        assert (await transport.send(WRITE)).status == 200


async def test_the_deadline_of_a_read_holds_over_all_its_tries() -> None:
    loop, lasted = asyncio.get_running_loop(), list[float]()

    async def drop_then_drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        began = loop.time()
        if lasted:
            await slowly(SLOW, 1.0)(reader, writer)
        else:
            await asyncio.sleep(0.1)
        lasted.append(loop.time() - began)

    async with listening(drop_then_drip) as server:
        began = loop.time()
        error = await failure(server, timeouts=Timeouts(data=5.0), retries=RetryPolicy(deadline=1.2))
        seconds = loop.time() - began
    assert isinstance(error, ServerTimeout)
    assert lasted
    assert seconds < 5.0, "ten pieces a second apart"


async def test_patience_that_ends_sends_nothing(limited: Transport) -> None:
    assert (await limited.send(READ)).status == 429
    with patience(30.0), pytest.raises(RateLimited) as caught:
        await limited.send(Call("GET", "others"))
    assert 299 < (caught.value.retry_after or 0) <= 300
    assert caught.value.endpoint == "GET others"
    assert caught.value.__suppress_context__


async def test_something_that_is_no_http() -> None:
    async with listening(saying(b"220 mail.example.test ESMTP\r\n")) as server:
        error = await failure(server, retries=ONCE)
    assert isinstance(error, TransportError)


async def test_a_body_that_does_not_unpack() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"
    async with listening(saying(head)) as server:
        error = await failure(server)
    assert isinstance(error, BadAnswer)
    assert error.problem == "not decodable"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


async def test_an_untrusted_certificate(certificates: Certificates) -> None:
    async with listening(saying(OK), context=certificates.server_context()) as server:
        error = await failure(server)
    assert isinstance(error, CertificateError)
    assert error.host == server.host


async def test_a_ca_bundle_is_trusted_besides_the_others(certificates: Certificates) -> None:
    async with (
        listening(saying(OK), context=certificates.server_context()) as server,
        sending(server, ca_bundle=certificates.authority) as transport,
    ):
        assert (await transport.send(READ)).status == 200


async def test_a_ca_bundle_does_not_switch_host_names_off(certificates: Certificates) -> None:
    async with listening(saying(OK), context=certificates.server_context(named="other.test")) as server:
        error = await failure(server, ca_bundle=certificates.authority)
    assert isinstance(error, CertificateError)


async def test_a_ca_bundle_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "bundle.pem"
    broken.write_text("no certificates here")
    for bundle in (broken, tmp_path / "missing.pem"):
        assert isinstance(await failure(parse_server("127.0.0.1:9"), ca_bundle=bundle), CertificateError)


async def test_a_ca_bundle_that_was_mended_is_read_again(tmp_path: Path, certificates: Certificates) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("not yet")
    assert isinstance(await failure(parse_server("127.0.0.1:9"), ca_bundle=bundle), CertificateError)
    bundle.write_bytes(certificates.authority.read_bytes())
    assert isinstance(await failure(parse_server("127.0.0.1:9"), ca_bundle=bundle), ServerUnreachable)


async def test_the_trust_store_is_built_once(certificates: Certificates) -> None:
    first = transport_module._trust(certificates.authority)
    assert transport_module._trust(certificates.authority) is first


async def test_the_environment_may_choose_the_trust(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = transport_module._trust.__wrapped__
    everywhere = build(None)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    chosen = build(None)
    assert chosen.cert_store_stats()["x509_ca"] == 1
    assert everywhere.cert_store_stats()["x509_ca"] > 10


async def test_no_file_gets_the_keys_of_tls_sessions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    context = transport_module._trust.__wrapped__(None)
    assert not context.keylog_filename


async def test_a_server_on_this_machine_is_not_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    async def overhear(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(100))

    async with listening(overhear) as proxy, listening(saying(OK)) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.vault_url)
        async with sending(server) as transport:
            assert (await transport.send(READ)).status == 200
    assert asked == []


async def test_no_cookies_are_kept() -> None:
    server = FakeServer()
    server.on("GET", "/api/things", Reply(200, b"{}", {"Set-Cookie": "who=ada; Path=/"}))
    async with sending(PRACTICE, asgi_app=server.app) as transport:
        await transport.send(READ)
        await transport.send(READ)
    assert "cookie" not in server.asked[1].headers


async def test_a_proxy_the_library_cannot_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy.example.test:70")
    assert isinstance(await failure(parse_server("vault.example.test")), ServerUnreachable)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_refused(status: int) -> None:
    server = FakeServer()
    server.on("GET", "/api/things", Reply(status, b"", {"Location": "https://elsewhere.example.test/"}))
    assert isinstance(await failure(PRACTICE, asgi_app=server.app), RedirectRefused)
    assert len(server.asked) == 1


@pytest.mark.parametrize("packed", [False, True])
async def test_answers_have_a_largest_size(monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    monkeypatch.setattr(transport_module, "LARGEST_ANSWER", 1000)
    server = FakeServer()
    body = b" " * 1001
    headers = {"Content-Encoding": "gzip"} if packed else {}
    server.on("GET", "/api/things", Reply(200, gzip.compress(body) if packed else body, headers))
    error = await failure(PRACTICE, asgi_app=server.app)
    assert isinstance(error, BadAnswer)
    assert error.problem == "too large"


async def test_reads_are_repeated_and_writes_are_not() -> None:
    server = FakeServer()
    waits = Waits()
    server.on("GET", "/api/things", Reply(503), Reply(502), Reply(200, b"{}"))
    server.on("POST", "/api/things", Reply(503))
    async with sending(PRACTICE, waits, asgi_app=server.app) as transport:
        assert (await transport.send(READ)).status == 200
        assert len(waits.seconds) == 2
        assert (await transport.send(WRITE)).status == 503
    assert [asked.method for asked in server.asked] == ["GET", "GET", "GET", "POST"]


PAGE = Reply(200, b"\n<!DOCTYPE html><p>Accept the terms of the hotel", {"Content-Type": "text/html"})
HALF = Reply(200, b'{"data": [{"id": "a"}, {"id"')


@pytest.mark.parametrize("spoiled", [PAGE, HALF, Reply(500)])
async def test_what_seldom_passes_is_read_once_more(spoiled: Reply) -> None:
    server = FakeServer()
    waits = Waits()
    server.on("GET", "/api/things", spoiled, Reply(200, b"{}"))
    server.on("GET", "/api/others", spoiled)
    server.on("POST", "/api/things", spoiled)
    async with sending(PRACTICE, waits, asgi_app=server.app) as transport:
        assert (await transport.send(READ)).body == b"{}"
        assert (await transport.send(Call("GET", "others"))).body == spoiled.body
        assert (await transport.send(WRITE)).body == spoiled.body
    assert [len(server.asked_for(f"/api/{path}")) for path in ("things", "others")] == [3, 2]


async def test_a_listener_that_comes_back_is_found() -> None:
    async with listening(saying(OK)) as server:
        pass

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await saying(OK)(reader, writer)
        writer.close()

    async def sleep(_seconds: float) -> None:
        port = int(server.host.rpartition(":")[2])
        back.append(await asyncio.start_server(answer, "127.0.0.1", port))

    back: list[asyncio.Server] = []
    transport = Transport(server, device=DEVICE, pace=Pace.off(), sleep=sleep)
    try:
        assert (await transport.send(READ)).status == 200
    finally:
        await transport.aclose()
        back[0].close()


async def test_a_proxy_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    async with listening(saying(refusal)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.host}")
        waits = Waits()
        async with sending(parse_server("vault.example.com"), waits) as transport:
            with pytest.raises(ServerUnreachable) as caught:
                await transport.send(READ)
    assert caught.value.reason is UnreachableReason.PROXY
    assert waits.seconds == []


async def test_waits_that_somebody_notices_are_told() -> None:
    server = FakeServer()
    server.on("GET", "/api/things", Reply(429, b"", {"Retry-After": "7"}), Reply(200, b"{}"))
    server.on("GET", "/api/others", Reply(503, b""), Reply(200, b"{}"))
    told: list[Waiting | None] = []
    async with sending(PRACTICE, Waits(), asgi_app=server.app) as transport:
        transport.waits.subscribe(told.append)
        await transport.send(Call("GET", "others"))
        assert told == [], "half a second is nothing to speak of"
        await transport.send(READ)
    assert told == [Waiting(WaitReason.BUSY, 7.0), None]


async def test_waits_of_what_nobody_waits_for_are_not_told() -> None:
    server = FakeServer()
    server.on("GET", "/api/things", Reply(429, b"", {"Retry-After": "7"}), Reply(200, b"{}"))
    told: list[Waiting | None] = []
    async with sending(PRACTICE, Waits(), asgi_app=server.app) as transport:
        transport.waits.subscribe(told.append)
        with background():
            await transport.send(READ)
    assert told == []


async def test_a_quick_answer_ends_the_notice_of_no_other_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits_module, "NOTICEABLE_SECONDS", 0.01)
    server = FakeServer()
    for path in ("/api/things", "/api/others"):
        server.on("GET", path, Reply(200, b"{}"))
    gate = server.gates["/api/things"] = asyncio.Event()
    noticed = asyncio.Event()
    told: list[Waiting | None] = []

    def listen(waiting: Waiting | None) -> None:
        told.append(waiting)
        noticed.set()

    async with sending(PRACTICE, asgi_app=server.app) as transport:
        transport.waits.subscribe(listen)
        slow = asyncio.create_task(transport.send(READ))
        await noticed.wait()
        await transport.send(Call("GET", "others"))
        assert told == [Waiting(WaitReason.ANSWER, 0.01)]
        gate.set()
        await slow
    assert told == [Waiting(WaitReason.ANSWER, 0.01), None]


async def test_silence_is_counted_over_all_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits_module, "NOTICEABLE_SECONDS", 0.01)
    told: list[Waiting] = []
    twice = RetryPolicy(attempts=2)
    async with (
        listening(silent) as server,
        sending(server, timeouts=Timeouts(data=0.2), retries=twice) as transport,
    ):
        transport.waits.subscribe(lambda waiting: told.append(waiting) if waiting is not None else None)
        with pytest.raises(ServerTimeout):
            await transport.send(READ)
    first, second = (waiting for waiting in told if waiting.reason is WaitReason.ANSWER)
    assert first.seconds == 0.01
    assert second.seconds > 0.2, "the first try is part of the silence"


async def test_of_answers_the_one_missing_for_longest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits_module, "NOTICEABLE_SECONDS", 0.01)
    waits, told, notices = waits_module.Waits(), list[Waiting | None](), asyncio.Queue[None]()
    waits.subscribe(told.append)
    waits.subscribe(lambda _waiting: notices.put_nowait(None))
    with waits.answering(already=9.0):
        await notices.get()
        with waits.answering():
            await notices.get()
    assert told == [Waiting(WaitReason.ANSWER, 9.01)] * 3 + [None]


async def test_waiting_for_the_limits_is_told() -> None:
    server = FakeServer()
    server.on("POST", "/api/things", Reply(200, b"{}"))
    told: list[Waiting | None] = []
    waits = Waits()
    pace = Pace(clock=lambda: 0.0, sleep=waits.sleep)
    transport = Transport(PRACTICE, device=DEVICE, asgi_app=server.app, pace=pace, sleep=waits.sleep)
    transport.waits.subscribe(told.append)
    for _ in range(6):
        await transport.send(WRITE)
    await transport.aclose()
    assert told == [Waiting(WaitReason.LIMIT, 2.0), None] * 2


async def test_retry_after_is_waited_for() -> None:
    server = FakeServer()
    waits = Waits()
    server.on("GET", "/api/things", Reply(429, b"", {"Retry-After": "7"}), Reply(200, b"{}"))
    async with sending(PRACTICE, waits, asgi_app=server.app) as transport:
        await transport.send(READ)
    assert waits.seconds == [7.0]


async def test_a_refusal_slows_the_pace() -> None:
    server = FakeServer()
    server.on("GET", "/api/things", Reply(429, b"", {"Retry-After": "40"}))
    waits = Waits()
    pace = Pace(clock=lambda: 0.0, sleep=waits.sleep)
    transport = Transport(PRACTICE, device=DEVICE, asgi_app=server.app, pace=pace, sleep=waits.sleep)
    assert (await transport.send(READ)).status == 429
    assert waits.seconds == []
    await transport.send(READ)
    assert waits.seconds == [40.0]
    await transport.aclose()


async def test_an_application_that_fails_is_a_500() -> None:
    async def broken(_scope: object, _receive: object, _send: object) -> None:
        raise RuntimeError("inside the application")

    async with sending(PRACTICE, asgi_app=broken) as transport:
        assert (await transport.send(READ)).status == 500


async def test_at_most_ten_requests_at_once() -> None:
    server = FakeServer()
    server.on("GET", "/api/things", Reply(200, b"{}"))
    gate = server.gates["/api/things"] = asyncio.Event()
    async with sending(PRACTICE, asgi_app=server.app) as transport:
        calls = [asyncio.create_task(transport.send(READ)) for _ in range(25)]
        for _ in range(200):
            await asyncio.sleep(0)
        assert len(server.asked) == 10
        gate.set()
        await asyncio.gather(*calls)
    assert len(server.asked) == 25


async def test_a_closed_transport_sends_nothing() -> None:
    server = FakeServer()
    transport = Transport(PRACTICE, device=DEVICE, asgi_app=server.app)
    await transport.aclose()
    with pytest.raises(ServerUnreachable):
        await transport.send(READ)
    assert server.asked == []


async def test_closing_under_a_request_is_an_unreachable_server() -> None:
    reached = asyncio.Event()

    async def hold(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        reached.set()
        await reader.read()

    async with listening(hold) as server, sending(server, retries=ONCE) as transport:
        call = asyncio.create_task(transport.send(READ))
        await reached.wait()
        await transport.aclose()
        with pytest.raises(ServerUnreachable):
            await call


async def test_a_cancelled_request_frees_its_lane() -> None:
    server = FakeServer()
    server.on("GET", "/api/things", Reply(200, b"{}"))
    gate = server.gates["/api/things"] = asyncio.Event()
    async with sending(PRACTICE, asgi_app=server.app) as transport:
        calls = [asyncio.create_task(transport.send(READ)) for _ in range(10)]
        await server.until_asked("/api/things", 10)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        gate.set()
        assert (await transport.send(READ)).status == 200


async def test_text_that_utf_8_cannot_carry_is_not_sent_and_not_shown() -> None:
    """Bytes of an environment or a command line that are no UTF-8 arrive as lone surrogates."""
    for call in (
        Call("POST", "connect/token", form={"client_secret": Secret("hidden\udcff")}),
        Call("POST", "things", body={"name": "hidden\udcff"}),
    ):
        error = await failure(parse_server("127.0.0.1:9"), call)
        assert isinstance(error, BadAnswer)
        assert error.problem == "request not sendable"
        assert (error.__cause__, error.__context__) == (None, None)
