"""Opening V1 and V2 accounts, and refusing everything in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend_client.crypto import cbor
from backend_client.crypto.account import WrappedAccount, open_account
from backend_client.crypto.cbor import CborMap
from backend_client.crypto.cose import COSE_KEY, XaesKey
from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.kdf import MasterKey, Pbkdf2, derive_master_key
from backend_client.crypto.keys import PrivateKey, SymmetricKey
from backend_client.errors import (
    AccountKeysRefused,
    CryptoError,
    DecryptionFailed,
    MalformedData,
    UnsupportedEncryption,
)
from backend_client.secret import Secret
from tests.unit.crypto.vectors import (
    ED25519,
    ML_DSA_44,
    base64,
    encrypt0,
    flipped,
    sign1,
    signing_pair,
    unbase64,
    vectors,
)

A1, A2 = vectors("accounts")["A1"], vectors("accounts")["A2"]
U1 = vectors("v2_account")["U1"]
RAW, KID = bytes.fromhex(U1["k_hex"]), bytes.fromhex(U1["kid_hex"])
SEED, SIGNING_KID = bytes(range(32)), bytes(range(16))

V1 = WrappedAccount(A1["user_key_enc"], A1["private_key_enc"], A1["public_key_spki_b64"])
V2 = WrappedAccount(
    user_key=vectors("v2_account")["U2_derived_password_unlock"]["master_key_wrapped_user_key"],
    private_key=U1["private_key_enc"],
    public_key=U1["public_key_spki_b64"],
    signing_key=U1["signing_key_enc"],
    verifying_key=U1["verifying_key_b64"],
    signed_public_key=U1["signed_public_key_b64"],
    security_state=U1["security_state_b64"],
    security_version=U1["security_version"],
)


def under_user_key(plaintext: bytes, content_type: int) -> str:
    """A type 7 EncString under the V2 account's user key."""
    return str(EncString(7, (encrypt0(RAW, KID, plaintext, content_type),)))


def signed_with(
    algorithm: int, *, state: CborMap | None = None, public_key: CborMap | None = None
) -> WrappedAccount:
    """The V2 account with a signing key of ours, so that anything can be signed rightly."""
    signing, verifying = signing_pair(algorithm, SEED, SIGNING_KID)
    claim: CborMap = {"algorithm": 0, "contentFormat": 0, "publicKey": unbase64(U1["public_key_spki_b64"])}
    return replace(
        V2,
        signing_key=under_user_key(signing, COSE_KEY),
        verifying_key=base64(verifying),
        security_state=base64(sign1(algorithm, SEED, SIGNING_KID, state or {"version": 2}, 2)),
        signed_public_key=base64(sign1(algorithm, SEED, SIGNING_KID, public_key or claim, 1)),
    )


def test_a_v1_account_opens_down_to_an_organization(v1_master_key: MasterKey) -> None:
    assert v1_master_key.authentication_hash(Secret(A1["password"])) == A1["auth_hash_b64_derived"]
    opened = open_account(v1_master_key, V1)
    assert isinstance(opened.user_key, SymmetricKey)
    assert base64(opened.user_key.to_bytes()) == A1["user_key_b64"]
    assert opened.private_key.public_key.to_base64() == A1["public_key_spki_b64"]

    organization_key = SymmetricKey.from_bytes(opened.private_key.decrypt(SealedKey.parse(A2["org_key_enc"])))
    assert base64(organization_key.to_bytes()) == A2["org_key_b64"]
    organization_pair = PrivateKey.from_der(
        organization_key.decrypt(EncString.parse(A2["org_private_key_enc"]))
    )
    assert organization_pair.public_key.to_base64() == A2["org_public_key_spki_b64"]


def test_a_v2_account_opens(v2_master_key: MasterKey) -> None:
    opened = open_account(v2_master_key, V2)
    assert isinstance(opened.user_key, XaesKey)
    assert opened.user_key.key_id == U1["kid_hex"]
    assert opened.private_key.public_key.to_base64() == U1["public_key_spki_b64"]


