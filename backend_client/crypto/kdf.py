"""From a master password to the keys it opens: parameters, master key, what is derived from it.

The parameters come from the server, so both ends are bounded: below the minimum is a downgrade of
the password's protection, above the maximum a trap for our CPU and memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from hmac import digest as hmac_digest
from threading import Lock
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id as _Argon2id
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from backend_client.crypto._erase import erase
from backend_client.crypto._key_material import KeyMaterial
from backend_client.crypto.enc_string import encode_base64
from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import KdfRefused, UnsupportedEncryption
from backend_client.secret import Secret

_KEY_BYTES: Final = 32
_KIB_PER_MIB: Final = 1024

PBKDF2_ITERATIONS: Final = range(5_000, 10_000_000 + 1)
ARGON2_ITERATIONS: Final = range(2, 64 + 1)
ARGON2_MEMORY_MIB: Final = range(16, 1024 + 1)
ARGON2_PARALLELISM: Final = range(1, 16 + 1)
ARGON2_WORK: Final = range(2 * 16, 10 * 1024 + 1)
"""Passes times MiB: at most what an account can be set to. More would keep a core busy for minutes."""

_ONE_AT_A_TIME: Final = Lock()
"""Argon2id may want a GiB. A derivation that nobody waits for any more runs to its end; the next one waits
for it rather than taking as much again."""


@dataclass(frozen=True, slots=True)
class Pbkdf2:
    """PBKDF2-HMAC-SHA256, wire value 0. Raises KdfRefused outside 5 000 to 10 000 000 iterations."""

    iterations: int

    def __post_init__(self) -> None:
        _check(self.iterations, PBKDF2_ITERATIONS, "PBKDF2 iterations")


@dataclass(frozen=True, slots=True)
class Argon2id:
    """Argon2id 1.3, wire value 1. Raises KdfRefused outside 2-64 passes, 16-1024 MiB, 1-16 lanes, and for
    more than 10 passes over 1024 MiB or as much in other ways."""

    iterations: int
    memory_mib: int
    parallelism: int

    def __post_init__(self) -> None:
        _check(self.iterations, ARGON2_ITERATIONS, "Argon2id iterations")
        _check(self.memory_mib, ARGON2_MEMORY_MIB, "Argon2id memory")
        _check(self.parallelism, ARGON2_PARALLELISM, "Argon2id parallelism")
        _check(self.iterations * self.memory_mib, ARGON2_WORK, "Argon2id work")


Kdf = Pbkdf2 | Argon2id


def kdf_from_wire(
    kind: int, iterations: int, memory_mib: int | None = None, parallelism: int | None = None
) -> Kdf:
    """The parameters a server sends. Raises KdfRefused: unknown kind, a gap, or a value out of bounds."""
    if kind == 0:
        return Pbkdf2(iterations)
    if kind != 1:
        raise KdfRefused("unknown kind")
    if memory_mib is None or parallelism is None:
        raise KdfRefused("Argon2id parameters missing")
    return Argon2id(iterations, memory_mib, parallelism)


class MasterKey(KeyMaterial):
    """32 bytes derived from the master password. Keep it no longer than opening the user key takes."""

    __slots__ = ("_key",)
    _BUFFERS = ("_key",)

    def __init__(self, key: bytes) -> None:
        """Copies `key`."""
        self._key = bytearray(key)

    def authentication_hash(self, password: Secret) -> str:
        """What the server is shown in place of the password: base64 of 32 bytes."""
        # The master key is the password of this step and the password its salt.
        salt = _utf8(password.reveal())
        try:
            return encode_base64(_pbkdf2(self._key, salt, iterations=1))
        finally:
            erase(salt)

    def stretched(self) -> SymmetricKey:
        """The key that wraps the user key: HKDF-Expand (no extract step) for "enc", then for "mac"."""
        stretched = bytearray(2 * _KEY_BYTES)
        for start, info in ((0, b"enc"), (_KEY_BYTES, b"mac")):
            half = _expand(self._key, info)
            stretched[start : start + _KEY_BYTES] = half
            erase(half)
        try:
            return SymmetricKey(stretched)
        finally:
            erase(stretched)


def derive_master_key(password: Secret, salt: str, kdf: Kdf) -> MasterKey:
    """Derive from the password as typed and the salt the server names (often the e-mail address).

    Takes from tens of milliseconds to seconds and releases the interpreter lock: run it in a thread.
    The salt is trimmed and lower-cased here. Raises UnsupportedEncryption where the installed OpenSSL
    has no Argon2id.
    """
    return _derive(password, _utf8(salt.strip().lower()), kdf)


def derive_export_key(password: Secret, salt: str, kdf: Kdf) -> SymmetricKey:
    """The key of a password-protected export file. Its salt is base64 text and is used as it stands.

    As slow as `derive_master_key`, and raises the same.
    """
    return _derive(password, _utf8(salt), kdf).stretched()


def _derive(password: Secret, salt_bytes: bytes, kdf: Kdf) -> MasterKey:
    password_bytes = _utf8(password.reveal())
    try:
        key = _derived(password_bytes, salt_bytes, kdf)
    finally:
        erase(password_bytes)
    try:
        return MasterKey(key)
    finally:
        erase(key)


def _derived(password_bytes: bytes, salt_bytes: bytes, kdf: Kdf) -> bytes:
    if isinstance(kdf, Pbkdf2):
        return _pbkdf2(password_bytes, salt_bytes, iterations=kdf.iterations)
    try:
        argon2 = _Argon2id(
            salt=sha256(salt_bytes).digest(),
            length=_KEY_BYTES,
            iterations=kdf.iterations,
            lanes=kdf.parallelism,
            memory_cost=kdf.memory_mib * _KIB_PER_MIB,
        )
    except UnsupportedAlgorithm:
        raise UnsupportedEncryption("Argon2id, which needs OpenSSL 3.2 or newer") from None
    with _ONE_AT_A_TIME:
        return argon2.derive(password_bytes)


def _check(value: int, allowed: range, what: str) -> None:
    if value not in allowed:
        raise KdfRefused(f"{what} out of bounds")


def _utf8(text: str) -> bytes:
    # A lone surrogate must not raise: UnicodeEncodeError would carry the whole password.
    return text.encode("utf-8", "surrogatepass")


def _pbkdf2(password: bytes | bytearray, salt: bytes, *, iterations: int) -> bytes:
    return PBKDF2HMAC(algorithm=SHA256(), length=_KEY_BYTES, salt=salt, iterations=iterations).derive(
        password
    )


def _expand(key: bytearray, info: bytes) -> bytes:
    # One block of HKDF-Expand, which is all that 32 bytes of output take.
    return hmac_digest(key, info + b"\x01", "sha256")
