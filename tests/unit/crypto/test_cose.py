"""XAES-256-GCM, COSE user keys and the messages under them."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from backend_client.crypto import _xaes, cbor, cose
from backend_client.crypto.cbor import CborMap
from backend_client.crypto.cose import XaesKey, unpad
from backend_client.crypto.enc_string import EncString
from backend_client.errors import CryptoError, DecryptionFailed, MalformedData, UnsupportedEncryption
from tests.unit.crypto.vectors import QUICK, encrypt0, flipped, unbase64, vectors

COSE = vectors("cose")
U1 = vectors("v2_account")["U1"]
PADDED_KEY = unbase64(U1["user_key_b64"])
KEY = XaesKey.from_padded(PADDED_KEY)
RAW, KID = bytes.fromhex(U1["k_hex"]), bytes.fromhex(U1["kid_hex"])
TEXT = COSE["X5_xaes_text_derived"]["content_type"]
ENTRIES: CborMap = {1: 4, 2: KID, 3: -70010, 4: [3, 4, 5, 6], -1: RAW}


def message_of(plaintext: bytes, content_type: int | str, headers: CborMap | None = None) -> EncString:
    return EncString(7, (encrypt0(RAW, KID, plaintext, content_type, headers=headers),))


def padded(data: bytes, to: int = 65) -> bytes:
    count = max(1, to - len(data))
    return data + bytes([count]) * count


def key_from(entries: CborMap) -> XaesKey:
    return XaesKey.from_padded(padded(cbor.encode(entries)))


def repacked(enc: str, *, protected: bytes | None = None, nonce: bytes | None = None) -> EncString:
    """A type 7 vector with a part replaced."""
    match cbor.decode(EncString.parse(enc).parts[0]):
        case [bytes() as old, {5: bytes() as old_nonce}, bytes() as ciphertext]:
            return EncString(7, (cbor.encode([protected or old, {5: nonce or old_nonce}, ciphertext]),))
    raise AssertionError("not a COSE_Encrypt0 message")


@pytest.mark.parametrize("name", ["X1_xaes", "X2_xaes"])
def test_xaes_vectors(name: str) -> None:
    vector = COSE[name]
    key, ciphertext = bytes.fromhex(vector["key_hex"]), bytes.fromhex(vector["ciphertext_hex"])
    nonce, associated = vector["nonce_ascii"].encode(), vector["aad_ascii"].encode()
    opened = _xaes.open_sealed(key, nonce, ciphertext, associated)
    assert opened.decode() == vector["plaintext_ascii"]
    for bit in range(8 * len(ciphertext)):
        with pytest.raises(DecryptionFailed):
            _xaes.open_sealed(key, nonce, flipped(ciphertext, bit), associated)
    for bit in range(8 * len(nonce)):
        with pytest.raises(DecryptionFailed):
            _xaes.open_sealed(key, flipped(nonce, bit), ciphertext, associated)
    with pytest.raises(DecryptionFailed):
        _xaes.open_sealed(key, nonce, ciphertext, associated + b"x")


def test_user_key_vectors() -> None:
    assert KEY.key_id == U1["kid_hex"]
    assert (
        XaesKey.from_padded(unbase64(COSE["C2_key_xaes"]["padded_b64"])).key_id
        == COSE["C2_key_xaes"]["kid_hex"]
    )


def test_the_thumbprint_of_a_cose_key() -> None:
    vector = COSE["C1_key_xchacha"]
    thumbprint = sha256(cbor.encode({1: 4, -1: bytes.fromhex(vector["k_hex"])})).hexdigest()
    assert thumbprint == vector["thumbprint_hex"]
    derived = sha256(cbor.encode({1: 4, -1: bytes.fromhex(COSE["C3_v1_key_id"]["key_hex"])})).hexdigest()
    assert derived == COSE["C3_v1_key_id"]["thumbprint_hex"]


def test_xchacha20_is_refused() -> None:
    with pytest.raises(UnsupportedEncryption):
        XaesKey.from_padded(unbase64(COSE["C1_key_xchacha"]["padded_b64"]))
    vector = COSE["X4_xchacha_encrypt0"]
    key = XaesKey(bytes.fromhex(vector["key_hex"]), bytes.fromhex(vector["kid_hex"]))
    with pytest.raises(UnsupportedEncryption):
        key.decrypt(EncString.parse(vector["enc"]), vector["content_type"])


def test_text_vector() -> None:
    vector = COSE["X5_xaes_text_derived"]
    assert KEY.decrypt_text(EncString.parse(vector["enc"])) == vector["plaintext"]


def test_account_vectors() -> None:
    signing_key = KEY.decrypt(EncString.parse(U1["signing_key_enc"]), cose.COSE_KEY)
    assert cbor.decode_map(signing_key)[-4] == bytes.fromhex(U1["signing_seed_hex"])
    assert KEY.decrypt(EncString.parse(U1["private_key_enc"]), cose.PKCS8)[:2] == b"\x30\x82"


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({1: -70000}, UnsupportedEncryption),
        ({1: 3}, UnsupportedEncryption),
        ({1: "XAES"}, UnsupportedEncryption),
        ({4: bytes(16)}, DecryptionFailed),
        ({4: 7}, DecryptionFailed),
        ({3: 42}, UnsupportedEncryption),
        ({3: "application/x.bitwarden.unheard-of"}, UnsupportedEncryption),
        ({2: [1]}, UnsupportedEncryption),
    ],
)
def test_other_headers_are_refused(headers: CborMap, error: type[CryptoError]) -> None:
    """Properly authenticated by the right key, and refused all the same."""
    with pytest.raises(error):
        KEY.decrypt(message_of(b"key", cose.COSE_KEY, headers), cose.COSE_KEY)


def test_missing_headers_are_refused() -> None:
    vector = COSE["X5_xaes_text_derived"]
    incomplete: list[CborMap] = [{1: -70010, 3: TEXT}, {3: TEXT, 4: KID}, {1: -70010, 4: KID}, {}]
    for headers in incomplete:
        with pytest.raises(CryptoError):
            KEY.decrypt_text(repacked(vector["enc"], protected=cbor.encode(headers)))


@pytest.mark.parametrize("replaced", [{1: -70000}, {4: bytes(16)}, {3: 42}])
def test_swapped_headers_of_a_vector_are_refused(replaced: CborMap) -> None:
    vector = COSE["X5_xaes_text_derived"]
    headers: CborMap = {1: -70010, 3: TEXT, 4: KID}
    protected = cbor.encode({**headers, **replaced})
    with pytest.raises(CryptoError):
        KEY.decrypt_text(repacked(vector["enc"], protected=protected))


def test_the_headers_are_authenticated_as_received() -> None:
    """Same meaning, other order: the associated data is the received bytes, so this must not open."""
    vector = COSE["X5_xaes_text_derived"]
    protected = cbor.encode({4: KID, 3: TEXT, 1: -70010})
    with pytest.raises(DecryptionFailed):
        KEY.decrypt_text(repacked(vector["enc"], protected=protected))


def test_the_content_type_must_be_the_expected_one() -> None:
    with pytest.raises(UnsupportedEncryption):
        KEY.decrypt(EncString.parse(U1["private_key_enc"]), cose.COSE_KEY)
    with pytest.raises(UnsupportedEncryption):
        KEY.decrypt_text(EncString.parse(U1["signing_key_enc"]))


def test_the_nonce_has_24_bytes() -> None:
    for nonce in (bytes(12), bytes(23), bytes(25)):
        with pytest.raises(MalformedData):
            KEY.decrypt_text(repacked(COSE["X5_xaes_text_derived"]["enc"], nonce=nonce))


@pytest.mark.parametrize("message", [[], [b""], [b"", {}], [b"", {}, b"", b""], ["", {}, b""], {1: 2}, 5])
def test_other_shapes_are_refused(message: cbor.CborValue) -> None:
    with pytest.raises(MalformedData):
        KEY.decrypt(EncString(7, (cbor.encode(message),)), cose.PKCS8)


def test_trailing_bytes_are_refused() -> None:
    data = EncString.parse(U1["signing_key_enc"]).parts[0]
    with pytest.raises(MalformedData):
        KEY.decrypt(EncString(7, (data + b"\x00",)), cose.COSE_KEY)
    with pytest.raises(MalformedData):
        XaesKey.from_padded(padded(cbor.encode(ENTRIES) + b"\x00"))


def test_type_2_is_refused() -> None:
    with pytest.raises(UnsupportedEncryption):
        KEY.decrypt(EncString.parse(vectors("enc_string")["E1"]["enc"]), cose.PKCS8)


def test_key_operations_are_honoured() -> None:
    sealed = message_of(b"x", cose.PKCS8)
    assert key_from({**ENTRIES, 4: [4]}).decrypt(sealed, cose.PKCS8) == b"x"
    assert key_from({1: 4, 2: KID, 3: -70010, -1: RAW}).decrypt(sealed, cose.PKCS8) == b"x"
    refused: list[cbor.CborValue] = [[3], [], [5, 6], 4, "4"]
    for operations in refused:
        with pytest.raises(UnsupportedEncryption):
            key_from({**ENTRIES, 4: operations})


@pytest.mark.parametrize(
    "change", [{-1: bytes(31)}, {-1: bytes(64)}, {-1: "k"}, {2: bytes(15)}, {2: "kid"}, {2: 1}]
)
def test_malformed_keys_are_refused(change: CborMap) -> None:
    with pytest.raises(MalformedData):
        key_from({**ENTRIES, **change})


@pytest.mark.parametrize("change", [{1: 1}, {3: -70000}, {3: 3}, {1: "4"}])
def test_keys_of_other_algorithms_are_refused(change: CborMap) -> None:
    with pytest.raises(UnsupportedEncryption):
        key_from({**ENTRIES, **change})


def test_padding() -> None:
    assert unpad(b"ab\x01") == b"ab"
    assert unpad(b"\x03\x03\x03") == b""
    assert unpad(b"ab" + b"\x3f" * 63) == b"ab"
    for bad in (b"", b"\x00", b"ab\x00", b"a\x03", b"\xff", b"a\x01\x02", b"\x02\x03\x03"):
        assert unpad(bad) is None
    for last in (0, 200):
        with pytest.raises(MalformedData):
            XaesKey.from_padded(PADDED_KEY[:-1] + bytes([last]))


@pytest.mark.parametrize("plaintext", [b"", b"text\x00", b"text\x09", padded(b"\xff\xfe", 32)])
def test_text_that_is_not_padded_utf8_fails(plaintext: bytes) -> None:
    with pytest.raises(DecryptionFailed):
        KEY.decrypt_text(message_of(plaintext, TEXT))


def test_a_padded_text_opens() -> None:
    assert KEY.decrypt_text(message_of(padded(b"hi", 32), TEXT)) == "hi"


@QUICK
@given(st.binary(max_size=200), st.sampled_from([cose.PKCS8, cose.COSE_KEY]))
def test_round_trip(data: bytes, content_type: int) -> None:
    wire = str(message_of(data, content_type))
    assert KEY.decrypt(EncString.parse(wire), content_type) == data


@QUICK
@given(st.integers(min_value=0))
def test_no_changed_message_opens(number: int) -> None:
    message = EncString.parse(U1["signing_key_enc"]).parts[0]
    with pytest.raises(CryptoError):
        KEY.decrypt(EncString(7, (flipped(message, number % (8 * len(message))),)), cose.COSE_KEY)


@QUICK
@given(st.binary(min_size=1, max_size=90))
def test_no_bytes_raise_anything_but_a_crypto_error(data: bytes) -> None:
    with suppress(CryptoError):
        KEY.decrypt(EncString(7, (data,)), cose.PKCS8)
    with suppress(CryptoError):
        XaesKey.from_padded(data)
