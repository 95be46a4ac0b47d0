"""A layer in front of the real practice backend that changes every leaf of a kind in every answer."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.hostile.fault_injector import App, FaultInjector, Message, Receive, Send
from tests.hostile.texts import EVERYTHING, HOSTILE

Leaf = Callable[[str, Any], Any]
"""The name of a member and its value; what stands there instead."""

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_LEFT_ALONE = re.compile(
    r"""[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}  # an id
    | \d\.[A-Za-z0-9+/=|]+              # an EncString
    | [A-Za-z0-9+/]{100,}={0,2}         # a key
    """,
    re.VERBOSE,
)
_KEYS = re.compile(r"key|salt|continuationToken|object|^id$|Id$", re.IGNORECASE)
_BEFORE_KEYS = ("/connect/token", "/prelogin", "/config")


@dataclass
class Poisoner(FaultInjector):
    """Passes each answer's JSON through `leaf` while it has one; signing in stays as it is."""

    leaf: Leaf | None = None

    def __init__(self, app: App) -> None:
        super().__init__(app)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        leaf = self.leaf
        if leaf is None or any(each in str(scope.get("path")) for each in _BEFORE_KEYS):
            await super().__call__(scope, receive, send)
            return
        status, body = await self._real_answer(scope, receive)
        if body:
            body = _spoilt(body, leaf)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})


def _spoilt(body: bytes, leaf: Leaf) -> bytes:
    try:
        whole = json.loads(body)
    except ValueError:
        return body
    return json.dumps(changed(whole, leaf)).encode()


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
        own = isinstance(value, str) and value and not (DATE.match(value) or _LEFT_ALONE.fullmatch(value))
        return next(each) if own and not _KEYS.search(name) else value

    return leaf


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
