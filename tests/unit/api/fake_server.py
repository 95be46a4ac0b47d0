"""A scripted server: it answers what it was told and remembers what it was asked."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from backend_client.api.api import Api
from backend_client.api.device import Device
from backend_client.api.servers import PRACTICE
from backend_client.api.transport import AsgiApp

DEVICE = Device("6d3f3a1c-0000-4000-8000-000000000001", "desk", 25)


@dataclass(frozen=True)
class Reply:
    """One answer; a `body` that is no bytes is sent as JSON."""

    status: int = 200
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answering = Reply | Callable[[Asked], Reply]


class FakeServer:
    """An ASGI application. Replies are used up one by one; the last one stays. A path in `gates` is
    answered once its event is set."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.gates: dict[str, asyncio.Event] = {}
        self._replies: dict[tuple[str, str], list[Answering]] = {}

    def on(self, method: str, path: str, *replies: Answering) -> None:
        self._replies[method, path] = list(replies)

    def asked_for(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    async def until_asked(self, path: str, times: int) -> None:
        """Let other tasks run until `path` was asked for so often."""
        for _ in range(10_000):
            if len(self.asked_for(path)) >= times:
                return
            await asyncio.sleep(0)
        raise AssertionError(f"{path} was asked for {len(self.asked_for(path))} times")

    @property
    def app(self) -> AsgiApp:
        return self._serve

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        asked = Asked(scope["method"], scope["path"], scope["query_string"].decode(), headers, body)
        self.asked.append(asked)
        replies = self._replies.get((asked.method, asked.path), [Reply(404)])
        answering = replies.pop(0) if len(replies) > 1 else replies[0]
        reply = answering if isinstance(answering, Reply) else answering(asked)
        if asked.path in self.gates:
            await self.gates[asked.path].wait()
        raw = [(name.lower().encode(), value.encode()) for name, value in reply.headers.items()]
        if not any(name == b"content-type" for name, _ in raw):
            raw.append((b"content-type", b"application/json"))
        await send({"type": "http.response.start", "status": reply.status, "headers": raw})
        await send({"type": "http.response.body", "body": reply.content})


def api_on(server: FakeServer) -> Api:
    """An Api on the scripted server; no pacing, as for the practice backend."""
    return Api(PRACTICE, device=DEVICE, asgi_app=server.app)


def jwt(**claims: object) -> str:
    """An unsigned token that carries `claims`."""
    parts = ({"alg": "none"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "signature"])


def token_body(number: int = 1, **more: object) -> dict[str, object]:
    """A token answer whose tokens carry `number`."""
    return {
        "access_token": jwt(sub="user-1", email="ada@example.test", name="Ada", number=number),
        "refresh_token": f"refresh-{number}",
        "expires_in": 3600,
        "token_type": "Bearer",
        **more,
    }
