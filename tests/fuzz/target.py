"""What is fuzzed, and what must hold for every input: our own exceptions only, bounded time and memory."""

from __future__ import annotations

import json
import time
import tracemalloc
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Read = Callable[[bytes], object]

SECONDS = 1.0
"""Processor time that one input may take, on a machine where other tests run as well."""

_DRAWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that no text for a terminal may have."""


@dataclass(frozen=True, slots=True)
class Target:
    """One parser. `read` is given an input and may raise `refuses` and nothing else.

    Its peak of memory stays below `constant` bytes and `per_byte` times the input. `seconds`: the limit of
    processor time. `json`: its inputs are JSON, so that they are also mutated as values.
    """

    name: str
    read: Read
    refuses: tuple[type[Exception], ...] = ()
    per_byte: int = 100
    constant: int = 2_000_000
    seconds: float = SECONDS
    json: bool = False


class Offence(AssertionError):
    """An input that a parser did not bear. The input is named by its start and its length."""


def judge(target: Target, data: bytes, *, memory: bool = True) -> None:
    """Raises Offence where `target` does with `data` what no parser may do; without `memory` that is not
    measured, which is quicker."""
    if memory:
        tracemalloc.start()
    began = time.process_time()
    try:
        offence = _offence(target, data)
        taken = time.process_time() - began
        most = tracemalloc.get_traced_memory()[1]
    finally:
        if memory:
            tracemalloc.stop()
    if offence is not None:
        raise Offence(f"{target.name}: {offence!r} for {_shown(data)}") from offence
    if taken > target.seconds:
        raise Offence(f"{target.name}: {taken:.2f} s for {_shown(data)}")
    if most > target.constant + target.per_byte * len(data):
        raise Offence(f"{target.name}: {most} bytes of memory for {_shown(data)}")


def _offence(target: Target, data: bytes) -> BaseException | None:
    """What escapes that may not. Also what is no Exception: bindings to other languages panic so."""
    try:
        target.read(data)
    except target.refuses:
        return None
    except (KeyboardInterrupt, TimeoutError):
        raise
    except BaseException as error:
        return error
    return None


def _shown(data: bytes) -> str:
    return f"{data[:120]!r} ({len(data)} bytes)"


def text_in(data: bytes) -> str:
    """The input as text; bytes that are no UTF-8 become halves of surrogate pairs."""
    return data.decode("utf-8", "surrogateescape")


def value_in(data: bytes) -> Any:
    """The input as JSON; None where it is none, which is for whoever reads it to refuse."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def object_in(data: bytes) -> dict[str, Any] | None:
    """The input as an object of JSON; None where it is none."""
    found = value_in(data)
    return found if isinstance(found, dict) else None


def names_said(text: str | bytes) -> list[str]:
    """The names of the members of all objects of JSON, as often as they are said."""
    said: list[str] = []
    json.loads(text, object_pairs_hook=lambda pairs: said.extend(name for name, _value in pairs))
    return said


def drawable(*texts: str) -> None:
    """Raises AssertionError where a terminal would obey, hide or reorder something of a text."""
    for text in texts:
        bad = {f"U+{ord(each):04X}" for each in text if unicodedata.category(each) in _DRAWN}
        assert not bad, f"{bad} in {text[:200]!r}"
