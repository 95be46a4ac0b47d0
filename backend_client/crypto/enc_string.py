"""EncString: the text form of everything encrypted, `<type>.<base64>[|<base64>]*`.

There are two families and they are two types here, because they never stand in for each other:
`EncString` is encrypted under a symmetric key (types 2 and 7), `SealedKey` to an RSA public key
(types 3 and 4). Types 0, 1, 5 and 6, unknown types and text without a type are refused: accepting
type 0 would let a server strip the authentication code.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from dataclasses import dataclass

from backend_client.errors import MalformedData, UnsupportedEncryption

AES_CBC_HMAC = 2
"""AES-256-CBC with HMAC-SHA256: parts iv (16 bytes), ciphertext, mac (32 bytes)."""
COSE_ENCRYPT0 = 7
"""A COSE_Encrypt0 message: one part, CBOR."""
RSA_OAEP_SHA256 = 3
RSA_OAEP_SHA1 = 4

_IV_TEXT = 24  # 16 bytes in padded base64
_MAC_TEXT = 44  # 32 bytes in padded base64


def decode_base64(text: str, what: str) -> bytes:
    """Bytes of `text`, standard alphabet with padding and nothing else. Raises MalformedData(`what`)."""
    try:
        data = a2b_base64(text, strict_mode=True)
    except ValueError:
        raise MalformedData(what) from None
    # Strict mode still lets surplus padding through; n bytes have one legal text length.
    if len(text) != (len(data) + 2) // 3 * 4:
        raise MalformedData(what)
    return data


def encode_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return b2a_base64(data, newline=False).decode("ascii")


@dataclass(frozen=True, slots=True)
class EncString:
    """A value under a symmetric key. `kind` is the wire type, `parts` the decoded parts in wire order."""

    kind: int
    parts: tuple[bytes, ...]

    @classmethod
    def parse(cls, text: str) -> EncString:
        """Read wire text. Raises UnsupportedEncryption or MalformedData."""
        if text.startswith("7."):
            message = decode_base64(text[2:], "EncString")
            if not message:
                raise MalformedData("EncString")
            return cls(COSE_ENCRYPT0, (message,))
        return cls(AES_CBC_HMAC, split_aes_cbc_hmac(text))

    def __str__(self) -> str:
        encoded = b"|".join([b2a_base64(part, newline=False) for part in self.parts])
        return f"{self.kind}.{encoded.decode('ascii')}"

    def __repr__(self) -> str:
        return f"EncString(type {self.kind})"


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A short secret, nearly always a key, encrypted to an RSA public key. `kind` is the wire type."""

    kind: int
    data: bytes

    @classmethod
    def parse(cls, text: str) -> SealedKey:
        """Read wire text. Raises UnsupportedEncryption or MalformedData."""
        if not text.startswith(("4.", "3.")):
            raise _refused(text)
        data = decode_base64(text[2:], "EncString")
        if not data:
            raise MalformedData("EncString")
        return cls(int(text[0]), data)

    def __str__(self) -> str:
        return f"{self.kind}.{encode_base64(self.data)}"

    def __repr__(self) -> str:
        return f"SealedKey(type {self.kind})"


def split_aes_cbc_hmac(text: str) -> tuple[bytes, bytes, bytes]:
    """iv, ciphertext and mac of type 2 wire text, lengths checked; EncString.parse without the object.

    Raises UnsupportedEncryption or MalformedData. The iv and mac parts have one legal text length
    each, so their separators have one legal place each.
    """
    if text[:2] != "2.":
        raise _refused(text)
    end = len(text) - _MAC_TEXT
    start = 2 + _IV_TEXT
    if end < start + 2 or text[start] != "|" or text[end - 1] != "|":
        raise MalformedData("EncString")
    try:
        iv = a2b_base64(text[2:start], strict_mode=True)
        ciphertext = a2b_base64(text[start + 1 : end - 1], strict_mode=True)
        mac = a2b_base64(text[end:], strict_mode=True)
    except ValueError:
        raise MalformedData("EncString") from None
    size = len(ciphertext)
    if len(iv) != 16 or len(mac) != 32 or not size or size % 16:
        raise MalformedData("EncString")
    if end - start - 2 != (size + 2) // 3 * 4:  # surplus padding, as in decode_base64
        raise MalformedData("EncString")
    return iv, ciphertext, mac


def _refused(text: str) -> UnsupportedEncryption:
    if text[1:2] == "." and text[0] in "0123456789":
        return UnsupportedEncryption(f"EncString type {text[0]}")
    return UnsupportedEncryption("EncString without a type")
