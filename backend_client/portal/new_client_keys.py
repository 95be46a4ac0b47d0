"""The keys of a client organization that is about to be created. Slow: make them in a thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from backend_client.crypto.enc_string import EncString
from backend_client.crypto.keys import PrivateKey, SymmetricKey
from backend_client.errors import CryptoError


@dataclass(frozen=True, slots=True)
class NewClientKeys:
    """Wire texts for the create call, and the means to recognise the new row by its key.

    `wrapped_key` is the organization key under the provider key, `wrapped_private_key` and
    `collection_name` are under the organization key, `public_key` is base64 SPKI. `key_id` identifies
    the organization key without revealing it, `pair_digest` (SHA-256) its public key.
    """

    wrapped_key: str = field(repr=False)
    public_key: str = field(repr=False)
    wrapped_private_key: str = field(repr=False)
    collection_name: str = field(repr=False)
    key_id: str
    pair_digest: str
    _provider_key: SymmetricKey = field(repr=False)

    def is_key_of(self, wrapped: str | None) -> bool:
        """Whether a row's wrapped key holds our organization key."""
        if not wrapped:
            return False
        try:
            opened = SymmetricKey.from_bytes(self._provider_key.decrypt(EncString.parse(wrapped)))
        except CryptoError:
            return False
        return opened.key_id == self.key_id


def make_new_client_keys(provider_key: SymmetricKey, collection_name: str) -> NewClientKeys:
    """A fresh organization key with its key pair, wrapped for the server."""
    organization_key, pair = SymmetricKey.generate(), PrivateKey.generate()
    return NewClientKeys(
        wrapped_key=str(provider_key.encrypt(organization_key.to_bytes())),
        public_key=pair.public_key.to_base64(),
        wrapped_private_key=str(organization_key.encrypt(pair.to_der())),
        collection_name=str(organization_key.encrypt_text(collection_name)),
        key_id=organization_key.key_id,
        pair_digest=sha256(pair.public_key.spki).hexdigest(),
        _provider_key=provider_key,
    )
