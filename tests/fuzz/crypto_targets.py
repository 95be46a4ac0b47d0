"""Parsers of keys and ciphertext."""

from __future__ import annotations

from dataclasses import fields

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend_client.crypto import cbor
from backend_client.crypto.account import WrappedAccount, open_account
from backend_client.crypto.certificate import read_certificate
from backend_client.crypto.cose import XaesKey
from backend_client.crypto.enc_string import EncString, SealedKey, encode_base64, split_aes_cbc_hmac
from backend_client.crypto.kdf import MasterKey, kdf_from_wire
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.crypto.signatures import Namespace, VerifyingKey
from backend_client.errors import CryptoError, DecryptionFailed
from tests.fuzz.target import Target, object_in, text_in, value_in
from tests.unit.crypto.vectors import ED25519, encrypt0, signing_pair, unbase64, vectors

_U1 = vectors("v2_account")["U1"]
_RAW, _KID = bytes.fromhex(_U1["k_hex"]), bytes.fromhex(_U1["kid_hex"])
_USER_KEY = XaesKey(_RAW, _KID)
_SEED, _SIGNING_KID = bytes(range(32)), bytes(range(16))
_SIGNING_KEY, _VERIFYING_KEY = signing_pair(ED25519, _SEED, _SIGNING_KID)
_SIGNER = VerifyingKey.from_cose(_VERIFYING_KEY)
_MASTER = MasterKey(bytes(range(32)))
_SYMMETRIC = SymmetricKey(bytes(range(64)))


def _enc_string(data: bytes) -> None:
    """What parses is written so that it reads the same, and every other reader of type 2 agrees."""
    text = text_in(data)
    try:
        found = EncString.parse(text)
    except CryptoError:
        if text.startswith("2."):
            _refused_too(text)
        raise
    assert EncString.parse(str(found)) == found
    assert len(str(found)) == len(text)
    if found.kind == 2:
        assert split_aes_cbc_hmac(text) == found.parts
        (opened,) = _SYMMETRIC.decrypt_many([text])
        assert isinstance(opened, DecryptionFailed | bytes)
    _SYMMETRIC.decrypt(found)


def _refused_too(text: str) -> None:
    (opened,) = _SYMMETRIC.decrypt_many([text])
    assert isinstance(opened, CryptoError)


def _sealed_key(data: bytes) -> None:
    found = SealedKey.parse(text_in(data))
    assert SealedKey.parse(str(found)) == found


def _cbor(data: bytes) -> None:
    """What decodes encodes to the same bytes again."""
    assert cbor.encode(cbor.decode(data)) == data


def _encrypt0(data: bytes) -> None:
    _USER_KEY.decrypt_text(EncString(7, (data,)))


def _under_user_key(plaintext: bytes, content_type: int) -> str:
    return str(EncString(7, (encrypt0(_RAW, _KID, plaintext, content_type),)))


def _account(data: bytes) -> None:
    """Every member of an account as a server tells it."""
    found = object_in(data)
    if found is None:
        return
    texts = {
        each.name: found.get(each.name) for each in fields(WrappedAccount) if each.name != "security_version"
    }
    version = found.get("security_version")
    if all(value is None or isinstance(value, str) for value in texts.values()):
        wrapped = {**texts, "user_key": texts["user_key"] or "", "private_key": texts["private_key"] or ""}
        open_account(_MASTER, WrappedAccount(**wrapped, security_version=version))  # type: ignore[arg-type]


def _signed(body: bytes, namespace: Namespace) -> str:
    """A message that the account's own key signed, whatever it says."""
    protected = cbor.encode({1: ED25519, 3: 60, 4: _SIGNING_KID, -80000: namespace})
    signature = Ed25519PrivateKey.from_private_bytes(_SEED).sign(
        cbor.encode(["Signature1", protected, b"", body])
    )
    return encode_base64(cbor.encode([protected, {}, body, signature]))


def _account_of(**changed: str) -> None:
    wrapped = WrappedAccount(
        user_key=str(_MASTER.stretched().encrypt(unbase64(_U1["user_key_b64"]))),
        private_key=_U1["private_key_enc"],
        public_key=_U1["public_key_spki_b64"],
        signing_key=changed.get("signing_key", _under_user_key(_SIGNING_KEY, 101)),
        verifying_key=encode_base64(_VERIFYING_KEY),
        signed_public_key=changed.get("signed_public_key"),
        security_state=changed.get(
            "security_state", _signed(cbor.encode({"version": 2}), Namespace.SECURITY_STATE)
        ),
        security_version=2,
    )
    open_account(_MASTER, wrapped)


def _security_state(data: bytes) -> None:
    """A state that is rightly signed, whatever it says."""
    _account_of(security_state=_signed(data, Namespace.SECURITY_STATE))


def _public_key_claim(data: bytes) -> None:
    _account_of(signed_public_key=_signed(data, Namespace.SIGNED_PUBLIC_KEY))


def _wrapped_signing_key(data: bytes) -> None:
    _account_of(signing_key=_under_user_key(data, 101))


def _kdf(data: bytes) -> None:
    numbers = value_in(data)
    if isinstance(numbers, list) and len(numbers) == 4 and all(isinstance(each, int) for each in numbers):
        kdf_from_wire(*numbers)


def _public_key(data: bytes) -> None:
    key = PublicKey.from_base64(encode_base64(data))
    assert key.spki == data
    key.encrypt(bytes(64))


def _private_key(data: bytes) -> None:
    PrivateKey.from_der(data).public_key.to_base64()


_REFUSED = (CryptoError,)
TARGETS = (
    Target("enc_string", _enc_string, _REFUSED),
    Target("sealed_key", _sealed_key, _REFUSED),
    Target("cbor", _cbor, _REFUSED, per_byte=200),
    Target("cose_key", lambda data: XaesKey.from_padded(data), _REFUSED, per_byte=200),
    Target("cose_encrypt0", _encrypt0, _REFUSED, per_byte=200),
    Target("cose_verifying_key", lambda data: VerifyingKey.from_cose(data), _REFUSED, per_byte=200),
    Target("cose_signing_key", lambda data: VerifyingKey.from_signing_key(data), _REFUSED, per_byte=200),
    Target("cose_sign1", lambda data: _SIGNER.open(data, Namespace.SECURITY_STATE), _REFUSED, per_byte=200),
    Target("v2_security_state", _security_state, _REFUSED, per_byte=200),
    Target("v2_public_key_claim", _public_key_claim, _REFUSED, per_byte=200),
    Target("v2_signing_key", _wrapped_signing_key, _REFUSED, per_byte=200),
    Target("account", _account, _REFUSED, json=True),
    Target("kdf", _kdf, _REFUSED, json=True),
    Target("spki", _public_key, _REFUSED),
    Target("pkcs8", _private_key, _REFUSED),
    Target("certificate", lambda data: read_certificate(text_in(data)), _REFUSED),
)