@pytest.mark.parametrize("algorithm", [ED25519, ML_DSA_44])
def test_a_v2_account_opens_with_either_signing_algorithm(v2_master_key: MasterKey, algorithm: int) -> None:
    opened = open_account(v2_master_key, signed_with(algorithm))
    assert opened.private_key.public_key.to_base64() == U1["public_key_spki_b64"]


def test_what_the_server_may_leave_out_of_a_v2_account(v2_master_key: MasterKey) -> None:
    bare = replace(V2, public_key=None, signed_public_key=None, security_version=None)
    assert open_account(v2_master_key, bare).private_key.public_key.to_base64() == V2.public_key


@pytest.mark.parametrize("wrapped", [V1, V2], ids=["V1", "V2"])
def test_a_wrong_password_is_decryption_failed(wrapped: WrappedAccount) -> None:
    master_key = derive_master_key(Secret("wrong"), "test@bitwarden.com", Pbkdf2(5_000))
    with pytest.raises(DecryptionFailed):
        open_account(master_key, wrapped)


@pytest.mark.parametrize("user_key", ["", vectors("accounts")["A3_legacy_type0"]["user_key_enc"]])
def test_legacy_accounts_are_refused(v1_master_key: MasterKey, user_key: str) -> None:
    with pytest.raises(UnsupportedEncryption) as caught:
        open_account(v1_master_key, replace(V1, user_key=user_key))
    assert caught.value.what == "old account encryption"


def test_a_32_byte_user_key_is_refused(v1_master_key: MasterKey) -> None:
    user_key = str(v1_master_key.stretched().encrypt(bytes(32)))
    with pytest.raises(UnsupportedEncryption) as caught:
        open_account(v1_master_key, replace(V1, user_key=user_key))
    assert caught.value.what == "old account encryption"


@pytest.mark.parametrize("length", [0, 1, 63])
def test_user_keys_of_no_known_length_are_refused(v1_master_key: MasterKey, length: int) -> None:
    user_key = str(v1_master_key.stretched().encrypt(bytes(length)))
    with pytest.raises(MalformedData):
        open_account(v1_master_key, replace(V1, user_key=user_key))


@pytest.mark.parametrize(
    "changes",
    [
        {"private_key": V2.private_key},
        {"signing_key": V2.signing_key},
        {"verifying_key": V2.verifying_key},
        {"security_state": V2.security_state},
        {"signed_public_key": V2.signed_public_key},
    ],
)
def test_v2_parts_in_a_v1_account_are_refused(v1_master_key: MasterKey, changes: dict[str, str]) -> None:
    with pytest.raises(AccountKeysRefused):
        open_account(v1_master_key, replace(V1, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"private_key": V1.private_key},
        {"signing_key": None},
        {"verifying_key": None},
        {"security_state": None},
        {"security_state": ""},
        {"signing_key": None, "verifying_key": None, "security_state": None, "signed_public_key": None},
    ],
)
def test_v2_parts_missing_from_a_v2_account_are_refused(
    v2_master_key: MasterKey, changes: dict[str, str | None]
) -> None:
    with pytest.raises(AccountKeysRefused):
        open_account(v2_master_key, replace(V2, **changes))  # type: ignore[arg-type]


def test_the_user_key_of_one_version_does_not_open_the_other(
    v1_master_key: MasterKey, v2_master_key: MasterKey
) -> None:
    v1_key_in_v2 = str(v2_master_key.stretched().encrypt(unbase64(A1["user_key_b64"])))
    with pytest.raises(AccountKeysRefused):
        open_account(v2_master_key, replace(V2, user_key=v1_key_in_v2))
    v2_key_in_v1 = str(v1_master_key.stretched().encrypt(unbase64(U1["user_key_b64"])))
    with pytest.raises(AccountKeysRefused):
        open_account(v1_master_key, replace(V1, user_key=v2_key_in_v1))


