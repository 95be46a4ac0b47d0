"""A layer before the practice backend that answers for event logs: as many rows as wanted, in pages of its
own size, with the tokens of one server or the other."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.hostile.fault_injector import App, Message, Receive, Send


@dataclass
class PagedLog:
    """`rows` are newest first, with ISO dates in UTC that compare as text.

    `inclusive`: a token is the date of the last row and stands for the end, as on Vaultwarden; else it means
    strictly before. `fails_at`: which request is answered with a server fault; `waits_at`: which is never
    answered. `endless`: every page is empty and has another token. `asked` holds the queries.
    """

    app: App
    rows: list[dict[str, Any]]
    page: int = 50
    inclusive: bool = False
    endless: bool = False
    fails_at: int | None = None
    waits_at: int | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not str(scope["path"]).endswith("/events"):
            await self.app(scope, receive, send)
            return
        query = {name: each[0] for name, each in parse_qs(scope["query_string"].decode()).items()}
        self.asked.append(query)
        if len(self.asked) == self.waits_at:
            await asyncio.Event().wait()
        status, body = (500, b"{}") if len(self.asked) == self.fails_at else (200, self._body(query))
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _body(self, query: dict[str, str]) -> bytes:
        token = query.get("continuationToken")
        if self.endless:
            return _list([], f"{len(self.asked)}")
        left = [row for row in self.rows if token is None or self._is_left(row["date"], token)]
        found = left[: self.page]
        more = found[-1]["date"] if len(found) == self.page else None
        return _list(found, more)

    def _is_left(self, date: str, token: str) -> bool:
        return date <= token if self.inclusive else date < token


def _list(rows: list[dict[str, Any]], token: str | None) -> bytes:
    return json.dumps({"object": "list", "data": rows, "continuationToken": token}).encode()


def row(kind: int, date: str, **more: object) -> dict[str, Any]:
    """A row as either server sends it, without what is null."""
    return {"type": kind, "date": date, **more}


def rows_per_second(count: int) -> list[dict[str, Any]]:
    """So many rows, one per second, newest first."""
    return [row(1000, f"2026-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z") for n in range(count)][
        ::-1
    ]
