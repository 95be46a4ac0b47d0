"""The strict CBOR subset."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from backend_client.crypto import cbor
from backend_client.crypto.cbor import CborValue
from backend_client.errors import CryptoError, MalformedData
from tests.unit.crypto.vectors import QUICK, unbase64, vectors

INTEGERS = st.integers(-(2**64), 2**64 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LEAVES = INTEGERS | st.binary(max_size=300) | TEXTS
VALUES: st.SearchStrategy[CborValue] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(INTEGERS | TEXTS, inner, max_size=4),
    max_leaves=12,
)


def nested(depth: int) -> bytes:
    """`depth` arrays around an integer, which is one level more."""
    return b"\x81" * depth + b"\x00"


@pytest.mark.parametrize(
    ("encoded", "value"),
    [
        ("00", 0),
        ("17", 23),
        ("1818", 24),
        ("18ff", 255),
        ("190100", 256),
        ("1a00010000", 65536),
        ("1b0000000100000000", 2**32),
        ("1bffffffffffffffff", 2**64 - 1),
        ("20", -1),
        ("3a00011179", -70010),
        ("3a0001387f", -80000),
        ("3bffffffffffffffff", -(2**64)),
        ("40", b""),
        ("4401020304", b"\x01\x02\x03\x04"),
        ("60", ""),
        ("62c3bc", "ü"),
        ("80", []),
        ("83010203", [1, 2, 3]),
        ("a0", {}),
        ("a2010220626869", {1: 2, -1: "hi"}),
    ],
)
def test_known_encodings(encoded: str, value: CborValue) -> None:
    assert cbor.decode(bytes.fromhex(encoded)) == value
    assert cbor.encode(value).hex() == encoded


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "0000",
        "8100ff",
        "18",
        "1a0000",
        "4401",
        "6201",
        "8201",
        "a101",
        "a20102",
        "1817",
        "190001",
        "1a0000ffff",
        "1b00000000ffffffff",
        "5801ff",
        "1c" + "ff" * 16,
        "1d" + "ff" * 32,
        "1e" + "ff" * 64,
        "1f" + "ff" * 128,
        "5f4101ff",
        "7f6161ff",
        "9f01ff",
        "bf0102ff",
        "ff",
        "c000",
        "d81800",
        "f4",
        "f6",
        "f7",
        "f90000",
        "fb0000000000000000",
        "a201020103",
        "a2616101616102",
        "a1410102",
        "a18001",
        "a1a001",
        "61ff",
        "62c328",
        "9affffffff",
        "bbffffffffffffffff",
        "5bffffffffffffffff",
    ],
)
def test_everything_else_is_refused(encoded: str) -> None:
    with pytest.raises(MalformedData):
        cbor.decode(bytes.fromhex(encoded))


def test_nesting_is_bounded() -> None:
    assert cbor.decode(nested(cbor.MAX_DEPTH - 1))
    for depth in (cbor.MAX_DEPTH, 100_000):
        with pytest.raises(MalformedData):
            cbor.decode(nested(depth))


def test_only_a_map_is_a_map() -> None:
    assert cbor.decode_map(b"\xa1\x01\x02") == {1: 2}
    with pytest.raises(MalformedData):
        cbor.decode_map(b"\x80")


@pytest.mark.parametrize("name", ["C1_key_xchacha", "C2_key_xaes"])
def test_a_cose_key_is_encoded_byte_for_byte(name: str) -> None:
    vector = vectors("cose")[name]
    padded = unbase64(vector["padded_b64"])
    key = padded[: -padded[-1]]
    entries = cbor.decode_map(key)
    assert len(padded) == vector["length"]
    assert entries[2] == bytes.fromhex(vector["kid_hex"])
    assert entries[3] == vector["alg"]
    assert entries[-1] == bytes.fromhex(vector["k_hex"])
    assert cbor.encode(entries) == key
    with pytest.raises(MalformedData):
        cbor.decode(padded)


@QUICK
@given(VALUES)
def test_what_is_encoded_decodes(value: CborValue) -> None:
    encoded = cbor.encode(value)
    assert cbor.decode(encoded) == value


@QUICK
@given(
    st.binary(max_size=40) | VALUES.map(cbor.encode).flatmap(lambda data: st.permutations(data).map(bytes))
)
def test_bytes_decode_to_what_encodes_to_them_or_are_refused(data: bytes) -> None:
    with suppress(CryptoError):
        assert cbor.encode(cbor.decode(data)) == data


@QUICK
@given(VALUES, st.binary(min_size=1, max_size=3))
def test_nothing_may_follow(value: CborValue, more: bytes) -> None:
    with pytest.raises(MalformedData):
        cbor.decode(cbor.encode(value) + more)
