"""From a known input to many odd ones: bytes changed, spliced and repeated; JSON changed as values.

Everything follows from the random source that is given, so an input can be made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

LONGEST: Final = 200_000
"""Bytes of an input: what follows is cut off."""

TOKENS: Final = (
    *(
        b"",
        b"\0",
        b"\n",
        b"\r\n",
        b"\r",
        b"\t",
        b" ",
        b'"',
        b"'",
        b",",
        b";",
        b"|",
        b"=",
        b"%",
        b"&",
        b"/",
        b"\\",
    ),
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b"<",
        b">",
        b"@",
        b":",
        b"-",
        b".",
        b"..",
        b"../../",
        b"#",
        b"~",
        b"$",
        b"\x1b[",
    ),
    *(b"2.", b"7.", b"4.", b"3.", b"==", b"AAAA", b"null", b"NaN", b"-Infinity", b"1e999", b"true", b"-1"),
    *(b"9" * 5000, b"A" * 5000, b"[" * 3000, b'{"a":' * 3000, b"0x1p-1074", b"18446744073709551616"),
    *(b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\x80"),
    *(b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xe2\x80\xa8", b"\xc2\x9b31m", b"\x1b]52;c;eA==\x07", b"\xc2\x85"),
    *(
        b"=1+1",
        b"+1",
        b"@x",
        b"\t=1",
        b"\xef\xbc\x9d1+1",
        b"https://",
        b"http://[",
        b"mailto:",
        b"2026-03-01",
    ),
    *(b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59+14:00", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"&a;"),
    *(
        b"\x7f",
        b"\x9f\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xbf",
        b"\xfb",
    ),
)
VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, "", " ", "x" * 3000, "\x00\x1b[2J\u202e", "\ud800", "\udfff\ud83d", "=1+1", "NaN"),
    *(0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**63), 10**400, 0.5, -0.0, 1e308, float("nan"), float("inf")),
    *([], {}, [[]], [None], [{}], {"": ""}, {"a": None}, [1, "a", None], ["a"] * 300, {"__proto__": 1}),
    *("0001-01-01T00:00:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "../..", "2.a|b|c", "7.AA"),
)
_DEEP: Final = "<deep>"
_NESTED: Final = ("[" * 1500 + "]" * 1500, '{"a":' * 1500 + "1" + "}" * 1500, "[" * 200_000)


def mutated(random: Random, seeds: Sequence[bytes], *, as_json: bool) -> bytes:
    """One more input."""
    data = random.choice(seeds)
    if as_json and random.random() < 0.6:
        return _mutated_json(random, data)[:LONGEST]
    for _step in range(random.choice((1, 1, 2, 3, 6, 12))):
        data = random.choice(_WAYS)(random, data, seeds)[:LONGEST]
    return data


def repeated(random: Random, seeds: Sequence[bytes], size: int) -> bytes:
    """A piece of an input again and again, between its beginning and its end: what is quadratic shows."""
    data = random.choice(seeds)
    start = random.randrange(len(data) + 1)
    piece = data[start : start + random.choice((1, 2, 4, 8, 20, 60))] or random.choice(TOKENS[1:40])
    if random.random() < 0.3:
        piece += random.choice(TOKENS)[:40]
    return data[:start] + piece * (size // len(piece)) + data[start:]


def _flip(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    if not data:
        return bytes([random.randrange(256)])
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << random.randrange(8)]) + data[place + 1 :]


def _insert(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + random.choice(TOKENS) + data[place:]


def _replace(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + random.choice(TOKENS) + data[end:]


def _remove(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def _double(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[start:end] * random.choice((2, 3, 100)) + data[end:]


def _cut(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _splice(random: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = random.choice(seeds)
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def _noise(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + random.randbytes(random.choice((1, 4, 30))) + data[place:]


def _span(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 1, 2, 4, 16, 80)))


_WAYS: Final[tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...]] = (
    _flip,
    _insert,
    _insert,
    _replace,
    _replace,
    _remove,
    _double,
    _cut,
    _splice,
    _noise,
)


def _mutated_json(random: Random, data: bytes) -> bytes:
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return _insert(random, data, ())
    for _step in range(random.choice((1, 1, 2, 4))):
        whole = _changed(random, whole, random.randrange(12))
    text = json.dumps(whole, ensure_ascii=random.random() < 0.7)
    if random.random() < 0.1:
        place = text.find(":", random.randrange(len(text) + 1))
        start = text.rfind('"', 0, text.rfind('"', 0, place)) if place > 0 else -1
        if start >= 0:  # the same name twice
            text = f"{text[:start]}{text[start:place]}: null, {text[start:]}"
    text = text.replace(f'"{_DEEP}"', random.choice(_NESTED))
    return text.encode("utf-8", "surrogatepass")


def _changed(random: Random, value: Any, depth: int) -> Any:
    """The same value with one of its parts, at most so deep, replaced, left out or added."""
    if depth and isinstance(value, dict) and value:
        name = random.choice(list(value))
        if random.random() < 0.1:
            return {each: value[each] for each in value if each != name}
        if random.random() < 0.05:
            return {**value, str(random.choice(VALUES)): random.choice(VALUES)}
        return {**value, name: _changed(random, value[name], depth - 1)}
    if depth and isinstance(value, list) and value:
        place = random.randrange(len(value))
        return [*value[:place], _changed(random, value[place], depth - 1), *value[place + 1 :]]
    return _DEEP if random.random() < 0.04 else random.choice(VALUES)
