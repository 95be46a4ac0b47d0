"""A server that knows one golden by heart: it answers with it and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from backend_client.api.api import Api
from backend_client.api.device import Device
from backend_client.api.servers import PRACTICE
from backend_client.secret import Secret
from tests.contract.wire import Golden, load

Message = MutableMapping[str, Any]

DEVICE = Device("6d0c51c1-5b0e-4f6a-9d7e-3f2a1b0c9d8e", "workstation", 25)
EMAIL = "ines.moreau@halcyon.example"
HASH = Secret("OnX0aJ3Wl2nqXW5bQ0yZ1gC1kq3s7mB0b9pFJrTn2dM=")
_KEEP: Any = object()


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived. Header names are lower-case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The fields of a web form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> Any:
        """The JSON body, or None when there is none."""
        return json.loads(self.body) if self.body else None


class Replay:
    """An ASGI application. `body` replaces the golden's body. Token requests succeed, unless the golden is
    about their very grant."""

    def __init__(self, golden: Golden, body: Any = _KEEP) -> None:
        self._golden = golden
        self._content = golden.answer.content if body is _KEEP else json.dumps(body).encode()
        self.asked: list[Asked] = []

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer one request."""
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        query = scope["query_string"].decode()
        asked = Asked(
            method=scope["method"],
            path=scope["path"] + (f"?{query}" if query else ""),
            headers={name.decode().lower(): value.decode() for name, value in scope["headers"]},
            body=body,
        )
        self.asked.append(asked)
        golden, content = self._golden, self._content
        if asked.path.endswith("connect/token") and asked.form["grant_type"] != _grant(golden):
            golden = load("token_success_v1")
            content = golden.answer.content
        headers = [(name.encode(), value.encode()) for name, value in golden.answer.headers.items() if value]
        await send({"type": "http.response.start", "status": golden.answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


def _grant(golden: Golden) -> str:
    return (golden.request.form or {}).get("grant_type", "")


@asynccontextmanager
async def replayed(golden: Golden, body: Any = _KEEP) -> AsyncIterator[tuple[Api, list[Asked]]]:
    """Our client before such a server, signed in where the golden asks for it; what it asks is listed
    from then on."""
    server = Replay(golden, body)
    api = Api(PRACTICE, device=DEVICE, asgi_app=server)
    try:
        if golden.request.signed_in:
            await api.auth.sign_in_with_password(EMAIL, HASH)
            server.asked.clear()
        yield api, server.asked
    finally:
        await api.aclose()
