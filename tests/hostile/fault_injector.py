"""A layer in front of the real practice backend that spoils chosen answers: the backend itself stays real."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]
Change: TypeAlias = Callable[[Any], Any]

HTML = b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Spoiled:
    """What becomes of an answer: another status, other bytes, or other JSON."""

    body: bytes | None = None
    status: int = 200
    retry_after: str = ""
    json: Change | None = None


@dataclass
class FaultInjector:
    """An ASGI application around `app`. Paths are found by their ends; `heal()` lets everything through."""

    app: App
    _spoiled: dict[str, Spoiled] = field(default_factory=dict)
    _silent: list[str] = field(default_factory=list)

    def answer(self, path: str, body: bytes, *, status: int = 200, retry_after: str = "") -> None:
        """Answer `body` instead."""
        self._spoiled[path] = Spoiled(body, status, retry_after)

    def change(self, path: str, change: Change) -> None:
        """Pass the backend's JSON through `change`."""
        self._spoiled[path] = Spoiled(json=change)

    def change_rows(self, path: str, change: Callable[[dict[str, Any]], Any]) -> None:
        """Pass every row of a list answer through `change`."""
        self.change(path, lambda whole: {**whole, "data": [change(row) for row in whole["data"]]})

    def hang(self, path: str) -> None:
        """Never answer."""
        self._silent.append(path)

    def heal(self) -> None:
        """Answer as the backend does."""
        self._spoiled.clear()
        self._silent.clear()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = str(scope["path"])
        if any(path.endswith(end) for end in self._silent):
            await asyncio.Event().wait()
        spoiled = next((each for end, each in self._spoiled.items() if path.endswith(end)), None)
        if spoiled is None:
            await self.app(scope, receive, send)
        else:
            await self._spoil(spoiled, scope, receive, send)

    async def _spoil(self, spoiled: Spoiled, scope: Message, receive: Receive, send: Send) -> None:
        status, body = spoiled.status, spoiled.body
        if body is None:
            status, real = await self._real_answer(scope, receive)
            body = json.dumps(spoiled.json(json.loads(real)) if spoiled.json else None).encode()
        kind = b"text/html" if body.startswith(b"<") else b"application/json"
        headers = [(b"content-type", kind)]
        if spoiled.retry_after:
            headers.append((b"retry-after", spoiled.retry_after.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _real_answer(self, scope: Message, receive: Receive) -> tuple[int, bytes]:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive, keep)
        body = b"".join(message.get("body", b"") for message in messages)
        return int(messages[0]["status"]), body
