"""What stands between a request and its answer: doors, faults, and the line they are played on."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum

from tests.faults.endpoints import endpoint_of


class Door(Enum):
    """What somebody finds who connects."""

    OPEN = "open"
    REFUSED = "refused"
    GARBAGE = "garbage before TLS"
    SILENT = "no TLS handshake"
    FOREIGN = "foreign certificate"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived."""

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = field(repr=False)

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def endpoint(self) -> str:
        """Its row of the wire page."""
        return endpoint_of(self.method, self.path)


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)
    body: bytes = field(default=b"", repr=False)

    def to_bytes(self, *, length: int | None = None) -> bytes:
        """On the wire; `length` is what it claims of its body."""
        named = (*self.headers, ("content-length", str(len(self.body) if length is None else length)))
        head = "".join(f"{name}: {value}\r\n" for name, value in named)
        return f"HTTP/1.1 {self.status} Told\r\n{head}\r\n".encode() + self.body


PassTime = Callable[[float], "Future[None]"]
"""Lets so many seconds pass for the client; done when it has done what was due."""


class Line:
    """The connection of one request."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pass_time: PassTime
    ) -> None:
        self._reader = reader
        self._writer = writer
        self.pass_time = pass_time

    async def send(self, data: bytes) -> None:
        if self._writer.transport.is_closing():
            raise ConnectionResetError
        self._writer.write(data)
        await asyncio.sleep(0)  # so that it is noticed where nobody listens any more
        await self._writer.drain()

    def reset(self) -> None:
        """End it as a crashed machine does."""
        raw: socket.socket = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def hold(self, seconds: float, piece: bytes = b"") -> None:
        """Answer nothing, or a `piece` at a time, until the client hangs up; `seconds` pass each time, and
        the client has done what was due before more do, however slow the machine is."""
        waiting = asyncio.ensure_future(self._reader.read())
        try:
            while not waiting.done():
                if piece:
                    await self.send(piece)
                await asyncio.wrap_future(self.pass_time(seconds))
                await asyncio.wait((waiting,), timeout=0.02)
        finally:
            waiting.cancel()
            await asyncio.wait((waiting,))


Play = Callable[[Line, Reply], Awaitable[bool]]
"""Answer (with what the application answered, or would have); whether the connection may be used again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`arrives`: the application carries the request out all the same. `passes`: a read that met it once must
    come through. `final`: nobody may think that a write was made. `revokes`: every token is refused from then
    on."""

    name: str
    play: Play | None = field(default=None, repr=False)
    door: Door = Door.OPEN
    arrives: bool = False
    passes: bool = False
    final: bool = False
    revokes: bool = False


@dataclass
class Armed:
    """A fault for one request of the wire page. `always`: not the first time only."""

    endpoint: str
    fault: Fault
    always: bool = False
    met: int = 0

    @property
    def is_spent(self) -> bool:
        return bool(self.met) and not self.always


STUB = Reply(body=b'{"object":"list","data":[{"id":"5b1f4bb4-14c1-4ab1-9a31-9a0a6e1b8f11","name":"cut"}]}')
"""What is spoiled where the application was not asked."""
