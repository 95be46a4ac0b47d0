"""Key types: the 64-byte symmetric key, and the RSA pair that keys are shared with.

No object here shows its bytes in `repr`, compares by value or is pickled. Locking means letting go of these
objects, which then overwrite what they hold.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from backend_client.crypto import _aes_cbc_hmac
from backend_client.crypto._erase import erase
from backend_client.crypto._key_material import KeyMaterial
from backend_client.crypto._utf8 import bytes_of, text_of
from backend_client.crypto.enc_string import (
    AES_CBC_HMAC,
    RSA_OAEP_SHA1,
    RSA_OAEP_SHA256,
    EncString,
    SealedKey,
    decode_base64,
    encode_base64,
)
from backend_client.errors import CryptoError, DecryptionFailed, MalformedData, UnsupportedEncryption

_RSA_BITS: Final = 2048
_RSA_EXPONENT: Final = 65537
_OAEP: Final = {  # SHA-1 is what the wire asks for; OAEP does not rest on its collision resistance
    RSA_OAEP_SHA256: OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None),
    RSA_OAEP_SHA1: OAEP(mgf=MGF1(SHA1()), algorithm=SHA1(), label=None),  # noqa: S303
}
# CBOR of the map {1: 4, -1: <64 bytes>} up to the bytes: what an RFC 9679 thumbprint hashes.
_THUMBPRINT_PREFIX: Final = bytes.fromhex("a20104205840")


class SymmetricKey(KeyMaterial):
    """64 bytes, encryption half then MAC half: every provider, organization and V1 user key."""

    __slots__ = ("_key",)
    _BUFFERS = ("_key",)

    def __init__(self, key: bytes | bytearray) -> None:
        """Copies `key`."""
        self._key = bytearray(key)

    @classmethod
    def generate(cls) -> SymmetricKey:
        """A fresh random key."""
        return cls._taken(os.urandom(64))

    @classmethod
    def _taken(cls, key: bytes) -> SymmetricKey:
        """The key of bytes that nobody else holds; they are overwritten."""
        made = cls(key)
        erase(key)
        return made

    @classmethod
    def from_bytes(cls, key: bytes) -> SymmetricKey:
        """The key of these 64 bytes. Raises UnsupportedEncryption for the pre-2016 32-byte keys and for
        COSE keys (longer than 64), MalformedData for any other length.
        """
        if len(key) == 32:
            raise UnsupportedEncryption("32-byte key")
        if len(key) > 64:
            raise UnsupportedEncryption("COSE key where a 64-byte key belongs")
        if len(key) != 64:
            raise MalformedData("symmetric key")
        return cls(key)

    def to_bytes(self) -> bytes:
        """The 64 key bytes, to be wrapped under another key."""
        return bytes(self._key)

    @property
    def key_id(self) -> str:
        """32 hex digits that name the key without revealing it: half of its RFC 9679 thumbprint."""
        thumbprint = sha256(_THUMBPRINT_PREFIX)
        thumbprint.update(self._key)
        return thumbprint.hexdigest()[:32]

    def encrypt(self, data: bytes, *, iv: bytes | None = None) -> EncString:
        """`data` as a type 2 EncString. `iv` (16 bytes) is for tests; a random one otherwise."""
        return EncString(AES_CBC_HMAC, _aes_cbc_hmac.seal(self._key, data, iv or os.urandom(16)))

    def decrypt(self, value: EncString) -> bytes:
        """The plaintext of a type 2 EncString. Raises DecryptionFailed or UnsupportedEncryption."""
        if value.kind != AES_CBC_HMAC:
            raise UnsupportedEncryption(f"EncString type {value.kind} under a 64-byte key")
        iv, ciphertext, mac = value.parts
        return _aes_cbc_hmac.open_sealed(self._key, (iv, ciphertext, mac))

    def encrypt_text(self, text: str) -> EncString:
        """`text` in UTF-8, encrypted. Raises MalformedData for text that UTF-8 cannot carry."""
        data = bytes_of(text)
        if data is None:
            raise MalformedData("text")
        return self.encrypt(data)

    def decrypt_text(self, value: EncString) -> str:
        """The UTF-8 text of `value`. Raises DecryptionFailed, also where the plaintext is not UTF-8."""
        text = text_of(self.decrypt(value))
        if text is None:
            raise DecryptionFailed
        return text

    def decrypt_many(self, texts: Sequence[str]) -> list[bytes | CryptoError]:
        """Plaintexts of wire texts of this one key, in order; a bad text has its error in its slot."""
        return _aes_cbc_hmac.open_many(self._key, texts)

    def encrypt_texts(self, items: Sequence[bytes]) -> list[str]:
        """`encrypt_many` in wire form."""
        return _aes_cbc_hmac.seal_texts(self._key, items)

    def encrypt_many(self, items: Sequence[bytes]) -> list[EncString]:
        """Type 2 EncStrings of `items`, in order, each with its own random iv."""
        return [EncString(AES_CBC_HMAC, parts) for parts in _aes_cbc_hmac.seal_many(self._key, items)]


class PublicKey:
    """An RSA public key of at least 2048 bits, with the exact SPKI bytes it came in.

    Whose key it is, the type cannot say: compare the fingerprint phrase before sealing anything to it.
    """

    __slots__ = ("_key", "_spki")

    def __init__(self, key: rsa.RSAPublicKey, spki: bytes) -> None:
        self._key = key
        self._spki = spki

    @classmethod
    def from_spki(cls, spki: bytes) -> PublicKey:
        """The key of SPKI DER bytes. Raises MalformedData, or UnsupportedEncryption for other keys."""
        try:
            key = load_der_public_key(spki)
        except UnsupportedAlgorithm:
            raise UnsupportedEncryption("public key that is not RSA") from None
        except (ValueError, InternalError):
            raise MalformedData("public key") from None
        if not isinstance(key, rsa.RSAPublicKey):
            raise UnsupportedEncryption("public key that is not RSA")
        if key.key_size < _RSA_BITS:
            raise UnsupportedEncryption(f"RSA key below {_RSA_BITS} bits")
        return cls(key, bytes(spki))

    @classmethod
    def from_base64(cls, text: str) -> PublicKey:
        """`from_spki` of base64 text, the form public keys travel in."""
        return cls.from_spki(decode_base64(text, "public key"))

    @property
    def spki(self) -> bytes:
        """SPKI DER, byte for byte as received."""
        return self._spki

    def to_base64(self) -> str:
        """`spki` in base64."""
        return encode_base64(self._spki)

    def encrypt(self, data: bytes) -> SealedKey:
        """Seal `data` (a key; 214 bytes at most for RSA-2048) as type 4. Raises MalformedData if longer."""
        try:
            return SealedKey(RSA_OAEP_SHA1, self._key.encrypt(data, _OAEP[RSA_OAEP_SHA1]))
        except ValueError:
            raise MalformedData("data too long for RSA") from None

    def __repr__(self) -> str:
        return f"PublicKey(RSA {self._key.key_size} bits)"


class PrivateKey(KeyMaterial):
    """An RSA private key: a person's, or an organization's."""

    __slots__ = ("_key",)

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> PrivateKey:
        """A fresh RSA-2048 pair, exponent 65537."""
        return cls(rsa.generate_private_key(public_exponent=_RSA_EXPONENT, key_size=_RSA_BITS))

    @classmethod
    def from_der(cls, der: bytes) -> PrivateKey:
        """The key of PKCS#8 DER bytes that came out of an authenticated EncString.

        Raises MalformedData or UnsupportedEncryption. The slow check of the key's inner consistency
        is left out, which is right only because the EncString vouches for the bytes.
        """
        try:
            key = load_der_private_key(der, password=None, unsafe_skip_rsa_key_validation=True)
        except UnsupportedAlgorithm:
            raise UnsupportedEncryption("private key that is not RSA") from None
        except (ValueError, TypeError, InternalError):  # keys of other kinds, of a wrong length
            raise MalformedData("private key") from None
        if not isinstance(key, rsa.RSAPrivateKey):
            raise UnsupportedEncryption("private key that is not RSA")
        if key.key_size < _RSA_BITS:
            raise UnsupportedEncryption(f"RSA key below {_RSA_BITS} bits")
        return cls(key)

    def to_der(self) -> bytes:
        """PKCS#8 DER, to be wrapped under another key."""
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        public = self._key.public_key()
        return PublicKey(public, public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def open_key(self, sealed: SealedKey) -> SymmetricKey:
        """The key that was sealed to the public half. Raises as `decrypt` and `SymmetricKey.from_bytes`."""
        raw = self.decrypt(sealed)
        try:
            return SymmetricKey.from_bytes(raw)
        finally:
            erase(raw)

    def decrypt(self, sealed: SealedKey) -> bytes:
        """What was sealed to the public half. Raises DecryptionFailed."""
        try:
            return self._key.decrypt(sealed.data, _OAEP[sealed.kind])
        except ValueError:
            raise DecryptionFailed from None
