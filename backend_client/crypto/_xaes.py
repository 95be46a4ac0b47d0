"""XAES-256-GCM (C2SP): AES-256-GCM with a 24-byte nonce, through a key derived with AES-CMAC."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.cmac import CMAC

from backend_client.errors import DecryptionFailed

NONCE_BYTES: Final = 24


def open_sealed(key: bytes | bytearray, nonce: bytes, ciphertext: bytes, associated: bytes) -> bytes:
    """Check and decrypt under 32 key bytes and a 24-byte nonce. Raises DecryptionFailed."""
    try:
        return AESGCM(subkey(key, nonce)).decrypt(nonce[12:], ciphertext, associated)
    except InvalidTag:
        raise DecryptionFailed from None


def subkey(key: bytes | bytearray, nonce: bytes) -> bytes:
    """The AES-256-GCM key for this nonce; GCM itself takes the last 12 bytes of the nonce."""
    return _half(key, 1, nonce) + _half(key, 2, nonce)


def _half(key: bytes | bytearray, counter: int, nonce: bytes) -> bytes:
    mac = CMAC(AES256(key))
    mac.update(bytes([0, counter, ord("X"), 0]) + nonce[:12])
    return mac.finalize()
