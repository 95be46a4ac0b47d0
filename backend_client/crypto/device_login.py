"""Login with another device: a pair of keys and an access code, made for one request and thrown away.

The other device seals the account's user key to our public half. Sealing proves nothing about who sealed, so
whoever compares the fingerprint phrase compares what makes this safe.
"""

from __future__ import annotations

import secrets
import string
from typing import Final

from backend_client.crypto._erase import erase
from backend_client.crypto._key_material import KeyMaterial
from backend_client.crypto.account import OpenedAccount, WrappedAccount, open_with_user_key, user_key_of
from backend_client.crypto.enc_string import SealedKey
from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PrivateKey
from backend_client.errors import (
    AccountKeysRefused,
    DecryptionFailed,
    DeviceAnswerRefused,
    MalformedData,
    SignedOut,
    UnsupportedEncryption,
)
from backend_client.secret import Secret

ACCESS_CODE_LETTERS: Final = 25  # the most that servers take
_ALPHABET: Final = string.ascii_letters + string.digits


class RequestKeys(KeyMaterial):
    """What belongs to one request: an RSA-2048 pair, and the code that proves that the request is ours."""

    __slots__ = ("_pair", "access_code")

    def __init__(self, pair: PrivateKey, access_code: Secret) -> None:
        self._pair: PrivateKey | None = pair
        self.access_code = access_code

    @classmethod
    def generate(cls) -> RequestKeys:
        """A fresh pair and a fresh code. Takes a tenth of a second or so: call it in a thread."""
        code = "".join(secrets.choice(_ALPHABET) for _ in range(ACCESS_CODE_LETTERS))
        return cls(PrivateKey.generate(), Secret(code))

    @property
    def public_key(self) -> str:
        """The public half, SPKI in base64."""
        return self._held().public_key.to_base64()

    def phrase(self, email: str) -> str:
        """The five words that the other device shows too. `email` is the account's."""
        return fingerprint_phrase(email.strip(), self._held().public_key.spki)

    def open(self, sealed: str, wrapped: WrappedAccount) -> OpenedAccount:
        """The account's keys by the answer of the other device (EncString type 4 or 3).

        `wrapped.user_key` is not looked at. Raises DeviceAnswerRefused for every answer that does not open
        this very account.
        """
        try:
            raw = self._held().decrypt(SealedKey.parse(sealed))
            try:
                user_key = user_key_of(raw)
            finally:
                erase(raw)
            if user_key is None:
                raise DeviceAnswerRefused("a key of the old account encryption")
            return open_with_user_key(user_key, wrapped)
        except DecryptionFailed:
            problem = "not sealed to this request"
        except (AccountKeysRefused, MalformedData, UnsupportedEncryption) as error:
            problem = error.what
        raise DeviceAnswerRefused(problem)

    def drop(self) -> None:
        """Let go of the pair and the code."""
        self._pair = None
        self.access_code.drop()

    def _held(self) -> PrivateKey:
        if self._pair is None:
            raise SignedOut("the request was dropped")
        return self._pair
