"""Signing keys and signed messages of V2 accounts."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from backend_client.crypto import cbor
from backend_client.crypto.cbor import CborMap
from backend_client.crypto.signatures import Namespace, VerifyingKey
from backend_client.errors import CryptoError, DecryptionFailed, MalformedData, UnsupportedEncryption
from tests.unit.crypto.vectors import (
    ED25519,
    ML_DSA_44,
    QUICK,
    flipped,
    sign1,
    signing_pair,
    unbase64,
    vectors,
)

V2 = vectors("v2_account")
U1 = V2["U1"]
KEY = VerifyingKey.from_cose(unbase64(U1["verifying_key_b64"]))
STATE = unbase64(U1["security_state_b64"])
SEED, KID = bytes(range(32)), bytes(range(16))
ALGORITHMS = pytest.mark.parametrize("algorithm", [ED25519, ML_DSA_44])


def test_security_state_vectors() -> None:
    state = cbor.decode_map(KEY.open(STATE, Namespace.SECURITY_STATE))
    assert state["version"] == U1["security_version"]
    assert state["entityId"] == bytes.fromhex(U1["security_state_entity_hex"])
    other = V2["U3_state"]
    key = VerifyingKey.from_cose(unbase64(other["verifying_key_b64"]))
    payload = key.open(unbase64(other["security_state_b64"]), other["namespace"])
    assert cbor.decode_map(payload)["version"] == other["security_version"]


def test_signed_public_key_vector() -> None:
    payload = KEY.open(unbase64(U1["signed_public_key_b64"]), Namespace.SIGNED_PUBLIC_KEY)
    assert cbor.decode_map(payload) == {
        "algorithm": 0,
        "contentFormat": 0,
        "publicKey": unbase64(U1["public_key_spki_b64"]),
    }


def test_example_vector() -> None:
    vector = V2["U4_sign1"]
    key = VerifyingKey.from_cose(bytes.fromhex(vector["verifying_key_hex"]))
    payload = key.open(bytes.fromhex(vector["signed_object_hex"]), -1)
    assert cbor.decode(payload) == vector["payload"]


def test_ml_dsa_44_vector() -> None:
    vector = V2["U5_mldsa44"]
    kid = bytes.fromhex(vector["kid_hex"])
    signing, verifying = signing_pair(ML_DSA_44, bytes.fromhex(vector["seed_hex"]), kid)
    public = cbor.decode_map(verifying)[-1]
    assert isinstance(public, bytes)
    assert sha256(public).hexdigest() == vector["public_key_sha256_hex"]
    key = VerifyingKey.from_signing_key(signing)
    assert key == VerifyingKey.from_cose(verifying)
    signature = unbase64(vector["signature_b64"])
    key.verify(signature, vector["message_ascii"].encode())
    for changed in (flipped(signature, 77), signature[:-1], b""):
        with pytest.raises(DecryptionFailed):
            key.verify(changed, vector["message_ascii"].encode())


def test_the_verifying_key_follows_from_the_signing_key() -> None:
    signing, verifying = signing_pair(ED25519, bytes.fromhex(U1["signing_seed_hex"]), cose_kid())
    assert verifying == unbase64(U1["verifying_key_b64"])
    assert VerifyingKey.from_signing_key(signing) == KEY


def cose_kid() -> bytes:
    kid = cbor.decode_map(unbase64(U1["verifying_key_b64"]))[2]
    assert isinstance(kid, bytes)
    return kid


@ALGORITHMS
def test_a_signature_counts_for_its_namespace_only(algorithm: int) -> None:
    signing, _ = signing_pair(algorithm, SEED, KID)
    key = VerifyingKey.from_signing_key(signing)
    for made_for in Namespace:
        message = sign1(algorithm, SEED, KID, {"version": 2}, made_for)
        for read_as in Namespace:
            if read_as is made_for:
                assert cbor.decode(key.open(message, read_as)) == {"version": 2}
            else:
                with pytest.raises(DecryptionFailed):
                    key.open(message, read_as)


def test_the_namespace_of_a_vector_cannot_be_rewritten() -> None:
    for text, old, new in (
        (U1["security_state_b64"], b"\x3a\x00\x01\x38\x7f\x02", b"\x3a\x00\x01\x38\x7f\x01"),
        (U1["signed_public_key_b64"], b"\x3a\x00\x01\x38\x7f\x01", b"\x3a\x00\x01\x38\x7f\x02"),
    ):
        message = unbase64(text)
        assert message.count(old) == 1
        with pytest.raises(DecryptionFailed):
            KEY.open(message.replace(old, new), new[-1])


@ALGORITHMS
def test_another_key_or_key_id_is_refused(algorithm: int) -> None:
    signing, _ = signing_pair(algorithm, SEED, KID)
    key = VerifyingKey.from_signing_key(signing)
    for seed, kid in ((bytes(32), KID), (SEED, bytes(16))):
        with pytest.raises(DecryptionFailed):
            key.open(sign1(algorithm, seed, kid, {"version": 2}, 2), 2)


def test_another_algorithm_is_refused() -> None:
    signing, _ = signing_pair(ED25519, SEED, KID)
    with pytest.raises(DecryptionFailed):
        VerifyingKey.from_signing_key(signing).open(sign1(ML_DSA_44, SEED, KID, {"version": 2}, 2), 2)


@ALGORITHMS
@pytest.mark.parametrize("headers", [{1: -7}, {3: 42}, {4: bytes(16)}, {-80000: 3}])
def test_other_headers_are_refused(algorithm: int, headers: CborMap) -> None:
    """Properly signed by the right key, and refused all the same."""
    signing, _ = signing_pair(algorithm, SEED, KID)
    message = sign1(algorithm, SEED, KID, {"version": 2}, 2, headers=headers)
    with pytest.raises(DecryptionFailed):
        VerifyingKey.from_signing_key(signing).open(message, 2)


def test_critical_headers_are_refused() -> None:
    signing, _ = signing_pair(ED25519, SEED, KID)
    message = sign1(ED25519, SEED, KID, {"version": 2}, 2, headers={2: [1]})
    with pytest.raises(UnsupportedEncryption):
        VerifyingKey.from_signing_key(signing).open(message, 2)


def test_trailing_bytes_and_other_shapes_are_refused() -> None:
    for data in (STATE + b"\x00", STATE[:-1], b"\x80", cbor.encode([b"", {}, b""]), b""):
        with pytest.raises(MalformedData):
            KEY.open(data, Namespace.SECURITY_STATE)


ED_PUBLIC: CborMap = {1: 1, 2: KID, 3: -8, 4: [2], -1: 6, -2: bytes(32)}
ED_PRIVATE: CborMap = {1: 1, 2: KID, 3: -8, 4: [1], -4: SEED, -1: 6}


@pytest.mark.parametrize("change", [{1: 2}, {3: -7}, {3: -48}, {-1: 4}, {1: 7}])
def test_other_signing_algorithms_are_refused(change: CborMap) -> None:
    with pytest.raises(UnsupportedEncryption):
        VerifyingKey.from_cose(cbor.encode({**ED_PUBLIC, **change}))
    with pytest.raises(UnsupportedEncryption):
        VerifyingKey.from_signing_key(cbor.encode({**ED_PRIVATE, **change}))


def test_a_key_that_may_not_verify_is_refused() -> None:
    refused: list[cbor.CborValue] = [[1], [], 2]
    for operations in refused:
        with pytest.raises(UnsupportedEncryption):
            VerifyingKey.from_cose(cbor.encode({**ED_PUBLIC, 4: operations}))


@pytest.mark.parametrize("change", [{2: b"short"}, {-2: bytes(31)}, {-2: "text"}])
def test_malformed_verifying_keys_are_refused(change: CborMap) -> None:
    with pytest.raises(MalformedData):
        VerifyingKey.from_cose(cbor.encode({**ED_PUBLIC, **change}))


@pytest.mark.parametrize("change", [{2: b"short"}, {-4: bytes(31)}, {-4: 1}])
def test_malformed_signing_keys_are_refused(change: CborMap) -> None:
    with pytest.raises(MalformedData):
        VerifyingKey.from_signing_key(cbor.encode({**ED_PRIVATE, **change}))


def test_an_ml_dsa_key_with_a_foreign_public_half_is_refused() -> None:
    signing, _ = signing_pair(ML_DSA_44, SEED, KID)
    entries = cbor.decode_map(signing)
    for public in (bytes(1312), b"", 7):
        with pytest.raises(MalformedData):
            VerifyingKey.from_signing_key(cbor.encode({**entries, -1: public}))


def test_verifying_keys_compare_by_value() -> None:
    same = VerifyingKey.from_cose(unbase64(U1["verifying_key_b64"]))
    assert same == KEY
    assert hash(same) == hash(KEY)
    assert VerifyingKey.from_cose(cbor.encode(ED_PUBLIC)) != KEY
    assert KEY != "key"
    assert repr(KEY) == "VerifyingKey(Ed25519)"


@QUICK
@given(st.integers(min_value=0))
def test_no_changed_message_verifies(number: int) -> None:
    with pytest.raises(CryptoError):
        KEY.open(flipped(STATE, number % (8 * len(STATE))), Namespace.SECURITY_STATE)


@QUICK
@given(st.binary(max_size=80))
def test_no_bytes_raise_anything_but_a_crypto_error(data: bytes) -> None:
    for parse in (VerifyingKey.from_cose, VerifyingKey.from_signing_key):
        with suppress(CryptoError):
            parse(data)
    with suppress(CryptoError):
        KEY.open(data, Namespace.SECURITY_STATE)
