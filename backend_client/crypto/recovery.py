"""Account recovery: the user key of a member, as their organization opens it and hands it on.

Who enrolled left the user key with the organization, sealed to its public key. Opening it takes the
organization's private key, which its symmetric key wraps. From there it goes under a new master password,
or to a device that the member asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from backend_client.crypto._key_material import KeyMaterial
from backend_client.crypto.cose import XaesKey
from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.kdf import Kdf, derive_master_key
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.secret import Secret

_V1_KEY_BYTES = 64


class RecoveredKey(KeyMaterial):
    """The user key of somebody else. `key_id` names it without revealing it."""

    __slots__ = ("_raw", "key_id", "v2")
    _BUFFERS = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        """64 bytes, or a padded COSE_Key. Raises UnsupportedEncryption, MalformedData for anything else."""
        self.v2 = len(raw) > _V1_KEY_BYTES
        self.key_id = (XaesKey.from_padded(raw) if self.v2 else SymmetricKey.from_bytes(raw)).key_id
        self._raw = bytearray(raw)

    def sealed_to(self, key: PublicKey) -> SealedKey:
        """For whoever holds the private half of `key`. Its phrase was compared before."""
        return key.encrypt(bytes(self._raw))

    def under(self, password: Secret, salt: str, kdf: Kdf) -> NewMasterPassword:
        """Wrapped with a new master password. As slow as deriving is: run it in a thread."""
        master_key = derive_master_key(password, salt, kdf)
        proof = Secret(master_key.authentication_hash(password))
        return NewMasterPassword(proof, str(master_key.stretched().encrypt(bytes(self._raw))))


@dataclass(frozen=True, slots=True)
class NewMasterPassword:
    """What a server stores of a master password: the authentication hash, and the user key (type 2)."""

    proof: Secret
    user_key: str = field(repr=False)


def open_recovery_key(organization_key: SymmetricKey, private_key: str, sealed: str) -> RecoveredKey:
    """The user key that a member left, from wire texts: the organization's private key under its key, and
    the user key sealed to the public half. Raises CryptoError.
    """
    pair = PrivateKey.from_der(organization_key.decrypt(EncString.parse(private_key)))
    return RecoveredKey(pair.decrypt(SealedKey.parse(sealed)))
