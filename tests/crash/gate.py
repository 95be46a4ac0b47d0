"""A gate in front of the real practice backend: it counts requests and kills their sender at a chosen one.

The backend behind it stays real. A request is taken in whole before the gate opens, so that what
becomes of it no longer depends on its sender.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]


class Moment(StrEnum):
    """When its sender is killed: around a request, or (WRITTEN) when its journal has grown.

    LATER: `delay` seconds after it got the answer. WRITTEN is not the gate's to see.
    """

    ARRIVED = "arrived"
    DECIDED = "decided"
    ANSWERED = "answered"
    LATER = "later"
    WRITTEN = "written"


class Fate(StrEnum):
    """What becomes of a request whose sender was killed on its arrival."""

    HANDLED = "handled"
    LOST = "lost"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Trap:
    """Kill at request `number` (from 1), of all requests or of the writes only; WRITTEN: journal line."""

    number: int
    moment: Moment
    writes_only: bool = False
    fate: Fate = Fate.HANDLED
    delay: float = 0.0

    def __str__(self) -> str:
        if self.moment is Moment.WRITTEN:
            return f"journal line {self.number} {self.moment}"
        which = f"{'write' if self.writes_only else 'request'} {self.number} {self.moment}"
        if self.moment is Moment.ARRIVED:
            return f"{which}, {self.fate}"
        return f"{which} by {self.delay * 1e6:.0f} us" if self.moment is Moment.LATER else which


_WRITES = re.compile(r"(POST|PUT|DELETE) (?!.*(/identity/|/public-keys$|/domain/sso/)).*")
"""The changes that victims make: whatever asks for one, besides what only signs in or reads by POST."""


@dataclass(frozen=True, slots=True)
class Write:
    """A change that arrived: what its body asks for."""

    body: dict[str, Any]


@dataclass
class Gate:
    """An ASGI application around `app`. `kill` ends the sender and returns when it is gone."""

    app: App
    requests: list[str] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    busy: int = 0
    _trap: Trap | None = None
    _kill: Callable[[], object] | None = None
    _held: list[tuple[Message, bytes]] = field(default_factory=list)
    _later: set[asyncio.Task[None]] = field(default_factory=set)

    def arm(self, trap: Trap | None, kill: Callable[[], object] | None) -> None:
        """Count from 1 again, and wait for `trap`. Without one, only count."""
        self.requests.clear()
        self.writes.clear()
        self._trap, self._kill = trap, kill

    def disarm(self) -> None:
        """Let everything through."""
        self._trap = self._kill = None

    async def release(self) -> None:
        """Hand the held requests to the backend: they arrive now."""
        while self._held:
            scope, body = self._held.pop()
            await self.app(scope, _receive(body), _nowhere)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.busy += 1
        try:
            await self._pass(scope, await _whole(receive), send)
        finally:
            self.busy -= 1

    async def _pass(self, scope: Message, body: bytes, send: Send) -> None:
        trap = self._trap if self._counted(scope, body) else None
        if trap is not None and trap.moment is Moment.ARRIVED:
            await self._spring()
            if trap.fate is Fate.HELD:
                self._held.append((scope, body))
            if trap.fate is not Fate.HANDLED:
                return
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self.app(scope, _receive(body), keep)
        if trap is not None and trap.moment is Moment.DECIDED:
            await self._spring()
            return
        for message in answer:
            await send(message)
        if trap is not None and trap.moment is Moment.ANSWERED:
            await self._spring()
        elif trap is not None and trap.moment is Moment.LATER:
            task = asyncio.create_task(self._spring_later(trap.delay))
            self._later.add(task)
            task.add_done_callback(self._later.discard)

    def _counted(self, scope: Message, body: bytes) -> bool:
        """Count a request; whether it is the one of the trap."""
        method, path = str(scope["method"]), str(scope["path"])
        writes = _WRITES.fullmatch(f"{method} {path}") is not None
        self.requests.append(f"{method} {path}")
        if writes:
            self.writes.append(Write(json.loads(body or b"{}")))
        trap = self._trap
        if trap is None or trap.moment is Moment.WRITTEN:
            return False
        return (
            (writes and len(self.writes) == trap.number)
            if trap.writes_only
            else (len(self.requests) == trap.number)
        )

    async def _spring(self) -> None:
        if self._kill is not None:
            await asyncio.to_thread(self._kill)

    async def _spring_later(self, delay: float) -> None:
        await asyncio.sleep(delay)
        await self._spring()


async def _whole(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


def _receive(body: bytes) -> Receive:
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(messages, {"type": "http.disconnect"})

    return receive


async def _nowhere(_message: Message) -> None:
    """The one who asked is gone."""
