"""CBOR (RFC 8949), the strict subset that COSE messages of an account use.

Integers, byte strings, text, arrays and maps, all of definite length and in shortest form. Refused:
tags, floats and simple values, indefinite lengths, duplicate map keys, map keys that are neither
integer nor text, nesting deeper than `MAX_DEPTH`, and anything behind the first item. What decodes
therefore encodes to the same bytes again.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from backend_client.crypto._utf8 import text_of
from backend_client.errors import MalformedData

CborValue: TypeAlias = "int | bytes | str | list[CborValue] | dict[int | str, CborValue]"
CborMap: TypeAlias = "dict[int | str, CborValue]"

MAX_DEPTH: Final = 8

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = range(6)


def decode(data: bytes) -> CborValue:
    """The one item that `data` is. Raises MalformedData."""
    reader = _Reader(data)
    value = reader.item(MAX_DEPTH)
    if reader.position != len(data):
        raise MalformedData("CBOR")
    return value


def decode_map(data: bytes) -> CborMap:
    """`decode` where only a map will do."""
    value = decode(data)
    if not isinstance(value, dict):
        raise MalformedData("CBOR")
    return value


def encode(value: CborValue) -> bytes:
    """`value` in shortest form; maps keep their order."""
    match value:
        case int():
            return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
        case bytes():
            return _head(_BYTES, len(value)) + value
        case str():
            text = value.encode()
            return _head(_TEXT, len(text)) + text
        case list():
            return _head(_ARRAY, len(value)) + b"".join(map(encode, value))
        case dict():
            pairs = [encode(key) + encode(entry) for key, entry in value.items()]
            return _head(_MAP, len(value)) + b"".join(pairs)


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    power = next(power for power in range(4) if argument < 1 << (8 << power))
    return bytes([major << 5 | 24 + power]) + argument.to_bytes(1 << power, "big")


class _Reader:
    """A position in the bytes, moved forward by reading."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def item(self, depth: int) -> CborValue:
        """The next item, at most `depth` levels deep."""
        if depth == 0:
            raise MalformedData("CBOR")
        major, argument = self._read_head()
        match major:
            case 0:
                return argument
            case 1:
                return -1 - argument
            case 2:
                return self._take(argument)
            case 3:
                return self._text(argument)
            case 4:
                return [self.item(depth - 1) for _ in range(argument)]
            case 5:
                return self._map(argument, depth)
            case _:
                raise MalformedData("CBOR")

    def _map(self, count: int, depth: int) -> CborMap:
        entries: CborMap = {}
        for _ in range(count):
            key = self.item(depth - 1)
            if not isinstance(key, int | str) or key in entries:
                raise MalformedData("CBOR")
            entries[key] = self.item(depth - 1)
        return entries

    def _text(self, length: int) -> str:
        text = text_of(self._take(length))
        if text is None:
            raise MalformedData("CBOR")
        return text

    def _read_head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, short = first >> 5, first & 0x1F
        if short < 24:
            return major, short
        if short > 27:
            raise MalformedData("CBOR")
        size = 1 << short - 24
        argument = int.from_bytes(self._take(size), "big")
        if argument < (24 if size == 1 else 1 << 4 * size):
            raise MalformedData("CBOR")
        return major, argument

    def _take(self, count: int) -> bytes:
        taken = self._data[self.position : self.position + count]
        if len(taken) != count:
            raise MalformedData("CBOR")
        self.position += count
        return taken
