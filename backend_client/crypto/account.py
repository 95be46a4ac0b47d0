"""Opening an account: from the master key to the RSA private key that everything shared is sealed to.

A V1 account has a 64-byte user key over a type 2 private key. A V2 account has a COSE user key over a
type 7 private key, a signing key, and a security state signed with it. A mixture is refused: it
would let a server take a V2 account's guarantees away unseen.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend_client.crypto import cbor, cose
from backend_client.crypto._erase import erase
from backend_client.crypto.cose import XaesKey
from backend_client.crypto.enc_string import COSE_ENCRYPT0, EncString, decode_base64
from backend_client.crypto.kdf import MasterKey
from backend_client.crypto.keys import PrivateKey, SymmetricKey
from backend_client.crypto.signatures import Namespace, VerifyingKey
from backend_client.errors import AccountKeysRefused, DecryptionFailed, UnsupportedEncryption

_OLD = "old account encryption"
_V1_KEY_BYTES = 64
_LEGACY_KEY_BYTES = 32
_RSA_OAEP_SHA1 = 0
_SPKI = 0


@dataclass(frozen=True, slots=True)
class WrappedAccount:
    """An account's keys as the server hands them out, all wire text; absent ones are None or empty.

    `signing_key`, `verifying_key`, `security_state` and `signed_public_key` belong to V2 accounts only.
    `public_key` is the server's copy, and nothing is trusted on its word.
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
    user_key: SymmetricKey | XaesKey


def open_account(master_key: MasterKey, wrapped: WrappedAccount) -> OpenedAccount:
    """Open the user key and the private key, and check a V2 account's signatures.

    Raises DecryptionFailed for a wrong password and for nothing else; AccountKeysRefused where the
    password was right and the rest does not fit; UnsupportedEncryption("old account encryption")
    where the web vault has to upgrade the account first; other CryptoErrors for malformed data.
    """
    if not wrapped.user_key or wrapped.user_key.startswith("0."):
        raise UnsupportedEncryption(_OLD)
    raw = master_key.stretched().decrypt(EncString.parse(wrapped.user_key))
    try:
        user_key = user_key_of(raw)
    finally:
        erase(raw)
    if user_key is None:
        raise UnsupportedEncryption(_OLD)
    return open_with_user_key(user_key, wrapped)


def open_with_user_key(user_key: SymmetricKey | XaesKey, wrapped: WrappedAccount) -> OpenedAccount:
    """Open the private key, and check a V2 account's signatures; `wrapped.user_key` is not looked at.

    Raises AccountKeysRefused where the keys do not fit, other CryptoErrors for malformed data.
    """
    try:
        if isinstance(user_key, XaesKey):
            return _open_v2(user_key, wrapped)
        return _open_v1(user_key, wrapped)
    except DecryptionFailed:
        raise AccountKeysRefused("a key or signature does not verify") from None


def user_key_of(raw: bytes) -> SymmetricKey | XaesKey | None:
    """The key, so that no caller's frame holds the bytes; None for one of the old encryption."""
    if len(raw) == _LEGACY_KEY_BYTES:
        return None
    return XaesKey.from_padded(raw) if len(raw) > _V1_KEY_BYTES else SymmetricKey.from_bytes(raw)


def _open_v1(user_key: SymmetricKey, wrapped: WrappedAccount) -> OpenedAccount:
    private_key = EncString.parse(wrapped.private_key)
    v2_only = (
        wrapped.signing_key,
        wrapped.verifying_key,
        wrapped.signed_public_key,
        wrapped.security_state,
    )
    if private_key.kind == COSE_ENCRYPT0 or any(v2_only):
        raise AccountKeysRefused("V1 and V2 parts mixed")
    return OpenedAccount(_private_key(user_key.decrypt(private_key)), user_key)


def _open_v2(user_key: XaesKey, wrapped: WrappedAccount) -> OpenedAccount:
    wrapped_private_key = EncString.parse(wrapped.private_key)
    if wrapped_private_key.kind != COSE_ENCRYPT0:
        raise AccountKeysRefused("V1 and V2 parts mixed")
    if not (wrapped.signing_key and wrapped.verifying_key and wrapped.security_state):
        raise AccountKeysRefused("V2 parts missing")
    private_key = _private_key(user_key.decrypt(wrapped_private_key, cose.PKCS8))
    wrapped_signing_key = EncString.parse(wrapped.signing_key)
    signing_key = user_key.decrypt(wrapped_signing_key, cose.COSE_KEY)
    try:
        signer = VerifyingKey.from_signing_key(signing_key)
    finally:
        erase(signing_key)
    if VerifyingKey.from_cose(decode_base64(wrapped.verifying_key, "verifying key")) != signer:
        raise AccountKeysRefused("verifying key differs from the signing key's")
    _check_security_state(signer, wrapped.security_state, wrapped.security_version)
    if wrapped.signed_public_key:
        _check_public_key(signer, wrapped.signed_public_key, private_key)
    return OpenedAccount(private_key, user_key)


def _private_key(der: bytes) -> PrivateKey:
    try:
        return PrivateKey.from_der(der)
    finally:
        erase(der)


def _check_security_state(signer: VerifyingKey, text: str, version: int | None) -> None:
    state = _signed_map(signer, text, Namespace.SECURITY_STATE)
    signed_version = state.get("version")
    if not isinstance(signed_version, int) or version not in (None, signed_version):
        raise AccountKeysRefused("security version differs from the signed one")


def _check_public_key(signer: VerifyingKey, text: str, private_key: PrivateKey) -> None:
    claim = _signed_map(signer, text, Namespace.SIGNED_PUBLIC_KEY)
    if claim.get("algorithm") != _RSA_OAEP_SHA1 or claim.get("contentFormat") != _SPKI:
        raise UnsupportedEncryption("signed public key algorithm")
    if claim.get("publicKey") != private_key.public_key.spki:
        raise AccountKeysRefused("signed public key differs from the private key's")


def _signed_map(signer: VerifyingKey, text: str, namespace: Namespace) -> cbor.CborMap:
    return cbor.decode_map(signer.open(decode_base64(text, "signed message"), namespace))
