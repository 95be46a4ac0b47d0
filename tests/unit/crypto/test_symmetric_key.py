"""The 64-byte key, one string at a time and many at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given, strategies as st

from backend_client.crypto import _aes_cbc_hmac
from backend_client.crypto.enc_string import EncString
from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import CryptoError, DecryptionFailed, MalformedData, UnsupportedEncryption
from tests.unit.crypto.vectors import QUICK, flipped, unbase64, vectors

ENC = vectors("enc_string")
PROVIDER = vectors("provider")["P1"]
KEY = SymmetricKey.from_bytes(bytes.fromhex(ENC["E1"]["key_hex"]))
ITEMS = st.lists(st.binary(max_size=70), max_size=12)


def key_of(name: str) -> SymmetricKey:
    return SymmetricKey.from_bytes(bytes.fromhex(ENC[name]["key_hex"]))


def one_by_one(key: SymmetricKey, text: str) -> bytes:
    return key.decrypt(EncString.parse(text))


def in_a_batch(key: SymmetricKey, text: str) -> bytes:
    before, result, after = key.decrypt_many([str(KEY.encrypt(b"a")), text, str(KEY.encrypt(b"b"))])
    if key is KEY:
        assert (before, after) == (b"a", b"b")
    if isinstance(result, CryptoError):
        raise result
    return result


WAYS = pytest.mark.parametrize("decrypt", [one_by_one, in_a_batch])
Decrypt = Callable[[SymmetricKey, str], bytes]


@WAYS
@pytest.mark.parametrize("name", ENC)
def test_vectors_decrypt(name: str, decrypt: Decrypt) -> None:
    assert decrypt(key_of(name), ENC[name]["enc"]).decode() == ENC[name]["plaintext"]
    assert key_of(name).decrypt_text(EncString.parse(ENC[name]["enc"])) == ENC[name]["plaintext"]


@pytest.mark.parametrize("name", ["E2_derived_utf8", "E3_derived_empty"])
def test_vectors_encrypt(name: str) -> None:
    vector = ENC[name]
    value = key_of(name).encrypt(vector["plaintext"].encode(), iv=bytes.fromhex(vector["iv_hex"]))
    assert str(value) == vector["enc"]


def test_a_provider_wraps_an_organization_key() -> None:
    provider_key = SymmetricKey.from_bytes(bytes.fromhex(PROVIDER["provider_key_hex"]))
    iv = bytes.fromhex(PROVIDER["iv_hex"])
    organization_key = SymmetricKey.from_bytes(provider_key.decrypt(EncString.parse(PROVIDER["org_key_enc"])))
    assert organization_key.to_bytes().hex() == PROVIDER["org_key_hex"]
    assert organization_key.key_id == PROVIDER["org_key_id_hex"]
    assert str(provider_key.encrypt(organization_key.to_bytes(), iv=iv)) == PROVIDER["org_key_enc"]
    for field, text in (
        ("default_collection_enc", "Default collection"),
        ("my_items_enc", "My Items"),
    ):
        assert organization_key.decrypt_text(EncString.parse(PROVIDER[field])) == text
        assert str(organization_key.encrypt(text.encode(), iv=iv)) == PROVIDER[field]


def test_key_id_vector() -> None:
    vector = vectors("cose")["C3_v1_key_id"]
    assert SymmetricKey.from_bytes(bytes.fromhex(vector["key_hex"])).key_id == vector["key_id_hex"]


@WAYS
def test_every_bit_flip_fails_identically(decrypt: Decrypt) -> None:
    parts = EncString.parse(ENC["E1"]["enc"]).parts
    failures = set()
    for which, part in enumerate(parts):
        for bit in range(8 * len(part)):
            changed = (*parts[:which], flipped(part, bit), *parts[which + 1 :])
            with pytest.raises(DecryptionFailed) as caught:
                decrypt(KEY, str(EncString(2, changed)))
            failures.add((type(caught.value), str(caught.value), caught.value.args))
    assert len(failures) == 1


@WAYS
def test_another_key_fails_as_changed_data_does(decrypt: Decrypt) -> None:
    with pytest.raises(DecryptionFailed) as caught:
        decrypt(SymmetricKey.generate(), ENC["E1"]["enc"])
    assert str(caught.value) == str(DecryptionFailed())


@WAYS
def test_wrong_padding_under_a_right_mac_fails_the_same_way(decrypt: Decrypt) -> None:
    key = bytes(range(64))
    for bad in (bytes(16), b"\x11" * 16, b"A" * 14 + b"\x01\x02", b"\x00" + b"\x10" * 15):
        sealed = EncString(2, _aes_cbc_hmac.seal(key, bad, bytes(16)))
        iv, ciphertext, _ = sealed.parts
        cut = ciphertext[:16]  # the block of real padding is gone, so `bad` has to serve as padding
        mac = _aes_cbc_hmac._mac(key, iv + cut)
        with pytest.raises(DecryptionFailed):
            decrypt(SymmetricKey.from_bytes(key), str(EncString(2, (iv, cut, mac))))


@WAYS
def test_the_mac_cannot_be_stripped(decrypt: Decrypt) -> None:
    without_mac = ENC["E1"]["enc"].rpartition("|")[0]
    with pytest.raises(UnsupportedEncryption):
        decrypt(KEY, "0" + without_mac[1:])
    with pytest.raises(MalformedData):
        decrypt(KEY, without_mac)


@WAYS
def test_a_cose_message_is_refused(decrypt: Decrypt) -> None:
    with pytest.raises(UnsupportedEncryption):
        decrypt(KEY, vectors("cose")["X5_xaes_text_derived"]["enc"])


def test_only_64_bytes_are_a_key() -> None:
    for length in (32, 65, 69, 128):
        with pytest.raises(UnsupportedEncryption):
            SymmetricKey.from_bytes(bytes(length))
    for length in (0, 16, 31, 33, 63):
        with pytest.raises(MalformedData):
            SymmetricKey.from_bytes(bytes(length))
    with pytest.raises(UnsupportedEncryption):
        SymmetricKey.from_bytes(unbase64(vectors("cose")["C1_key_xchacha"]["padded_b64"]))


def test_text_has_to_be_utf8() -> None:
    with pytest.raises(DecryptionFailed):
        KEY.decrypt_text(KEY.encrypt(b"\xff\xfe"))
    with pytest.raises(MalformedData):
        KEY.encrypt_text("lone \ud800 surrogate")


def test_generated_keys_and_ivs_differ() -> None:
    assert len({SymmetricKey.generate().to_bytes() for _ in range(20)}) == 20
    singles = {KEY.encrypt(b"same").parts[0] for _ in range(20)}
    batch = {value.parts[0] for value in KEY.encrypt_many([b"same"] * 20)}
    texts = {EncString.parse(text).parts[0] for text in KEY.encrypt_texts([b"same"] * 20)}
    assert len(singles | batch | texts) == 60


def test_no_iv_of_a_batch_follows_from_what_stands_before_it() -> None:
    """Undo the block cipher on each iv: what went in besides the block before it must be random."""
    key = KEY.to_bytes()[:32]
    before = bytes(16)
    seen = set()
    for value in KEY.encrypt_many([b"some text, longer than a block"] * 50):
        iv, ciphertext, _ = value.parts
        decryptor = Cipher(AES256(key), ECB()).decryptor()
        block = decryptor.update(iv) + decryptor.finalize()
        seen.add(bytes(a ^ b for a, b in zip(block, before, strict=True)))
        before = ciphertext[-16:]
    assert len(seen) == 50
    assert bytes(16) not in seen


def test_nothing_in_nothing_out() -> None:
    assert KEY.encrypt_many([]) == []
    assert KEY.decrypt_many([]) == []


def test_a_bad_string_does_not_sink_the_rest() -> None:
    good = [str(KEY.encrypt(text)) for text in (b"one", b"", b"three" * 40)]
    stripped = "0" + good[0][1:].rpartition("|")[0]
    foreign = str(SymmetricKey.generate().encrypt(b"foreign"))
    results = KEY.decrypt_many([foreign, good[0], "", good[1], stripped, "2.x", good[2], foreign])
    assert [result for result in results if isinstance(result, bytes)] == [b"one", b"", b"three" * 40]
    assert [type(result) for result in results if not isinstance(result, bytes)] == [
        DecryptionFailed,
        UnsupportedEncryption,
        UnsupportedEncryption,
        MalformedData,
        DecryptionFailed,
    ]
    assert results[0] is not results[-1]


@QUICK
@given(st.binary(max_size=200), st.binary(min_size=64, max_size=64))
def test_round_trip(data: bytes, key_bytes: bytes) -> None:
    key = SymmetricKey.from_bytes(key_bytes)
    assert one_by_one(key, str(key.encrypt(data))) == data


@QUICK
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_round_trip(text: str) -> None:
    assert KEY.decrypt_text(KEY.encrypt_text(text)) == text


@QUICK
@given(ITEMS)
def test_many_round_trip(items: list[bytes]) -> None:
    sealed = KEY.encrypt_many(items)
    assert [KEY.decrypt(value) for value in sealed] == items
    assert KEY.decrypt_many([str(value) for value in sealed]) == items
    assert [KEY.decrypt(EncString.parse(text)) for text in KEY.encrypt_texts(items)] == items


@QUICK
@given(st.data())
def test_many_is_one_by_one(data: st.DataObject) -> None:
    """Whatever mixture of good, changed and foreign texts: the batch answers what single calls answer."""
    texts = [str(KEY.encrypt(item)) for item in data.draw(ITEMS)]
    for index in data.draw(st.lists(st.integers(0, max(0, len(texts) - 1)), max_size=4)):
        if texts:
            position = data.draw(st.integers(0, len(texts[index]) - 1))
            letter = data.draw(st.sampled_from("A/0=|.2é "))
            texts[index] = texts[index][:position] + letter + texts[index][position + 1 :]
    for text, result in zip(texts, KEY.decrypt_many(texts), strict=True):
        try:
            expected: bytes | tuple[type, str] = one_by_one(KEY, text)
        except CryptoError as error:
            expected = (type(error), str(error))
        assert (result if isinstance(result, bytes) else (type(result), str(result))) == expected


@QUICK
@given(st.binary(max_size=80), st.integers(min_value=0))
def test_any_bit_flip_is_refused_identically(data: bytes, number: int) -> None:
    iv, ciphertext, mac = KEY.encrypt(data).parts
    whole = flipped(iv + ciphertext + mac, number % (8 * (48 + len(ciphertext))))
    changed = str(EncString(2, (whole[:16], whole[16:-32], whole[-32:])))
    for decrypt in (one_by_one, in_a_batch):
        with pytest.raises(DecryptionFailed):
            decrypt(KEY, changed)
