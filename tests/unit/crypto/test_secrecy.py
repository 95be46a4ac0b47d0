"""Keys do not leak: not by `repr`, not by exceptions, not by comparison, not by pickling or copying."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from backend_client.crypto.account import WrappedAccount, open_account
from backend_client.crypto.cose import PADDED_TEXT, PKCS8, XaesKey
from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.kdf import MasterKey, Pbkdf2, derive_master_key
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.errors import CryptoError
from backend_client.secret import Secret
from tests.unit.crypto.vectors import base64, encrypt0, flipped, unbase64, vectors

PASSWORD = "planted-master-password"
U1 = vectors("v2_account")["U1"]
ENC = vectors("enc_string")["E1"]
KEY_BYTES = bytes.fromhex(ENC["key_hex"])
RSA_DER = unbase64(vectors("rsa")["R1"]["pkcs8_der_b64"])

MASTER = derive_master_key(Secret(PASSWORD), "a@example.com", Pbkdf2(5_000))
SYMMETRIC = SymmetricKey.from_bytes(KEY_BYTES)
XAES = XaesKey.from_padded(unbase64(U1["user_key_b64"]))
PRIVATE = PrivateKey.from_der(RSA_DER)
KEYS = pytest.mark.parametrize("key", [MASTER, SYMMETRIC, XAES, PRIVATE], ids=lambda key: type(key).__name__)

SECRETS = [KEY_BYTES, KEY_BYTES[:32], KEY_BYTES[32:], bytes.fromhex(U1["k_hex"]), RSA_DER, RSA_DER[300:332]]
SECRETS += [MASTER.stretched().to_bytes()[:32], MASTER.stretched().to_bytes()[32:]]


def spellings() -> Iterator[str]:
    """Every way the planted secrets could be written in a message."""
    yield PASSWORD
    for secret in SECRETS:
        yield from (secret.hex(), base64(secret).rstrip("="), repr(secret)[2:-1], str(list(secret))[1:-1])


def assert_silent(shown: str) -> None:
    assert not [spelling for spelling in spellings() if spelling in shown]


@KEYS
def test_nothing_shows_a_key(key: object) -> None:
    mask = f"{type(key).__name__}(********)"
    assert (repr(key), str(key), f"{key}", f"{[key]}") == (mask, mask, mask, f"[{mask}]")


@KEYS
def test_keys_have_no_dictionary(key: object) -> None:
    assert not hasattr(key, "__dict__")


@KEYS
def test_keys_are_not_pickled_or_copied(key: object) -> None:
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError) as caught:
            leave(key)
        assert_silent(str(caught.value))


def test_equality_is_identity() -> None:
    twin = SymmetricKey.from_bytes(KEY_BYTES)
    assert twin != SYMMETRIC
    assert twin.key_id == SYMMETRIC.key_id
    assert hash(twin) != hash(SYMMETRIC)
    assert PrivateKey.from_der(RSA_DER) != PRIVATE


def test_an_opened_account_shows_nothing(v1_master_key: MasterKey) -> None:
    account = vectors("accounts")["A1"]
    wrapped = WrappedAccount(account["user_key_enc"], account["private_key_enc"])
    opened = open_account(v1_master_key, wrapped)
    assert repr(opened) == "OpenedAccount(private_key=PrivateKey(********), user_key=SymmetricKey(********))"


def test_values_on_the_wire_show_only_their_type() -> None:
    assert repr(EncString.parse(ENC["enc"])) == "EncString(type 2)"
    assert repr(SealedKey.parse(vectors("rsa")["R1"]["type4"])) == "SealedKey(type 4)"
    assert repr(PRIVATE.public_key) == "PublicKey(RSA 2048 bits)"


def secret_text() -> bytes:
    """A rightly sealed text field whose plaintext holds a planted key and is not UTF-8."""
    plaintext = b"\xff" + KEY_BYTES + b"\x01"
    return encrypt0(bytes.fromhex(U1["k_hex"]), bytes.fromhex(U1["kid_hex"]), plaintext, PADDED_TEXT)


def changed(value: EncString) -> EncString:
    return replace(value, parts=tuple(flipped(part, 8 * len(part) - 1) for part in value.parts))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and everything behind it, suppressed or not: a crash report may print it all."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


FAILURES: list[Callable[[], object]] = [
    lambda: SYMMETRIC.decrypt(changed(EncString.parse(ENC["enc"]))),
    lambda: SYMMETRIC.decrypt(EncString.parse(U1["private_key_enc"])),
    lambda: SYMMETRIC.decrypt_text(SYMMETRIC.encrypt(b"\xff" + KEY_BYTES)),
    lambda: SYMMETRIC.encrypt_text(f"{PASSWORD}\ud800"),
    lambda: SymmetricKey.from_bytes(KEY_BYTES[:32]),
    lambda: SymmetricKey.from_bytes(KEY_BYTES + KEY_BYTES),
    lambda: SymmetricKey.from_bytes(KEY_BYTES[:63]),
    lambda: XAES.decrypt(changed(EncString.parse(U1["private_key_enc"])), PKCS8),
    lambda: XAES.decrypt_text(EncString.parse(U1["private_key_enc"])),
    lambda: XAES.decrypt_text(EncString(7, (secret_text(),))),
    lambda: XaesKey.from_padded(unbase64(U1["user_key_b64"])[:-1]),
    lambda: PRIVATE.decrypt(SealedKey(4, bytes(256))),
    lambda: PrivateKey.from_der(RSA_DER[:-1]),
    lambda: PublicKey.from_spki(RSA_DER),
    lambda: PublicKey.from_base64(base64(RSA_DER) + PASSWORD),
    lambda: PRIVATE.public_key.encrypt(KEY_BYTES * 4),
    lambda: open_account(MASTER, WrappedAccount(ENC["enc"], ENC["enc"])),
]


@pytest.mark.parametrize("fail", FAILURES)
def test_no_exception_carries_a_secret(fail: Callable[[], object]) -> None:
    with pytest.raises(CryptoError) as caught:
        fail()
    for error in chain(caught.value):
        assert_silent("".join(traceback.format_exception_only(error)) + repr(error) + repr(vars(error)))


def test_errors_in_a_batch_hold_no_traceback() -> None:
    """A traceback would keep the frames, and with them the key, alive as long as the result list."""
    texts = [str(changed(EncString.parse(ENC["enc"]))), "2.x", "0.x|y", U1["private_key_enc"]]
    for error in SYMMETRIC.decrypt_many(texts):
        assert isinstance(error, CryptoError)
        assert error.__traceback__ is None
        assert_silent(repr(error))
