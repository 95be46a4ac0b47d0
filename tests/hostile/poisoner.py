"""A layer in front of the real practice backend that changes every leaf of a kind in every answer."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.hostile.fault_injector import App, FaultInjector, Message, Receive, Send
from tests.hostile.texts import EVERYTHING, HOSTILE

Leaf = Callable[[str, Any], Any]
"""The name of a member and its value; what stands there instead."""

MARK = "[/x]"
"""Markup that no screen may swallow."""

TAIL = f" {MARK}[@click=app.quit]z[/]" + EVERYTHING
VAST_TAIL = " \u6f22\u5b57e" + "\u0301" * 300 + "\u202eRTL\u2067\u05d0\U0001f600" + "\u6f22" * 10_000
"""Wide letters, marks upon marks, other directions, and more of it than fits anywhere."""
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_LEFT_ALONE = re.compile(
    r"""[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}  # an id
    | \d\.[A-Za-z0-9+/=|]+              # an EncString
    | [A-Za-z0-9+/]{100,}={0,2}         # a key
    """,
    re.VERBOSE,
)
_KEYS = re.compile(r"key|salt|passwordHash|clientSecret|continuationToken|object|^id$|Id$", re.IGNORECASE)
_OFTEN_EMPTY = "error"
"""A member that is empty where all went well."""

BEFORE_KEYS = ("/connect/token", "/prelogin")


class Spoilt(NamedTuple):
    """One leaf of an answer that was changed: what was asked, and where the leaf stands."""

    method: str
    path: str
    place: str


@dataclass
class Poisoner(FaultInjector):
    """Passes each answer's JSON through `leaf` while it has one; signing in stays as it is."""

    leaf: Leaf | None = None
    spoilt: set[Spoilt] = field(default_factory=set)

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self.spoilt = set()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        leaf = self.leaf
        if leaf is None or any(each in str(scope.get("path")) for each in BEFORE_KEYS):
            await super().__call__(scope, receive, send)
            return
        status, body = await self._real_answer(scope, receive)
        if body:
            body, places = _spoilt(body, leaf)
            query = bytes(scope.get("query_string", b"")).decode()
            asked = f"{scope['path']}?{query}" if query else str(scope["path"])
            self.spoilt |= {Spoilt(str(scope["method"]), asked, place) for place in places}
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})


def _spoilt(body: bytes, leaf: Leaf) -> tuple[bytes, frozenset[str]]:
    try:
        whole = json.loads(body)
    except ValueError:
        return body, frozenset()
    after = changed(whole, leaf)
    return json.dumps(after).encode(), frozenset(differing(whole, after))


def differing(before: Any, after: Any, place: str = "") -> Iterator[str]:
    """Where two JSON values of one shape differ: names joined by dots, `*` for every element of an array."""
    if isinstance(before, dict):
        for name, value in before.items():
            yield from differing(value, after[name], f"{place}.{name}" if place else str(name))
    elif isinstance(before, list):
        for one, other in zip(before, after, strict=True):
            yield from differing(one, other, f"{place}.*" if place else "*")
    elif before != after:
        yield place


def changed(value: Any, leaf: Leaf, name: str = "") -> Any:
    """The same JSON with every leaf through `leaf`."""
    if isinstance(value, dict):
        return {key: changed(each, leaf, str(key)) for key, each in value.items()}
    if isinstance(value, list):
        return [changed(each, leaf, name) for each in value]
    return leaf(name, value)


def texts() -> Leaf:
    """Every text that is no id, date, key or ciphertext means harm; each another way."""
    each = itertools.cycle(["=1+" + EVERYTHING, *(one.raw[:700] for one in HOSTILE)])

    def leaf(name: str, value: Any) -> Any:
        own = isinstance(value, str) and (value or name == _OFTEN_EMPTY) and not DATE.match(value)
        return next(each) if own and not keeps_its_place(name, value) else value

    return leaf


def keeps_its_place(name: str, value: Any) -> bool:
    """Whether it is an id, a key or ciphertext: another one would lead elsewhere, or nowhere."""
    alone = isinstance(value, str) and _LEFT_ALONE.fullmatch(value) is not None
    return alone or _KEYS.search(name) is not None


def tails(tail: str = TAIL) -> Leaf:
    """Every such text keeps its own words and ends in `tail`: what is looked for is still found."""
    inside = texts()

    def leaf(name: str, value: Any) -> Any:
        return value if inside(name, value) is value else f"{value}{tail}"

    return leaf


def refusals() -> Leaf:
    """What the server says about single members of a call; all else stays."""
    return lambda name, value: EVERYTHING if name == _OFTEN_EMPTY and isinstance(value, str) else value


def dates(*instead: str) -> Leaf:
    """Every date is one of these, in turn."""
    each = itertools.cycle(instead)

    def leaf(_name: str, value: Any) -> Any:
        return next(each) if isinstance(value, str) and DATE.match(value) else value

    return leaf


def figures(*instead: object) -> Leaf:
    """Every number is one of these, in turn; one in three stays, so that rows are still rows."""
    each: Iterator[object] = itertools.cycle((*instead, None))

    def leaf(_name: str, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        found = next(each)
        return value if found is None else found

    return leaf
