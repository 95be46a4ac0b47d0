"""RSA keys: what is sealed to them and what is refused as one."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, strategies as st

from backend_client.crypto.enc_string import SealedKey
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.errors import CryptoError, DecryptionFailed, MalformedData, UnsupportedEncryption
from tests.unit.crypto.vectors import QUICK, base64, flipped, unbase64, vectors

R1 = vectors("rsa")["R1"]
KEY = PrivateKey.from_der(unbase64(R1["pkcs8_der_b64"]))


def pair_of(bits: int) -> tuple[bytes, bytes]:
    """PKCS#8 and SPKI of a fresh RSA key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    return (
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    )


@pytest.mark.parametrize("field", ["type3", "type4"])
def test_sealed_vectors_open(field: str) -> None:
    assert base64(KEY.decrypt(SealedKey.parse(R1[field]))) == R1["key_b64"]


def test_type_6_is_refused() -> None:
    with pytest.raises(UnsupportedEncryption):
        SealedKey.parse(f"6{R1['type4'][1:]}|AA==")


def test_a_32_byte_key_is_opened_but_is_no_key() -> None:
    vector = vectors("rsa")["R2_legacy_master_key"]
    key = PrivateKey.from_der(unbase64(vector["pkcs8_der_b64"]))
    plaintext = key.decrypt(SealedKey.parse(vector["type4"]))
    assert base64(plaintext) == vector["result_b64"]
    with pytest.raises(UnsupportedEncryption):
        SymmetricKey.from_bytes(plaintext)


@pytest.mark.parametrize("field", ["type3", "type4"])
def test_relabelled_or_changed_data_fails(field: str) -> None:
    sealed = SealedKey.parse(R1[field])
    for other in (
        SealedKey(7 - sealed.kind, sealed.data),
        SealedKey(sealed.kind, flipped(sealed.data, 5)),
        SealedKey(sealed.kind, sealed.data[:-1]),
        SealedKey(sealed.kind, sealed.data + b"\x00"),
    ):
        with pytest.raises(DecryptionFailed):
            KEY.decrypt(other)


def test_a_generated_pair() -> None:
    key = PrivateKey.generate()
    again = PrivateKey.from_der(key.to_der())
    assert again.public_key.spki == key.public_key.spki
    organization_key = SymmetricKey.generate()
    sealed = str(PublicKey.from_base64(key.public_key.to_base64()).encrypt(organization_key.to_bytes()))
    assert sealed.startswith("4.")
    assert again.decrypt(SealedKey.parse(sealed)) == organization_key.to_bytes()
    with pytest.raises(DecryptionFailed):
        KEY.decrypt(SealedKey.parse(sealed))


def test_sealing_is_randomised() -> None:
    assert KEY.public_key.encrypt(b"same") != KEY.public_key.encrypt(b"same")


def test_the_longest_plaintext() -> None:
    assert KEY.decrypt(KEY.public_key.encrypt(bytes(214))) == bytes(214)
    with pytest.raises(MalformedData):
        KEY.public_key.encrypt(bytes(215))


def test_the_public_key_keeps_the_bytes_it_came_in() -> None:
    text = vectors("accounts")["A1"]["public_key_spki_b64"]
    key = PublicKey.from_base64(text)
    assert key.spki == unbase64(text)
    assert key.to_base64() == text


def test_short_rsa_keys_are_refused() -> None:
    private, public = pair_of(1024)
    with pytest.raises(UnsupportedEncryption):
        PublicKey.from_spki(public)
    with pytest.raises(UnsupportedEncryption):
        PrivateKey.from_der(private)


def test_longer_rsa_keys_are_accepted() -> None:
    private, public = pair_of(3072)
    assert PrivateKey.from_der(private).decrypt(PublicKey.from_spki(public).encrypt(b"x")) == b"x"


def test_other_kinds_of_keys_are_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(UnsupportedEncryption):
        PublicKey.from_spki(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(UnsupportedEncryption):
        PrivateKey.from_der(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def test_an_encrypted_private_key_is_refused() -> None:
    with pytest.raises(MalformedData):
        PrivateKey.from_der(KEY.public_key.spki)
    with pytest.raises(MalformedData):
        PublicKey.from_spki(KEY.to_der())
    with pytest.raises(MalformedData):
        PublicKey.from_base64(R1["pkcs8_der_b64"] + "=")


@QUICK
@given(
    st.binary(max_size=64) | st.integers(0, 8 * 294 - 1).map(lambda bit: flipped(KEY.public_key.spki, bit))
)
def test_no_bytes_raise_anything_but_a_crypto_error(data: bytes) -> None:
    for parse in (PublicKey.from_spki, PrivateKey.from_der):
        try:
            parse(data)
        except CryptoError:
            continue


@QUICK
@given(st.integers(0, 8 * 1217 - 1))
def test_a_damaged_private_key_raises_nothing_but_a_crypto_error(bit: int) -> None:
    sealed = SealedKey.parse(R1["type4"])
    try:
        opened = PrivateKey.from_der(flipped(KEY.to_der(), bit % (8 * len(KEY.to_der())))).decrypt(sealed)
    except CryptoError:
        return
    assert base64(opened) == R1["key_b64"]
