"""Opening an account: from the master key to the RSA private key that everything shared is sealed to."""

from __future__ import annotations

from dataclasses import dataclass

from backend_client.errors import DecryptionFailed, UnsupportedEncryption

from .enc_string import EncString
from .kdf import MasterKey
from .keys import PrivateKey, PublicKey, SymmetricKey


@dataclass(frozen=True, slots=True)
class WrappedAccount:
    """An account's keys as the server hands them out, all wire text. The last five exist for V2 only,
    except `public_key`.
    """

    user_key: str
    private_key: str
    public_key: str | None = None
    signing_key: str | None = None
    verifying_key: str | None = None
    signed_public_key: str | None = None
    security_state: str | None = None
    security_version: int | None = None


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """The keys of an unlocked account."""

    private_key: PrivateKey
    user_key: SymmetricKey


def open_account(master_key: MasterKey, wrapped: WrappedAccount) -> OpenedAccount:
    """Open the user key, then the private key.

    Raises DecryptionFailed for a wrong password, UnsupportedEncryption("old account encryption") for
    accounts the web vault has to upgrade first, other CryptoErrors for data that does not fit together.
    """
    if not wrapped.user_key or wrapped.user_key.startswith("0."):
        raise UnsupportedEncryption("old account encryption")
    key_bytes = master_key.stretched().decrypt(EncString.parse(wrapped.user_key))
    if len(key_bytes) == 32:
        raise UnsupportedEncryption("old account encryption")
    user_key = SymmetricKey.from_bytes(key_bytes)
    private_key = PrivateKey.from_der(user_key.decrypt(EncString.parse(wrapped.private_key)))
    if wrapped.public_key is not None:
        published = PublicKey.from_base64(wrapped.public_key)
        if published.spki != private_key.public_key.spki:
            raise DecryptionFailed
    return OpenedAccount(private_key, user_key)
