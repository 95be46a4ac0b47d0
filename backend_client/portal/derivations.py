"""Whether a server wants a master password derived the way it was derived last time.

A server that lowers the cost, or chooses another salt, learns a hash that is cheaper to guess from. The
bounds of `crypto/kdf.py` stop the worst of it; what was asked last time stops the rest. Checked before a
password is used for anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from backend_client.errors import DerivationChanged, DerivationDoubt
from backend_client.portal.pins import KdfPin

if TYPE_CHECKING:
    from backend_client.api.token_answer import PreloginAnswer, TokenAnswer
    from backend_client.portal.key_watch import KeyWatch

_USUAL_ARGON2ID_PASSES: Final = 3 * 64
"""Iterations times MiB that the official clients begin with."""

_KINDS = {0: "pbkdf2", 1: "argon2id"}


def asked_before(prelogin: PreloginAnswer, email: str) -> KdfPin | None:
    """What prelogin asks for; None for a kind that nobody knows, which is refused elsewhere."""
    return _pin(
        prelogin.kdf, prelogin.iterations, prelogin.memory, prelogin.parallelism, prelogin.salt or email
    )


def asked_by(answer: TokenAnswer) -> KdfPin | None:
    """What a token answer asks for; None for a kind that nobody knows, which is refused elsewhere."""
    return _pin(
        answer.kdf,
        answer.kdf_iterations,
        answer.kdf_memory,
        answer.kdf_parallelism,
        answer.salt or answer.email,
    )


def known_derivation(watch: KeyWatch, names: Iterable[str]) -> KdfPin | None:
    """How the password of the account with these names was derived last time. Raises PinsUnusable."""
    pins = (watch.pins.kdf(watch.server, name) for name in sorted(names))
    return next((pin for pin in pins if pin is not None), None)


def check_derivation(watch: KeyWatch, names: Iterable[str], now: KdfPin | None) -> None:
    """Raises DerivationChanged where `now` is weaker than last time or has another salt, PinsUnusable."""
    for name in sorted(names):
        known = watch.pins.kdf(watch.server, name)
        if known is not None and now is not None:
            _compare(now, known)


def _compare(now: KdfPin, known: KdfPin) -> None:
    doubt = DerivationDoubt.WEAKER if is_weaker(now, known) else None
    if doubt is None and now.salt != known.salt:
        doubt = DerivationDoubt.SALT
    if doubt is not None:
        raise DerivationChanged(doubt, before=known.words, now=now.words)


def is_weaker(now: KdfPin, known: KdfPin) -> bool:
    """Whether guessing a password costs less in any respect. Lanes are no cost: guesses share them. Going to
    Argon2id is no loss from what the official clients begin with on."""
    if now.kind != known.kind:
        passes = now.iterations * now.memory_mib
        return known.kind == "argon2id" or passes < _USUAL_ARGON2ID_PASSES
    return now.iterations < known.iterations or now.memory_mib < known.memory_mib


def _pin(kind: int, iterations: int, memory: int | None, parallelism: int | None, salt: str) -> KdfPin | None:
    name = _KINDS.get(kind)
    if name is None:
        return None
    digest = sha256(salt.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()
    if name == "pbkdf2":  # the others mean nothing there
        return KdfPin(name, iterations, salt=digest)
    return KdfPin(name, iterations, memory or 0, parallelism or 0, digest)
