"""COSE for V2 accounts: the user key, and the messages under it (EncString type 7). Read-only.

Algorithms, labels and content types are the private ones of Bitwarden's SDK; whatever is not the one
V2 user-key algorithm, XAES-256-GCM, is refused.
"""

from __future__ import annotations

from typing import Final

from backend_client.crypto import _xaes, cbor
from backend_client.crypto._key_material import KeyMaterial
from backend_client.crypto._utf8 import text_of
from backend_client.crypto.enc_string import COSE_ENCRYPT0, EncString
from backend_client.errors import DecryptionFailed, MalformedData, UnsupportedEncryption

ALGORITHM, CRITICAL, CONTENT_TYPE, KEY_ID, NONCE = range(1, 6)
"""Header labels."""

KEY_TYPE, KEY_KID, KEY_ALGORITHM, KEY_OPERATIONS = range(1, 5)
"""COSE_Key labels; the key bytes of a symmetric key have label -1."""

KEY_ID_BYTES: Final = 16
XAES_256_GCM: Final = -70010

COSE_KEY: Final = 101
"""Content type: an unpadded COSE_Key."""
PKCS8: Final = 284
"""Content type: a private key, PKCS#8 DER."""
PADDED_TEXT: Final = "application/x.bitwarden.utf8-padded"

_SYMMETRIC: Final = 4
_DECRYPT: Final = 4
_KEY_BYTES: Final = 32


class XaesKey(KeyMaterial):
    """A V2 user key: XAES-256-GCM with a random key id."""

    __slots__ = ("_key", "_kid", "_padded")
    _BUFFERS = ("_key", "_padded")

    def __init__(self, key: bytes, kid: bytes, padded: bytes = b"") -> None:
        """Copies `key` and `padded`."""
        self._key = bytearray(key)
        self._kid = kid
        self._padded = bytearray(padded)

    @classmethod
    def from_padded(cls, data: bytes) -> XaesKey:
        """The key of a padded COSE_Key, the form it has under a master password or an RSA key.

        Raises MalformedData or UnsupportedEncryption.
        """
        unpadded = unpad(data)
        if unpadded is None:
            raise MalformedData("COSE key")
        entries = cbor.decode_map(unpadded)
        if entries.get(KEY_TYPE) != _SYMMETRIC or entries.get(KEY_ALGORITHM) != XAES_256_GCM:
            raise UnsupportedEncryption("COSE key algorithm")
        check_operation(entries, _DECRYPT)
        key = entries.get(-1)
        if not isinstance(key, bytes) or len(key) != _KEY_BYTES:
            raise MalformedData("COSE key")
        return cls(key, key_id_of(entries), data)

    def to_bytes(self) -> bytes:
        """The padded COSE_Key it was read from, byte for byte, to be wrapped under another key.

        Raises UnsupportedEncryption where it was not read from one.
        """
        if not self._padded:
            raise UnsupportedEncryption("COSE key without its wrapped form")
        return bytes(self._padded)

    @property
    def key_id(self) -> str:
        """The key id, 32 hex digits. It reveals nothing of the key."""
        return self._kid.hex()

    def decrypt(self, value: EncString, content_type: int | str) -> bytes:
        """The plaintext of a type 7 EncString that declares this content type.

        Raises UnsupportedEncryption, MalformedData or DecryptionFailed.
        """
        if value.kind != COSE_ENCRYPT0:
            raise UnsupportedEncryption(f"EncString type {value.kind} under a COSE key")
        protected, unprotected, ciphertext = _split_encrypt0(value.parts[0])
        headers = protected_headers(protected)
        if headers.get(ALGORITHM) != XAES_256_GCM:
            raise UnsupportedEncryption("COSE algorithm")
        if headers.get(KEY_ID) != self._kid:
            raise DecryptionFailed
        nonce = unprotected.get(NONCE)
        if not isinstance(nonce, bytes) or len(nonce) != _xaes.NONCE_BYTES:
            raise MalformedData("COSE message")
        if headers.get(CONTENT_TYPE) != content_type:
            raise UnsupportedEncryption("COSE content type")
        associated = cbor.encode(["Encrypt0", protected, b""])
        return _xaes.open_sealed(self._key, nonce, ciphertext, associated)

    def decrypt_text(self, value: EncString) -> str:
        """The text of a type 7 string field. Raises as `decrypt` does."""
        unpadded = unpad(self.decrypt(value, PADDED_TEXT))
        text = None if unpadded is None else text_of(unpadded)
        if text is None:
            raise DecryptionFailed
        return text


def unpad(data: bytes) -> bytes | None:
    """`data` without its n trailing bytes of value n (n at least 1), None where they are not that."""
    count = data[-1] if data else 0
    if not 1 <= count <= len(data) or not data.endswith(bytes([count]) * count):
        return None
    return data[:-count]


def protected_headers(protected: bytes) -> cbor.CborMap:
    """The protected headers; a message that marks one as critical is refused."""
    headers = cbor.decode_map(protected)
    if CRITICAL in headers:
        raise UnsupportedEncryption("COSE critical header")
    return headers


def key_id_of(entries: cbor.CborMap) -> bytes:
    """The 16-byte key id of a COSE_Key. Raises MalformedData."""
    kid = entries.get(KEY_KID)
    if not isinstance(kid, bytes) or len(kid) != KEY_ID_BYTES:
        raise MalformedData("COSE key")
    return kid


def check_operation(entries: cbor.CborMap, operation: int) -> None:
    """Raise UnsupportedEncryption where a COSE_Key lists what it is for and `operation` is not in it."""
    operations = entries.get(KEY_OPERATIONS, [operation])
    if not isinstance(operations, list) or operation not in operations:
        raise UnsupportedEncryption("COSE key operation")


def _split_encrypt0(message: bytes) -> tuple[bytes, cbor.CborMap, bytes]:
    match cbor.decode(message):
        case [bytes() as protected, dict() as unprotected, bytes() as ciphertext]:
            return protected, unprotected, ciphertext
        case _:
            raise MalformedData("COSE message")
