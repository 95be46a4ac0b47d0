"""What may go wrong on the way, as the proxy plays it: before the server is asked, or after it answered."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.faults.fault import Door, Fault, Line, Play, Reply
from tests.hostile.fault_injector import HTML

ELSEWHERE = "https://elsewhere.invalid/api/accounts/profile"
"""Where redirects lead."""

_JSON = ("content-type", "application/json")
_PAGE = ("content-type", "text/html")
_ANOTHER = b'{"object":"device","id":"2f3f1fb2-1f5b-4a5d-8f9c-b1c1a3b1b7f6","pushToken":null}'
_BOMB = gzip.compress(b"[" + b" " * 16 * 1024 * 1024)
_LATE = 400  # days


def _told(reply: Reply) -> Play:
    async def play(line: Line, _real: Reply) -> bool:
        await line.send(reply.to_bytes())
        return True

    return play


def _status(status: int, body: bytes = b"", *headers: tuple[str, str]) -> Play:
    return _told(Reply(status, (_JSON, *headers), body))


def _spoiled(spoil: Callable[[Reply], bytes], *, again: bool = False) -> Play:
    async def play(line: Line, real: Reply) -> bool:
        await line.send(spoil(real))
        return again

    return play


def _half(real: Reply) -> bytes:
    return real.body[: len(real.body) // 2] or b'{"data": [{"id":'


async def _reset(line: Line, _real: Reply) -> bool:
    line.reset()
    return False


async def _reset_inside(line: Line, real: Reply) -> bool:
    await line.send(replace(real, body=_half(real)).to_bytes(length=len(real.body) + 10))
    line.reset()
    return False


async def _dribble(line: Line, real: Reply) -> bool:
    await line.send(replace(real, body=b"").to_bytes(length=100_000))
    await line.hold(20.0, b" ")
    return False


async def _silence(line: Line, _real: Reply) -> bool:
    await line.hold(8.0)
    return False


async def _endless(line: Line, _real: Reply) -> bool:
    await line.send(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    while True:
        await line.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def _dated(status: int, days: float, *, retry: bool = False) -> Play:
    """An honest answer of a server with another idea of what time it is."""

    async def play(line: Line, real: Reply) -> bool:
        moment = format_datetime(datetime.now(UTC) + timedelta(days=days), usegmt=True)
        more = (("retry-after", moment),) if retry else ()
        told = replace(real, headers=(*real.headers, ("date", moment), *more))
        if status >= 400:
            told = replace(told, status=status, body=b"{}")
        await line.send(told.to_bytes())
        return True

    return play


def _plain(real: Reply) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in real.headers if pair[0].lower() != "content-encoding")


_PASSING: Mapping[str, Play] = {
    "reset before the answer": _reset,
    "reset inside the body": _reset_inside,
    "body ends early": _spoiled(lambda real: real.to_bytes(length=len(real.body) + 7)),
    "silence": _silence,
    "502": _status(502, b'{"message":"boom"}'),
    "502, a page": _told(Reply(502, (_PAGE,), HTML)),
    "503": _status(503),
    "503, retry after": _status(503, b"", ("retry-after", "2")),
    "504": _status(504, b"{}"),
}
_LASTING: Mapping[str, Play] = {
    "dribbling": _dribble,
    "500": _status(500, b'{"message":"boom"}'),
    "a page": _told(Reply(200, (_PAGE,), HTML)),
    "empty": _status(200),
    "truncated": _spoiled(lambda real: replace(real, status=200, body=_half(real)).to_bytes(), again=True),
    "body runs on": _spoiled(lambda real: replace(real, body=_half(real)).to_bytes() + b"rest}", again=True),
    "answer for another": _status(200, _ANOTHER),
    "no HTTP": _spoiled(lambda _real: b"\x16\x03\x01\x00\xa5 not http\r\n\r\n"),
    "not gzip": _spoiled(
        lambda real: replace(real, headers=(*_plain(real), ("content-encoding", "gzip"))).to_bytes(),
        again=True,
    ),
    "gzip bomb": _told(Reply(200, (_JSON, ("content-encoding", "gzip")), _BOMB)),
    "endless": _endless,
    "redirect": _status(302, b"", ("location", ELSEWHERE)),
    "redirect, same method": _status(308, b"", ("location", ELSEWHERE)),
}
_BEFORE_ONLY: Iterable[Fault] = (
    Fault("refused", door=Door.REFUSED),
    Fault("garbage before TLS", door=Door.GARBAGE),
    Fault("no TLS handshake", door=Door.SILENT),
    Fault("foreign certificate", door=Door.FOREIGN),
    Fault("429", _status(429, b"{}"), passes=True, final=True),
    Fault("429, retry after", _status(429, b"{}", ("retry-after", "3")), passes=True, final=True),
    Fault("429, in an hour", _status(429, b"{}", ("retry-after", "3600")), final=True),
    Fault("401, not expiry", _status(401, b"{}"), final=True),
    Fault("401, once", _status(401, b"", ("www-authenticate", "Bearer")), passes=True, final=True),
    Fault("token revoked", _status(401, b"", ("www-authenticate", "Bearer")), final=True, revokes=True),
    Fault("503, clock ahead", _dated(503, _LATE, retry=True)),
    Fault("503, clock behind", _dated(503, -_LATE, retry=True), passes=True),
)
_AFTER_ONLY: Iterable[Fault] = (
    Fault("clock ahead", _dated(200, _LATE), arrives=True, passes=True),
    Fault("clock behind", _dated(200, -_LATE), arrives=True, passes=True),
    Fault("duplicate answer", _spoiled(lambda real: real.to_bytes() * 2, again=True), arrives=True),
)

FAULTS: Mapping[str, Fault] = {
    fault.name: fault
    for fault in (
        *_BEFORE_ONLY,
        *(Fault(name, play, passes=True) for name, play in _PASSING.items()),
        *(Fault(name, play) for name, play in _LASTING.items()),
        *(Fault(f"{name}, done", play, arrives=True, passes=True) for name, play in _PASSING.items()),
        *(Fault(f"{name}, done", play, arrives=True) for name, play in _LASTING.items()),
        *_AFTER_ONLY,
    )
}
"""Every fault by its name; ", done": the application had carried the request out."""
