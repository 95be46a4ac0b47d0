"""The fingerprint phrase: five words two people compare to know they see the same public key."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from hmac import digest as hmac_digest
from importlib.resources import files
from typing import Final

_WORDS: Final = 5  # ceil(64 bits / log2(7776))


def fingerprint_phrase(material: str, spki: bytes) -> str:
    """Five words joined by hyphens, for the public key `spki` (SPKI DER exactly as received).

    `material` says what the key is for: the account's user id (never the membership id) when a person
    is confirmed, the account's e-mail address when a device is approved, the organization id for an
    organization's key. It is lower-cased here.
    """
    return phrase_of_digest(material, sha256(spki).digest())


def phrase_of_digest(material: str, digest: bytes) -> str:
    """The same phrase, of a key of which only the SHA-256 of its SPKI bytes is known."""
    okm = hmac_digest(digest, material.lower().encode("utf-8", "surrogatepass") + b"\x01", "sha256")
    number = int.from_bytes(okm, "big")
    words = word_list()
    phrase: list[str] = []
    for _ in range(_WORDS):
        number, index = divmod(number, len(words))
        phrase.append(words[index])
    return "-".join(phrase)


@cache
def word_list() -> tuple[str, ...]:
    """The 7776 words of EFF's large list in file order."""
    text = files("backend_client.crypto").joinpath("eff_large_wordlist.txt").read_text("ascii")
    return tuple(text.split())
