"""Time-based one-time codes of RFC 6238: SHA-1, six digits, steps of 30 seconds."""

from __future__ import annotations

import base64
import hashlib
import hmac

_STEP = 30


def code_at(secret: str, seconds: float) -> str:
    """The code of a base-32 secret at that time."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    counter = int(seconds // _STEP).to_bytes(8, "big")
    digest = hmac.digest(key, counter, hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def accepts(secret: str, code: str, seconds: float) -> bool:
    """Whether `code` is the one of now or of one step before or after."""
    given = code.strip().encode()
    steps = (code_at(secret, seconds + shift * _STEP).encode() for shift in (-1, 0, 1))
    return sum(hmac.compare_digest(given, step) for step in steps) > 0  # no early end: constant time
