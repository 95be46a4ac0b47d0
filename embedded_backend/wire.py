"""JSON as the server writes and reads it: envelopes, dates, HTML-encoded names, case-blind input."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from starlette.responses import Response

from embedded_backend.large_json import parse_folded

Json: TypeAlias = dict[str, Any]

TICKS_PER_SECOND = 10_000_000
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,7}))?)?(Z|[+-]\d\d:?\d\d)?")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def ticks(seconds: float) -> int:
    """Seconds since the epoch as stored time (100 ns steps)."""
    return round(seconds * TICKS_PER_SECOND)


@lru_cache(maxsize=1024)  # the items of one import have one date
def date_text(stored: int | None) -> str | None:
    """A stored time as UTC ISO-8601 with `Z` and 0 to 7 fractional digits, trailing zeros dropped."""
    if stored is None:
        return None
    whole, fraction = divmod(stored, TICKS_PER_SECOND)
    text = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    digits = f"{fraction:07d}".rstrip("0")
    return f"{text}.{digits}Z" if digits else f"{text}Z"


def parse_date(text: str) -> int | None:
    """Stored time of an ISO-8601 text (no zone means UTC), or None when it is not one."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock or '00:00'}{_offset(zone)}")
    except ValueError:
        return None
    return int(moment.timestamp()) * TICKS_PER_SECOND + int((fraction or "0").ljust(7, "0"))


def _offset(zone: str | None) -> str:
    return "+00:00" if zone in (None, "Z") else str(zone)


def html_encode(text: str | None) -> str | None:
    """Names as some request fields are stored: entities for markup, Latin-1 and astral characters."""
    if not text:
        return None
    return "".join(_entity(character) for character in text)


def _entity(character: str) -> str:
    if character in _ENTITIES:
        return _ENTITIES[character]
    code = ord(character)
    return f"&#{code};" if 0xA0 <= code <= 0xFF or code > 0xFFFF else character


def html_decode(text: str | None) -> str | None:
    """Names as most answers show them; empty becomes null."""
    return html.unescape(text) if text else None


def rows(data: Iterable[Mapping[str, Any]], *, continuation: str | None = None) -> Response:
    """The list envelope."""
    return answer({"object": "list", "data": list(data), "continuationToken": continuation})


def text_rows(data: Iterable[str]) -> Response:
    """The list envelope around rows that are JSON text already."""
    pieces = [b'{"object":"list","data":[']
    for text in data:
        pieces += (text.encode(), b",")
    if len(pieces) > 1:
        pieces.pop()
    pieces.append(b'],"continuationToken":null}')
    return Response(b"".join(pieces), media_type="application/json")  # one copy: a large one stops threads


def answer(content: Any) -> Response:
    """A JSON answer."""
    return Response("".join(_encoded(content)), media_type="application/json")


def _encoded(content: Any) -> Iterator[str]:
    """JSON in small pieces: the encoder keeps all other threads waiting while it writes one piece."""
    if isinstance(content, dict):
        yield "{"
        for number, (name, value) in enumerate(content.items()):
            yield f"{',' if number else ''}{_dumps(name)}:"
            yield from _encoded(value)
        yield "}"
    elif isinstance(content, list):
        yield "["
        for number, item in enumerate(content):
            yield f",{_dumps(item)}" if number else _dumps(item)
        yield "]"
    else:
        yield _dumps(content)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def done() -> Response:
    """Success without content: 200 and an empty body (not 204)."""
    return Response(status_code=200)


def parse_json(body: bytes) -> Any:
    """Folded JSON of a request body, or None when it is empty or no JSON."""
    try:
        return parse_folded(body) if body else None
    except (ValueError, RecursionError):
        return None
