"""AES-256-CBC with HMAC-SHA256 over iv and ciphertext: the cipher behind EncString type 2.

The MAC is compared in constant time before any block is decrypted, and every failure is one
`DecryptionFailed`. The `*_many` functions pay the cost of setting a cipher up once for all strings.
"""

from __future__ import annotations

import os
from binascii import b2a_base64
from collections.abc import Iterator, Sequence
from hmac import compare_digest

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from backend_client.crypto._erase import erase
from backend_client.crypto.enc_string import split_aes_cbc_hmac
from backend_client.errors import CryptoError, DecryptionFailed

Parts = tuple[bytes, bytes, bytes]
"""iv (16 bytes), ciphertext (non-zero multiple of 16), mac (32 bytes)."""

Key = bytes | bytearray
"""64 bytes. Its halves are looked at in place: a slice would be a copy that nobody overwrites."""

_BLOCK = 16
_UNOPENED = DecryptionFailed()  # no slot starts out as a plaintext; every slot is overwritten
_PADDING = tuple(bytes([n]) * n for n in range(_BLOCK + 1))


def seal(key: Key, data: bytes, iv: bytes) -> Parts:
    """Encrypt `data` under the 64 key bytes with the given iv."""
    encryptor = Cipher(AES256(_half(key, 0)), CBC(iv)).encryptor()
    padded = data + _PADDING[_BLOCK - len(data) % _BLOCK]
    ciphertext = encryptor.update(padded) + encryptor.finalize()
    return iv, ciphertext, _mac(key, iv + ciphertext)


def open_sealed(key: Key, parts: Parts) -> bytes:
    """Check and decrypt. Raises DecryptionFailed."""
    iv, ciphertext, mac = parts
    if not compare_digest(_mac(key, iv + ciphertext), mac):
        raise DecryptionFailed
    opened = _decrypted(key, iv, ciphertext)
    data = _unpadded(opened, 0, len(ciphertext))
    erase(opened)
    if data is None:
        raise DecryptionFailed
    return data


def seal_many(key: Key, items: Sequence[bytes]) -> list[Parts]:
    """Encrypt every item, each with an iv of its own."""
    return [(signed[:_BLOCK], signed[_BLOCK:], mac) for signed, mac in _sealed(key, items)]


def seal_texts(key: Key, items: Sequence[bytes]) -> list[str]:
    """`seal_many` as type 2 wire texts."""
    return [
        (
            b"2.%b|%b|%b"
            % (
                b2a_base64(signed[:_BLOCK], newline=False),
                b2a_base64(signed[_BLOCK:], newline=False),
                b2a_base64(mac, newline=False),
            )
        ).decode("ascii")
        for signed, mac in _sealed(key, items)
    ]


def _sealed(key: Key, items: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """iv and ciphertext in one, and mac, of every item, in one CBC run.

    A fresh random block goes in front of each item. CBC turns it into E(random xor previous block),
    which is as uniform as the random block itself, and that is the iv of the item behind it.
    """
    noise = os.urandom(_BLOCK * len(items))
    stream: list[bytes] = []
    for start, item in zip(range(0, len(noise), _BLOCK), items, strict=True):
        stream += (noise[start : start + _BLOCK], item, _PADDING[_BLOCK - len(item) % _BLOCK])
    encryptor = Cipher(AES256(_half(key, 0)), CBC(os.urandom(_BLOCK))).encryptor()
    plain = bytearray().join(stream)
    sealed = encryptor.update(plain) + encryptor.finalize()
    erase(plain)
    copy = HMAC(_half(key, 32), SHA256()).copy
    end = 0
    for item in items:
        start = end
        end = start + _BLOCK + _BLOCK + len(item) // _BLOCK * _BLOCK
        signed = sealed[start:end]
        mac = copy()
        mac.update(signed)
        yield signed, mac.finalize()


def open_many(key: Key, texts: Sequence[str]) -> list[bytes | CryptoError]:
    """Decrypt type 2 wire texts; a slot holds the plaintext or the error of that text alone.

    All texts whose MAC holds are decrypted in one CBC run over iv|ciphertext|iv|ciphertext: the
    block that comes out for an iv is thrown away, and the ciphertext behind it is chained to it.
    """
    results: list[bytes | CryptoError] = [_UNOPENED] * len(texts)
    genuine: list[tuple[int, int]] = []  # index in results, length of the ciphertext
    stream: list[bytes] = []
    base = HMAC(_half(key, 32), SHA256())
    for index, text in enumerate(texts):
        try:
            iv, ciphertext, mac = split_aes_cbc_hmac(text)
        except CryptoError as error:
            results[index] = error.with_traceback(None)
            continue
        signed = iv + ciphertext
        check = base.copy()
        check.update(signed)
        if compare_digest(check.finalize(), mac):
            stream.append(signed)
            genuine.append((index, len(ciphertext)))
        else:
            results[index] = DecryptionFailed()
    opened = _decrypted(key, bytes(_BLOCK), b"".join(stream))
    end = 0
    for index, length in genuine:
        start = end + _BLOCK
        end = start + length
        data = _unpadded(opened, start, end)
        results[index] = DecryptionFailed() if data is None else data
    erase(opened)
    return results


def _half(key: Key, start: int) -> memoryview:
    return memoryview(key)[start : start + 32]


def _decrypted(key: Key, iv: bytes, ciphertext: bytes) -> bytearray:
    """The padded plaintext, in a buffer that can be overwritten; a block longer, as the library wants it."""
    opened = bytearray(len(ciphertext) + _BLOCK)
    decryptor = Cipher(AES256(_half(key, 0)), CBC(iv)).decryptor()
    decryptor.update_into(ciphertext, opened)
    decryptor.finalize()
    return opened


def _mac(key: Key, signed: bytes) -> bytes:
    context = HMAC(_half(key, 32), SHA256())
    context.update(signed)
    return context.finalize()


def _unpadded(opened: bytearray, start: int, end: int) -> bytes | None:
    """What stands from `start` to `end` without its PKCS#7 padding, None where the padding is wrong. Only for
    data whose MAC held."""
    count = opened[end - 1]
    if not 1 <= count <= _BLOCK or not opened.endswith(_PADDING[count], start, end):
        return None
    return bytes(memoryview(opened)[start : end - count])
