"""The keys of one unlocked session, opened on demand and dropped together.

Chain: the account's private key opens provider keys (asymmetric), a provider key opens the keys of
its clients (symmetric); where the account is itself a member, its private key opens the
organization key. Keys live here and nowhere else: values handed to the front end carry a `KeyState`.
"""

from __future__ import annotations

from collections.abc import Mapping

from backend_client.crypto.account import OpenedAccount
from backend_client.crypto.enc_string import SealedKey
from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey, SymmetricKey
from backend_client.errors import CryptoError, DecryptionFailed, Locked, ProviderKeyMissing
from backend_client.portal.providers import KeyState


class KeyRing:
    """Keys by provider id and organization id. Not shared between threads."""

    def __init__(self, account: OpenedAccount) -> None:
        self._account: OpenedAccount | None = account
        self._providers: dict[str, tuple[str, SymmetricKey | KeyState]] = {}
        self._organizations: dict[str, tuple[str, SymmetricKey | KeyState]] = {}

    def __repr__(self) -> str:
        return "KeyRing(********)"

    def wipe(self) -> None:
        """Let go of every key."""
        self._account = None
        self._providers.clear()
        self._organizations.clear()

    def close(self) -> None:
        """Let go of every key but the account's: another provider follows."""
        self._providers.clear()
        self._organizations.clear()

    def open_provider(self, provider_id: str, sealed: str | None) -> KeyState:
        """Open a provider's key from its wire text, once per text."""
        held = self._providers.get(provider_id)
        if held is None or held[0] != (sealed or ""):
            held = (sealed or "", self._unseal(sealed))
            self._providers[provider_id] = held
        return held[1] if isinstance(held[1], KeyState) else KeyState.OPEN

    def open_clients(self, provider_id: str, wrapped: Mapping[str, str | None]) -> dict[str, KeyState]:
        """Open the keys of a provider's clients in one pass; `wrapped` maps organization id to wire text."""
        provider_key = self._held(self._providers, provider_id)
        if provider_key is None:
            return dict.fromkeys(wrapped, KeyState.NOT_TRIED)
        fresh = {
            organization_id: text
            for organization_id, text in wrapped.items()
            if text and self._organizations.get(organization_id, ("",))[0] != text
        }
        opened = provider_key.decrypt_many(list(fresh.values()))
        for (organization_id, text), plain in zip(fresh.items(), opened, strict=True):
            self._organizations[organization_id] = (text, _client_key(plain))
        return {
            organization_id: self._client_state(organization_id) if text else KeyState.MISSING
            for organization_id, text in wrapped.items()
        }

    def open_membership(self, organization_id: str, sealed: str | None) -> KeyState:
        """Open an organization's key where the account is itself a member."""
        held = self._organizations.get(organization_id)
        if held is None or held[0] != (sealed or ""):
            held = (sealed or "", self._unseal(sealed))
            self._organizations[organization_id] = held
        return held[1] if isinstance(held[1], KeyState) else KeyState.OPEN

    def provider_key(self, provider_id: str) -> SymmetricKey:
        """The key of an opened provider. Raises Locked, ProviderKeyMissing, DecryptionFailed."""
        return self._key(self._providers, provider_id)

    def own_phrase(self, user_id: str) -> str:
        """The fingerprint phrase of the account's own public key, which others compare. Raises Locked."""
        return fingerprint_phrase(user_id, self._opened().private_key.public_key.spki)

    def seal_user_key(self, recipient: PublicKey) -> str:
        """The account's user key, sealed to `recipient`: whoever has its private half can open the account.

        Raises Locked.
        """
        return str(recipient.encrypt(self._opened().user_key.to_bytes()))

    def seal_to_self(self, key: SymmetricKey) -> str:
        """`key` sealed to the account's own public key, opened again and compared. Raises Locked, and
        DecryptionFailed where it does not open to the same key."""
        account = self._opened()
        sealed = account.private_key.public_key.encrypt(key.to_bytes())
        opened = SymmetricKey.from_bytes(account.private_key.decrypt(SealedKey.parse(str(sealed))))
        if opened.key_id != key.key_id:
            raise DecryptionFailed
        return str(sealed)

    def rewrap_for_provider(self, organization_id: str, provider_id: str) -> str:
        """The key of an organization the account is a member of, wrapped by a provider's key."""
        key = self._key(self._organizations, organization_id)
        return str(self.provider_key(provider_id).encrypt(key.to_bytes()))

    def organization_key(self, organization_id: str) -> SymmetricKey:
        """The key of an opened client.

        Raises Locked, ProviderKeyMissing where there is none, DecryptionFailed where it did not open.
        """
        return self._key(self._organizations, organization_id)

    def organization_of_key(self, key_id: str) -> str | None:
        """The organization whose opened key has this id. Raises Locked."""
        if self._account is None:
            raise Locked("the key ring was dropped")
        for organization_id, (_, key) in self._organizations.items():
            if isinstance(key, SymmetricKey) and key.key_id == key_id:
                return organization_id
        return None

    def _opened(self) -> OpenedAccount:
        if self._account is None:
            raise Locked("the key ring was dropped")
        return self._account

    def _key(self, keys: Mapping[str, tuple[str, SymmetricKey | KeyState]], name: str) -> SymmetricKey:
        if self._account is None:
            raise Locked("the key ring was dropped")
        held = keys.get(name)
        if held is None or held[1] is KeyState.MISSING:
            raise ProviderKeyMissing
        if isinstance(held[1], KeyState):
            raise DecryptionFailed
        return held[1]

    def _client_state(self, organization_id: str) -> KeyState:
        held = self._organizations[organization_id][1]
        return held if isinstance(held, KeyState) else KeyState.OPEN

    def _unseal(self, sealed: str | None) -> SymmetricKey | KeyState:
        if self._account is None:
            raise Locked("the key ring was dropped")
        if not sealed:
            return KeyState.MISSING
        try:
            return SymmetricKey.from_bytes(self._account.private_key.decrypt(SealedKey.parse(sealed)))
        except CryptoError:
            return KeyState.BROKEN

    @staticmethod
    def _held(keys: Mapping[str, tuple[str, SymmetricKey | KeyState]], name: str) -> SymmetricKey | None:
        held = keys.get(name)
        return held[1] if held is not None and isinstance(held[1], SymmetricKey) else None


def _client_key(plain: bytes | CryptoError) -> SymmetricKey | KeyState:
    if isinstance(plain, CryptoError):
        return KeyState.BROKEN
    try:
        return SymmetricKey.from_bytes(plain)
    except CryptoError:
        return KeyState.BROKEN
