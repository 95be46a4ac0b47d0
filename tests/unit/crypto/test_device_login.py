"""The keys of a login with another device: published answers open, everything else is refused alike."""

from __future__ import annotations

import os
import string

import pytest
from hypothesis import given, strategies as st

from backend_client.crypto.account import WrappedAccount
from backend_client.crypto.device_login import ACCESS_CODE_LETTERS, RequestKeys
from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PrivateKey, SymmetricKey
from backend_client.errors import DeviceAnswerRefused, SignedOut
from backend_client.secret import Secret
from tests.unit.crypto.vectors import QUICK, base64, unbase64, vectors

R1 = vectors("rsa")["R1"]
LEGACY = vectors("rsa")["R2_legacy_master_key"]
V2 = vectors("v2_account")
PAIR = PrivateKey.from_der(unbase64(R1["pkcs8_der_b64"]))
OWN = PrivateKey.generate()


def keys_of(pair: PrivateKey = PAIR) -> RequestKeys:
    return RequestKeys(pair, Secret("a" * ACCESS_CODE_LETTERS))


def account(user_key: SymmetricKey) -> WrappedAccount:
    """An account whose private key lies under `user_key`."""
    return WrappedAccount(user_key="", private_key=str(user_key.encrypt(OWN.to_der())))


PUBLISHED = account(SymmetricKey.from_bytes(unbase64(R1["key_b64"])))


@pytest.mark.parametrize("field", ["type3", "type4"])
def test_a_published_answer_opens_the_account(field: str) -> None:
    opened = keys_of().open(R1[field], PUBLISHED)
    assert base64(opened.user_key.to_bytes()) == R1["key_b64"]
    assert opened.private_key.public_key.spki == OWN.public_key.spki


def test_the_master_key_of_an_older_device_is_no_user_key() -> None:
    pair = PrivateKey.from_der(unbase64(LEGACY["pkcs8_der_b64"]))
    with pytest.raises(DeviceAnswerRefused) as refused:
        keys_of(pair).open(LEGACY["type4"], PUBLISHED)
    assert refused.value.what == "a key of the old account encryption"


def test_a_key_of_the_newer_encryption_does_not_open_an_account_of_the_older_one() -> None:
    sealed = str(PAIR.public_key.encrypt(unbase64(V2["U1"]["user_key_b64"]) + bytes([1])))
    with pytest.raises(DeviceAnswerRefused):
        keys_of().open(sealed, PUBLISHED)


def test_only_the_account_whose_key_it_is_opens() -> None:
    with pytest.raises(DeviceAnswerRefused) as refused:
        keys_of().open(R1["type4"], account(SymmetricKey.generate()))
    assert refused.value.what == "a key or signature does not verify"


@QUICK
@given(st.one_of(st.binary(max_size=200), st.just(os.urandom(64))))
def test_no_other_bytes_are_taken_for_a_key(raw: bytes) -> None:
    with pytest.raises(DeviceAnswerRefused):
        keys_of().open(str(PAIR.public_key.encrypt(raw)), PUBLISHED)


@QUICK
@given(st.text(max_size=400))
def test_no_text_is_taken_for_an_answer(text: str) -> None:
    with pytest.raises(DeviceAnswerRefused) as refused:
        keys_of().open(text, PUBLISHED)
    assert text not in refused.value.what or len(text) < 4


def test_the_phrase_is_made_of_the_address_and_this_request_s_key() -> None:
    keys = keys_of()
    assert keys.phrase(" Ada@North.Example ") == fingerprint_phrase("ada@north.example", PAIR.public_key.spki)
    assert len(keys.phrase("ada@north.example").split("-")) == 5


def test_every_request_has_its_own_pair_and_code() -> None:
    first, second = RequestKeys.generate(), RequestKeys.generate()
    codes = {keys.access_code.reveal() for keys in (first, second)}
    assert len(codes) == 2
    assert all(len(code) == 25 and set(code) <= set(string.ascii_letters + string.digits) for code in codes)
    assert first.public_key != second.public_key


def test_nothing_is_shown_and_nothing_is_left_after_dropping() -> None:
    keys = RequestKeys.generate()
    code = keys.access_code.reveal()
    assert code not in f"{keys!r} {keys}"
    keys.drop()
    assert not keys.access_code
    with pytest.raises(SignedOut):
        keys.open(R1["type4"], PUBLISHED)
    with pytest.raises(SignedOut):
        _ = keys.public_key
