"""Every text that something still holds on to, and the way to it."""

from __future__ import annotations

import gc
from collections import deque
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

_DEAD_ENDS = (ModuleType, type, CodeType, BuiltinFunctionType)


def holders(start: Any, wanted: str) -> list[str]:
    """How each text with `wanted` in it is reached from `start`: type names, the text last."""
    way: dict[int, tuple[Any, int]] = {id(start): (start, 0)}
    waiting = deque([start])
    found: list[str] = []
    while waiting:
        each = waiting.popleft()
        for inner in gc.get_referents(each):
            if id(inner) in way or isinstance(inner, _DEAD_ENDS):
                continue
            if isinstance(each, FunctionType) and inner is each.__globals__:
                continue
            way[id(inner)] = (inner, id(each))
            if isinstance(inner, (str, bytes, bytearray)):
                text = inner if isinstance(inner, str) else bytes(inner).decode("latin-1")
                if wanted in text:
                    found.append(_told(way, id(inner)))
            else:
                waiting.append(inner)
    return found


def _told(way: dict[int, tuple[Any, int]], last: int) -> str:
    names: list[str] = []
    while last:
        here, before = way[last]
        names.append(repr(here)[:60] if isinstance(here, (str, bytes)) else type(here).__name__)
        last = before
    return " < ".join(names)