def test_an_xchacha_user_key_is_refused(v2_master_key: MasterKey) -> None:
    old = unbase64(vectors("cose")["C1_key_xchacha"]["padded_b64"])
    with pytest.raises(UnsupportedEncryption):
        open_account(v2_master_key, replace(V2, user_key=str(v2_master_key.stretched().encrypt(old))))


def test_a_foreign_private_key_is_not_called_a_wrong_password(
    v1_master_key: MasterKey, v2_master_key: MasterKey
) -> None:
    foreign = str(SymmetricKey.generate().encrypt(b"private key"))
    with pytest.raises(AccountKeysRefused):
        open_account(v1_master_key, replace(V1, private_key=foreign))
    message = EncString.parse(V2.private_key).parts[0]
    changed = str(EncString(7, (flipped(message, 8 * len(message) - 1),)))
    with pytest.raises(AccountKeysRefused):
        open_account(v2_master_key, replace(V2, private_key=changed))


def test_signed_objects_cannot_stand_in_for_each_other(v2_master_key: MasterKey) -> None:
    with pytest.raises(AccountKeysRefused):
        open_account(v2_master_key, replace(V2, security_state=V2.signed_public_key))
    with pytest.raises(AccountKeysRefused):
        open_account(v2_master_key, replace(V2, signed_public_key=V2.security_state))


def test_a_security_state_of_another_account_is_refused(v2_master_key: MasterKey) -> None:
    other = vectors("v2_account")["U3_state"]
    with pytest.raises(AccountKeysRefused):
        open_account(v2_master_key, replace(V2, security_state=other["security_state_b64"]))


def test_the_servers_verifying_key_is_not_trusted(v2_master_key: MasterKey) -> None:
    """A verifying key and a state that fit each other, but not the account's own signing key."""
    other = vectors("v2_account")["U3_state"]
    forged = replace(V2, verifying_key=other["verifying_key_b64"], security_state=other["security_state_b64"])
    with pytest.raises(AccountKeysRefused):
        open_account(v2_master_key, forged)


def test_the_announced_security_version_must_be_the_signed_one(v2_master_key: MasterKey) -> None:
    with pytest.raises(AccountKeysRefused):
        open_account(v2_master_key, replace(V2, security_version=1))
    states: list[CborMap] = [{"version": "2"}, {"entityId": bytes(16)}, {"version": [2]}]
    for state in states:
        with pytest.raises(AccountKeysRefused):
            open_account(v2_master_key, signed_with(ED25519, state=state))


def test_the_signed_public_key_must_be_the_private_keys(v2_master_key: MasterKey) -> None:
    claim: CborMap = {"algorithm": 0, "contentFormat": 0, "publicKey": unbase64(A1["public_key_spki_b64"])}
    with pytest.raises(AccountKeysRefused):
        open_account(v2_master_key, signed_with(ED25519, public_key=claim))
    changes: list[CborMap] = [{"algorithm": 1}, {"contentFormat": 1}]
    for change in changes:
        with pytest.raises(UnsupportedEncryption):
            open_account(v2_master_key, signed_with(ED25519, public_key={**claim, **change}))


@pytest.mark.parametrize("field", ["private_key", "signing_key"])
def test_content_types_cannot_be_exchanged(v2_master_key: MasterKey, field: str) -> None:
    other = {"private_key": V2.signing_key, "signing_key": V2.private_key}[field]
    with pytest.raises(UnsupportedEncryption):
        open_account(v2_master_key, replace(V2, **{field: other}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "field", ["private_key", "signing_key", "verifying_key", "signed_public_key", "security_state"]
)
def test_garbage_in_any_part_is_a_crypto_error(v2_master_key: MasterKey, field: str) -> None:
    for garbage in ("garbage", "QUJD", "7.QUJD", "2.||", base64(cbor.encode([])), "é"):
        with pytest.raises(CryptoError) as caught:
            open_account(v2_master_key, replace(V2, **{field: garbage}))  # type: ignore[arg-type]
        assert not isinstance(caught.value, DecryptionFailed)
