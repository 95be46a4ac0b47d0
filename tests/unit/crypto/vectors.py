"""The contract's test vectors, and the few writers the read-only COSE code needs to be tested against."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import settings

from backend_client.crypto import _xaes, cbor
from backend_client.crypto.cbor import CborMap

DIRECTORY: Final = Path(__file__).parents[2] / "vectors"
QUICK: Final = settings(max_examples=60, deadline=None)

ED25519, ML_DSA_44, XAES = -8, -48, -70010

Vector = dict[str, Any]


@cache
def vectors(name: str) -> dict[str, Vector]:
    """One file of vectors, by vector name."""
    loaded: dict[str, Vector] = json.loads((DIRECTORY / f"{name}.json").read_text("utf-8"))
    return loaded


def unbase64(text: str) -> bytes:
    return b64decode(text, validate=True)


def base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def flipped(data: bytes, bit: int) -> bytes:
    """`data` with one bit changed."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def encrypt0(
    key: bytes, kid: bytes, plaintext: bytes, content_type: int | str, *, headers: CborMap | None = None
) -> bytes:
    """A COSE_Encrypt0 message under XAES-256-GCM; `headers` replace or add protected headers."""
    protected = cbor.encode({1: XAES, 3: content_type, 4: kid, **(headers or {})})
    nonce = bytes(range(24))
    sealed = AESGCM(_xaes.subkey(key, nonce)).encrypt(
        nonce[12:], plaintext, cbor.encode(["Encrypt0", protected, b""])
    )
    return cbor.encode([protected, {5: nonce}, sealed])


def sign1(
    algorithm: int,
    seed: bytes,
    kid: bytes,
    payload: CborMap,
    namespace: int,
    *,
    headers: CborMap | None = None,
) -> bytes:
    """A COSE_Sign1 message over a CBOR map; `headers` replace or add protected headers."""
    protected = cbor.encode({1: algorithm, 3: 60, 4: kid, -80000: namespace, **(headers or {})})
    body = cbor.encode(payload)
    signed = cbor.encode(["Signature1", protected, b"", body])
    if algorithm == ED25519:
        signature = Ed25519PrivateKey.from_private_bytes(seed).sign(signed)
    else:
        signature = MLDSA44PrivateKey.from_seed_bytes(seed).sign(signed)
    return cbor.encode([protected, {}, body, signature])


def signing_pair(algorithm: int, seed: bytes, kid: bytes) -> tuple[bytes, bytes]:
    """The COSE_Keys of a signing key and of its verifying key."""
    if algorithm == ED25519:
        public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        head: CborMap = {1: 1, 2: kid, 3: ED25519}
        return (
            cbor.encode({**head, 4: [1], -4: seed, -1: 6}),
            cbor.encode({**head, 4: [2], -1: 6, -2: public}),
        )
    public = MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()
    head = {1: 7, 2: kid, 3: ML_DSA_44}
    return cbor.encode({**head, 4: [1], -1: public, -2: seed}), cbor.encode({**head, 4: [2], -1: public})
