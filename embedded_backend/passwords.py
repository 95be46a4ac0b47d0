"""How authentication hashes are stored and compared."""

from __future__ import annotations

import hashlib
import hmac
import os
from sqlite3 import Row


def digest(auth_hash: str, salt: bytes) -> bytes:
    """What is stored of an authentication hash (which is a stretched secret already)."""
    return hashlib.pbkdf2_hmac("sha256", auth_hash.encode(), salt, 1)


def stored_hash(auth_hash: str) -> tuple[bytes, bytes]:
    """A new salt and the digest to store."""
    salt = os.urandom(16)
    return salt, digest(auth_hash, salt)


def matches(user: Row | None, auth_hash: str) -> bool:
    """Whether `auth_hash` is the account's; unknown accounts take as long."""
    salt = bytes(16) if user is None or user["auth_salt"] is None else user["auth_salt"]
    computed = digest(auth_hash, salt)
    known = None if user is None else user["auth_digest"]
    return hmac.compare_digest(computed, bytes(32) if known is None else known) and known is not None
