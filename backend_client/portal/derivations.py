"""Whether a server wants a master password derived the way it was derived last time.

A server that lowers the cost, or chooses another salt, learns a hash that is cheaper to guess from. The
bounds of `crypto/kdf.py` stop the worst of it; what was asked last time stops the rest. Checked before a
password is used for anything.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from backend_client.errors import DerivationChanged, DerivationDoubt
from backend_client.portal.pins import KdfPin

if TYPE_CHECKING:
    from backend_client.api.token_answer import PreloginAnswer, TokenAnswer
    from backend_client.portal.key_watch import KeyWatch

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


def check_derivation(watch: KeyWatch, account: str, now: KdfPin | None) -> None:
    """Raises DerivationChanged where `now` is weaker than last time or has another salt, PinsUnusable."""
    known = watch.pins.kdf(watch.server, account)
    if known is None or now is None:
        return
    doubt = DerivationDoubt.WEAKER if is_weaker(now, known) else None
    if doubt is None and now.salt != known.salt:
        doubt = DerivationDoubt.SALT
    if doubt is not None:
        raise DerivationChanged(doubt, before=known.words, now=now.words)


def is_weaker(now: KdfPin, known: KdfPin) -> bool:
    """Whether guessing a password costs less in any respect. Lanes are no cost: guesses share them."""
    if now.kind != known.kind:
        return known.kind == "argon2id"
    return now.iterations < known.iterations or now.memory_mib < known.memory_mib


def _pin(kind: int, iterations: int, memory: int | None, parallelism: int | None, salt: str) -> KdfPin | None:
    name = _KINDS.get(kind)
    if name is None:
        return None
    digest = sha256(salt.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()
    if name == "pbkdf2":  # the others mean nothing there
        return KdfPin(name, iterations, salt=digest)
    return KdfPin(name, iterations, memory or 0, parallelism or 0, digest)
