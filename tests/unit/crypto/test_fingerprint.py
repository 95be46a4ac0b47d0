"""Fingerprint phrases and the word list behind them."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

import pytest

from backend_client.crypto.fingerprint import fingerprint_phrase
from tests.unit.crypto.vectors import unbase64, vectors

WORD_LIST = files("backend_client.crypto").joinpath("eff_large_wordlist.txt")


def spki_of(name: str) -> bytes:
    vector = vectors("fingerprints")[name]
    if "spki_b64" in vector:
        return unbase64(vector["spki_b64"])
    account, field = vector["spki"].split(".")
    return unbase64(vectors("accounts")[account][field])


@pytest.mark.parametrize("name", vectors("fingerprints"))
def test_vectors(name: str) -> None:
    vector = vectors("fingerprints")[name]
    assert fingerprint_phrase(vector["material"], spki_of(name)) == vector["phrase"]


def test_the_case_of_the_material_does_not_matter() -> None:
    vector = vectors("fingerprints")["F1"]
    assert fingerprint_phrase(vector["material"].upper(), spki_of("F1")) == vector["phrase"]


def test_another_key_or_another_person_gives_another_phrase() -> None:
    phrases = {
        fingerprint_phrase(material, spki)
        for material in ("a@example.com", "b@example.com")
        for spki in (b"one", b"two")
    }
    assert len(phrases) == 4


def test_the_word_list_is_effs_large_one() -> None:
    data = WORD_LIST.read_bytes()
    words = data.decode("ascii").splitlines()
    assert (len(words), len(set(words))) == (7776, 7776)
    assert (words[0], words[-1]) == ("abacus", "zoom")
    assert sha256(data).hexdigest() == "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"


def test_the_word_list_names_its_author() -> None:
    notice = files("backend_client.crypto").joinpath("eff_large_wordlist.LICENSE.txt").read_text("ascii")
    assert "Electronic Frontier Foundation" in notice
    assert "https://creativecommons.org/licenses/by/3.0/us/" in notice
