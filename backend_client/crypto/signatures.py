"""Signatures of V2 accounts: signing keys and COSE_Sign1 messages, Ed25519 or ML-DSA-44. Read-only."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from backend_client.crypto import cbor, cose
from backend_client.errors import DecryptionFailed, MalformedData, UnsupportedEncryption

ED25519: Final = -8
ML_DSA_44: Final = -48

_OKP: Final = 1
_ED25519_CURVE: Final = 6
_AKP: Final = 7
_VERIFY: Final = 2
_CBOR_CONTENT: Final = 60
_NAMESPACE: Final = -80000
_SEED_BYTES: Final = 32
_PUBLIC_BYTES: Final = {ED25519: 32, ML_DSA_44: 1312}


class Namespace(IntEnum):
    """What a signature is for; one made for one purpose never counts for another."""

    SIGNED_PUBLIC_KEY = 1
    SECURITY_STATE = 2


class VerifyingKey:
    """The public half of a signing key. Equality is by algorithm, key id and key."""

    __slots__ = ("_algorithm", "_kid", "_public")

    def __init__(self, algorithm: int, kid: bytes, public: bytes) -> None:
        self._algorithm = algorithm
        self._kid = kid
        self._public = public

    @classmethod
    def from_cose(cls, data: bytes) -> VerifyingKey:
        """The key of a COSE_Key. Raises MalformedData or UnsupportedEncryption."""
        entries = cbor.decode_map(data)
        algorithm = _algorithm_of(entries)
        cose.check_operation(entries, _VERIFY)
        public = entries.get(-2 if algorithm == ED25519 else -1)
        if not isinstance(public, bytes) or len(public) != _PUBLIC_BYTES[algorithm]:
            raise MalformedData("COSE key")
        return cls(algorithm, cose.key_id_of(entries), public)

    @classmethod
    def from_signing_key(cls, data: bytes) -> VerifyingKey:
        """The public half of a signing key's COSE_Key, derived from its seed and not merely read.

        Raises MalformedData or UnsupportedEncryption.
        """
        entries = cbor.decode_map(data)
        algorithm = _algorithm_of(entries)
        seed = entries.get(-4 if algorithm == ED25519 else -2)
        if not isinstance(seed, bytes) or len(seed) != _SEED_BYTES:
            raise MalformedData("COSE key")
        public = _public_of(algorithm, seed)
        if algorithm == ML_DSA_44 and entries.get(-1) != public:
            raise MalformedData("COSE key")
        return cls(algorithm, cose.key_id_of(entries), public)

    def open(self, message: bytes, namespace: int) -> bytes:
        """The payload of a COSE_Sign1 message signed by this key for this namespace.

        Raises DecryptionFailed where the signature is not that, MalformedData, UnsupportedEncryption.
        """
        match cbor.decode(message):
            case [bytes() as protected, dict(), bytes() as payload, bytes() as signature]:
                pass
            case _:
                raise MalformedData("signed message")
        headers = cose.protected_headers(protected)
        expected = {
            cose.ALGORITHM: self._algorithm,
            cose.CONTENT_TYPE: _CBOR_CONTENT,
            cose.KEY_ID: self._kid,
            _NAMESPACE: namespace,
        }
        if any(headers.get(label) != value for label, value in expected.items()):
            raise DecryptionFailed
        self.verify(signature, cbor.encode(["Signature1", protected, b"", payload]))
        return payload

    def verify(self, signature: bytes, signed: bytes) -> None:
        """Raise DecryptionFailed unless `signature` over the bytes `signed` is this key's."""
        try:
            if self._algorithm == ED25519:
                Ed25519PublicKey.from_public_bytes(self._public).verify(signature, signed)
            else:
                MLDSA44PublicKey.from_public_bytes(self._public).verify(signature, signed)
        except UnsupportedAlgorithm:
            raise _no_ml_dsa() from None
        except (InvalidSignature, ValueError):
            raise DecryptionFailed from None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, VerifyingKey):
            return NotImplemented
        return (self._algorithm, self._kid, self._public) == (other._algorithm, other._kid, other._public)

    def __hash__(self) -> int:
        return hash((self._algorithm, self._kid, self._public))

    def __repr__(self) -> str:
        return f"VerifyingKey({'Ed25519' if self._algorithm == ED25519 else 'ML-DSA-44'})"


def _algorithm_of(entries: cbor.CborMap) -> int:
    kind, algorithm = entries.get(cose.KEY_TYPE), entries.get(cose.KEY_ALGORITHM)
    if kind == _OKP and algorithm == ED25519 and entries.get(-1) == _ED25519_CURVE:
        return ED25519
    if kind == _AKP and algorithm == ML_DSA_44:
        return ML_DSA_44
    raise UnsupportedEncryption("signing algorithm")


def _public_of(algorithm: int, seed: bytes) -> bytes:
    if algorithm == ED25519:
        return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    try:
        return MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()
    except UnsupportedAlgorithm:
        raise _no_ml_dsa() from None


def _no_ml_dsa() -> UnsupportedEncryption:
    return UnsupportedEncryption("ML-DSA-44, which the installed OpenSSL lacks")
