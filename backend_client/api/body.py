"""Bodies of answers, unpacked within bounds: what is small on the wire may be huge in memory.

The HTTP library unpacks a whole piece at once, and as many codings on top of each other as a server lists:
a few hundred bytes, before anybody signed in, would take all memory. Here one coding is taken, in steps.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterable
from typing import Final

ACCEPTED: Final = "gzip"
"""What requests ask for in `Accept-Encoding`."""

STEP = 256 * 1024
"""Bytes unpacked at a time; the event loop gets its turn between two steps."""

_PLAIN = frozenset({"", "identity"})
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_ZLIB_OR_GZIP = 32 + zlib.MAX_WBITS


class UnusableBody(Exception):
    """A body that is not taken; `problem` says why, `cut_off` that it ends before its end."""

    def __init__(self, problem: str, *, cut_off: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.cut_off = cut_off


async def read_body(pieces: AsyncIterable[bytes], coding: str, most: int) -> bytes:
    """The body that arrives in `pieces`, unpacked as its `Content-Encoding` says, at most `most` bytes.

    The same bound holds for the bytes on the wire. Raises UnusableBody: too large, cut off, more than one
    coding or another one, bytes that do not unpack.
    """
    coding = coding.strip().lower()
    if coding not in _PLAIN | _PACKED:
        raise _not_decodable()
    body: list[bytes] = []
    packed = 0
    unpacking = _Unpacking(body, most) if coding in _PACKED else None
    async for piece in pieces:
        packed += len(piece)
        if packed > most:
            raise UnusableBody("too large")
        if unpacking is None:
            body.append(piece)
        else:
            await unpacking.take(piece)
    if packed and unpacking is not None:
        unpacking.end()
    await asyncio.sleep(0)
    return b"".join(body)


class _Unpacking:
    """Unpacks gzip or zlib into `body`."""

    def __init__(self, body: list[bytes], most: int) -> None:
        self._body = body
        self._left = most
        self._stream = zlib.decompressobj(_ZLIB_OR_GZIP)

    async def take(self, piece: bytes) -> None:
        """One piece more. Raises UnusableBody."""
        while self._step(piece):
            piece = self._stream.unconsumed_tail
            await asyncio.sleep(0)

    def _step(self, packed: bytes) -> bool:
        """Unpack a little; whether more may come of what is there."""
        if self._stream.eof:
            if packed:
                raise _not_decodable()  # something stands behind the end
            return False
        try:
            unpacked = self._stream.decompress(packed, STEP)
        except zlib.error:
            raise _not_decodable() from None
        if self._stream.unused_data:
            raise _not_decodable()
        self._body.append(unpacked)
        self._left -= len(unpacked)
        if self._left < 0:
            raise UnusableBody("too large")
        return len(unpacked) == STEP or bool(self._stream.unconsumed_tail)

    def end(self) -> None:
        """Nothing more comes. Raises UnusableBody."""
        if not self._stream.eof:
            raise UnusableBody("cut off", cut_off=True)


def _not_decodable() -> UnusableBody:
    return UnusableBody("not decodable")
