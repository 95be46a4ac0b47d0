"""The EncString parser: what it reads, and everything it refuses."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from backend_client.crypto.enc_string import EncString, SealedKey, decode_base64, split_aes_cbc_hmac
from backend_client.errors import CryptoError, MalformedData, UnsupportedEncryption
from tests.unit.crypto.vectors import QUICK, base64, vectors

IV, CIPHERTEXT, MAC = (base64(bytes(length)) for length in (16, 32, 32))
GOOD = f"2.{IV}|{CIPHERTEXT}|{MAC}"
TYPE_4 = vectors("rsa")["R1"]["type4"]


def symmetric_texts() -> list[str]:
    texts = [vector["enc"] for vector in vectors("enc_string").values()]
    texts += [vector["enc"] for vector in vectors("cose").values() if "enc" in vector]
    return [*texts, vectors("accounts")["A1"]["private_key_enc"], GOOD]


@pytest.mark.parametrize("text", symmetric_texts())
def test_wire_text_survives_parsing(text: str) -> None:
    value = EncString.parse(text)
    assert value.kind == int(text[0])
    assert str(value) == text


@pytest.mark.parametrize("text", [TYPE_4, vectors("rsa")["R1"]["type3"]])
def test_sealed_wire_text_survives_parsing(text: str) -> None:
    sealed = SealedKey.parse(text)
    assert sealed.kind == int(text[0])
    assert str(sealed) == text


@pytest.mark.parametrize(
    "text",
    [
        f"0.{IV}|{CIPHERTEXT}",
        f"1.{IV}|{CIPHERTEXT}|{MAC}",
        f"{IV}|{CIPHERTEXT}",
        f"{IV}|{CIPHERTEXT}|{MAC}",
        "",
        ".",
        "2",
        "A plain name",
        f"22.{IV}|{CIPHERTEXT}|{MAC}",
        f" 2.{IV}|{CIPHERTEXT}|{MAC}",
        f"\u0662.{IV}|{CIPHERTEXT}|{MAC}",
        "8.AAAA",
        "9.AAAA",
        TYPE_4,
        "3" + TYPE_4[1:],
        "5" + TYPE_4[1:] + "|AA==",
        "6" + TYPE_4[1:] + "|AA==",
    ],
)
def test_other_types_are_refused(text: str) -> None:
    with pytest.raises(UnsupportedEncryption):
        EncString.parse(text)


@pytest.mark.parametrize("text", [GOOD, "5" + TYPE_4[1:] + "|AA==", "6" + TYPE_4[1:], "7.AAAA", "", "x"])
def test_a_sealed_key_is_type_3_or_4(text: str) -> None:
    with pytest.raises(UnsupportedEncryption):
        SealedKey.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "2.",
        "2.||",
        f"2.{IV}|{CIPHERTEXT}",
        f"2.{CIPHERTEXT}|{MAC}",
        f"2.{IV}|{CIPHERTEXT}|{MAC}|{MAC}",
        f"2.{IV}|{CIPHERTEXT}|{MAC}|",
        f"2.{IV}|{IV}|{CIPHERTEXT}|{MAC}",
        f"2.{IV}||{MAC}",
        f"2.{IV}.{CIPHERTEXT}|{MAC}",
        f"2.{IV}|{CIPHERTEXT}.{MAC}",
        f"2.{IV}|{base64(bytes(17))}|{MAC}",
        f"2.{IV}|{base64(bytes(15))}|{MAC}",
        f"2.{base64(bytes(15))}|{CIPHERTEXT}|{MAC}",
        f"2.{base64(bytes(17))}|{CIPHERTEXT}|{MAC}",
        f"2.{IV}|{CIPHERTEXT}|{base64(bytes(31))}",
        f"2.{IV}|{CIPHERTEXT}|{base64(bytes(33))}",
        f"2.{IV[:-2]}|{CIPHERTEXT}|{MAC}",
        f"2.{IV}=|{CIPHERTEXT}|{MAC}",
        f"2.{IV}|{CIPHERTEXT}=|{MAC}",
        f"2.{IV}|{base64(bytes(48))}====|{MAC}",
        f"2.{IV}|{CIPHERTEXT[:-1]}|{MAC}",
        f"2.{IV.replace('A', '-', 1)}|{CIPHERTEXT}|{MAC}",
        f"2.{IV}|{CIPHERTEXT.replace('A', '_', 1)}|{MAC}",
        f"2.{IV}|{CIPHERTEXT}|{MAC.replace('A', '*', 1)}",
        f"2.{IV}|{CIPHERTEXT.replace('A', 'é', 1)}|{MAC}",
        f"2.{IV}|{CIPHERTEXT.replace('AAAA', 'AA A', 1)}|{MAC}",
        f"2.{IV}|{CIPHERTEXT.replace('AAAA', 'AAA=', 1)}|{MAC}",
        f"{GOOD}\n",
        f"2. {GOOD[2:]}",
        "7.",
        "7.QUJD=",
        "7.QUJ",
        "7.QUJD|QUJD",
    ],
)
def test_malformed_text_is_refused(text: str) -> None:
    with pytest.raises(MalformedData):
        EncString.parse(text)


@pytest.mark.parametrize("text", ["4.", "4.AA", "4.AA==|AA==", "3.AAA=A", "4.QUJD\n", "4.=AAA"])
def test_malformed_sealed_text_is_refused(text: str) -> None:
    with pytest.raises(MalformedData):
        SealedKey.parse(text)


@pytest.mark.parametrize("text", ["QUJD=", "QUJD====", "QUI", "QU=I", "====", "QU JD", "QU-_", "\u0661UJD"])
def test_base64_is_strict(text: str) -> None:
    with pytest.raises(MalformedData):
        decode_base64(text, "test")


@QUICK
@given(
    st.text()
    | st.text("0123456789.|=AQgw+/", max_size=120)
    | st.from_regex(r"[0-9]\.[A-Za-z0-9+/=|]{0,120}", fullmatch=True)
)
def test_no_text_raises_anything_but_a_crypto_error(text: str) -> None:
    for parse in (EncString.parse, SealedKey.parse, split_aes_cbc_hmac):
        with suppress(CryptoError):
            parse(text)


@QUICK
@given(
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=1, max_size=64),
    st.binary(min_size=32, max_size=32),
)
def test_every_well_formed_value_is_read_back(iv: bytes, filler: bytes, mac: bytes) -> None:
    value = EncString(2, (iv, filler * 16, mac))
    assert EncString.parse(str(value)) == value
