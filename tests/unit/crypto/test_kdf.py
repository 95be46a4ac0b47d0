"""Key derivation: the contract's vectors, and the bounds on both sides."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from backend_client.crypto import kdf as kdf_module
from backend_client.crypto.kdf import Argon2id, Kdf, MasterKey, Pbkdf2, derive_master_key, kdf_from_wire
from backend_client.errors import KdfRefused
from backend_client.secret import Secret
from tests.unit.crypto.vectors import Vector, unbase64, vectors

KDF = {name: vector for name, vector in vectors("kdf").items() if name != "S1"}


def kdf_of(vector: Vector) -> Kdf:
    return kdf_from_wire(
        vector["kdf"], vector["iterations"], vector.get("memory_mib"), vector.get("parallelism")
    )


def derived(vector: Vector) -> MasterKey:
    return derive_master_key(Secret(vector["password"]), vector["salt"], kdf_of(vector))


def expanded(master_key: bytes, info: bytes) -> bytes:
    return HKDFExpand(SHA256(), 32, info).derive(master_key)


@pytest.mark.parametrize("name", KDF)
def test_vectors(name: str) -> None:
    vector = KDF[name]
    master_key = derived(vector)
    if "auth_hash_b64" in vector:
        assert master_key.authentication_hash(Secret(vector["password"])) == vector["auth_hash_b64"]
    expected = (
        bytes.fromhex(vector["master_key_hex"])
        if "master_key_hex" in vector
        else unbase64(vector.get("master_key_b64", ""))
    )
    if expected:
        stretched = expanded(expected, b"enc") + expanded(expected, b"mac")
        assert master_key.stretched().to_bytes() == stretched


def test_stretch_vector() -> None:
    vector = vectors("kdf")["S1"]
    stretched = derived(KDF[vector["stretch_of"]]).stretched().to_bytes()
    assert stretched.hex() == vector["enc_hex"] + vector["mac_hex"]


def test_the_salt_is_trimmed_and_lower_cased() -> None:
    kdf = Pbkdf2(5_000)
    password = Secret("correct horse")
    messy, tidy = (
        derive_master_key(password, salt, kdf).authentication_hash(password)
        for salt in (" Some.One@Example.COM\t", "some.one@example.com")
    )
    assert messy == tidy


def test_the_password_is_taken_as_typed() -> None:
    kdf = Pbkdf2(5_000)
    hashes = {
        derive_master_key(Secret(text), "a@example.com", kdf).authentication_hash(Secret(text))
        for text in ("pass", "Pass", " pass", "pass ", "e\u0301", "\u00e9")
    }
    assert len(hashes) == 6


def test_a_password_utf8_cannot_carry_still_derives() -> None:
    password = Secret("broken \udc80 input")
    assert derive_master_key(password, "a@example.com", Pbkdf2(5_000)).authentication_hash(password)


@pytest.mark.parametrize(
    "parameters",
    [
        (0, 4_999),
        (0, 10_000_001),
        (0, 0),
        (0, -600_000),
        (1, 1, 32, 4),
        (1, 65, 32, 4),
        (1, 6, 15, 4),
        (1, 6, 1025, 4),
        (1, 11, 1024, 4),
        (1, 64, 161, 4),
        (1, 6, 32, 0),
        (1, 6, 32, 17),
        (1, 6),
        (1, 6, 32, None),
        (1, 6, None, 4),
        (2, 600_000),
        (-1, 600_000),
    ],
)
def test_parameters_out_of_bounds_are_refused(parameters: tuple[int, ...]) -> None:
    with pytest.raises(KdfRefused):
        kdf_from_wire(*parameters)


def test_the_bounds_themselves_are_accepted() -> None:
    assert kdf_from_wire(0, 5_000, 64, 4) == Pbkdf2(5_000)
    assert kdf_from_wire(0, 10_000_000) == Pbkdf2(10_000_000)
    assert kdf_from_wire(1, 2, 16, 1) == Argon2id(2, 16, 1)
    assert kdf_from_wire(1, 10, 1024, 16) == Argon2id(10, 1024, 16)
    assert kdf_from_wire(1, 64, 160, 16) == Argon2id(64, 160, 16)


def test_the_bounds_hold_without_the_wire() -> None:
    with pytest.raises(KdfRefused):
        Pbkdf2(4_999)
    with pytest.raises(KdfRefused):
        Argon2id(3, 8, 1)


def test_argon2id_salts_with_a_digest() -> None:
    """The contract's trap: the e-mail itself would be too short or simply wrong as an Argon2 salt."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id as Reference

    reference = Reference(
        salt=sha256(b"a@example.com").digest(), length=32, iterations=2, lanes=1, memory_cost=16 * 1024
    ).derive(b"pw")
    master_key = derive_master_key(Secret("pw"), "a@example.com", Argon2id(2, 16, 1))
    assert master_key.stretched().to_bytes()[:32] == expanded(reference, b"enc")


def test_two_derivations_that_take_much_memory_do_not_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[int] = []
    most: list[int] = []

    class Counting:
        def __init__(self, **_parameters: object) -> None:
            pass

        def derive(self, _password: bytes) -> bytes:
            running.append(1)
            most.append(len(running))
            threading.Event().wait(0.02)
            running.pop()
            return bytes(32)

    monkeypatch.setattr(kdf_module, "_Argon2id", Counting)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            pool.submit(derive_master_key, Secret("x"), "a@example.com", Argon2id(2, 16, 1))
    assert most == [1, 1, 1, 1]
