"""Overwriting secret bytes that are no longer needed, before their memory is used for something else.

Python promises none of this: copies that the interpreter made on the way are out of reach.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_BYTES_HEADER: Final = bytes.__basicsize__ - 1
"""Where the content of a CPython bytes object begins; its size counts a final zero."""

_SHARED_BELOW: Final = 2
"""CPython keeps one object for each text of no or one byte."""


def _count(data: bytes) -> int:
    return sys.getrefcount(data)


def _count_of_one_holder() -> int:
    data = bytes(bytearray(_BYTES_HEADER))
    return _count(data)


_ONE_HOLDER: Final = _count_of_one_holder()
"""What interpreters count for an object that only the caller's variable holds; they do not agree."""


def erase(data: bytes | bytearray) -> None:
    """Overwrite `data` with zeros. `bytes` must be of the caller's own making, held by one variable of the
    caller and by nothing else: where they are held more often, nothing is done."""
    if isinstance(data, bytearray):
        data[:] = bytes(len(data))
    elif (
        sys.implementation.name == "cpython"
        and len(data) >= _SHARED_BELOW
        and sys.getrefcount(data) <= _ONE_HOLDER
    ):
        ctypes.memset(id(data) + _BYTES_HEADER, 0, len(data))
