"""A misbehaving proxy on loopback, over https, in front of an ASGI application. It runs in a thread.

Requests are known by the rows of docs/wire.md. What is armed meets one of them, once or always; everything
else goes through. The proxy counts what arrived and what the application was given.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from embedded_backend.throwaway_ca import ServerCertificate
from tests.faults.fault import STUB, Armed, Door, Fault, Line, PassTime, Reply, Request
from tests.hostile.fault_injector import App, Message

ResultT = TypeVar("ResultT")
_LOCAL = "127.0.0.1"
_HANGS = 120.0
"""Seconds after which the proxy's own thread will not answer any more."""


class Proxy:
    """`url` is where it listens. `missing` are requests that the server does not know, `unlisted` those that
    arrived and are on no row of the page. `trouble` chooses a fault for a request where none is armed."""

    def __init__(self, app: App, files: ServerCertificate, foreign: ServerCertificate) -> None:
        self.missing: frozenset[str] = frozenset()
        self.arrived: Counter[str] = Counter()
        self.carried_out: Counter[str] = Counter()
        self.pass_time: PassTime = _stands_still
        self.armed: Armed | None = None
        self.unlisted: list[str] = []
        self.trouble: Callable[[Request], Fault | None] = lambda _request: None
        self._app = app
        self._contexts = {Door.OPEN: _context(files), Door.FOREIGN: _context(foreign)}
        self._revoked = False
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self._idle: set[asyncio.Task[None]] = set()
        self.door = Door.REFUSED
        self._turning = asyncio.Lock()
        self._place = socket.socket()  # keeps the port while nobody listens there
        self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._place.bind((_LOCAL, 0))
        self.port = int(self._place.getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="misbehaving-proxy")

    @property
    def url(self) -> str:
        return f"https://{_LOCAL}:{self.port}"

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._lines)

    @contextmanager
    def running(self) -> Iterator[Proxy]:
        """Serve meanwhile."""
        self._thread.start()
        try:
            self.do(self._open(Door.OPEN))
            yield self
        finally:
            self.do(self._close())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            self._place.close()

    def do(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Run `work` in the proxy's own loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=_HANGS)

    def arm(self, endpoint: str, fault: Fault, *, always: bool = False) -> Armed:
        """From now on, until `heal`."""
        self.arrived.clear()
        self.carried_out.clear()
        self._revoked = False
        self.armed = Armed(endpoint, fault, always)
        return self.armed

    def heal(self) -> None:
        """Everything goes through."""
        self.armed, self._revoked = None, False
        self.do(self._open(Door.OPEN))

    async def turn(self, door: Door) -> None:
        """Let whoever connects find this; connections that nothing is asked on are ended. It is done also
        where whoever asked for it is cancelled: a door half turned would be nobody's fault."""
        turning = asyncio.run_coroutine_threadsafe(self._open(door), self._loop)
        await asyncio.shield(asyncio.wrap_future(turning))

    async def _open(self, door: Door) -> None:
        async with self._turning:
            if door is self.door:
                return
            await self._close(self._idle)
            self.door = door
            if door is Door.REFUSED:
                return
            serve = self._serve if door in self._contexts else _GREETINGS[door]
            self._server = await asyncio.start_server(
                self._kept(serve), _LOCAL, self.port, ssl=self._contexts.get(door), backlog=100
            )

    async def _close(self, lines: set[asyncio.Task[None]] | None = None) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for line in tuple(self._lines if lines is None else lines):
            line.cancel()
            await asyncio.wait((line,))

    def _kept(
        self, serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def kept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line = asyncio.current_task()
            assert line is not None
            self._lines.add(line)
            self._idle.add(line)
            try:
                with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
                    await serve(reader, writer)
            except asyncio.CancelledError:
                pass  # the proxy ends it; asyncio would log a cancelled handler as a mistake
            finally:
                self._lines.discard(line)
                self._idle.discard(line)
                writer.transport.abort()

        return kept

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        again = True
        while again:
            self._idle.add(line)
            request = await _read(reader)
            self._idle.discard(line)
            try:
                self.arrived[request.endpoint] += 1
            except LookupError as unlisted:
                self.unlisted.append(str(unlisted))
                raise ConnectionError from None
            again = await self._answer(request, Line(reader, writer, self.pass_time))
        await _gone(writer)

    async def _answer(self, request: Request, line: Line) -> bool:
        armed = self.armed
        if self._revoked:
            await line.send(_revoked(request).to_bytes())
            return True
        if request.endpoint in self.missing:
            await line.send(Reply(404, body=b"{}").to_bytes())
            return True
        if (
            armed is not None
            and armed.endpoint == request.endpoint
            and not armed.is_spent
            and armed.fault.play
        ):
            armed.met += 1
            fault = armed.fault
        elif (chosen := self.trouble(request)) is not None:
            fault = chosen
        else:
            await line.send((await self._forward(request)).to_bytes())
            return True
        self._revoked = fault.revokes
        reply = await self._forward(request) if fault.arrives else STUB
        return True if fault.play is None else await fault.play(line, reply)

    async def _forward(self, request: Request) -> Reply:
        self.carried_out[request.endpoint] += 1
        path, _mark, query = request.target.partition("?")
        scope: Message = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": list(request.headers),
            "client": (_LOCAL, 0),
            "server": (_LOCAL, self.port),
        }
        told: list[Message] = []
        asked = iter([{"type": "http.request", "body": request.body, "more_body": False}])

        async def receive() -> Message:
            return next(asked, {"type": "http.disconnect"})

        async def send(message: Message) -> None:
            told.append(message)

        await self._app(scope, receive, send)
        head = [(name.decode(), value.decode()) for name, value in told[0]["headers"]]
        kept = tuple((name, value) for name, value in head if name.lower() != "content-length")
        return Reply(int(told[0]["status"]), kept, b"".join(each.get("body", b"") for each in told))


def _stands_still(_seconds: float) -> Future[None]:
    """No client lives in virtual time."""
    done: Future[None] = Future()
    done.set_result(None)
    return done


def _revoked(request: Request) -> Reply:
    if request.path.endswith("connect/token"):
        return Reply(400, body=b'{"error":"invalid_grant"}')
    return Reply(401, (("www-authenticate", 'Bearer error="invalid_token"'),))


async def _read(reader: asyncio.StreamReader) -> Request:
    """The next request. Raises IncompleteReadError where none follows."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _version = head[0].split(" ")
    pairs = (each.partition(":") for each in head[1:] if each)
    headers = tuple((name.strip().lower().encode(), value.strip().encode()) for name, _, value in pairs)
    length = int(dict(headers).get(b"content-length", b"0"))
    return Request(method, target, headers, await reader.readexactly(length))


async def _gone(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, ssl.SSLError):
        writer.close()
        await writer.wait_closed()


async def _garbage(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.6\r\n" * 3)
    await _gone(writer)


async def _silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


_GREETINGS = {Door.GARBAGE: _garbage, Door.SILENT: _silent}


def _context(files: ServerCertificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    return context
