"""The keys of one unlocked session, opened on demand and dropped together.

Chain: the account's private key opens provider keys (asymmetric), a provider key opens the keys of
its clients (symmetric); where the account is itself a member, its private key opens the
organization key. Keys live here and nowhere else: values handed to the front end carry a `KeyState`.

A key that opens is for reading. What encrypts with or to a provider's or an organization's key asks for it
by a `sealing` method, which refuses one that is not the known one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend_client.crypto.account import OpenedAccount
from backend_client.crypto.enc_string import SealedKey
from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey, SymmetricKey
from backend_client.errors import CryptoError, DecryptionFailed, KeyDoubt, Locked, ProviderKeyMissing
from backend_client.portal.key_watch import Doubt, KeyWatch
from backend_client.portal.pins import PinKind, Subject
from backend_client.portal.providers import KeyState


@dataclass(frozen=True, slots=True)
class _Held:
    """What one wire text opened to; `key_id` is empty where it did not open."""

    text: str
    key: SymmetricKey | KeyState
    key_id: str = ""


class KeyRing:
    """Keys by provider id and organization id. Not shared between threads."""

    def __init__(self, account: OpenedAccount) -> None:
        self._account: OpenedAccount | None = account
        self._watch: KeyWatch | None = None
        self._providers: dict[str, _Held] = {}
        self._organizations: dict[str, _Held] = {}
        self._judged: dict[Subject, Doubt] = {}

    def watched_by(self, watch: KeyWatch) -> None:
        """From now on keys are compared with what `watch` knows; before that none can be sealed with."""
        self._watch = watch

    def __repr__(self) -> str:
        return "KeyRing(********)"

    def wipe(self) -> None:
        """Let go of every key."""
        self._account = None
        self._providers.clear()
        self._organizations.clear()
        self._judged.clear()

    def close(self) -> None:
        """Let go of every key but the account's: another provider follows."""
        self._providers.clear()
        self._organizations.clear()
        self._judged.clear()

    def open_provider(self, provider_id: str, sealed: str | None) -> KeyState:
        """Open a provider's key from its wire text, once per text."""
        held = self._providers.get(provider_id)
        if held is None or held.text != (sealed or ""):
            held = self._providers[provider_id] = _held(sealed or "", self._unseal(sealed))
        return self._state(held, self._judge_one((PinKind.PROVIDER, provider_id), held))

    def open_clients(self, provider_id: str, wrapped: Mapping[str, str | None]) -> dict[str, KeyState]:
        """Open the keys of a provider's clients in one pass; `wrapped` maps organization id to wire text."""
        provider_key = self._opened_key(self._providers, provider_id)
        if provider_key is None:
            return dict.fromkeys(wrapped, KeyState.NOT_TRIED)
        fresh = {
            organization_id: text
            for organization_id, text in wrapped.items()
            if text and not self._is_held(organization_id, text)
        }
        opened = provider_key.decrypt_many(list(fresh.values()))
        for (organization_id, text), plain in zip(fresh.items(), opened, strict=True):
            self._organizations[organization_id] = _held(text, _client_key(plain))
        held = {name: self._organizations[name] for name, text in wrapped.items() if text}
        doubts = self._judge(
            {(PinKind.CLIENT, name): one.key_id for name, one in held.items() if one.key_id},
            vouched=self.provider_doubt(provider_id) is None,
        )
        return {
            name: self._state(held[name], doubts.get((PinKind.CLIENT, name))) if text else KeyState.MISSING
            for name, text in wrapped.items()
        }

    def open_membership(self, organization_id: str, sealed: str | None) -> KeyState:
        """Open an organization's key where the account is itself a member."""
        held = self._organizations.get(organization_id)
        if held is None or held.text != (sealed or ""):
            held = self._organizations[organization_id] = _held(sealed or "", self._unseal(sealed))
        return self._state(held, self._judge_one((PinKind.CLIENT, organization_id), held))

    # Whether a key is the known one

    def provider_doubt(self, provider_id: str) -> Doubt | None:
        """Why nothing may be sealed with a provider's key; None where it is the known one, or not open."""
        return self._doubt((PinKind.PROVIDER, provider_id), self._providers.get(provider_id))

    def client_doubt(self, organization_id: str) -> Doubt | None:
        """Why nothing may be sealed with a client's key; None where it is the known one, or not open."""
        return self._doubt((PinKind.CLIENT, organization_id), self._organizations.get(organization_id))

    def provider_key_id(self, provider_id: str) -> str:
        """The id of an opened provider's key; empty where it is not open."""
        held = self._providers.get(provider_id)
        return held.key_id if held is not None else ""

    def client_key_id(self, organization_id: str) -> str:
        """The id of an opened client's key; empty where it is not open."""
        held = self._organizations.get(organization_id)
        return held.key_id if held is not None else ""

    def made(self, kind: PinKind, subject_id: str, key_id: str) -> None:
        """This key was made here: it is the known one, before the server shows any."""
        self._judge({(kind, subject_id): key_id})

    # What encrypts

    def sealing_provider_key(self, provider_id: str) -> SymmetricKey:
        """The key of an opened provider, to encrypt with and to hand on.

        Raises Locked, ProviderKeyMissing, DecryptionFailed, KeyChanged.
        """
        key = self._key(self._providers, provider_id)
        doubt = self.provider_doubt(provider_id)
        if doubt is not None:
            raise doubt.error(provider=True)
        return key

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
        opened = account.private_key.open_key(SealedKey.parse(str(sealed)))
        if opened.key_id != key.key_id:
            raise DecryptionFailed
        return str(sealed)

    def rewrap_for_provider(self, organization_id: str, provider_id: str) -> str:
        """The key of an organization the account is a member of, wrapped by a provider's key.

        Raises Locked, ProviderKeyMissing, DecryptionFailed, KeyChanged where either is not the known one.
        """
        key = self._key(self._organizations, organization_id)
        doubt = self.client_doubt(organization_id)
        if doubt is not None:
            raise doubt.error(provider=False)
        return str(self.sealing_provider_key(provider_id).encrypt(key.to_bytes()))

    def organization_key(self, organization_id: str) -> SymmetricKey:
        """The key of an opened client, to read with: what encrypts asks `client_doubt` as well.

        Raises Locked, ProviderKeyMissing where there is none, DecryptionFailed where it did not open.
        """
        return self._key(self._organizations, organization_id)

    def organization_of_key(self, key_id: str) -> str | None:
        """The organization whose opened key has this id. Raises Locked."""
        self._opened()
        return next((name for name, held in self._organizations.items() if held.key_id == key_id), None)

    def _opened(self) -> OpenedAccount:
        if self._account is None:
            raise Locked("the key ring was dropped")
        return self._account

    def _key(self, keys: Mapping[str, _Held], name: str) -> SymmetricKey:
        self._opened()
        held = keys.get(name)
        if held is None or held.key is KeyState.MISSING:
            raise ProviderKeyMissing
        if isinstance(held.key, KeyState):
            raise DecryptionFailed
        return held.key

    def _doubt(self, subject: Subject, held: _Held | None) -> Doubt | None:
        if held is None or not held.key_id:
            return None
        judged = self._judged.get(subject)
        if self._watch is None:
            return Doubt(KeyDoubt.UNSAVED, held.key_id)
        same = judged is not None and judged.digest == held.key_id
        return self._watch.compare(subject, held.key_id, judged if same else None)

    def _judge_one(self, subject: Subject, held: _Held) -> Doubt | None:
        return self._judge({subject: held.key_id}).get(subject) if held.key_id else None

    def _judge(self, digests: Mapping[Subject, str], *, vouched: bool = True) -> dict[Subject, Doubt]:
        """Pins what is seen for the first time and free of doubt; what is doubted stays so in every question
        that follows."""
        if self._watch is None:
            doubts = {subject: Doubt(KeyDoubt.UNSAVED, digest) for subject, digest in digests.items()}
        else:
            doubts = self._watch.judge(digests, vouched=vouched, beside=self._other_keys(digests))
        self._judged = {name: doubt for name, doubt in self._judged.items() if name not in digests} | doubts
        return doubts

    def _other_keys(self, digests: Mapping[Subject, str]) -> Iterator[str]:
        """The ids of opened keys of all but these subjects."""
        for kind, keys in ((PinKind.PROVIDER, self._providers), (PinKind.CLIENT, self._organizations)):
            yield from (one.key_id for name, one in keys.items() if (kind, name) not in digests)

    def _is_held(self, organization_id: str, text: str) -> bool:
        held = self._organizations.get(organization_id)
        return held is not None and held.text == text

    def _unseal(self, sealed: str | None) -> SymmetricKey | KeyState:
        account = self._opened()
        if not sealed:
            return KeyState.MISSING
        try:
            return account.private_key.open_key(SealedKey.parse(sealed))
        except CryptoError:
            return KeyState.BROKEN

    @staticmethod
    def _state(held: _Held, doubt: Doubt | None) -> KeyState:
        if isinstance(held.key, KeyState):
            return held.key
        return KeyState.OPEN if doubt is None else KeyState.CHANGED

    @staticmethod
    def _opened_key(keys: Mapping[str, _Held], name: str) -> SymmetricKey | None:
        held = keys.get(name)
        return held.key if held is not None and isinstance(held.key, SymmetricKey) else None


def _held(text: str, key: SymmetricKey | KeyState) -> _Held:
    return _Held(text, key, key.key_id if isinstance(key, SymmetricKey) else "")


def _client_key(plain: bytes | CryptoError) -> SymmetricKey | KeyState:
    if isinstance(plain, CryptoError):
        return KeyState.BROKEN
    try:
        return SymmetricKey.from_bytes(plain)
    except CryptoError:
        return KeyState.BROKEN
