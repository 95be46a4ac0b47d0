"""The user key of a member: opened with what they left, wrapped anew, handed to a device."""

from __future__ import annotations

import pytest

from backend_client.crypto.account import WrappedAccount, open_account
from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.kdf import Argon2id, Pbkdf2, derive_master_key
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.crypto.recovery import RecoveredKey, open_recovery_key
from backend_client.errors import (
    CryptoError,
    DecryptionFailed,
    MalformedData,
    UnsupportedEncryption,
)
from backend_client.secret import Secret
from tests.unit.crypto.vectors import flipped, unbase64, vectors

A1, A2 = vectors("accounts")["A1"], vectors("accounts")["A2"]
U1, U2 = vectors("v2_account")["U1"], vectors("v2_account")["U2_derived_password_unlock"]
OLDER, NEWER = unbase64(A1["user_key_b64"]), unbase64(U1["user_key_b64"])
ORGANIZATION = SymmetricKey.from_bytes(unbase64(A2["org_key_b64"]))
PUBLIC = PublicKey.from_base64(A2["org_public_key_spki_b64"])
PASSWORD = Secret("planted new password")


def left(key: bytes) -> str:
    """A key as a member leaves it: sealed to the organization's public key."""
    return str(PUBLIC.encrypt(key))


def opened(key: bytes) -> RecoveredKey:
    return open_recovery_key(ORGANIZATION, A2["org_private_key_enc"], left(key))


def test_the_keys_of_both_encryptions_open() -> None:
    older, newer = opened(OLDER), opened(NEWER)
    assert (older.v2, older.key_id) == (False, SymmetricKey.from_bytes(OLDER).key_id)
    assert (newer.v2, newer.key_id) == (True, U1["kid_hex"])


def test_an_account_opens_whole_under_its_new_password() -> None:
    new = opened(OLDER).under(PASSWORD, A1["email"], Pbkdf2(5_000))
    master = derive_master_key(PASSWORD, A1["email"], Pbkdf2(5_000))
    assert new.proof.reveal() == master.authentication_hash(PASSWORD)
    account = open_account(master, WrappedAccount(new.user_key, A1["private_key_enc"]))
    assert account.private_key.public_key.to_base64() == A1["public_key_spki_b64"]


def test_the_published_password_wraps_a_newer_key_as_published() -> None:
    """The same key under the same password: only the iv is another one."""
    k6 = vectors("kdf")[U2["kdf"]]
    password, kdf = Secret(k6["password"]), Argon2id(k6["iterations"], k6["memory_mib"], k6["parallelism"])
    new = opened(NEWER).under(password, k6["salt"], kdf)
    assert new.proof.reveal() == k6["auth_hash_b64"]
    stretched = derive_master_key(password, k6["salt"], kdf).stretched()
    assert stretched.decrypt(EncString.parse(new.user_key)) == NEWER
    assert stretched.decrypt(EncString.parse(U2["master_key_wrapped_user_key"])) == NEWER


@pytest.mark.parametrize("key", [OLDER, NEWER])
def test_a_device_opens_exactly_the_key(key: bytes) -> None:
    device = PrivateKey.generate()
    sealed = opened(key).sealed_to(device.public_key)
    assert sealed.kind == 4
    assert device.decrypt(SealedKey.parse(str(sealed))) == key


@pytest.mark.parametrize(
    ("key", "error"),
    [
        (b"k" * 32, UnsupportedEncryption),
        (b"k" * 63, MalformedData),
        (b"", MalformedData),
        (b"k" * 65, CryptoError),
        (NEWER[:-1], CryptoError),
        (unbase64(vectors("cose")["C1_key_xchacha"]["padded_b64"]), UnsupportedEncryption),
    ],
)
def test_what_is_no_user_key_is_refused(key: bytes, error: type[CryptoError]) -> None:
    with pytest.raises(error):
        RecoveredKey(key)


def test_damage_and_other_keys_are_refused() -> None:
    sealed = PUBLIC.encrypt(OLDER)
    damaged = str(SealedKey(sealed.kind, flipped(sealed.data, 70)))
    with pytest.raises(DecryptionFailed):
        open_recovery_key(ORGANIZATION, A2["org_private_key_enc"], damaged)
    with pytest.raises(DecryptionFailed):
        open_recovery_key(SymmetricKey.generate(), A2["org_private_key_enc"], left(OLDER))
    with pytest.raises(UnsupportedEncryption):
        open_recovery_key(ORGANIZATION, A2["org_private_key_enc"], A2["org_private_key_enc"])


def test_nothing_shows_the_key() -> None:
    key = opened(OLDER)
    new = key.under(PASSWORD, A1["email"], Pbkdf2(5_000))
    assert repr(key) == "RecoveredKey(********)"
    assert not hasattr(key, "__dict__")
    shown = repr(new)
    assert new.user_key not in shown
    assert new.proof.reveal() not in shown
